import { describe, expect, test } from 'vitest';
import { firstRuns, phaseOf } from '../../../lib/engine/spread.ts';

const many = (count: number, interval: number, from = 0) =>
  Array.from({ length: count }, (_, index) => ({ id: `check-${from + index}`, interval }));

/** The most starts in any second of so many intervals. */
function busiestSecond(checks: readonly { id: string; interval: number }[], rounds: number): number {
  const starts = checks
    .flatMap(({ id, interval }) =>
      Array.from({ length: rounds }, (_, round) => (firstOf.get(id) ?? NaN) + round * interval),
    )
    .sort((a, b) => a - b);
  let most = 0;
  for (let from = 0, to = 0; to < starts.length; to++) {
    while ((starts[to] ?? 0) - (starts[from] ?? 0) >= 1_000) from++;
    most = Math.max(most, to - from + 1);
  }
  return most;
}
let firstOf = new Map<string, number>();

describe('first runs', () => {
  test('of a few checks lie where their hashes put them, whatever others there are', () => {
    expect(firstRuns(many(1, 60_000)).get('check-0')).toBe(phaseOf('check-0') * 20_000);
    expect(firstRuns(many(99, 60_000)).get('check-0')).toBe(phaseOf('check-0') * 20_000);
    expect(firstRuns(many(99, 5_000)).get('check-7')).toBe(phaseOf('check-7') * 5_000);
  });

  test.each([
    [100, 60_000],
    [1_000, 20_000],
    [1_000, 1_000],
    [2_000, 60_000],
  ])('of %d checks each %d ms lie within 20 s or the interval, as evenly as can be', (count, interval) => {
    const checks = many(count, interval);
    firstOf = firstRuns(checks);
    const spread = Math.min(interval, 20_000);
    for (const first of firstOf.values()) {
      expect(first).toBeGreaterThanOrEqual(0);
      expect(first).toBeLessThan(spread);
    }
    // No more than the mean, and the few that share a start.
    expect(busiestSecond(checks, 1)).toBeLessThanOrEqual((count * 1_000) / spread + 8);
  });

  test.each([10_000, 5_000])(
    'of %d checks each 30 s never come faster than 1.25 times the mean, in any round',
    (count) => {
      const checks = many(count, 30_000);
      firstOf = firstRuns(checks);
      expect(busiestSecond(checks, 5) / (count / 30)).toBeLessThanOrEqual(1.3);
      expect(Math.max(...firstOf.values())).toBeLessThan(30_000);
    },
  );

  test('of 5,000 checks take no longer than a hundred a second need, however long the interval is', () => {
    const checks = [...many(4_900, 3_600_000), ...many(100, 20_000, 4_900)];
    const first = firstRuns(checks);
    expect(Math.max(...first.values())).toBeLessThan(50_000);
    for (const { id, interval } of checks) expect(first.get(id)).toBeLessThan(interval);
  });

  test('are the same in whatever order the checks are told, and keep the order of the hashes', () => {
    const checks = many(500, 30_000);
    const first = firstRuns(checks);
    expect(new Map([...firstRuns(checks.toReversed())].sort())).toEqual(new Map([...first].sort()));
    const byHash = checks.toSorted((a, b) => phaseOf(a.id) - phaseOf(b.id)).map(({ id }) => first.get(id) ?? NaN);
    expect(byHash).toEqual(byHash.toSorted((a, b) => a - b));
  });

  test('are shared by eight where they would be close together, and by none where they are not', () => {
    const sharing = (count: number) => {
      const times = [...firstRuns(many(count, 20_000)).values()];
      return times.length / new Set(times).size;
    };
    expect(sharing(100)).toBe(1);
    expect(sharing(500)).toBe(1);
    expect(sharing(1_000)).toBe(8);
    expect(sharing(10_000)).toBe(8);
  });
});
