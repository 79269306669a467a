import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { DayBars } from '../../../components/day-bars.tsx';
import { daySummary } from '../../../components/day-summary.ts';
import { dayShapes } from '../../../components/day-shapes.ts';
import { DAYS, HEIGHT } from '../../../components/day-stripes.ts';
import { dayLines } from '../../../components/day-marks.ts';
import { ENGLISH } from '../../../components/words.ts';
import type { Day, Outage, StateTime } from '../../../lib/model.ts';
import { DAY, dayOf, HOUR, MINUTE } from '../../fixtures/snapshot.ts';

const GOOD: StateTime = { up: DAY, degraded: 0, down: 0, unknown: 0, paused: 0, none: 0, maintenance: 0 };
const NOTHING: StateTime = { ...GOOD, up: 0, none: DAY };

/** Ninety good days, but for those that are named by their position. */
function days(others: Readonly<Record<number, Partial<StateTime>>>): Day[] {
  return Array.from({ length: DAYS }, (_, i) => dayOf(`day ${i}`, i * DAY, (i + 1) * DAY, { ...GOOD, ...others[i] }));
}

const pathOf = (list: readonly Day[], kind: string) => dayShapes(list).paths.find((path) => path.kind === kind)?.d;

describe('dayShapes', () => {
  it('draws nothing over ninety good days', () => {
    expect(dayShapes(days({}))).toEqual({
      paths: [],
      marks: '',
      counts: { down: 0, degraded: 0, maintenance: 0, none: 0 },
    });
  });

  it('draws a second of downtime tall enough to be seen', () => {
    expect(pathOf(days({ 89: { up: DAY - 1_000, down: 1_000 } }), 'down')).toBe('M534 19h4v9h-4z');
  });

  it('fills the stripe of a day that was down throughout', () => {
    expect(pathOf(days({ 3: { up: 0, down: DAY } }), 'down')).toBe('M18 0h4v28h-4z');
  });

  it('grows with the time that it lasted', () => {
    const height = (down: number) =>
      Number(/v([\d.]+)/.exec(pathOf(days({ 5: { up: DAY - down, down } }), 'down') ?? '')?.[1]);
    const heights = [MINUTE, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY].map(height);
    expect(heights).toEqual([...heights].sort((a, b) => a - b));
    expect(new Set(heights).size).toBe(heights.length);
  });

  it('stacks degraded on down, and never higher than the stripe', () => {
    const both = days({ 0: { up: 0, down: 20 * HOUR, degraded: 4 * HOUR } });
    expect(pathOf(both, 'down')).toBe('M0 2.4h4v25.6h-4z');
    expect(pathOf(both, 'degraded')).toBe('M0 0h4v2.4h-4z');
  });

  it('hangs what is missing of a day from the top, and does not count it as up', () => {
    const half = days({ 10: { up: 12 * HOUR, unknown: 8 * HOUR, paused: 4 * HOUR } });
    expect(pathOf(half, 'none')).toBe(`M60 0h4v${HEIGHT / 2}h-4z`);
    expect(daySummary(dayShapes(half).counts, ENGLISH)).toBe('90 days: 1 day with gaps in the data');
    expect(daySummary(dayShapes(days({})).counts, ENGLISH)).toBe('90 good days');
    // A minute of a first day was up: it shows.
    expect(pathOf(days({ 89: { up: MINUTE, none: DAY - MINUTE } }), 'none')).toBe(`M534 0h4v${HEIGHT - 9}h-4z`);
  });

  it('draws a run of empty days as one shape', () => {
    const empty = Object.fromEntries(Array.from({ length: 88 }, (_, i) => [i, NOTHING]));
    const shapes = dayShapes(days(empty));
    expect(shapes.paths).toEqual([{ kind: 'none', d: 'M0 0h528v28H0z' }]);
    expect(shapes.marks).toBe('0-87:n');
  });

  it('keeps today on the right when there are fewer days than ninety', () => {
    const few = days({ 89: { up: DAY - MINUTE, down: MINUTE } }).slice(-5);
    expect(pathOf(few, 'down')).toBe('M534 19h4v9h-4z');
    expect(pathOf(few, 'none')).toBe('M0 0h510v28H0z');
  });

  it('draws the days of before with whatever today and the outages are now', () => {
    const past = days({ 7: { up: 0, down: DAY }, 88: NOTHING }).slice(0, -1);
    const fresh = (today: Partial<StateTime>, outages: readonly Outage[] = []) => {
      const list = [...past, ...days({ 89: today }).slice(-1)];
      const shapes = dayShapes(list, outages);
      // Of days that were never drawn before.
      expect(shapes).toEqual(dayShapes(structuredClone(list), outages));
      return shapes.marks;
    };
    const outage = (hour: number): Outage => {
      const startedAt = 7 * DAY + hour * HOUR;
      const endedAt = startedAt + HOUR;
      return { id: hour, check: 'api', startedAt, endedAt, worst: 'down', code: null, updatedAt: endedAt };
    };
    expect(fresh({})).toBe('7-7:d86400,u0 88-88:n');
    expect(fresh(NOTHING)).toBe('7-7:d86400,u0 88-89:n');
    expect(fresh({ up: DAY - MINUTE, down: MINUTE })).toBe('7-7:d86400,u0 88-88:n 89-89:d60,u999305');
    expect(fresh({}, [outage(1), outage(3)])).toBe('7-7:d86400,o2,u0 88-88:n');
    expect(fresh({})).toBe('7-7:d86400,u0 88-88:n');
  });

  it('tells checks apart that share the days on which nothing happened, and a past that was counted anew', () => {
    const good = days({});
    const bad = (index: number) => days({ [index]: { up: 0, down: DAY } })[index] as Day;
    const outages: readonly Outage[] = [];
    expect(dayShapes(good.with(40, bad(40)), []).marks).toBe('40-40:d86400,u0');
    expect(dayShapes(good.with(60, bad(60)), []).marks).toBe('60-60:d86400,u0');
    expect(dayShapes(good.with(40, bad(40)), outages).marks).toBe('40-40:d86400,u0');
    expect(dayShapes(good.with(60, bad(60)), outages).marks).toBe('60-60:d86400,u0');
  });
});

describe('dayLines', () => {
  const marks = dayShapes(days({ 0: NOTHING, 1: NOTHING, 7: { up: 0, down: 21 * MINUTE, degraded: HOUR } })).marks;

  const words = {
    language: 'en',
    letters: { d: 'Down', g: 'Degraded', n: 'No data', u: 'Uptime', o: 'Outages' },
    quiet: 'No trouble',
  } as const;

  it('tells a tooltip what the picture shows', () => {
    expect(dayLines(marks, 1, words)).toEqual(['No data']);
    expect(dayLines(marks, 2, words)).toEqual(['Uptime 100%', 'No trouble']);
    expect(dayLines(marks, 7, words)).toEqual(['Uptime 74.07%', 'Down 21\u00a0min', 'Degraded 1\u00a0h']);
  });
});

describe('DayBars', () => {
  it('is one picture with a name, ninety shared stripes and a path a kind', () => {
    const list = days({ 1: { up: DAY - MINUTE, down: MINUTE }, 2: { up: DAY - MINUTE, down: MINUTE } });
    expect(renderToStaticMarkup(createElement(DayBars, { words: ENGLISH, days: list }))).toBe(
      '<svg class="bars" role="img" aria-label="90 days: 2 days with downtime" data-marks="1-1:d60,u999305 2-2:d60,u999305">' +
        '<use href="#days"></use><path class="down" d="M6 19h4v9h-4zM12 19h4v9h-4z"></path></svg>',
    );
  });
});
