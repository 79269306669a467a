import { describe, expect, test } from 'vitest';
import { addResult, emptyBucket, latencyOf, mergeInto, sameBucket, type Bucket } from '../../../lib/history/bucket.ts';
import { ChunkError, chunkAt, chunkLength, packChunk, unpackChunk } from '../../../lib/history/chunk.ts';

const HOUR = 3_600_000;
const DAY = 86_400_000;
const MIDNIGHT = Date.parse('2026-03-01T00:00:00.000Z');

/** An hour of runs, some of them bad, with times of a wide range. */
function hour(index: number, runs: number): Bucket {
  const bucket = emptyBucket(1, MIDNIGHT + index * HOUR);
  for (let run = 0; run < runs; run++) {
    const responseTime = run % 17 === 0 ? 0 : 1.2 ** ((run * 7 + index) % 60);
    const [state, code] = run % 11 === 3 ? (['down', 'timeout'] as const) : (['up', null] as const);
    addResult(bucket, { state, code, responseTime });
  }
  return bucket;
}

describe('buckets packed together', () => {
  const hours = [0, 1, 5, 23].map((index) => hour(index, index * 37));

  test('come back the same to the last count, with the same figures', () => {
    const { buckets } = unpackChunk(1, chunkAt(1, MIDNIGHT), packChunk(1, hours));
    expect(buckets.map(latencyOf)).toEqual(hours.map(latencyOf));
    expect(buckets.map((bucket, index) => sameBucket(bucket, hours[index] ?? emptyBucket(1, 0)))).toEqual(
      hours.map(() => true),
    );
    // Not of the figures kept beside it any more once something is added.
    const [packed, plain] = [buckets[2], hours[2]].map((bucket) => {
      const sum = emptyBucket(1, 0);
      if (bucket !== undefined) mergeInto(sum, bucket);
      addResult(sum, { state: 'up', code: null, responseTime: 9_000 });
      return latencyOf(sum);
    });
    expect(packed).toEqual(plain);
  });

  test.each([
    ['a mean alone', null, null],
    ['the least and the greatest, too', 1_200, 90_000],
    ['the least only', 1_200, null],
    ['the greatest only', null, 90_000],
  ])('may be imported figures without quantiles: %s', (_what, min, max) => {
    const runs = { up: 60, degraded: 0, down: 2, unknown: 0 };
    const figures = { ...emptyBucket(1, MIDNIGHT + HOUR), runs, count: 60, sum: 600_000, min, max };
    const { sum, buckets } = unpackChunk(1, chunkAt(1, MIDNIGHT), packChunk(1, [hour(0, 3), figures, hour(2, 5)]));
    expect(buckets[1]).toEqual(figures);
    expect(buckets).toHaveLength(3);
    expect([sum.count, sum.sketch?.count]).toEqual([67, 7]);
    expect(unpackChunk(1, chunkAt(1, MIDNIGHT), packChunk(1, [figures])).sum).toEqual({ ...figures, start: MIDNIGHT });
  });

  test('know their sum', () => {
    const sum = emptyBucket(1, MIDNIGHT);
    for (const bucket of hours) mergeInto(sum, bucket);
    const chunk = unpackChunk(1, chunkAt(1, MIDNIGHT), packChunk(1, hours));
    expect(sameBucket(chunk.sum, sum)).toBe(true);
    expect(latencyOf(chunk.sum)).toEqual(latencyOf(sum));
  });

  test('do not know when: days, too', () => {
    const day = emptyBucket(2, MIDNIGHT);
    for (const bucket of hours) mergeInto(day, bucket);
    const chunk = chunkAt(2, MIDNIGHT);
    const [begin] = unpackChunk(2, chunk, packChunk(2, [day])).buckets;
    expect([begin?.start, begin?.tier, chunkLength(2)]).toEqual([MIDNIGHT, 2, 16 * DAY]);
    expect(unpackChunk(2, chunk + 1, packChunk(2, [day])).buckets[0]?.start).toBe(MIDNIGHT + 16 * DAY);
  });

  test('take less than a bucket each of their own', () => {
    const full = Array.from({ length: 24 }, (_, index) => hour(index, 180));
    expect(packChunk(1, full).length / 24).toBeLessThan(120);
  });

  test('are refused when they are none', () => {
    const bytes = packChunk(1, hours);
    const error = (wrong: Uint8Array) => () => unpackChunk(1, 0, wrong);
    expect(error(Uint8Array.of(9))).toThrow(new ChunkError('format must be 1 (got 9)'));
    expect(error(Uint8Array.of(...bytes, 0))).toThrow(
      new ChunkError(`${bytes.length + 1} bytes are more than its buckets take`),
    );
    for (let length = 1; length < bytes.length; length++) expect(error(bytes.slice(0, length))).toThrow(ChunkError);
  });
});
