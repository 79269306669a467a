import { isSuccessful, type Latency, type Result, type ResultState, type RunTotals } from '../model.ts';
import { toMicroseconds, toMilliseconds } from './response-time.ts';
import { Sketch } from './sketch.ts';

/** The tiers of history, finest first. A tier's number is its index; each divides the next, in UTC. */
export const TIERS = [
  { name: 'fiveMinutes', ms: 300_000 },
  { name: 'hour', ms: 3_600_000 },
  { name: 'day', ms: 86_400_000 },
] as const;
export type Tier = 0 | 1 | 2;

/** Where the bucket begins that an instant belongs to. Buckets hold their start, not their end. */
export function bucketStart(tier: Tier, at: number): number {
  const { ms } = TIERS[tier];
  return Math.floor(at / ms) * ms;
}

/** The runs of one check in one span of a tier, and the latency of the successful ones among them in µs. */
export interface Bucket {
  readonly start: number;
  readonly tier: Tier;
  /** All runs by their result's state. */
  readonly runs: RunTotals;
  /** Successful runs (`isSuccessful`) that have a response time: what the figures below are of. */
  readonly count: number;
  readonly sum: number;
  /** Null when `count` is 0, as `max` and `sketch`. */
  readonly min: number | null;
  readonly max: number | null;
  readonly sketch: Sketch | null;
}

/** A bucket that is still filled. */
export interface MutableBucket extends Bucket {
  readonly runs: Record<ResultState, number>;
  count: number;
  sum: number;
  min: number | null;
  max: number | null;
  sketch: Sketch | null;
}

/** A bucket without runs. `start` is `bucketStart` of the tier, or anything where it only adds buckets up. */
export function emptyBucket(tier: Tier, start: number): MutableBucket {
  return {
    start,
    tier,
    runs: { up: 0, degraded: 0, down: 0, unknown: 0 },
    count: 0,
    sum: 0,
    min: null,
    max: null,
    sketch: null,
  };
}

/** Counts a run in. */
export function addResult(bucket: MutableBucket, result: Pick<Result, 'state' | 'code' | 'responseTime'>): void {
  bucket.runs[result.state]++;
  const us = toMicroseconds(result.responseTime);
  if (us === null || !isSuccessful(result.state, result.code)) return;
  bucket.count++;
  bucket.sum += us;
  bucket.min = Math.min(bucket.min ?? us, us);
  bucket.max = Math.max(bucket.max ?? us, us);
  bucket.sketch ??= Sketch.empty();
  bucket.sketch.add(us);
}

/** Counts in all runs of a bucket of the same or a finer tier: the same as if each had been added. */
export function mergeInto(target: MutableBucket, source: Bucket): void {
  target.runs.up += source.runs.up;
  target.runs.degraded += source.runs.degraded;
  target.runs.down += source.runs.down;
  target.runs.unknown += source.runs.unknown;
  target.count += source.count;
  target.sum += source.sum;
  if (source.min !== null) target.min = Math.min(target.min ?? source.min, source.min);
  if (source.max !== null) target.max = Math.max(target.max ?? source.max, source.max);
  if (source.sketch !== null) {
    target.sketch ??= Sketch.empty();
    target.sketch.merge(source.sketch);
  }
}

/** The latency figures of a bucket in ms. Quantiles are by nearest rank, within 1 %, and never beyond min and max. */
export function latencyOf(bucket: Bucket): Latency {
  const { count, sum, min, max, sketch } = bucket;
  const quantile = (q: number): number | null => {
    const estimate = sketch?.quantile(q) ?? null;
    if (estimate === null || min === null || max === null) return null;
    return toMilliseconds(Math.min(max, Math.max(min, estimate)));
  };
  return {
    count,
    min: toMilliseconds(min),
    mean: count === 0 ? null : toMilliseconds(sum / count),
    p50: quantile(0.5),
    p95: quantile(0.95),
    p99: quantile(0.99),
    max: toMilliseconds(max),
  };
}

/** Whether two buckets say the same to the last count: how a stored one is held against its recount. */
export function sameBucket(a: Bucket, b: Bucket): boolean {
  return (
    a.start === b.start &&
    a.tier === b.tier &&
    a.runs.up === b.runs.up &&
    a.runs.degraded === b.runs.degraded &&
    a.runs.down === b.runs.down &&
    a.runs.unknown === b.runs.unknown &&
    a.count === b.count &&
    a.sum === b.sum &&
    a.min === b.min &&
    a.max === b.max &&
    sameSketch(a.sketch, b.sketch)
  );
}

function sameSketch(a: Sketch | null, b: Sketch | null): boolean {
  if (a === null || b === null) return a === b;
  const [left, right] = [a.serialize(), b.serialize()];
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}
