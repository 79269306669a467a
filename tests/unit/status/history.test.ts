import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addResult, emptyBucket, latencyOf, mergeInto } from '../../../lib/history/bucket.ts';
import { stateTime } from '../../../lib/history/uptime.ts';
import { RANGES, RESULT_STATES, type Range, type Result } from '../../../lib/model.ts';
import { readCheckHistory } from '../../../lib/status/history.ts';
import { Memory } from '../../../lib/status/memory.ts';
import type { ReaderStore } from '../../../lib/store/store.ts';
import { configOf, configured, DAY, HOUR, loaded, MINUTE, World, type Crew } from '../engine/world.ts';

const config = configOf([configured('a', { interval: 10 * MINUTE }), configured('b', { interval: 10 * MINUTE })]);
const POINT: Record<Range, number> = {
  '1h': MINUTE,
  '24h': 5 * MINUTE,
  '7d': HOUR,
  '30d': HOUR,
  '90d': DAY,
  '1y': DAY,
};
const POINTS: Record<Range, number> = { '1h': 60, '24h': 288, '7d': 168, '30d': 720, '90d': 90, '1y': 365 };

let world: World;
let crew: Crew;
let reader: ReaderStore;
let results: Result[];
/** A chance of its own, the same each time. */
let seed = 7;
const chance = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;

function give(check: string): void {
  const state = RESULT_STATES[Math.floor(chance() * 8)] ?? 'up';
  const result: Result = {
    check,
    at: world.now,
    state,
    responseTime: state === 'unknown' ? null : Math.round(chance() * 1e6) / 1000,
    code: state === 'up' ? null : state === 'degraded' ? 'slow' : 'timeout',
    details: null,
  };
  results.push(result);
  crew.recorder.record(result);
}

/** Lives until `end`: a result of each check about every `step` ms. */
async function live(end: number, step: number): Promise<void> {
  while (world.now < end) {
    world.now += Math.round(step * (0.5 + chance()));
    give('a');
    if (chance() < 0.7) give('b');
    crew.recorder.sweep();
    await crew.recorder.closeDue();
  }
  await crew.recorder.flush();
}

async function check(now: number, ...ranges: readonly Range[]): Promise<void> {
  await compare(new Memory(await loaded(reader, now - 92 * DAY)), now, ranges);
}

/** Every point and the total of each range say what the results say. */
async function compare(memory: Memory, now: number, ranges: readonly Range[]): Promise<void> {
  for (const of of config.catalogue.checks) {
    const transitions = await reader.checkTransitions(of.id, 0);
    const course = { before: 'none' as const, changes: transitions, validUntil: memory.validUntil(of) };
    for (const range of ranges) {
      const told = await readCheckHistory(reader, memory, of, range, now);
      const ms = POINT[range];
      const from = Math.floor(now / ms) * ms - (POINTS[range] - 1) * ms;
      expect([told.from, told.to, told.bucketMs, told.buckets.length]).toEqual([from, now, ms, POINTS[range]]);
      const inside = results.filter((it) => it.check === of.id && it.at >= from && it.at < from + POINTS[range] * ms);
      const byPoint = new Map<number, Result[]>();
      for (const it of inside) {
        const start = Math.floor(it.at / ms) * ms;
        byPoint.set(start, [...(byPoint.get(start) ?? []), it]);
      }
      const total = emptyBucket(2, from);
      const day = new Map([...byPoint].map(([start, list]) => [start, pointOf(start, list)]));
      for (const bucket of day.values()) mergeInto(total, bucket);
      for (const bucket of told.buckets) {
        const expected = day.get(bucket.start) ?? emptyBucket(0, bucket.start);
        const where = `${of.id} ${range} ${new Date(bucket.start).toISOString()} at ${new Date(now).toISOString()}`;
        expect(bucket.runs, where).toEqual(expected.runs);
        expect(bucket.latency, where).toEqual(latencyOf(expected));
        expect(bucket.time, where).toEqual(stateTime(course, bucket.start, Math.min(bucket.start + ms, now)));
      }
      expect(told.total.runs).toEqual(total.runs);
      expect(told.total.latency).toEqual(latencyOf(total));
      expect(told.total.time).toEqual(stateTime(course, from, now));
    }
  }
}

function pointOf(start: number, list: readonly Result[]) {
  const bucket = emptyBucket(0, start);
  for (const it of list) addResult(bucket, it);
  return bucket;
}

beforeAll(async () => {
  results = [];
  world = new World(Date.parse('2026-02-26T10:20:00.000Z'));
  crew = await world.worker(config);
  reader = await world.reader();
  await live(Date.parse('2026-03-01T22:40:00.000Z'), 10 * MINUTE);
}, 60_000);
afterAll(async () => {
  await crew.end();
  await reader.end();
  world.destroy();
});

describe('points and totals equal the recount of the results', () => {
  test('in every range, those of buckets that are still open included once', async () => {
    await check(world.now, ...RANGES);
    await check(world.now + 1, ...RANGES);
  });

  test('through the edges of minutes, buckets, hours and days, before and after a close', async () => {
    const until = world.now + 100 * MINUTE;
    while (world.now < until) {
      world.now += Math.round(40_000 * chance());
      give('a');
      await crew.recorder.flush();
      if (chance() < 0.1) await check(world.now, '1h', '24h', '7d', '90d');
      await crew.recorder.closeDue();
      if (chance() < 0.1) await check(world.now, '1h', '24h', '7d', '90d');
    }
  }, 60_000);

  test('however long the worker has been away', async () => {
    const left = world.now;
    for (const gap of [10 * MINUTE, 90 * MINUTE, 3 * HOUR, 30 * HOUR, 3 * DAY])
      await check(left + gap, '24h', '7d', '30d', '90d', '1y');
    world.now = left + 3 * DAY;
    give('a');
    await crew.recorder.flush();
    await check(world.now, ...RANGES);
    await crew.recorder.closeDue();
    await check(world.now, ...RANGES);
    world.now += 6 * MINUTE;
    await crew.recorder.closeDue();
    await check(world.now, ...RANGES);
  }, 60_000);

  test('for a reader that follows, and reads while buckets close under it', async () => {
    const memory = new Memory(await loaded(reader, 0));
    const until = world.now + 30 * MINUTE;
    while (world.now < until) {
      world.now += 50_000;
      give('a');
      await crew.recorder.flush();
      const changes = await reader.changes({
        resultId: memory.lastResultId,
        transitionId: memory.lastTransitionId,
        noticeRevision: 0,
      });
      if (changes === null) throw new Error('there is a gap');
      memory.apply(changes);
      // It has not heard of this close.
      await crew.recorder.closeDue();
      await compare(memory, world.now, ['1h', '24h', '7d']);
    }
  }, 60_000);

  test('after a restart with a clock that was set back', async () => {
    await crew.end();
    world.now -= 17 * MINUTE;
    crew = await world.worker(config);
    for (let turn = 0; turn < 5; turn++) {
      world.now += MINUTE;
      give('a');
      await crew.recorder.flush();
      await check(world.now + 30 * MINUTE, '1h', '24h', '7d', '90d');
    }
    await crew.recorder.closeDue();
    await check(world.now + 30 * MINUTE, '1h', '24h', '7d', '90d');
  });
});
