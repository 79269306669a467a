import {
  TIERS,
  addResult,
  bucketStart,
  emptyBucket,
  latencyOf,
  mergeInto,
  type Bucket,
  type Tier,
} from '../history/bucket.ts';
import { spansOf, stateTime, uptimeRatio, type Course } from '../history/uptime.ts';
import type { CatalogueCheck, CheckHistory, HistoryBucket, Range, Retention } from '../model.ts';
import type { Checkpoint, FoldedBuckets, LoggedResult, ReaderStore } from '../store/store.ts';
import type { Memory } from './memory.ts';

const MINUTE = 60_000;

/** How a range is drawn: points of this length, read from this tier (`null`: from the results themselves). */
interface Plan {
  readonly points: number;
  readonly ms: number;
  readonly tier: Tier | null;
}

const PLANS: Readonly<Record<Range, Plan>> = {
  '1h': { points: 60, ms: MINUTE, tier: null },
  '24h': { points: 288, ms: TIERS[0].ms, tier: 0 },
  '7d': { points: 168, ms: TIERS[1].ms, tier: 1 },
  '30d': { points: 720, ms: TIERS[1].ms, tier: 1 },
  '90d': { points: 90, ms: TIERS[2].ms, tier: 2 },
  '1y': { points: 365, ms: TIERS[2].ms, tier: 2 },
};

/** The plan of a range, of coarser points where those of the usual length are not kept for the whole of it. */
export function planOf(range: Range, retention: Retention): Plan {
  let plan = PLANS[range];
  const length = plan.points * plan.ms;
  while (plan.tier !== 2 && keptOf(plan.tier, retention) < length) {
    const tier = plan.tier === null ? 0 : ((plan.tier + 1) as Tier);
    const { ms } = TIERS[tier];
    plan = { points: Math.ceil(length / ms), ms, tier };
  }
  return plan;
}

function keptOf(tier: 0 | 1 | null, retention: Retention): number {
  if (tier === null) return retention.results;
  return tier === 0 ? retention.fiveMinutes : retention.hours;
}

/** Reads a check's history over a range that ends now: time from the transitions, latency from the buckets. */
export async function readCheckHistory(
  store: ReaderStore,
  memory: Memory,
  check: CatalogueCheck,
  range: Range,
  now: number,
): Promise<CheckHistory> {
  const { points, ms, tier } = planOf(range, memory.catalogue.retention);
  const last = Math.floor(now / ms) * ms;
  const from = last - (points - 1) * ms;
  const starts = Array.from({ length: points }, (_, index) => from + index * ms);
  const reader = new BucketReader(store, check.id, memory.check(check.id).recent);
  const [{ rows, sums }, changes] = [
    tier === null ? { rows: await reader.minutes(starts), sums: [] } : await reader.read(tier, starts),
    await store.checkTransitions(check.id, from),
  ];
  const excluded = memory.excluded(check, from, now);
  const course: Course = { before: 'none', changes, validUntil: memory.validUntil(check) };
  const point = (bucket: Bucket | undefined, start: number, end: number): HistoryBucket => {
    const time = stateTime(course, start, end, excluded);
    const filled = bucket ?? emptyBucket(0, start);
    return { start, end, runs: filled.runs, time, uptime: uptimeRatio(time), latency: latencyOf(filled) };
  };
  const total = emptyBucket(2, from);
  const single = new Set(rows.keys());
  for (const { sum, to } of sums) {
    mergeInto(total, sum);
    for (let start = sum.start; start < to; start += ms) single.delete(start);
  }
  for (const [start, row] of rows) if (single.has(start)) mergeInto(total, row);
  return {
    check: check.id,
    range,
    from,
    to: now,
    bucketMs: ms,
    buckets: starts.map((start) => point(rows.get(start), start, Math.min(start + ms, now))),
    spans: spansOf(course, from, now),
    total: point(total, from, now),
    phased: memory.check(check.id).phased.runs(),
  };
}

/**
 * Buckets of one check, the open ones included: rows hold the log up to their checkpoint, the results behind it are
 * added, so that each counts once whatever is closed meanwhile.
 */
class BucketReader {
  readonly #store: ReaderStore;
  readonly #check: string;
  readonly #recent: readonly LoggedResult[];

  constructor(store: ReaderStore, check: string, recent: readonly LoggedResult[]) {
    this.#store = store;
    this.#check = check;
    this.#recent = recent;
  }

  async read(
    tier: Tier,
    starts: readonly number[],
    withSums = true,
  ): Promise<Pick<FoldedBuckets, 'sums'> & { rows: Map<number, Bucket> }> {
    const { rows, sums, checkpoint } = await this.#store.checkBuckets(this.#check, tier, starts, withSums);
    const behind = this.#behind(checkpoint).map((result) => ({ result, start: bucketStart(tier, result.at) }));
    // What comes late to a sum is counted into its parts: then each of them is to be looked into.
    if (sums.some(({ sum, to }) => behind.some(({ start }) => start >= sum.start && start < to)))
      return this.read(tier, starts, false);
    const buckets = new Map(rows.map((bucket) => [bucket.start, bucket]));
    // What was closed and not rolled up yet lies in one span, whose end the closing has not reached.
    const open = bucketStart(tier, checkpoint.closedUntil - 1);
    const isInParts = tier > 0 && checkpoint.closedUntil < open + TIERS[tier].ms && starts.includes(open);
    if (isInParts) {
      const finer = (tier - 1) as Tier;
      const { ms } = TIERS[finer];
      const steps = Array.from({ length: TIERS[tier].ms / ms }, (_, index) => open + index * ms);
      const sum = emptyBucket(tier, open);
      for (const part of (await this.read(finer, steps, false)).rows.values()) mergeInto(sum, part);
      buckets.set(open, sum);
    }
    const wanted = new Set(starts);
    for (const { result, start } of behind) {
      if (!wanted.has(start) || (isInParts && start === open)) continue;
      const bucket = buckets.get(start) ?? emptyBucket(tier, start);
      addResult(bucket, result);
      buckets.set(start, bucket);
    }
    return { rows: buckets, sums };
  }

  /** Minutes, from the packed results and the log. */
  async minutes(starts: readonly number[]): Promise<Map<number, Bucket>> {
    const fives = [...new Set(starts.map((start) => bucketStart(0, start)))];
    const { rows, checkpoint } = await this.#store.checkPacked(this.#check, fives);
    const wanted = new Set(starts);
    const minutes = new Map<number, Bucket>();
    for (const result of [...rows.flatMap((row) => row.results), ...this.#behind(checkpoint)]) {
      const start = Math.floor(result.at / MINUTE) * MINUTE;
      if (!wanted.has(start)) continue;
      const bucket = minutes.get(start) ?? emptyBucket(0, start);
      addResult(bucket, result);
      minutes.set(start, bucket);
    }
    return minutes;
  }

  #behind({ foldedId }: Checkpoint): readonly LoggedResult[] {
    return this.#recent.filter(({ id }) => id > foldedId);
  }
}
