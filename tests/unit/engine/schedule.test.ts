import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Schedule, type Scheduled } from '../../../lib/engine/schedule.ts';
import { phaseOf } from '../../../lib/engine/spread.ts';

/** The clock of the timers, and how far the monotonic clock ran ahead of it while the process was stopped. */
let stopped = 0;
const now = () => performance.now() + stopped;
let schedule: Schedule<Scheduled, string>;
let starts: { id: string; at: number }[];
let missed: Record<string, number>;
/** How long a run takes, ms. */
let duration = 0;
let underWay: Map<string, number>;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  stopped = 0;
  duration = 0;
  starts = [];
  missed = {};
  underWay = new Map();
  schedule = new Schedule<Scheduled, string>({
    now,
    run: async (check) => {
      starts.push({ id: check.id, at: now() });
      const others = underWay.get(check.id) ?? 0;
      expect(others, `${check.id} overlaps itself`).toBe(0);
      underWay.set(check.id, others + 1);
      await new Promise((resolve) => setTimeout(resolve, duration));
      underWay.set(check.id, 0);
      return check.id;
    },
    onMissed: (check, slots) => (missed[check.id] = (missed[check.id] ?? 0) + slots),
  });
});
afterEach(() => {
  schedule.end();
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const startsOf = (id: string) => starts.filter((start) => start.id === id).map(({ at }) => at);

describe('the phase of a check', () => {
  test('is the same at every start, on every machine', () => {
    expect(phaseOf('website')).toBe(0.45499510900117457);
    expect(phaseOf('api')).toBe(0.08109012944623828);
  });

  test('is spread evenly', () => {
    const phases = Array.from({ length: 2_000 }, (_, index) => phaseOf(`check-${index}`));
    for (let tenth = 0; tenth < 10; tenth++)
      expect(phases.filter((phase) => Math.floor(phase * 10) === tenth).length).toBeGreaterThan(150);
  });

  test.each([
    [1_000, 1_000],
    [20_000, 20_000],
    [60_000, 20_000],
    [3_600_000, 20_000],
  ])('of an interval of %d ms lies within %d ms', async (interval, spread) => {
    const begun = now();
    schedule.set(Array.from({ length: 99 }, (_, index) => ({ id: `check-${index}`, interval })));
    await pass(spread);
    expect(new Set(starts.map(({ id }) => id)).size).toBe(99);
    for (let index = 0; index < 99; index++) {
      const id = `check-${index}`;
      const due = begun + phaseOf(id) * spread;
      expect(Math.abs((startsOf(id)[0] ?? 0) - due)).toBeLessThanOrEqual(1);
    }
    const tenths = Array.from({ length: 10 }, (_, tenth) =>
      starts.filter(({ at }) => Math.floor(((at - begun) / spread) * 10) === tenth),
    );
    for (const tenth of tenths) expect(tenth.length).toBeGreaterThan(0);
  });
});

describe('the grid', () => {
  test('is kept, whatever a run takes, without a drift', async () => {
    duration = 700;
    const begun = now();
    schedule.set([{ id: 'a', interval: 1_000 }]);
    await pass(1_000_000);
    const due = begun + phaseOf('a') * 1_000;
    expect(startsOf('a')).toHaveLength(1_000);
    startsOf('a').forEach((at, index) => expect(Math.abs(at - (due + index * 1_000))).toBeLessThanOrEqual(1));
    expect(missed).toEqual({});
  });

  test('goes on beside a run that takes too long: its slots are missed and counted', async () => {
    duration = 2_500;
    schedule.set([{ id: 'a', interval: 1_000 }]);
    await pass(30_000);
    const gaps = startsOf('a').map((at, index, all) => at - (all[index - 1] ?? at - 3_000));
    for (const gap of gaps) expect(Math.round(gap)).toBe(3_000);
    // Of the last run, the slots of those 30 s alone.
    expect(missed['a']).toBe(30 - startsOf('a').length);
  });

  test('stays where it was through a stall: what came due meanwhile is missed and counted, and nothing is made up for', async () => {
    schedule.set([{ id: 'a', interval: 1_000 }]);
    await pass(5_000);
    const [first = 0] = startsOf('a');
    expect(startsOf('a')).toHaveLength(5);
    stopped = 12_300;
    await pass(1_000);
    expect(missed).toEqual({ a: 12 });
    expect(startsOf('a')).toHaveLength(6);
    expect(schedule.lag()).toBeGreaterThan(12_000);
    await pass(5_000);
    const after = startsOf('a').slice(6);
    expect(after).toHaveLength(5);
    for (const at of after) expect(Math.abs(((at - first + 500) % 1_000) - 500)).toBeLessThanOrEqual(2);
    await pass(60_000);
    expect(schedule.lag()).toBeLessThan(5);
  });

  test('stays when other things change, and begins anew with another interval', async () => {
    schedule.set([{ id: 'a', interval: 1_000 }]);
    await pass(3_000);
    await pass(500);
    schedule.set([
      { id: 'a', interval: 1_000 },
      { id: 'b', interval: 1_000 },
    ]);
    await pass(3_000);
    const [first = 0, ...others] = startsOf('a');
    others.forEach((at, index) => expect(Math.round(at - first)).toBe((index + 1) * 1_000));
    const changed = now();
    schedule.set([{ id: 'a', interval: 10_000 }]);
    starts = [];
    await pass(30_000);
    const due = changed + phaseOf('a') * 10_000;
    expect(startsOf('a')).toHaveLength(3);
    startsOf('a').forEach((at, index) => expect(Math.abs(at - due - index * 10_000)).toBeLessThanOrEqual(1));
    expect(startsOf('b')).toEqual([]);
  });
});

describe('one run at a time', () => {
  test('holds through a change of the interval while one is under way, and it is scheduled again after it', async () => {
    duration = 800;
    schedule.set([{ id: 'a', interval: 1_000 }]);
    await pass(1_000);
    expect(underWay.get('a')).toBe(1);
    schedule.set([{ id: 'a', interval: 2_000 }]);
    starts = [];
    await pass(20_000);
    expect(startsOf('a').length).toBeGreaterThanOrEqual(9);
  });

  test('holds for a check that went and came back meanwhile', async () => {
    duration = 5_000;
    schedule.set([{ id: 'a', interval: 60_000 }]);
    await pass(phaseOf('a') * 20_000 + 1);
    expect(underWay.get('a')).toBe(1);
    schedule.set([]);
    schedule.set([{ id: 'a', interval: 1_000 }]);
    await pass(4_000);
    expect(starts).toHaveLength(1);
    await pass(2_500);
    expect(starts).toHaveLength(2);
  });

  test('is shared by those who ask for it now, and moves no slot', async () => {
    duration = 300;
    schedule.set([{ id: 'a', interval: 10_000 }]);
    const [one, other] = [schedule.runNow('a'), schedule.runNow('a')];
    await pass(300);
    expect([await one, await other]).toEqual(['a', 'a']);
    expect(starts).toHaveLength(1);
    await pass(10_000);
    expect(starts).toHaveLength(2);
    expect(schedule.runNow('b')).toBeNull();
  });

  test('nothing starts after the end', async () => {
    schedule.set([{ id: 'a', interval: 1_000 }]);
    await pass(2_000);
    schedule.end();
    starts = [];
    await pass(5_000);
    expect(starts).toEqual([]);
    expect(schedule.runNow('a')).toBeNull();
  });
});
