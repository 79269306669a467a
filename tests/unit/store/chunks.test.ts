import { afterAll, beforeAll, expect, test } from 'vitest';
import { sameBucket, type Bucket, type Tier } from '../../../lib/history/bucket.ts';
import { recount } from '../../../lib/history/recount.ts';
import { RANGES, RESULT_STATES, type CheckHistory, type Result } from '../../../lib/model.ts';
import { readCheckHistory } from '../../../lib/status/history.ts';
import { Memory } from '../../../lib/status/memory.ts';
import { openArchiveStore, openImportStore } from '../../../lib/store/open.ts';
import { verifyHistory } from '../../../lib/store/verify.ts';
import { configOf, configured, DAY, HOUR, loaded, MIGRATIONS, MINUTE, World, type Crew } from '../engine/world.ts';

const T0 = Date.parse('2026-03-01T12:34:00.000Z');
const NOTHING = { results: 0, fiveMinutes: 0, hours: 0 };
const config = configOf(['a', 'b', 'c'].map((id) => configured(id, { interval: 10 * MINUTE })));
/** A row holds what every reader must see, whatever is packed: `a` and `b` run always, `c` on some days. */
const results: Result[] = [];
let world: World;
let crew: Crew;

function give(check: string): void {
  const turn = results.length * 7;
  const state = RESULT_STATES[turn % 9] ?? 'up';
  const responseTime = state === 'unknown' ? null : ((turn * 7_919) % 90_000) / 10;
  const code = state === 'up' ? null : state === 'degraded' ? 'slow' : 'timeout';
  const result: Result = { check, at: world.now, state, responseTime, code, details: null };
  results.push(result);
  crew.recorder.record(result);
}

async function live(until: number, step: number): Promise<void> {
  for (; world.now < until; world.now += step) {
    give('a');
    give('b');
    if (Math.floor(world.now / DAY) % 3 === 0) give('c');
    await crew.recorder.flush();
    await crew.recorder.closeDue();
  }
}

async function packAll(): Promise<void> {
  for (let before = -1; before !== looseRows();) {
    before = looseRows();
    expect(await crew.store.trim(NOTHING, 60)).toBe(0);
  }
}

const looseRows = () => count('SELECT count(*) AS n FROM Bucket WHERE tier > 0');
const chunks = () => count('SELECT count(*) AS n FROM Chunk');
function count(sql: string): number {
  return world.look((database) => database.prepare<[], { n: number }>(sql).get()?.n ?? Number.NaN);
}

async function histories(): Promise<CheckHistory[]> {
  const reader = await world.reader();
  const state = await loaded(reader, world.now - 92 * DAY);
  const memory = new Memory(state);
  const told: CheckHistory[] = [];
  for (const check of config.checks)
    for (const range of RANGES) told.push(await readCheckHistory(reader, memory, check, range, world.now));
  await reader.end();
  return told;
}

/** Every hour and day that is closed says what the results say, to archive and worker, and nothing else is told. */
async function expectRecount(): Promise<void> {
  const archive = await openArchiveStore({ path: world.path, migrations: MIGRATIONS });
  const { closedUntil } = archive.checkpoint;
  for (const [tier, ms] of [
    [1, HOUR],
    [2, DAY],
  ] as const) {
    const extent = await archive.extent(tier);
    expect(extent?.first).toBeLessThanOrEqual(Math.floor(T0 / ms) * ms);
    const starts = Array.from({ length: (60 * DAY) / ms }, (_, index) => Math.floor(T0 / DAY) * DAY + index * ms);
    expect(extent?.last).toBeLessThanOrEqual(starts.at(-1) ?? 0);
    expectSame(await archive.buckets(tier, starts), tier, closedUntil);
    expectSame(await crew.store.buckets(tier, starts, ['a', 'b', 'c']), tier, closedUntil);
  }
  expect((await verifyHistory(archive, () => undefined)).differences).toEqual([]);
  await archive.end();
}

function expectSame(told: readonly { check: string; bucket: Bucket }[], tier: Tier, closedUntil: number): void {
  const { ms } = { 0: { ms: 0 }, 1: { ms: HOUR }, 2: { ms: DAY } }[tier];
  for (const check of ['a', 'b', 'c']) {
    const own = told.filter((one) => one.check === check);
    const counted = [
      ...recount(
        tier,
        results.filter((result) => result.check === check),
      ).values(),
    ].filter(({ start }) => start + ms <= closedUntil);
    expect(own).toHaveLength(counted.length);
    const byStart = new Map(own.map(({ bucket }) => [bucket.start, bucket]));
    for (const bucket of counted) {
      const stored = byStart.get(bucket.start);
      expect(stored !== undefined && sameBucket(stored, bucket), `${check} ${tier} ${bucket.start}`).toBe(true);
    }
  }
}

beforeAll(async () => {
  world = new World(T0);
  crew = await world.worker(config);
  await live(T0 + 40 * DAY, 5 * HOUR + 7 * MINUTE);
}, 60_000);
afterAll(async () => {
  await crew.end();
  world.destroy();
});

test('hours and days say the same in rows and in chunks', async () => {
  const before = await histories();
  const beginning = () => {
    const store = openImportStore({ path: world.path, migrations: MIGRATIONS, now: world.now });
    const told = store.checks.map((check) => store.beginning(check));
    store.end();
    return told;
  };
  const began = beginning();
  await expectRecount();
  expect(chunks()).toBe(0);
  await crew.store.trim(NOTHING, 60);
  expect(chunks()).toBe(2); // of two checks' first day
  await expectRecount();
  await packAll();
  expect(chunks()).toBeGreaterThan(2 * 38);
  expect(count(`SELECT count(*) AS n FROM Bucket WHERE tier = 1 AND start < ${world.now - 3 * DAY}`)).toBe(0);
  expect(count(`SELECT count(*) AS n FROM Bucket WHERE tier = 2 AND start < ${T0 + 10 * DAY}`)).toBe(0);
  await expectRecount();
  expect(await histories()).toEqual(before);
  expect(beginning()).toEqual(began);
}, 60_000);

test('what comes late counts in a row of its own, and is packed again', async () => {
  const there = world.now;
  await crew.end();
  world.now = T0 + 12 * DAY;
  crew = await world.worker(config);
  // Folded behind what is closed.
  await live(world.now + 2 * HOUR, 9 * MINUTE);
  world.now = there;
  await crew.recorder.closeDue();
  const loose = looseRows();
  await expectRecount();
  const before = await histories();
  await packAll();
  expect(looseRows()).toBeLessThan(loose);
  await expectRecount();
  expect(await histories()).toEqual(before);
}, 60_000);

test('chunks of hours go when the last of them is too old, days never', async () => {
  const days = () => count(`SELECT count(*) AS n FROM Chunk WHERE (id / ${2 ** 17}) % 2 = 1`);
  const [all, ofDays] = [chunks(), days()];
  const midnight = Math.floor(T0 / DAY) * DAY;
  expect(await crew.store.trim({ ...NOTHING, hours: midnight + 3 * DAY - 1 }, 1_000)).toBe(2 * 2 + 1);
  expect(await crew.store.trim({ ...NOTHING, hours: midnight + 3 * DAY }, 1)).toBe(1);
  expect(await crew.store.trim({ ...NOTHING, hours: midnight + 3 * DAY }, 1_000)).toBeGreaterThan(0);
  expect(await crew.store.trim({ ...NOTHING, hours: midnight + 3 * DAY }, 1_000)).toBe(0);
  expect([all - chunks(), days()]).toEqual([2 * 3 + 1, ofDays]);
  const archive = await openArchiveStore({ path: world.path, migrations: MIGRATIONS });
  expect((await archive.extent(1))?.first).toBe(midnight + 3 * DAY);
  await archive.end();
});
