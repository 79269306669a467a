import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { backup, restore } from '../../../lib/store/sqlite/backup.ts';
import { openReaderStore, openWriterStore } from '../../../lib/store/open.ts';
import { openClient } from '../../../lib/store/sqlite/client.ts';
import { migrate } from '../../../lib/store/sqlite/migrate.ts';
import { BUCKETS_AT, BUCKETS_OF_CHECK_AT, PACKED_AT, PACKED_OF_CHECK_AT } from '../../../lib/store/sqlite/queries.ts';
import { readLog, type BatchRow } from '../../../lib/store/rows.ts';
import { StoreError } from '../../../lib/store/store.ts';
import { catalogue, check } from '../../fixtures/catalogue.ts';
import { storeContract } from './contract.ts';

const migrations = join(import.meta.dirname, '../../../prisma/migrations');
const fresh = (path: string) => openWriterStore({ path, migrations, authority: 'status.example', now: 1_000 });

storeContract('SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'allswell-store-'));
  const path = join(folder, 'a.db');
  return {
    writer: () => fresh(path),
    reader: () => openReaderStore({ path, migrations }),
    destroy: async () => rmSync(folder, { recursive: true }),
  };
});

describe('the SQLite file', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'allswell-sqlite-'));
    path = join(folder, 'deep/er/a.db');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('keeps the log of a version that held a row a result', async () => {
    const older = join(folder, 'older');
    for (const name of ['20261122000000_init', '20261122220011_notices'])
      cpSync(join(migrations, name), join(older, name), { recursive: true });
    migrate(path, older);
    const database = new Database(path);
    database.exec(`INSERT INTO "Check" ("key", checkId) VALUES (3, 'a');
      INSERT INTO Result (id, "check", at, state, responseTime, code, details) VALUES
        (8, 3, 1000, 2, 12345, 'timeout', '{"phases":{"dns":1.5},"raw":"x"}'), (9, 3, 2000, 0, NULL, NULL, NULL)`);
    database.close();
    const writer = await fresh(path);
    const rest = { check: 'a', details: null, code: null, responseTime: null };
    const details = { phases: { dns: 1.5 }, raw: 'x' };
    expect((await writer.restore()).log).toEqual([
      { ...rest, id: 8, at: 1000, state: 'down', responseTime: 12.345, code: 'timeout', details },
      { ...rest, id: 9, at: 2000, state: 'up' },
    ]);
    await writer.end();
  });

  test('is made with its folder, in WAL mode, and gives pages back in steps', () => {
    expect(migrate(path, migrations)).toHaveLength(
      readdirSync(migrations, { withFileTypes: true }).filter((it) => it.isDirectory()).length,
    );
    expect(migrate(path, migrations)).toEqual([]);
    const database = new Database(path);
    expect([
      database.pragma('journal_mode', { simple: true }),
      database.pragma('auto_vacuum', { simple: true }),
    ]).toEqual(['wal', 2]);
    const version = database.prepare<[], { v: string }>('SELECT sqlite_version() AS v').get()?.v ?? '';
    // Before 3.51.3 a fault of the WAL could lose committed pages.
    expect(
      version
        .split('.')
        .map(Number)
        .reduce((sum, part) => sum * 1000 + part, 0),
    ).toBeGreaterThanOrEqual(3_051_003);
    // The log's id is the rowid itself: no second tree is written.
    expect(
      database.prepare(`SELECT count(*) AS n FROM sqlite_master WHERE tbl_name = 'Result' AND type = 'index'`).get(),
    ).toEqual({ n: 0 });
    database.close();
  });

  test('tells in one line that its folder cannot be made', () => {
    writeFileSync(join(folder, 'deep'), '');
    const message = `cannot make the folder of the database ${path}: ENOTDIR: not a directory, mkdir '${folder}/deep/er'`;
    expect(() => migrate(path, migrations)).toThrow(new StoreError('DATABASE_UNWRITABLE', message));
  });

  test('is asked for buckets by one seek a start, however many it holds', () => {
    migrate(path, migrations);
    const database = new Database(path);
    const seeks = [
      [BUCKETS_AT, 'Bucket USING PRIMARY KEY (tier=? AND start=?)'],
      [BUCKETS_OF_CHECK_AT, 'Bucket USING PRIMARY KEY (tier=? AND start=? AND check=?)'],
      [PACKED_AT, 'Packed USING PRIMARY KEY (start=?)'],
      [PACKED_OF_CHECK_AT, 'Packed USING PRIMARY KEY (start=? AND check=?)'],
    ] as const;
    for (const [sql, seek] of seeks) {
      const plan = database.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`);
      const parameters = Array.from(sql.matchAll(/\?/g), () => 0);
      const steps = plan.all(...parameters).map((row) => row.detail);
      expect(steps.filter((step) => !/^SCALAR SUBQUERY|^SCAN Checkpoint$/.test(step))).toEqual([
        expect.stringMatching(/^SCAN s VIRTUAL TABLE/),
        `SEARCH ${seek}`,
      ]);
    }
    database.close();
  });

  test('opens a client only when every PRAGMA holds', async () => {
    migrate(path, migrations);
    const client = await openClient(path, { busyTimeout: 250, autoCheckpoint: 0 });
    const pragma = async (name: string) =>
      Object.values((await client.$queryRawUnsafe<Record<string, unknown>[]>(`PRAGMA ${name}`))[0] ?? {})[0];
    expect(
      await Promise.all(
        ['journal_mode', 'synchronous', 'foreign_keys', 'busy_timeout', 'wal_autocheckpoint'].map(pragma),
      ),
    ).toEqual(['wal', 2n, 1n, 250n, 0n]);
    await client.$disconnect();
  });

  test('of a newer version is refused, untouched', () => {
    migrate(path, migrations);
    const database = new Database(path);
    database.exec(
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name) VALUES ('x', '', 'now', '2999_future')`,
    );
    database.close();
    expect(() => migrate(path, migrations)).toThrow(
      new StoreError(
        'DATABASE_NEWER',
        `the database ${path} was made by a newer version of Allswell (it has the migration 2999_future)`,
      ),
    );
  });

  test.each([
    [
      `UPDATE _prisma_migrations SET migration_name = '20261122000000_imit' WHERE migration_name LIKE '%_init'`,
      'it has the migration 20261122000000_imit and not 20261122000000_init',
    ],
    ['DELETE FROM _prisma_migrations', 'table "Instance" already exists'],
    ['DROP TABLE _prisma_migrations', 'table "Instance" already exists'],
    ['ALTER TABLE Batch RENAME COLUMN results TO resultr', 'it has no column Batch.results TEXT'],
    ['ALTER TABLE "Check" RENAME TO Chekk', 'it has no column Check.key INTEGER'],
  ])('that is not what its migrations made is refused, untouched: %s', (damage, how) => {
    migrate(path, migrations);
    const database = new Database(path);
    database.exec(damage);
    const schema = () => database.prepare('SELECT * FROM sqlite_schema').all();
    const before = schema();
    expect(() => migrate(path, migrations)).toThrow(
      new StoreError(
        'DATABASE_INVALID',
        `the database ${path} is damaged: ${how}; restore a backup, as docs/operations.md tells`,
      ),
    );
    expect(schema()).toEqual(before);
    database.close();
  });

  test('of an older version that is not what its migrations made is refused before one is applied', () => {
    const older = join(folder, 'older');
    cpSync(migrations, older, { recursive: true });
    rmSync(
      join(
        older,
        readdirSync(older)
          .filter((name) => /^\d/.test(name))
          .sort()
          .at(-1) ?? '',
      ),
      { recursive: true },
    );
    migrate(path, older);
    const database = new Database(path);
    database.exec('ALTER TABLE Batch RENAME COLUMN results TO resultr');
    database.close();
    const before = readFileSync(path);
    expect(() => migrate(path, migrations)).toThrow('is damaged: it has no column Batch.results TEXT');
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('that is none is refused, untouched', () => {
    const text = join(folder, 'notes.txt');
    writeFileSync(text, 'these are notes, not a database. '.repeat(100));
    expect(() => migrate(text, migrations)).toThrow(`${text} is not a sound SQLite database: file is not a database`);
    expect(readFileSync(text, 'utf8').startsWith('these are notes')).toBe(true);
  });

  test('is waited for by a reader until it is there', async () => {
    expect(await openReaderStore({ path, migrations })).toBeNull();
    expect(existsSync(path)).toBe(false);
  });

  test('is backed up while it is written to, and restored', async () => {
    const writer = await fresh(path);
    await writer.acquire({ holder: 'one', now: 0, ttl: 15_000, dead: [] });
    await writer.applyCatalogue(catalogue(check('a')), {});
    let id = 0;
    const enough = new AbortController();
    const writing = (async () => {
      while (!enough.signal.aborted) {
        id++;
        // SQLite answers at once: without this the loop would let nobody else in.
        await new Promise((resolve) => setImmediate(resolve));
        await writer.append({
          results: [{ id, check: 'a', at: id, state: 'up', responseTime: 1, code: null, details: null }],
          transitions: [],
          outages: [],
        });
      }
    })();
    const target = join(folder, 'backup.db');
    const report = await backup(path, target, () => undefined);
    enough.abort();
    await writing;
    expect(report.checks).toBe(1);
    const copy = new Database(target, { readonly: true });
    const log = readLog(copy.prepare<[], BatchRow>('SELECT * FROM Batch ORDER BY id').all(), 0, () => 'a');
    const [n, last] = [log.length, log.at(-1)?.id];
    copy.close();
    expect(n).toBe(last); // a prefix of the log, without a hole
    await expect(backup(path, target, () => undefined)).rejects.toThrow(`${target} exists; name a file that does not`);
    expect(() => restore(path, target, 1)).toThrow(`the database ${path} is in use: stop Allswell first`);
    await writer.release();
    await writer.end();
    const restored = restore(path, target, 20_000);
    expect(restored.kept !== null && existsSync(restored.kept)).toBe(true);
    const again = await fresh(path);
    expect((await again.restore()).log).toHaveLength(n);
    expect(again.instance).toEqual(writer.instance);
    await again.end();
  });

  test('is not replaced by something that is no backup', async () => {
    const writer = await fresh(path);
    await writer.end();
    const before = readFileSync(path);
    const other = join(folder, 'other.db');
    const database = new Database(other);
    database.exec('CREATE TABLE t (x)');
    database.close();
    expect(() => restore(path, other, 20_000)).toThrow(
      `${other} is not a database of Allswell: no such table: Instance`,
    );
    expect(() => restore(path, folder, 20_000)).toThrow(`${folder} is not a database of Allswell: it is a folder`);
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});

test('no interactive transaction is opened anywhere: it would roll back the statements of others', () => {
  const sources = readdirSync(join(import.meta.dirname, '../../../lib'), { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.includes('generated'),
  );
  expect(sources.length).toBeGreaterThan(20);
  for (const file of sources)
    expect(readFileSync(join(import.meta.dirname, '../../../lib', file), 'utf8'), file).not.toMatch(
      /\$transaction\(\s*(async\b|\(?\w*\)?\s*=>)/,
    );
});
