import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calendarDay } from '../../../lib/history/calendar.ts';
import { dayEdges } from '../../../lib/history/uptime.ts';
import { Memory } from '../../../lib/status/memory.ts';
import { readDay, readPast } from '../../../lib/status/past.ts';
import type { ReaderStore } from '../../../lib/store/store.ts';
import { configOf, configured, DAY, HOUR, loaded, MINUTE, World, type Crew } from '../engine/world.ts';

const config = configOf([
  configured('a', { interval: 10 * MINUTE }),
  configured('b', { interval: 10 * MINUTE }),
  { ...configured('hidden', { interval: 10 * MINUTE }), public: false },
]);
/** `a` is down for two hours around the first midnight, and `b` for an hour of the third day. */
const BEGIN = Date.parse('2026-01-10T00:00:00Z');
const TROUBLE = {
  a: [BEGIN + 23 * HOUR, BEGIN + 25 * HOUR],
  hidden: [BEGIN + 23 * HOUR, BEGIN + 25 * HOUR],
  b: [BEGIN + 2 * DAY + 5 * HOUR, BEGIN + 2 * DAY + 6 * HOUR],
} as const;

let world: World;
let crew: Crew;
let reader: ReaderStore;
let now: number;

beforeAll(async () => {
  world = new World(BEGIN);
  crew = await world.worker(config);
  reader = await world.reader();
  for (; world.now < BEGIN + 3 * DAY; world.now += 10 * MINUTE) {
    for (const [check, [from, to]] of Object.entries(TROUBLE)) {
      const isDown = world.now >= from && world.now < to;
      const verdict = isDown ? ({ state: 'down', code: 'timeout' } as const) : ({ state: 'up', code: null } as const);
      crew.recorder.record({ check, at: world.now, ...verdict, responseTime: 5, details: null });
    }
    await crew.recorder.closeDue();
  }
  await crew.recorder.flush();
  // Two years later nothing of it is in a reader's memory.
  now = BEGIN + 730 * DAY;
}, 60_000);
afterAll(async () => {
  await crew.end();
  await reader.end();
  world.destroy();
});

async function memoryAt(at: number): Promise<Memory> {
  return new Memory(await loaded(reader, at - 92 * DAY));
}

const dayOf = (date: string) => {
  const day = calendarDay(date, 'UTC');
  if (day === null) throw new Error(`${date} is no date`);
  return day;
};

describe('the past of long ago', () => {
  test('has the outages that touched a span, of what the audience sees', async () => {
    const memory = await memoryAt(now);
    expect(memory.check('a').outages).toEqual([]);
    const past = async (date: string, audience: 'public' | 'token' = 'public') => {
      const { start, end } = dayOf(date);
      const { outages, outageCount } = await readPast(reader, memory, audience, { from: start, to: end }, now);
      expect(outageCount).toBe(outages.length);
      return outages.map(({ check, startedAt }) => [check, startedAt - BEGIN]);
    };
    expect(await past('2026-01-10')).toEqual([['a', 23 * HOUR]]);
    expect(await past('2026-01-11')).toEqual([['a', 23 * HOUR]]);
    expect(await past('2026-01-12')).toEqual([['b', 2 * DAY + 5 * HOUR]]);
    expect(await past('2026-01-13')).toEqual([]);
    expect(await past('2026-01-11', 'token')).toHaveLength(2);
  });

  test('has the time of a day as its bars had it when it was new', async () => {
    const then = BEGIN + 3 * DAY;
    const [young, old] = [await memoryAt(then), await memoryAt(now)];
    const [a] = config.catalogue.checks;
    if (a === undefined) throw new Error('there is no check');
    for (const bar of young.days(a, dayEdges(then - 1, 'UTC', 3), then)) {
      const days = await readDay(reader, old, 'public', dayOf(bar.date), now);
      expect(days.get('a')).toEqual(bar);
      expect([...days.keys()]).toEqual(['a', 'b']);
    }
    const second = await readDay(reader, old, 'public', dayOf('2026-01-11'), now);
    expect(second.get('a')?.time).toMatchObject({ down: HOUR, up: 23 * HOUR });
    expect(second.get('b')?.uptime).toBe(1);
  });

  test('has the outages of checks that are gone, where they were public, and what had no end where it began', async () => {
    const rest = configOf([configured('b', { interval: 10 * MINUTE })]);
    const next = await world.worker(rest);
    next.recorder.end();
    await next.store.end();
    const memory = await memoryAt(now);
    const past = async (date: string, audience: 'public' | 'token' = 'public') => {
      const { start, end } = dayOf(date);
      return readPast(reader, memory, audience, { from: start, to: end }, now);
    };
    const { outages, gone, outageCount } = await past('2026-01-11');
    expect([outages, outageCount]).toEqual([[], 0]);
    expect(gone.map(({ check, startedAt }) => [check, startedAt - BEGIN])).toEqual([['a', 23 * HOUR]]);
    expect((await past('2026-01-11', 'token')).gone.map(({ check }) => check)).toEqual(['a']);
    expect((await past('2026-01-12')).gone).toEqual([]);
  });
});
