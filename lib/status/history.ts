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
import type { CatalogueCheck, CheckHistory, HistoryBucket, Range, Result } from '../model.ts';
import type { ReaderStore } from '../store/store.ts';
import type { Memory } from './memory.ts';

const MINUTE = 60_000;

/** How each range is drawn: points of this length, read from this tier (`null`: from the results themselves). */
const PLANS = {
  '1h': { points: 60, ms: MINUTE, tier: null },
  '24h': { points: 288, ms: TIERS[0].ms, tier: 0 },
  '7d': { points: 168, ms: TIERS[1].ms, tier: 1 },
  '30d': { points: 720, ms: TIERS[1].ms, tier: 1 },
  '90d': { points: 90, ms: TIERS[2].ms, tier: 2 },
  '1y': { points: 365, ms: TIERS[2].ms, tier: 2 },
} as const satisfies Record<Range, { points: number; ms: number; tier: Tier | null }>;

/** Reads a check's history over a range that ends now: time from the transitions, latency from the buckets. */
export async function readCheckHistory(
  store: ReaderStore,
  memory: Memory,
  check: CatalogueCheck,
  range: Range,
  now: number,
): Promise<CheckHistory> {
  const { points, ms, tier } = PLANS[range];
  const last = Math.floor(now / ms) * ms;
  const from = last - (points - 1) * ms;
  const starts = Array.from({ length: points }, (_, index) => from + index * ms);
  const reader = new BucketReader(store, memory, check.id, now);
  const [rows, changes] = [
    tier === null ? await reader.minutes(starts) : await reader.read(tier, starts),
    await store.checkTransitions(check.id, from),
  ];
  const course: Course = { before: 'none', changes, validUntil: memory.validUntil(check) };
  const point = (bucket: Bucket | undefined, start: number, end: number): HistoryBucket => {
    const time = stateTime(course, start, end);
    const filled = bucket ?? emptyBucket(0, start);
    return { start, end, runs: filled.runs, time, uptime: uptimeRatio(time), latency: latencyOf(filled) };
  };
  const total = emptyBucket(2, from);
  for (const row of rows.values()) mergeInto(total, row);
  return {
    check: check.id,
    range,
    from,
    to: now,
    bucketMs: ms,
    buckets: starts.map((start) => point(rows.get(start), start, Math.min(start + ms, now))),
    spans: spansOf(course, from, now),
    total: point(total, from, now),
  };
}

/** Buckets of one check, the open ones included: what is not closed yet is made of the finer tier and of the log. */
class BucketReader {
  readonly #store: ReaderStore;
  readonly #memory: Memory;
  readonly #check: string;
  readonly #now: number;

  constructor(store: ReaderStore, memory: Memory, check: string, now: number) {
    this.#store = store;
    this.#memory = memory;
    this.#check = check;
    this.#now = now;
  }

  async read(tier: Tier, starts: readonly number[]): Promise<Map<number, Bucket>> {
    const rows = new Map(
      (await this.#store.checkBuckets(this.#check, tier, starts)).map((bucket) => [bucket.start, bucket]),
    );
    if (tier === 0) {
      for (const result of this.#memory.check(this.#check).recent) this.#addOpen(rows, result, starts);
      return rows;
    }
    // A span that has ended without a row had no runs; only the last ones can be on their way.
    const { ms } = TIERS[tier];
    const open = starts.filter((start) => !rows.has(start) && start + 2 * ms > this.#now);
    const finer = (tier - 1) as Tier;
    const step = TIERS[finer].ms;
    const parts = await this.read(
      finer,
      open.flatMap((start) => Array.from({ length: ms / step }, (_, index) => start + index * step)),
    );
    for (const part of parts.values()) {
      const start = bucketStart(tier, part.start);
      const sum = rows.get(start) ?? emptyBucket(tier, start);
      mergeInto(sum, part);
      rows.set(start, sum);
    }
    return rows;
  }

  /** Minutes, from the packed results and the log. */
  async minutes(starts: readonly number[]): Promise<Map<number, Bucket>> {
    const tierStarts = [...new Set(starts.map((start) => bucketStart(0, start)))];
    const packed = await this.#store.checkPacked(this.#check, tierStarts);
    const closed = new Set(packed.map((row) => row.start));
    const recent = this.#memory.check(this.#check).recent.filter((result) => !closed.has(bucketStart(0, result.at)));
    const rows = new Map<number, ReturnType<typeof emptyBucket>>();
    for (const result of [...packed.flatMap((row) => row.results), ...recent]) {
      const start = Math.floor(result.at / MINUTE) * MINUTE;
      if (start < (starts[0] ?? 0)) continue;
      const bucket = rows.get(start) ?? emptyBucket(0, start);
      addResult(bucket, result);
      rows.set(start, bucket);
    }
    return rows;
  }

  /** Counts a result of the log in, unless its bucket is closed and has it already. */
  #addOpen(rows: Map<number, Bucket>, result: Result, starts: readonly number[]): void {
    const start = bucketStart(0, result.at);
    if (!starts.includes(start)) return;
    const row = rows.get(start);
    if (row !== undefined && !this.#opened.has(start)) return;
    const bucket = row ?? emptyBucket(0, start);
    this.#opened.add(start);
    addResult(bucket, result);
    rows.set(start, bucket);
  }

  readonly #opened = new Set<number>();
}
