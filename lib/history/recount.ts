import type { Result } from '../model.ts';
import { addResult, type Bucket, bucketStart, emptyBucket, type MutableBucket, type Tier } from './bucket.ts';

/** The buckets of one check's results, by their start, made anew: what stored buckets must equal. */
export function recount(tier: Tier, results: Iterable<Result>): Map<number, Bucket> {
  const buckets = new Map<number, MutableBucket>();
  for (const result of results) {
    const start = bucketStart(tier, result.at);
    let bucket = buckets.get(start);
    if (bucket === undefined) buckets.set(start, (bucket = emptyBucket(tier, start)));
    addResult(bucket, result);
  }
  return buckets;
}
