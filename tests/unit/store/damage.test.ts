/** Each kind of damage, one of each beside the other: one suite, and longer than others for its tables. */
import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openArchiveStore, openImportStore } from '../../../lib/store/open.ts';
import { StoreError } from '../../../lib/store/store.ts';
import { verifyHistory, type Verification } from '../../../lib/store/verify.ts';
import { DAY, HOUR, MIGRATIONS } from '../engine/world.ts';
import { A, CHUNK, damagedFile, T0 } from './damaged-file.ts';

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
const file = damagedFile();
const tamper = (sql: string): void => file.tamper(sql);

async function verified(): Promise<Verification & { readonly damage: readonly string[] }> {
  const archive = await openArchiveStore({ path: file.path, migrations: MIGRATIONS, atOneMoment: true, lenient: true });
  try {
    return { damage: await archive.damage(), ...(await verifyHistory(archive, () => undefined)) };
  } finally {
    await archive.end();
  }
}

test('a sound database is read whole, and not changed', async () => {
  const before = readFileSync(file.path);
  const { damage, differences, unreadable, compared } = await verified();
  expect([damage, differences, unreadable]).toEqual([[], [], []]);
  expect(compared).toMatchObject({ days: 2, outages: 1 });
  expect(readFileSync(file.path).equals(before)).toBe(true);
});

const PACKED = `start = ${T0 + HOUR} AND "check" = ${A}`;
const DAY_OF_A = `tier = 2 AND start = ${T0 - DAY / 2} AND "check" = ${A}`;
const FIRST_DAY = ['a', '2026-03-01T00:00:00.000Z', '2026-03-02T00:00:00.000Z'];
const FIVE = ['a', '2026-03-01T13:00:00.000Z', '2026-03-01T13:05:00.000Z'];
const NOWHERE = [null, null, null];

test.each<[what: string, sql: string, table: string, place: (string | null)[], rule: string]>([
  [
    'a chunk cut off',
    `UPDATE Chunk SET buckets = cut(buckets) WHERE ${CHUNK}`,
    'Chunk',
    FIRST_DAY,
    'chunk of buckets: ',
  ],
  [
    'an empty chunk',
    `UPDATE Chunk SET buckets = x'' WHERE ${CHUNK}`,
    'Chunk',
    FIRST_DAY,
    'format must be 1 (got no bytes)',
  ],
  [
    'a chunk of another version',
    `UPDATE Chunk SET buckets = version(buckets) WHERE ${CHUNK}`,
    'Chunk',
    FIRST_DAY,
    'format must be 1 (got 9)',
  ],
  [
    'a text for a chunk',
    `UPDATE Chunk SET buckets = 'x' WHERE ${CHUNK}`,
    'Chunk',
    FIRST_DAY,
    'buckets must be bytes (got "x")',
  ],
  [
    'a sketch in a chunk',
    `UPDATE Chunk SET buckets = flipped(buckets) WHERE ${CHUNK}`,
    'Chunk',
    FIRST_DAY,
    'latency sketch: ',
  ],
  [
    'a chunk of no check',
    `UPDATE Chunk SET id = id + 262144 * 7 WHERE ${CHUNK}`,
    'Chunk',
    NOWHERE,
    'a row must be of a known check',
  ],
  [
    'a sketch cut off',
    `UPDATE Bucket SET sketch = cut(sketch) WHERE ${DAY_OF_A}`,
    'Bucket',
    FIRST_DAY,
    'latency sketch: ',
  ],
  [
    'a sketch of another version',
    `UPDATE Bucket SET sketch = version(sketch) WHERE ${DAY_OF_A}`,
    'Bucket',
    FIRST_DAY,
    'latency sketch: format must be 2 (got 9)',
  ],
  [
    'a count that is a text',
    `UPDATE Bucket SET up = 'many' WHERE ${DAY_OF_A}`,
    'Bucket',
    FIRST_DAY,
    'up must be an integer (got "many")',
  ],
  [
    'a bucket between two starts',
    `UPDATE Bucket SET start = start + 1 WHERE ${DAY_OF_A}`,
    'Bucket',
    ['a', '2026-03-01T00:00:00.001Z', null],
    'a row must begin where a span of its tier does',
  ],
  [
    'a bucket of an unknown tier',
    `UPDATE Bucket SET tier = 7 WHERE ${DAY_OF_A}`,
    'Bucket',
    ['a', '2026-03-01T00:00:00.000Z', null],
    'a row must begin where',
  ],
  [
    'a packed result of another version',
    `UPDATE Packed SET results = '9' || substr(results, 2) WHERE ${PACKED}`,
    'Packed',
    FIVE,
    'packed results: format must be 1 (got "9")',
  ],
  [
    'an empty packed result',
    `UPDATE Packed SET results = '' WHERE ${PACKED}`,
    'Packed',
    FIVE,
    'packed results: format must be 1 (got "")',
  ],
  [
    'bytes for a packed result',
    `UPDATE Packed SET results = x'01' WHERE ${PACKED}`,
    'Packed',
    FIVE,
    'results must be a text (got 1 bytes)',
  ],
  [
    'a result of another time',
    `UPDATE Packed SET results = replace(results, '1,0U', '1,zzzzU') WHERE ${PACKED}`,
    'Packed',
    FIVE,
    'a result must be of its five minutes',
  ],
  [
    'a row of the log',
    `UPDATE Batch SET results = '1' || char(10) || '!' WHERE id = (SELECT max(id) FROM Batch)`,
    'Batch',
    NOWHERE,
    'packed results: bad result "!"',
  ],
  [
    'JSON of an older log',
    `UPDATE Batch SET results = '[1,' WHERE id = (SELECT max(id) FROM Batch)`,
    'Batch',
    NOWHERE,
    'JSON',
  ],
  [
    'a change of state',
    `UPDATE Transition SET "to" = 9 WHERE "to" = 2`,
    'Transition',
    ['a', '2026-03-02T12:00:00.000Z', '2026-03-02T12:00:00.000Z'],
    'unknown state 9',
  ],
  [
    'a code',
    `UPDATE Outage SET code = 'tim' WHERE "check" = ${A}`,
    'Outage',
    ['a', '2026-03-02T12:00:00.000Z', '2026-03-02T13:00:00.000Z'],
    'unknown code (got "tim")',
  ],
  [
    'an outage of no check',
    `UPDATE Outage SET "check" = 99 WHERE "check" = ${A}`,
    'Outage',
    [null, '2026-03-02T12:00:00.000Z', null],
    'a row must be of a known check',
  ],
  [
    'the last result of a check',
    `UPDATE "Check" SET lastResult = '?' WHERE checkId = 'a'`,
    'Check',
    ['a', null, null],
    'packed results: ',
  ],
  [
    'the checkpoint',
    `UPDATE Checkpoint SET closedUntil = closedUntil + 1`,
    'Checkpoint',
    NOWHERE,
    'closedUntil must be where five minutes end',
  ],
  ...['Catalogue', 'Worker', 'Notice', 'NoticeEdit', 'Alert', 'KeptAnswer'].map(
    (table) =>
      [
        `the JSON of ${table}`,
        `UPDATE ${table} SET json = substr(json, 1, length(json) - 1)`,
        table,
        NOWHERE,
        'JSON',
      ] as [string, string, string, null[], string],
  ),
])('names %s, and goes on with the rest', async (_what, sql, table, place, rule) => {
  const sound = (await verified()).compared;
  tamper(sql);
  const { damage, differences, unreadable, compared } = await verified();
  expect(damage).toEqual([]);
  const told = unreadable.map((one) => [one.table, one.check, iso(one.from), iso(one.to), one.rule]);
  expect(told).toContainEqual([table, ...place, expect.stringContaining(rule)]);
  expect(new Set(unreadable.map((one) => one.table))).toEqual(new Set([table]));
  // What is not where it should be is missed there, and nothing else differs.
  expect(differences.filter(({ check }) => check !== 'a')).toEqual([]);
  if (!/of no check|between two|unknown tier|of another time/.test(_what)) expect(differences).toEqual([]);
  expect(compared.fiveMinutes).toBeGreaterThanOrEqual(sound.fiveMinutes - 1);
  expect(compared.transitions + compared.outages).toBeGreaterThanOrEqual(sound.transitions + sound.outages - 1);
});

test('what is exported is whole, or an error that names what is not', async () => {
  tamper(`UPDATE Packed SET results = '' WHERE ${PACKED}`);
  const archive = await openArchiveStore({ path: file.path, migrations: MIGRATIONS });
  onTestFinished(() => archive.end());
  const message = 'Packed cannot be read: packed results: format must be 1 (got ""); history verify tells all of it';
  await expect(archive.packed([T0 + HOUR])).rejects.toThrow(new StoreError('DATABASE_INVALID', message));
});

test('nothing is imported into what cannot be read', () => {
  tamper(`UPDATE Chunk SET buckets = x'' WHERE ${CHUNK}`);
  const store = openImportStore({ path: file.path, migrations: MIGRATIONS, now: T0 + 3 * DAY });
  onTestFinished(() => {
    store.end();
  });
  const message =
    'the database holds what cannot be read: chunk of buckets: format must be 1 (got no bytes); history verify tells all of it';
  expect(() => store.beginning('a')).toThrow(new StoreError('DATABASE_INVALID', message));
});

test('an import that fails half-way leaves nothing', () => {
  const store = openImportStore({ path: file.path, migrations: MIGRATIONS, now: T0 + 3 * DAY });
  const before = held(file.path);
  const transition = { at: T0 - HOUR, confirmedAt: T0 - HOUR, from: 'unknown', to: 'up', code: null } as const;
  expect(() =>
    store.write((add) => {
      add('a', { transitions: [transition], buckets: [], packed: new Map() });
      throw new Error('the other file ends here');
    }),
  ).toThrow('the other file ends here');
  store.end();
  expect(held(file.path)).toBe(before);
});

test('an import that the disk has no room for is told in one line', () => {
  const database = new Database(file.path);
  database.exec(
    `CREATE TRIGGER full BEFORE INSERT ON Transition BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`,
  );
  database.close();
  const store = openImportStore({ path: file.path, migrations: MIGRATIONS, now: T0 + 3 * DAY });
  onTestFinished(() => {
    store.end();
  });
  const transition = { at: T0 - HOUR, confirmedAt: T0 - HOUR, from: 'unknown', to: 'up', code: null } as const;
  expect(() => store.write((add) => add('a', { transitions: [transition], buckets: [], packed: new Map() }))).toThrow(
    new StoreError('DATABASE_UNWRITABLE', 'nothing was imported: database or disk is full'),
  );
});

describe('a file that cannot be opened is told in one line', () => {
  test.each([
    ['is not there', () => rmSync(file.path), 'DATABASE_INVALID', 'there is no database at'],
    ['is empty', () => writeFileSync(file.path, ''), 'DATABASE_INVALID', 'is no database of this version'],
    [
      'is none',
      () => writeFileSync(file.path, 'no database\n'.repeat(999)),
      'DATABASE_INVALID',
      'is not a sound SQLite database',
    ],
    [
      'is cut off in its first page',
      () => truncateSync(file.path, 1_000),
      'DATABASE_INVALID',
      'is not a sound SQLite database',
    ],
    [
      'is cut off',
      () => truncateSync(file.path, readFileSync(file.path).length - 4_096),
      'DATABASE_INVALID',
      'is not a sound SQLite database',
    ],
    [
      'is of a newer version',
      () =>
        tamper(
          `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name) VALUES ('x', '', 1, '9_newer')`,
        ),
      'DATABASE_NEWER',
      'was made by a newer version of Allswell (it has the migration 9_newer)',
    ],
    [
      'is of an older version',
      () =>
        tamper(
          `DELETE FROM _prisma_migrations WHERE migration_name LIKE '%chunk%' OR migration_name = (SELECT max(migration_name) FROM _prisma_migrations)`,
        ),
      'DATABASE_INVALID',
      'is no database of this version',
    ],
    [
      'was never used',
      () => tamper('DELETE FROM Catalogue'),
      'DATABASE_INVALID',
      'no worker has used this database yet',
    ],
  ])('that %s', async (_what, damage, code, message) => {
    damage();
    await expect(verified()).rejects.toMatchObject({
      name: 'StoreError',
      code,
      message: expect.stringContaining(message) as string,
    });
  });

  test('that another process has locked', async () => {
    const other = new Database(file.path);
    other.pragma('journal_mode = DELETE');
    other.exec('BEGIN EXCLUSIVE');
    onTestFinished(() => void other.close());
    await expect(verified()).rejects.toMatchObject({
      name: 'StoreError',
      message: expect.stringContaining('database is locked') as string,
    });
  });
});

test('pages of garbage are damage, and what lies in others is compared', async () => {
  const database = new Database(file.path, { readonly: true });
  const page = database
    .prepare<[], number>(`SELECT pageno FROM dbstat WHERE name = 'Packed' AND pagetype = 'leaf' ORDER BY pageno`)
    .pluck()
    .all()
    .at(-1);
  const size = database.pragma('page_size', { simple: true }) as number;
  database.close();
  const bytes = readFileSync(file.path);
  writeFileSync(file.path, bytes.fill(255, ((page ?? 0) - 1) * size, (page ?? 0) * size));
  const { damage, differences, unreadable, compared } = await verified();
  expect(damage.length).toBeGreaterThan(0);
  expect(unreadable.map(({ table, rule }) => [table, rule])).toContainEqual([
    'Packed',
    'database disk image is malformed',
  ]);
  expect(differences).toEqual([]);
  expect(compared.fiveMinutes).toBeGreaterThan(0);
  expect(compared).toMatchObject({ days: 2, outages: 1 });
});

/**
 * What a verification can hold against something, as it is stored: runs, figures, sketches, and between which instants
 * there was an outage. All else stands alone (a name, a document, a code, the instant of a run within its five minutes,
 * what is not folded yet): such a flip shows only where a row cannot be read any more. A flip that changes none of
 * these rows is in free space, or in what SQLite does not need to read them.
 */
const HELD = [
  'SELECT * FROM Bucket ORDER BY tier, start, "check"',
  'SELECT id, hex(buckets) FROM Chunk ORDER BY id',
  'SELECT start, "check", runs(results) FROM Packed ORDER BY start, "check"',
  'SELECT "key", runsUp, runsDegraded, runsDown, runsUnknown FROM "Check" ORDER BY "key"',
  `SELECT "check", "from", "to", CASE WHEN "from" IN (1, 2) OR "to" IN (1, 2) THEN at END FROM Transition ORDER BY id`,
  'SELECT "check", startedAt, endedAt, worst FROM Outage ORDER BY id',
  'SELECT closedUntil FROM Checkpoint',
];

function held(file: string): string {
  const database = new Database(file, { readonly: true });
  try {
    database.function('runs', (results: unknown) =>
      String(results)
        .replace(/(^|,)-?[0-9a-z]+([UGDN])/g, ',$2')
        .replace(/\.[a-z_]*/g, ''),
    );
    return JSON.stringify(HELD.map((sql) => database.prepare(sql).all()));
  } finally {
    database.close();
  }
}

test('a flipped bit never ends in a stack trace, and is never called all right where it touches what is held', async () => {
  const bytes = readFileSync(file.whole);
  const expected = held(file.whole);
  const database = new Database(file.whole, { readonly: true });
  const pages = new Map<string, number[]>();
  for (const { name, pageno } of database
    .prepare<[], { name: string; pageno: number }>('SELECT name, pageno FROM dbstat')
    .all())
    pages.set(name, [...(pages.get(name) ?? []), pageno]);
  const size = database.pragma('page_size', { simple: true }) as number;
  database.close();
  expect([...pages.keys()]).toEqual(
    expect.arrayContaining(['Bucket', 'Chunk', 'Packed', 'Batch', 'Check', 'Transition', 'Outage', 'Notice']),
  );
  const seen = { refused: 0, told: 0, sound: 0 };
  const place = fc.tuple(fc.constantFrom(...pages.keys()), fc.nat(1_000), fc.nat(size - 1), fc.nat(7));
  await fc.assert(
    fc.asyncProperty(place, async ([name, page, offset, bit]) => {
      const of = pages.get(name) ?? [];
      const at = ((of[page % of.length] ?? 1) - 1) * size + offset;
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << bit);
      file.renew();
      writeFileSync(file.path, damaged);
      let found: Awaited<ReturnType<typeof verified>>;
      try {
        found = await verified();
      } catch (error) {
        expect(error).toBeInstanceOf(StoreError);
        seen.refused++;
        return;
      }
      expect(readFileSync(file.path).equals(damaged)).toBe(true);
      const isSound = [found.damage, found.differences, found.unreadable].every((faults) => faults.length === 0);
      if (isSound) expect(held(file.path)).toBe(expected);
      seen[isSound ? 'sound' : 'told']++;
    }),
    { numRuns: Number(process.env['FLIPS'] ?? 150) },
  );
  expect(Math.min(seen.told, seen.sound)).toBeGreaterThan(0);
}, 300_000);
