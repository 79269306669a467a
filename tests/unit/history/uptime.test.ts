import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayEdges } from '../../../lib/history/calendar.ts';
import {
  type Course,
  daysOf,
  formatUptime,
  type Interval,
  spansOf,
  stateTime,
  uptimeRatio,
} from '../../../lib/history/uptime.ts';
import { type State, STATES, type StateTime } from '../../../lib/model.ts';

const DAY = 86_400_000;
const NONE: StateTime = { up: 0, degraded: 0, down: 0, unknown: 0, paused: 0, none: 0, maintenance: 0 };
const CALM: Course = { before: 'none', changes: [], validUntil: null };

const anyInstant = fc.integer({ min: 0, max: 1000 });
const anyCourse: fc.Arbitrary<Course> = fc.record({
  before: fc.constantFrom<State | 'none'>('none', ...STATES),
  changes: fc
    .array(fc.record({ at: anyInstant, to: fc.constantFrom(...STATES) }), { maxLength: 12 })
    .map((changes) => changes.sort((a, b) => a.at - b.at)),
  validUntil: fc.option(anyInstant),
});
const anyWindows: fc.Arbitrary<Interval[]> = fc.array(
  fc.tuple(anyInstant, fc.integer({ min: -10, max: 300 })).map(([from, length]) => ({ from, to: from + length })),
  { maxLength: 5 },
);
const anySpan = fc.tuple(anyInstant, anyInstant).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);

const KEYS = Object.keys(NONE) as (keyof StateTime)[];

function sum(time: StateTime): number {
  return KEYS.reduce((total, key) => total + time[key], 0);
}

function plus(a: StateTime, b: StateTime): StateTime {
  const total = { ...NONE } as Record<keyof StateTime, number>;
  for (const key of KEYS) total[key] = a[key] + b[key];
  return total;
}

/** What `stateTime` means, ms by ms. */
function byTheMillisecond(course: Course, from: number, to: number, windows: readonly Interval[]): StateTime {
  const time = { ...NONE } as Record<keyof StateTime, number>;
  const last = course.changes.at(-1);
  for (let at = from; at < to; at++) {
    const change = course.changes.findLast((one) => one.at <= at);
    let state = change?.to ?? course.before;
    const stale = course.validUntil !== null && at >= course.validUntil && change === last;
    if (stale && ['up', 'degraded', 'down'].includes(state)) state = 'unknown';
    time[windows.some((window) => window.from <= at && at < window.to) ? 'maintenance' : state]++;
  }
  return time;
}

describe('stateTime', () => {
  const course: Course = {
    before: 'none',
    changes: [
      { at: 100, to: 'up' },
      { at: 300, to: 'down' },
      { at: 350, to: 'degraded' },
      { at: 400, to: 'up' },
      { at: 500, to: 'paused' },
      { at: 600, to: 'unknown' },
      { at: 650, to: 'up' },
    ],
    validUntil: 900,
  };

  test('gives each ms of the span to its state', () => {
    expect(stateTime(course, 0, 1000)).toEqual({
      none: 100,
      up: 200 + 100 + 250,
      down: 50,
      degraded: 50,
      paused: 100,
      unknown: 50 + 100,
      maintenance: 0,
    });
  });

  test.each([
    ['inside one state', 310, 320, { down: 10 }],
    ['from a change on', 300, 360, { down: 50, degraded: 10 }],
    ['up to a change', 290, 300, { up: 10 }],
    ['before everything', 0, 50, { none: 50 }],
    ['past the end of validity', 950, 1000, { unknown: 50 }],
    ['empty', 300, 300, {}],
    ['upside down', 400, 300, {}],
  ])('%s', (_, from, to, expected) => {
    expect(stateTime(course, from, to)).toEqual({ ...NONE, ...expected });
  });

  test('only a verdict can lose its validity', () => {
    const paused: Course = { before: 'none', changes: [{ at: 0, to: 'paused' }], validUntil: 10 };
    expect(stateTime(paused, 0, 100)).toEqual({ ...NONE, paused: 100 });
    expect(stateTime({ before: 'up', changes: [], validUntil: 10 }, 0, 100)).toEqual({ ...NONE, up: 10, unknown: 90 });
  });

  test('counts maintenance once, whatever state it covers and however its windows overlap', () => {
    const windows = [
      { from: 320, to: 380 },
      { from: 340, to: 420 },
      { from: 0, to: 10 },
      { from: 990, to: 5000 },
      { from: 700, to: 690 },
    ];
    expect(stateTime(course, 0, 1000, windows)).toEqual({
      none: 90,
      up: 200 + 80 + 250,
      down: 20,
      degraded: 0,
      paused: 100,
      unknown: 50 + 90,
      maintenance: 10 + 100 + 10,
    });
  });

  test('is what counting every ms gives', () => {
    fc.assert(
      fc.property(anyCourse, anySpan, anyWindows, (any, [from, to], windows) => {
        expect(stateTime(any, from, to, windows)).toEqual(byTheMillisecond(any, from, to, windows));
      }),
    );
  });

  test('sums to the span', () => {
    fc.assert(
      fc.property(anyCourse, anySpan, anyWindows, (any, [from, to], windows) => {
        expect(sum(stateTime(any, from, to, windows))).toBe(to - from);
      }),
    );
  });

  test('of two parts sums to that of the whole, wherever it is split', () => {
    fc.assert(
      fc.property(
        anyCourse,
        anySpan,
        anyWindows,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (any, span, windows, share) => {
          const [from, to] = span;
          const split = from + Math.round((to - from) * share);
          const parts = plus(stateTime(any, from, split, windows), stateTime(any, split, to, windows));
          expect(parts).toEqual(stateTime(any, from, to, windows));
        },
      ),
    );
  });
});

describe('uptimeRatio', () => {
  test.each<[string, Partial<StateTime>, number | null]>([
    ['up and degraded are up', { up: 90, degraded: 9, down: 1 }, 0.99],
    [
      'time without a verdict is on neither side',
      { up: 1, down: 1, unknown: 9, paused: 9, none: 9, maintenance: 9 },
      0.5,
    ],
    ['only down', { down: 1 }, 0],
    ['only up', { up: 1 }, 1],
    ['no data', { unknown: 1, paused: 1, none: 1, maintenance: 1 }, null],
  ])('%s', (_, time, expected) => {
    expect(uptimeRatio({ ...NONE, ...time })).toBe(expected);
  });
});

describe('formatUptime', () => {
  test.each([
    [null, '—'],
    [1, '100 %'],
    [0, '0 %'],
    [0.99999, '99.99 %'],
    [1 - 1 / (90 * DAY), '99.99 %'],
    [1 - Number.EPSILON / 2, '99.99 %'],
    [0.9998, '99.98 %'],
    [0.99989, '99.98 %'],
    [0.57, '57.00 %'],
    [0.999, '99.90 %'],
    [0.0000001, '0.00 %'],
  ])('%f is %s', (ratio, text) => {
    expect(formatUptime(ratio)).toBe(text);
  });

  test('keeps every ratio of whole hundredths, and never rounds up', () => {
    for (let hundredths = 1; hundredths < 10_000; hundredths++) {
      expect(formatUptime(hundredths / 10_000)).toBe(`${(hundredths / 100).toFixed(2)} %`);
    }
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (ratio) => {
        expect(parseFloat(formatUptime(ratio))).toBeLessThanOrEqual(ratio * 100 + 1e-10);
      }),
    );
  });
});

describe('spansOf', () => {
  test('is clipped to the span, with neighbours of one state as one', () => {
    const course: Course = {
      before: 'none',
      changes: [
        { at: 100, to: 'up' },
        { at: 200, to: 'down' },
        { at: 200, to: 'up' },
        { at: 300, to: 'down' },
      ],
      validUntil: 400,
    };
    expect(spansOf(course, 50, 500)).toEqual([
      { from: 50, to: 100, state: 'none' },
      { from: 100, to: 300, state: 'up' },
      { from: 300, to: 400, state: 'down' },
      { from: 400, to: 500, state: 'unknown' },
    ]);
  });

  test('covers the span without gaps, in alternating states, with the same times', () => {
    fc.assert(
      fc.property(anyCourse, anySpan, (course, [from, to]) => {
        const spans = spansOf(course, from, to);
        let at = from;
        const time = { ...NONE } as Record<keyof StateTime, number>;
        spans.forEach((span, index) => {
          expect(span.from).toBe(at);
          expect(span.to).toBeGreaterThan(span.from);
          expect(span.state).not.toBe(spans[index - 1]?.state);
          at = span.to;
          time[span.state] += span.to - span.from;
        });
        expect(at).toBe(to);
        expect(time).toEqual(stateTime(course, from, to));
      }),
    );
  });
});

describe('daysOf', () => {
  const midnight = Date.UTC(2024, 2, 1);
  const now = midnight + 6 * 3_600_000;

  test('tells each day, the last one up to now', () => {
    const course: Course = {
      before: 'none',
      changes: [
        { at: midnight - 1.5 * DAY, to: 'up' },
        { at: midnight - 1000, to: 'down' },
        { at: midnight + 2000, to: 'degraded' },
      ],
      validUntil: null,
    };
    const days = daysOf(course, dayEdges(now, 'UTC', 4), now);
    expect(days).toEqual([
      {
        date: '2024-02-27',
        start: midnight - 3 * DAY,
        end: midnight - 2 * DAY,
        time: { ...NONE, none: DAY },
        uptime: null,
        worst: 'none',
      },
      {
        date: '2024-02-28',
        start: midnight - 2 * DAY,
        end: midnight - DAY,
        time: { ...NONE, none: DAY / 2, up: DAY / 2 },
        uptime: 1,
        worst: 'up',
      },
      {
        date: '2024-02-29',
        start: midnight - DAY,
        end: midnight,
        time: { ...NONE, up: DAY - 1000, down: 1000 },
        uptime: (DAY - 1000) / DAY,
        worst: 'down',
      },
      {
        date: '2024-03-01',
        start: midnight,
        end: now,
        time: { ...NONE, down: 2000, degraded: now - midnight - 2000 },
        uptime: (now - midnight - 2000) / (now - midnight),
        worst: 'down',
      },
    ]);
  });

  test('a day of maintenance only has no uptime and no verdict', () => {
    const course: Course = { before: 'down', changes: [], validUntil: null };
    const [today] = daysOf(course, dayEdges(now, 'UTC', 1), now, [{ from: midnight, to: now }]);
    expect(today).toMatchObject({ uptime: null, worst: 'none', time: { ...NONE, maintenance: now - midnight } });
  });

  test('at midnight sharp today is empty', () => {
    const [today] = daysOf({ ...CALM, before: 'up' }, dayEdges(midnight, 'UTC', 1), midnight);
    expect(today).toMatchObject({ start: midnight, end: midnight, time: NONE, uptime: null, worst: 'none' });
  });

  test('is the same as asking for each day alone', () => {
    const scale = (course: Course): Course => ({
      ...course,
      changes: course.changes.map(({ at, to }) => ({ at: now - at * 900_000, to })).sort((a, b) => a.at - b.at),
      validUntil: course.validUntil === null ? null : now - course.validUntil * 900_000,
    });
    const days = dayEdges(now, 'America/New_York', 11);
    fc.assert(
      fc.property(anyCourse.map(scale), anyWindows, (course, unscaled) => {
        const windows = unscaled.map(({ from, to }) => ({ from: now - to * 900_000, to: now - from * 900_000 }));
        for (const day of daysOf(course, days, now, windows)) {
          expect(day.time).toEqual(stateTime(course, day.start, day.end, windows));
        }
      }),
    );
  });

  test('a day that was of one state throughout is one value for all checks, unless maintenance touched it', () => {
    const days = dayEdges(now, 'UTC', 3);
    const course = (before: 'up' | 'down'): Course => ({ before, changes: [], validUntil: null });
    const [one, other] = [daysOf(course('up'), days, now), daysOf(course('up'), days, now)];
    expect(other[0]).toBe(one[0]);
    expect(other[1]).toBe(one[1]);
    expect(other[2]).not.toBe(one[2]); // it goes on
    expect(daysOf(course('down'), days, now)[0]).toMatchObject({ time: { ...NONE, down: DAY }, uptime: 0 });
    const window = { from: midnight - DAY, to: midnight - DAY + 1000 };
    const maintained = daysOf(course('up'), days, now, [window]);
    expect(maintained[0]).toBe(one[0]);
    expect(maintained[1]).toMatchObject({ time: { ...NONE, up: DAY - 1000, maintenance: 1000 } });
  });

  test('does 1,000 checks of 90 days in a moment', () => {
    const changes = Array.from({ length: 40 }, (_, index) => ({
      at: now - (40 - index) * 2 * DAY,
      to: index % 2 === 0 ? ('up' as const) : ('down' as const),
    }));
    const course: Course = { before: 'none', changes, validUntil: now + 1000 };
    const start = process.cpuUsage();
    for (let check = 0; check < 1000; check++) daysOf(course, dayEdges(now, 'Europe/Berlin', 90), now);
    // Processor time, 30 ms here; the bound only catches work that grows with days times transitions.
    expect(process.cpuUsage(start).user).toBeLessThan(3_000_000);
  });
});
