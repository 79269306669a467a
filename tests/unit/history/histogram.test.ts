import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countResponseTime, histogramFrom } from '../../../lib/history/histogram.ts';
import { HISTOGRAM_BOUNDS, isSuccessful, type Histogram, type Result } from '../../../lib/model.ts';
import { anyResults, result } from './results.ts';

function counted(results: readonly Result[], from: Histogram | null = null): Histogram {
  const histogram = histogramFrom(from);
  for (const one of results) countResponseTime(histogram, one);
  return histogram;
}

/** The class in which a response time falls, ms. */
function classOf(responseTime: number): number {
  return counted([result({ responseTime })]).counts.indexOf(1);
}

describe('classes', () => {
  test.each(HISTOGRAM_BOUNDS.map((bound, index) => [bound, index]))('%d s is its own bound', (bound, index) => {
    expect(classOf(bound * 1_000)).toBe(index);
    expect(classOf(bound * 1_000 + 0.001)).toBe(index + 1);
    // What is measured finer than it is stored falls where the stored one falls.
    expect(classOf(bound * 1_000 + 0.0001)).toBe(index);
  });

  test('nothing and more than the last bound have classes, too', () => {
    expect(classOf(0)).toBe(0);
    expect(classOf(600_000)).toBe(HISTOGRAM_BOUNDS.length);
  });
});

test.each([
  ['down', 'timeout'],
  ['down', 'http_status'],
  ['unknown', 'internal_stall'],
  ['degraded', 'connection_refused'],
] as const)('a run that is %s for %s does not count', (state, code) =>
  expect(counted([result({ state, code })])).toEqual(histogramFrom(null)),
);

test.each([null, -1, NaN, Infinity])('a run that measured %s does not count', (responseTime) =>
  expect(counted([result({ responseTime })])).toEqual(histogramFrom(null)),
);

test('counting on leaves what it begins with as it was', () => {
  const before = counted([result()]);
  const copy = structuredClone(before);
  expect(counted([result()], before).sum).toBe(25);
  expect(before).toEqual(copy);
});

test('whatever is counted first, and wherever it is cut in two, it is the same to the last digit', () => {
  fc.assert(
    fc.property(anyResults(0, 1_000), fc.nat(60), fc.infiniteStream(fc.nat()), (results, cut, chance) => {
      const shuffled = results
        .map((one) => ({ one, by: chance.next().value as number }))
        .sort((a, b) => a.by - b.by)
        .map(({ one }) => one);
      const whole = counted(results);
      // Through what the store keeps it in.
      const stored = JSON.parse(JSON.stringify(counted(shuffled.slice(0, cut)))) as Histogram;
      expect(counted(shuffled.slice(cut), stored)).toEqual(whole);
      const told = results.filter(
        ({ state, code, responseTime }) => responseTime !== null && isSuccessful(state, code),
      );
      expect(whole.counts.reduce((sum, count) => sum + count, 0)).toBe(told.length);
      expect(whole.sum).toBeCloseTo(
        told.reduce((sum, { responseTime }) => sum + (responseTime ?? 0), 0),
        3,
      );
    }),
  );
});
