import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openArchiveStore } from '../../../lib/store/open.ts';
import { verifyHistory, type Verification } from '../../../lib/store/verify.ts';
import { configOf, configured, DAY, HOUR, MIGRATIONS, MINUTE, World } from '../engine/world.ts';

const T0 = Date.parse('2026-03-01T12:00:00.000Z');
let world: World;
let whole: string;

/** Two and a half days of a check that is down for an hour on the second, and of one that is not. */
beforeAll(async () => {
  world = new World(T0);
  const every = { interval: 10 * MINUTE };
  const { store, recorder } = await world.worker(configOf([configured('a', every), configured('b', every)]));
  for (; world.now < T0 + 2.5 * DAY; world.now += 10 * MINUTE) {
    const isDown = world.now >= T0 + DAY && world.now < T0 + DAY + HOUR;
    const base = { at: world.now, responseTime: 12.5, details: null };
    recorder.record({ ...base, check: 'a', state: isDown ? 'down' : 'up', code: isDown ? 'timeout' : null });
    recorder.record({ ...base, check: 'b', state: 'up', code: null });
    if (world.now % HOUR !== 50 * MINUTE) continue;
    await recorder.flush();
    await recorder.closeDue();
  }
  // The hours of the first day lie together from now on.
  await store.trim({ results: 0, fiveMinutes: 0, hours: 0 }, 1_000);
  recorder.end();
  await store.end();
  whole = world.path;
});
/** Each test tampers with a copy of its own. */
beforeEach(() => {
  world.path = whole;
  world.freeze();
});
afterAll(() => world.destroy());

async function verified(shares: number[] = []): Promise<Verification> {
  const archive = await openArchiveStore({ path: world.path, migrations: MIGRATIONS });
  try {
    return await verifyHistory(archive, (share) => shares.push(share));
  } finally {
    await archive.end();
  }
}

function tamper(sql: string): void {
  const database = new Database(world.path);
  database.function('one_more', (bytes: Uint8Array, place: number) => {
    return Buffer.from(bytes.map((byte, index) => (index === place ? byte + 1 : byte)));
  });
  if (database.prepare(sql).run().changes === 0) throw new Error(`nothing was changed by ${sql}`);
  database.close();
}

test('a history as it was written has no difference', async () => {
  const shares: number[] = [];
  const { compared, differences } = await verified(shares);
  expect(differences).toEqual([]);
  expect(compared).toMatchObject({ fiveMinutes: 2 * (2.5 * 144 - 1), days: 2, sums: 2, outages: 1 });
  expect(compared.hours).toBeGreaterThan(2 * 56);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(shares.at(-1)).toBe(1);
});

test('beside a worker that goes on writing, what is compared is of one moment', async () => {
  const { path } = world;
  const archive = await openArchiveStore({ path, migrations: MIGRATIONS, atOneMoment: true });
  const until = archive.checkpoint.closedUntil;
  world.now = until + HOUR;
  const crew = await world.worker(configOf([configured('a'), configured('b'), configured('new')]));
  for (const check of ['a', 'b', 'new'])
    crew.recorder.record({ check, at: world.now, state: 'down', responseTime: null, code: 'timeout', details: null });
  await crew.recorder.flush();
  world.now += DAY;
  await crew.recorder.closeDue();
  crew.recorder.end();
  await crew.store.end();
  const { differences, compared } = await verifyHistory(archive, () => undefined);
  await archive.end();
  expect(differences).toEqual([]);
  expect(compared.outages).toBe(1);
  expect((await verified()).compared.outages).toBe(4);
});

const CHECK = `(SELECT "key" FROM "Check" WHERE checkId = 'a')`;
/** Changes a byte of its only chunk: one of format, then of the sum four of runs, one of the count, three of the sum, two of min, one of max, three bins. */
const inChunk = (place: number) =>
  `UPDATE Chunk SET buckets = one_more(buckets, ${place}) WHERE id / 262144 = ${CHECK}`;

test.each([
  [
    'a bucket of five minutes',
    `UPDATE Bucket SET up = up + 1 WHERE tier = 0 AND start = ${T0} AND "check" = ${CHECK}`,
    '2 runs instead of 1',
  ],
  [
    'a bucket of an hour',
    `UPDATE Bucket SET max = max + 1 WHERE tier = 1 AND start = ${T0 + 30 * HOUR} AND "check" = ${CHECK}`,
    'other figures',
  ],
  [
    'a day that is gone',
    `DELETE FROM Bucket WHERE tier = 2 AND start = ${T0 + DAY / 2} AND "check" = ${CHECK}`,
    'has no bucket for its 144 runs',
  ],
  ['the runs in a sum', inChunk(1), 'the sum of its 12 hours holds 73 runs instead of 72'],
  ['the count of a sum', inChunk(5), 'the sum of its 12 hours holds other figures'],
  ['a count beyond what was answered', inChunk(5), 'its hour has response times of 73 runs, of which 72 were answered'],
  ['a quantile beside its sketch', inChunk(14), 'its hour has other quantiles than its sketch'],
  ['the totals', `UPDATE "Check" SET runsDown = 5 WHERE checkId = 'a'`, '5 runs down in total, 6 in buckets'],
  ['a change of state', `DELETE FROM Transition WHERE "to" = 2`, 'a change from down, while it was up'],
  [
    'a first change',
    `UPDATE Transition SET "from" = 1 WHERE "from" = 3 AND "check" = ${CHECK}`,
    'a change from degraded, while it was unknown',
  ],
  ['an outage', `UPDATE Outage SET endedAt = endedAt + 1`, 'an outage is stored that its changes of state do not make'],
])('finds %s', async (_what, sql, told) => {
  tamper(sql);
  const { differences } = await verified();
  expect(differences.map(({ check, what }) => `${check} ${what}`)).toContainEqual(expect.stringContaining(told));
  expect(differences.every(({ check }) => check === 'a')).toBe(true);
});
