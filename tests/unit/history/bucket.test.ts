import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addResult,
  type Bucket,
  bucketStart,
  emptyBucket,
  latencyOf,
  mergeInto,
  sameBucket,
  type Tier,
  TIERS,
} from '../../../lib/history/bucket.ts';
import { recount } from '../../../lib/history/recount.ts';
import type { Result } from '../../../lib/model.ts';
import { anyResults, result } from './results.ts';

const DAY = Date.UTC(2024, 1, 29);

function bucketOf(tier: Tier, start: number, results: readonly Result[]): Bucket {
  const bucket = emptyBucket(tier, start);
  for (const one of results) addResult(bucket, one);
  return bucket;
}

describe('bucketStart', () => {
  test.each([
    [0, '2024-02-29T23:59:59.999Z', '2024-02-29T23:55:00.000Z'],
    [0, '2024-02-29T23:55:00.000Z', '2024-02-29T23:55:00.000Z'],
    [1, '2024-02-29T23:59:59.999Z', '2024-02-29T23:00:00.000Z'],
    [2, '2024-02-29T23:59:59.999Z', '2024-02-29T00:00:00.000Z'],
    [2, '2024-03-01T00:00:00.000Z', '2024-03-01T00:00:00.000Z'],
    [1, '1969-12-31T23:59:59.999Z', '1969-12-31T23:00:00.000Z'],
  ] as const)('tier %i holds %s in %s', (tier, at, start) => {
    expect(bucketStart(tier, Date.parse(at))).toBe(Date.parse(start));
  });

  test('each tier is whole in the next', () => {
    expect(TIERS[1].ms % TIERS[0].ms).toBe(0);
    expect(TIERS[2].ms % TIERS[1].ms).toBe(0);
  });
});

describe('addResult', () => {
  test('counts every run by its state, and latency over those that got a whole answer', () => {
    const bucket = bucketOf(0, 0, [
      result({ responseTime: 10 }),
      result({ responseTime: 0.0004 }),
      result({ state: 'degraded', code: 'slow', responseTime: 900.0015 }),
      result({ state: 'degraded', code: 'http_status', responseTime: 5 }),
      result({ state: 'down', code: 'slow', responseTime: 9000 }),
      result({ state: 'unknown', code: 'internal_stall', responseTime: 1 }),
      result({ responseTime: null }),
      result({ responseTime: NaN }),
      result({ responseTime: -1 }),
    ]);
    expect(bucket).toMatchObject({
      runs: { up: 5, degraded: 2, down: 1, unknown: 1 },
      count: 3,
      sum: 10_000 + 0 + 900_002,
      min: 0,
      max: 900_002,
    });
    expect(bucket.sketch?.count).toBe(3);
  });

  test('leaves latency null without a successful run', () => {
    const bucket = bucketOf(0, 0, [result({ state: 'down', code: 'timeout', responseTime: 10_000 })]);
    expect(bucket).toMatchObject({ count: 0, sum: 0, min: null, max: null, sketch: null });
    expect(latencyOf(bucket)).toEqual({ count: 0, min: null, mean: null, p50: null, p95: null, p99: null, max: null });
  });
});

describe('latencyOf', () => {
  test('is in ms, min, mean and max exact, quantiles within 1 % and never beyond them', () => {
    const latency = latencyOf(
      bucketOf(
        0,
        0,
        [12.5, 13.5, 40].map((responseTime) => result({ responseTime })),
      ),
    );
    expect(latency).toMatchObject({ count: 3, min: 12.5, mean: 22, max: 40 });
    expect(Math.abs((latency.p50 ?? NaN) / 13.5 - 1)).toBeLessThan(0.01);
    expect(latency.p99).toBeLessThanOrEqual(40);
    expect(latency.p99).toBeGreaterThan(39.6);
  });

  test('of one run has no spread', () => {
    const latency = latencyOf(bucketOf(0, 0, [result({ responseTime: 33.333 })]));
    expect(latency).toEqual({
      count: 1,
      min: 33.333,
      mean: 33.333,
      p50: 33.333,
      p95: 33.333,
      p99: 33.333,
      max: 33.333,
    });
  });
});

describe('mergeInto', () => {
  test('of the parts, by whatever tier and in whatever order, equals the whole', () => {
    fc.assert(
      fc.property(anyResults(DAY, DAY + TIERS[2].ms), fc.boolean(), (results, backwards) => {
        const whole = bucketOf(2, DAY, results);
        for (const tier of [0, 1] as const) {
          const parts = [...recount(tier, results).values()];
          const sum = emptyBucket(2, DAY);
          for (const part of backwards ? parts.reverse() : parts) mergeInto(sum, part);
          expect(sameBucket(sum, whole)).toBe(true);
          expect(sum).toEqual(whole);
        }
      }),
    );
  });

  test('takes nothing from the source that later results could change', () => {
    const source = bucketOf(0, 0, [result()]);
    const target = emptyBucket(1, 0);
    mergeInto(target, source);
    addResult(target, result());
    expect(sameBucket(source, bucketOf(0, 0, [result()]))).toBe(true);
  });
});

describe('sameBucket', () => {
  const base = [result(), result({ state: 'down', code: 'timeout' })];
  test.each([
    ['a run more', bucketOf(0, 0, [...base, result({ state: 'down', code: 'timeout' })])],
    ['another state', bucketOf(0, 0, [result(), result({ state: 'unknown' })])],
    ['another time', bucketOf(0, 0, [result({ responseTime: 12.501 }), result({ state: 'down' })])],
    ['another start', bucketOf(0, 300_000, base)],
    ['another tier', bucketOf(1, 0, base)],
    ['no sketch', { ...bucketOf(0, 0, base), sketch: null }],
  ])('sees %s', (_, other) => {
    expect(sameBucket(bucketOf(0, 0, base), other)).toBe(false);
    expect(sameBucket(other, bucketOf(0, 0, base))).toBe(false);
  });

  test('sees another distribution of the same sum, and another sum of the same bins', () => {
    const times = (...ms: number[]) =>
      bucketOf(
        0,
        0,
        ms.map((responseTime) => result({ responseTime })),
      );
    expect(sameBucket(times(1, 4, 6, 9), times(1, 5, 5, 9))).toBe(false);
    expect(sameBucket(times(1, 4, 6, 9), times(9, 6, 4, 1))).toBe(true);
    expect(sameBucket(times(1, 5000, 9000), times(1, 5000.001, 9000))).toBe(false);
  });
});

test('recount puts each result into its own bucket and counts each once', () => {
  fc.assert(
    fc.property(anyResults(DAY, DAY + TIERS[2].ms), fc.constantFrom<Tier>(0, 1, 2), (results, tier) => {
      const buckets = recount(tier, results);
      let runs = 0;
      for (const [start, bucket] of buckets) {
        const own = results.filter((one) => one.at >= start && one.at < start + TIERS[tier].ms);
        expect(sameBucket(bucket, bucketOf(tier, start, own))).toBe(true);
        runs += own.length;
      }
      expect(runs).toBe(results.length);
    }),
  );
});
