import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RANGES, type CheckHistory, type Range, type Result } from '../../../lib/model.ts';
import { planOf, readCheckHistory } from '../../../lib/status/history.ts';
import { Memory } from '../../../lib/status/memory.ts';
import type { ReaderStore } from '../../../lib/store/store.ts';
import { configOf, configured, DAY, HOUR, loaded, MINUTE, World } from '../engine/world.ts';

// A check of 2028-02-10, which runs each hour at ten past: down on the 15th from 01:10 to 07:10; the worker was away
// on the 20th from 05:10 to 18:10. It is the afternoon after a leap day.
const checks = [configured('a', { interval: HOUR, timeout: 10_000 })];
const long = { results: 3 * DAY, fiveMinutes: 14 * DAY, hours: 400 * DAY };
const short = { results: 12 * HOUR, fiveMinutes: 2 * DAY, hours: 5 * DAY };
const at = (day: string, time = '00:00') => Date.parse(`2028-${day}T${time}:00.000Z`);
const FIRST = at('02-10', '00:10');
const NOW = at('03-01', '12:30');
const DOWN = 6 * HOUR;
const UNKNOWN = 12 * HOUR - 15_000;
const UP = NOW - FIRST - DOWN - UNKNOWN;

let world: World;
let reader: ReaderStore;
const results: Result[] = [];

async function history(range: Range, retention = long): Promise<CheckHistory> {
  const state = await loaded(reader, NOW - 92 * DAY);
  const [check] = state.catalogue.checks;
  if (check === undefined) throw new Error('there is nothing');
  const memory = new Memory({ ...state, catalogue: { ...state.catalogue, retention } });
  return readCheckHistory(reader, memory, check, range, NOW);
}

beforeAll(async () => {
  world = new World(at('02-10'));
  const config = configOf(checks, { retention: long });
  let crew = await world.worker(config);
  for (let time = FIRST; time <= NOW; time += HOUR) {
    if (time > at('02-20', '05:30') && time < at('02-20', '18:00')) continue;
    world.now = time;
    if (time === at('02-20', '18:10')) {
      await crew.end();
      crew = await world.worker(config);
    }
    const isDown = time > at('02-15', '01:00') && time < at('02-15', '07:00');
    const responseTime = isDown ? null : 20 + ((results.length * 7_919) % 1_000) / 4;
    const result: Result = {
      check: 'a',
      at: time,
      state: isDown ? 'down' : 'up',
      responseTime,
      code: isDown ? 'timeout' : null,
      details: null,
    };
    results.push(result);
    crew.recorder.record(result);
    if ((time - FIRST) % DAY === 0) await crew.recorder.flush();
    await crew.recorder.closeDue();
  }
  await crew.recorder.flush();
  world.now = NOW;
  await crew.recorder.closeDue();
  const { store } = crew;
  const before = { results: NOW - short.results, fiveMinutes: NOW - short.fiveMinutes, hours: NOW - short.hours };
  while ((await store.trim(before, 10_000)) > 0);
  crew.recorder.end();
  await store.end();
  reader = await world.reader();
}, 60_000);
afterAll(async () => {
  await reader.end();
  world.destroy();
});

describe('a year', () => {
  test('is 365 days of UTC without a gap, a leap day among them', async () => {
    const { from, buckets, bucketMs } = await history('1y');
    expect([from, bucketMs, buckets.length]).toEqual([Date.parse('2027-03-03T00:00:00.000Z'), DAY, 365]);
    buckets.forEach(({ start }, index) => expect(start).toBe(from + index * DAY));
    expect(buckets.slice(0, -1).every(({ start, end }) => end === start + DAY)).toBe(true);
    expect(buckets.at(-1)).toMatchObject({ start: at('03-01'), end: NOW, runs: { up: 13, down: 0 } });
    const leap = buckets.find(({ start }) => start === at('02-29'));
    expect(leap).toMatchObject({ runs: { up: 24 }, time: { up: DAY }, uptime: 1, latency: { count: 24 } });
  });

  test('that ends on a leap day begins on 2 March', async () => {
    const state = await loaded(reader, 0);
    const [check] = state.catalogue.checks;
    if (check === undefined) throw new Error('there is nothing');
    const told = await readCheckHistory(reader, new Memory(state), check, '1y', at('02-29', '23:59'));
    expect(told.from).toBe(Date.parse('2027-03-02T00:00:00.000Z'));
    expect(told.buckets.at(-1)).toMatchObject({ start: at('02-29'), end: at('02-29', '23:59') });
  });

  test('says of the time before a check was there that there was none', async () => {
    const { buckets, spans, from, total } = await history('1y');
    for (const bucket of buckets.filter(({ end }) => end <= FIRST))
      expect(bucket).toMatchObject({ time: { none: DAY, up: 0 }, uptime: null, latency: { count: 0, p50: null } });
    expect(spans[0]).toEqual({ from, to: FIRST, state: 'none' });
    expect(total.time).toMatchObject({ none: FIRST - from, up: UP, down: DOWN, unknown: UNKNOWN });
    expect(total.uptime).toBe(UP / (UP + DOWN));
    expect(total.runs).toEqual({ up: results.length - 6, degraded: 0, down: 6, unknown: 0 });
  });
});

test('time in which nobody looked is unknown, from when the last result lost its validity, and has no runs', async () => {
  const { buckets, spans } = await history('90d');
  const gap = { from: at('02-20', '06:10') + 15_000, to: at('02-20', '18:10') };
  expect(spans).toContainEqual({ ...gap, state: 'unknown' });
  const day = buckets.find(({ start }) => start === at('02-20'));
  expect(day).toMatchObject({ runs: { up: 12 }, time: { unknown: UNKNOWN, up: DAY - UNKNOWN }, uptime: 1 });
});

describe('a range longer than what is kept', () => {
  test('is drawn in points that are', () => {
    const told = (retention: typeof long) =>
      RANGES.map((range) => planOf(range, retention)).map(({ points, ms }) => `${points} × ${ms / MINUTE} min`);
    expect(told(long)).toEqual([
      '60 × 1 min',
      '288 × 5 min',
      '168 × 60 min',
      '720 × 60 min',
      '90 × 1440 min',
      '365 × 1440 min',
    ]);
    expect(told(short).slice(2, 4)).toEqual(['7 × 1440 min', '30 × 1440 min']);
    expect(told({ results: 0, fiveMinutes: 0, hours: HOUR }).slice(0, 2)).toEqual(['1 × 60 min', '1 × 1440 min']);
  });

  test('loses no run and no second', async () => {
    const { buckets, total, from } = await history('30d', short);
    expect([from, buckets.length]).toEqual([at('02-01'), 30]);
    expect(total.runs).toEqual({ up: results.length - 6, degraded: 0, down: 6, unknown: 0 });
    expect(total.time).toMatchObject({ up: UP, down: DOWN, unknown: UNKNOWN, none: FIRST - from });
    const bad = buckets.find(({ start }) => start === at('02-15'));
    expect(bad).toMatchObject({ runs: { up: 18, down: 6 }, time: { down: DOWN, up: DAY - DOWN }, uptime: 0.75 });
  });

  test('has its states where its runs are gone, as when retention was short and is longer now', async () => {
    const { buckets, total } = await history('30d', long);
    const hour = buckets.find(({ start }) => start === at('02-15', '01:00'));
    expect(hour).toMatchObject({ time: { up: 10 * MINUTE, down: 50 * MINUTE }, latency: { count: 0, p50: null } });
    expect(hour?.runs).toEqual({ up: 0, degraded: 0, down: 0, unknown: 0 });
    expect(total.time).toMatchObject({ up: UP, down: DOWN, unknown: UNKNOWN });
  });
});

test('percentiles lie within 1 % of those of all single runs', async () => {
  const { buckets, total } = await history('90d');
  for (const { start, end, latency } of [...buckets, { ...total, start: 0, end: NOW + 1 }]) {
    const times = results
      .filter((result) => result.at >= start && result.at < end && result.responseTime !== null)
      .map((result) => result.responseTime ?? 0)
      .sort((a, b) => a - b);
    expect(latency.count).toBe(times.length);
    for (const [share, told] of [
      [0.5, latency.p50],
      [0.95, latency.p95],
      [0.99, latency.p99],
    ] as const) {
      const exact = times[Math.ceil(share * times.length - 1e-9) - 1];
      if (exact === undefined) expect(told).toBeNull();
      else expect(Math.abs((told ?? 0) - exact) / exact).toBeLessThanOrEqual(0.01 + 1e-9);
    }
  }
});
