import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { openPostgresNotices, openPostgresReader, openPostgresWriter } from '../../lib/store/postgres/open.ts';
import {
  BUCKETS_AT,
  BUCKETS_OF_CHECK_AT,
  HOLD_LEASE,
  PACKED_AT,
  PACKED_OF_CHECK_AT,
} from '../../lib/store/postgres/sql.ts';
import { FencedError, type LoggedResult } from '../../lib/store/store.ts';
import { catalogue, check } from '../fixtures/catalogue.ts';
import { storeContract } from '../unit/store/contract.ts';
import { noticeContract } from '../unit/store/notice-contract.ts';
import { newEnding, startPostgres } from './servers.ts';

const CREATE = join(import.meta.dirname, '../../prisma/create-postgres.mjs');
const AUTHORITY = 'status.example';

const { atEnd, end } = newEnding();
let server = '';
let administrator: pg.Client;

beforeAll(async () => {
  const { port } = await startPostgres(atEnd);
  server = `postgresql://postgres@127.0.0.1:${port}`;
  administrator = new pg.Client(`${server}/postgres`);
  await administrator.connect();
  atEnd(() => administrator.end());
  await administrator.query('CREATE DATABASE made');
  await promisify(execFile)(process.execPath, [CREATE, `${server}/made`]);
});
afterAll(end);

/** A database with all tables, for one test. */
async function newDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administrator.query(`CREATE DATABASE ${name} TEMPLATE made`);
  return {
    url: `${server}/${name}`,
    drop: async () => {
      await administrator.query(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

function results(first: number, count: number): LoggedResult[] {
  return Array.from({ length: count }, (_, index) => {
    const id = first + index;
    return { id, check: 'a', at: id, state: 'up', responseTime: 1, code: null, details: null };
  });
}

storeContract('PostgreSQL', async () => {
  const { url, drop } = await newDatabase();
  return {
    writer: () => openPostgresWriter({ url, authority: AUTHORITY, now: 1_000 }),
    reader: async () => openPostgresReader(url),
    destroy: drop,
  };
});

noticeContract('PostgreSQL', async () => {
  const { url, drop } = await newDatabase();
  const writer = await openPostgresWriter({ url, authority: AUTHORITY, now: 1_000 });
  await writer.acquire({ holder: 'one', now: 1_000, ttl: 15_000, dead: [] });
  await writer.applyCatalogue(catalogue(check('a')), {});
  await writer.end();
  const locks: pg.Client[] = [];
  return {
    notices: async () => openPostgresNotices(url),
    reader: async () => openPostgresReader(url),
    lock: async (ms) => {
      const client = new pg.Client(url);
      // Its database may be dropped before it lets go.
      client.on('error', () => undefined);
      locks.push(client);
      await client.connect();
      await client.query('BEGIN');
      await client.query('LOCK TABLE "Notice" IN SHARE ROW EXCLUSIVE MODE');
      setTimeout(() => void client.query('COMMIT').catch(() => undefined), ms);
    },
    destroy: async () => {
      for (const client of locks) await client.end();
      await drop();
    },
  };
});

describe('several sessions', () => {
  let url: string;
  let drop: () => Promise<void>;
  beforeEach(async () => {
    ({ url, drop } = await newDatabase());
  });
  afterEach(() => drop());

  const openWriter = () => openPostgresWriter({ url, authority: AUTHORITY, now: 1_000 });

  test('a worker that takes over has the last word: nothing of the old one is committed behind its back', async () => {
    const [old, next] = [await openWriter(), await openWriter()];
    await old.acquire({ holder: 'old', now: 0, ttl: 15_000, dead: [] });
    await old.applyCatalogue(catalogue(check('a')), {});
    const batches = Array.from({ length: 40 }, (_, index) => results(index * 500 + 1, 500));
    const appends = batches.map((batch) => old.append({ results: batch, transitions: [], outages: [] }));
    const outcomes = Promise.allSettled(appends);
    await appends[3];
    await next.acquire({ holder: 'next', now: 0, ttl: 15_000, dead: ['old'] });
    const seen = (await next.restore()).log.length;
    const refused = (await outcomes).filter((outcome) => outcome.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const { reason } of refused) expect(reason).toBeInstanceOf(FencedError);
    expect((await next.restore()).log).toHaveLength(seen);
    expect(seen).toBe((batches.length - refused.length) * 500);
    await old.end();
    await next.end();
  });

  test('a takeover waits for the transaction that holds the lease', async () => {
    const writer = await openWriter();
    await writer.acquire({ holder: 'one', now: 0, ttl: 15_000, dead: [] });
    const session = new pg.Client(url);
    await session.connect();
    await session.query('BEGIN');
    await session.query({ text: HOLD_LEASE, values: [1] });
    let isTaken = false;
    const next = await openWriter();
    const taking = next.acquire({ holder: 'two', now: 0, ttl: 15_000, dead: ['one'] }).then(() => (isTaken = true));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(isTaken).toBe(false);
    await session.query('COMMIT');
    await taking;
    await session.end();
    await writer.end();
    await next.end();
  });

  test('of a pair of workers that want a free lease one has it', async () => {
    const writers = await Promise.all(Array.from({ length: 6 }, openWriter));
    const tokens = await Promise.all(
      writers.map((writer, index) => writer.acquire({ holder: `${index}`, now: 0, ttl: 15_000, dead: [] })),
    );
    expect(tokens.filter((token) => token !== null)).toEqual([{ token: 1 }]);
    for (const writer of writers) await writer.end();
  });
});

test('what cannot be read is left out and told of, and the rest is read', async () => {
  const { url, drop } = await newDatabase();
  const session = new pg.Client(url);
  await session.connect();
  const faults: string[] = [];
  const onUnreadable = (fault: string) => faults.push(fault);
  const worker = await openPostgresWriter({ url, authority: AUTHORITY, now: 1_000, onUnreadable });
  const reader = openPostgresReader(url, onUnreadable);
  onTestFinished(async () => {
    for (const client of [worker, reader, session]) await client.end();
    await drop();
  });
  await worker.acquire({ holder: 'one', now: 0, ttl: 15_000, dead: [] });
  await worker.applyCatalogue(catalogue(check('a'), check('b')), {});
  await worker.append({ results: results(1, 24), transitions: [], outages: [] });
  await reader.load(0);
  await session.query(`
    INSERT INTO "Checkpoint" VALUES (1, 0, 0, 600000);
    INSERT INTO "Bucket" VALUES (0, 0, 1, 1, 0, 0, 0, 1, 1, 1, 1, '\\x09'), (0, 0, 99, 1, 0, 0, 0, 1, 1, 1, 1, NULL);
    INSERT INTO "Packed" VALUES (0, 1, '9'), (0, 2, '1');
    INSERT INTO "Transition" VALUES (1, 1, 5, 5, 3, 9, NULL), (2, 2, 5, 5, 3, 0, NULL);
    INSERT INTO "Outage" VALUES (1, 99, 5, NULL, 2, NULL, 5);
    INSERT INTO "Worker" VALUES (1, '{');
    INSERT INTO "Notice" VALUES ('n', 'incident', 1, 1, '{}', NULL);
    UPDATE "Check" SET "lastResult" = '?';
    UPDATE "Catalogue" SET json = '{';
    UPDATE "Batch" SET results = '9' WHERE id = 12`);
  const state = await reader.load(0);
  expect(state?.catalogue.checks.map(({ id }) => id)).toEqual(['a', 'b']);
  expect(state?.log.map(({ id }) => id)).toEqual(Array.from({ length: 12 }, (_, index) => index + 13));
  expect(state?.transitions.map((it) => it.check)).toEqual(['b']);
  expect(state).toMatchObject({ outages: [], notices: [], figures: null });
  expect((await reader.changes({ resultId: 0, transitionId: 0, noticeRevision: 0 }))?.log).toHaveLength(12);
  const { rows } = await reader.checkBuckets('a', 0, [0]);
  expect(rows.map(({ runs, sketch }) => [runs.up, sketch])).toEqual([[1, null]]);
  expect((await reader.checkPacked('a', [0])).rows).toEqual([]);
  expect((await worker.restore()).recent).toHaveLength(12);
  expect((await worker.buckets(0, [0])).map((it) => it.check)).toEqual(['a']);
  expect((await worker.packed([0])).map((it) => it.check)).toEqual(['b']);
  await worker.applyCatalogue(catalogue(check('a'), check('b')), {});
  const tables = new Set(faults.map((fault) => fault.split(':')[0]));
  expect([...tables].sort()).toEqual([
    'Batch',
    'Bucket',
    'Catalogue',
    'Check',
    'Notice',
    'Outage',
    'Packed',
    'Transition',
    'Worker',
  ]);
});

test('buckets and packed results are found by their keys, however many there are', async () => {
  const { url, drop } = await newDatabase();
  const session = new pg.Client(url);
  onTestFinished(async () => {
    await session.end();
    await drop();
  });
  await session.connect();
  await session.query(`INSERT INTO "Bucket" SELECT 0, s * 300000, c, 1, 0, 0, 0, 1, 1, 1, 1, NULL
    FROM generate_series(1, 100) s, generate_series(1, 300) c`);
  await session.query(`INSERT INTO "Packed" SELECT start, "check", '1' FROM "Bucket"`);
  await session.query('ANALYZE');
  const starts = JSON.stringify([300_000, 600_000]);
  const asked = [
    [BUCKETS_AT, [starts, 0]],
    [BUCKETS_OF_CHECK_AT, [starts, 0, 1]],
    [PACKED_AT, [starts]],
    [PACKED_OF_CHECK_AT, [starts, 1]],
  ] as const;
  for (const [text, values] of asked) {
    const { rows } = await session.query<{ 'QUERY PLAN': string }>({ text: `EXPLAIN ${text}`, values: [...values] });
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toMatch(/Index.* using "(Bucket|Packed)_pkey"|on "(Bucket|Packed)_pkey"/);
    expect(plan).not.toMatch(/Seq Scan on "(Bucket|Packed)"/);
  }
});
