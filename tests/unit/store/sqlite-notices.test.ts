import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openNoticeStore, openReaderStore, openWriterStore } from '../../../lib/store/open.ts';
import { catalogue, check } from '../../fixtures/catalogue.ts';
import { noticeContract, incident } from './notice-contract.ts';

const migrations = join(import.meta.dirname, '../../../prisma/migrations');

async function demand<T>(opened: Promise<T | null>): Promise<T> {
  const it = await opened;
  if (it === null) throw new Error('the database is not migrated');
  return it;
}

noticeContract('SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'allswell-notices-'));
  const path = join(folder, 'a.db');
  const writer = await openWriterStore({ path, migrations, authority: 'status.example', now: 1_000 });
  await writer.acquire({ holder: 'one', now: 1_000, ttl: 15_000, dead: [] });
  await writer.applyCatalogue(catalogue(check('a')), {});
  await writer.end();
  const locks: Database.Database[] = [];
  return {
    notices: () => demand(openNoticeStore({ path, migrations })),
    reader: () => demand(openReaderStore({ path, migrations })),
    lock: async (ms) => {
      const database = new Database(path);
      locks.push(database);
      database.exec('BEGIN IMMEDIATE');
      setTimeout(() => database.close(), ms);
    },
    destroy: async () => {
      for (const database of locks) database.close();
      rmSync(folder, { recursive: true });
    },
  };
});

test('there are no notices before the database is migrated', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'allswell-notices-'));
  expect(await openNoticeStore({ path: join(folder, 'none.db'), migrations })).toBeNull();
  rmSync(folder, { recursive: true });
});

test('a change of which a statement fails leaves nothing behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'allswell-notices-'));
  const path = join(folder, 'a.db');
  await (await openWriterStore({ path, migrations, authority: 'status.example', now: 1_000 })).end();
  const store = await demand(openNoticeStore({ path, migrations }));
  await store.write({ put: [incident('i')], at: 1 });
  // The history has this version already: the second statement of the change breaks its key.
  const database = new Database(path);
  database.prepare(`INSERT INTO NoticeEdit (notice, version, at, json) VALUES ('i', 1, 1, '{}')`).run();
  database.close();
  const answer = { key: 'k', answer: { fingerprint: 'f', status: 200, headers: {}, body: '' } };
  const failing = store.write({ put: [incident('i', 2)], answer, at: 2 });
  const beside = store.write({ put: [incident('j')], at: 2 });
  await expect(failing).rejects.toThrow();
  expect(await beside).toBe('written');
  expect(await store.keptAnswer('k', 0)).toBeNull();
  expect(await store.notice('i')).toEqual(incident('i'));
  expect(await store.notice('j')).toEqual(incident('j'));
  await store.end();
  rmSync(folder, { recursive: true });
});
