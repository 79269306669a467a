import {
  TIERS,
  addResult,
  bucketStart,
  emptyBucket,
  mergeInto,
  type Bucket,
  type MutableBucket,
  type Tier,
} from '../history/bucket.ts';
import { countResponseTime, histogramFrom } from '../history/histogram.ts';
import { RESULT_STATES, type ResultState, type RunTotals } from '../model.ts';
import type {
  CheckBucket,
  CheckRecord,
  Checkpoint,
  Close,
  LoggedResult,
  PackedResults,
  WriterStore,
} from '../store/store.ts';

interface Open {
  readonly bucket: MutableBucket;
  readonly results: LoggedResult[];
}

/**
 * The buckets that are still open, in memory, and how they are closed: once, into one row a check and five minutes,
 * merged into hours and days when those end. Fed with what is committed; rebuilt from the log at the start.
 */
export class Folder {
  readonly #store: WriterStore;
  readonly #records = new Map<string, CheckRecord>();
  /** By start, then by check. */
  readonly #open = new Map<number, Map<string, Open>>();
  #checkpoint: Checkpoint;

  constructor(
    store: WriterStore,
    state: { checkpoint: Checkpoint; checks: readonly CheckRecord[]; log: readonly LoggedResult[] },
  ) {
    this.#store = store;
    this.#checkpoint = state.checkpoint;
    for (const record of state.checks) this.#records.set(record.id, record);
    for (const result of state.log) this.add(result);
  }

  /** Takes a committed result in. */
  add(result: LoggedResult): void {
    const start = bucketStart(0, result.at);
    let checks = this.#open.get(start);
    if (checks === undefined) this.#open.set(start, (checks = new Map<string, Open>()));
    let open = checks.get(result.check);
    if (open === undefined) checks.set(result.check, (open = { bucket: emptyBucket(0, start), results: [] }));
    addResult(open.bucket, result);
    open.results.push(result);
  }

  /** Whether a bucket has ended at `now` and waits to be closed. */
  isDue(now: number): boolean {
    return [...this.#open.keys()].some((start) => start + TIERS[0].ms <= now);
  }

  /**
   * Closes every bucket that has ended at `now`, and the hours and days that ended with them, in one transaction
   * that also trims the log. A bucket that was closed before gets its late results merged in.
   *
   * @param all closes those that have not ended, too: for a clock that was set back behind the log, so that what is
   * folded stays a prefix of the log
   */
  async close(now: number, all = false): Promise<void> {
    const starts = [...this.#open.keys()].filter((start) => all || start + TIERS[0].ms <= now).sort((a, b) => a - b);
    if (starts.length === 0) return;
    const { closedUntil } = this.#checkpoint;
    const until = Math.max(closedUntil, ...starts.map((start) => start + TIERS[0].ms));
    const fresh = starts.flatMap((start) =>
      [...(this.#open.get(start) ?? [])].map(([check, open]) => ({ check, ...open })),
    );
    const late = starts.filter((start) => start < closedUntil);
    const [closedBuckets, closedPacked] = [await this.#store.buckets(0, late), await this.#store.packed(late)];

    const fiveMinutes = fresh.map(({ check, bucket }) => ({
      check,
      bucket: merged(0, bucket.start, [bucket, ...bucketsOf(closedBuckets, check, bucket.start)]),
    }));
    const packed: PackedResults[] = fresh.map(({ check, bucket, results }) => {
      const before = closedPacked.find((row) => row.check === check && row.start === bucket.start)?.results ?? [];
      return { check, start: bucket.start, results: [...before, ...results] };
    });
    const contributions = fresh.map(({ check, bucket }): CheckBucket => ({ check, bucket }));
    const hours = await this.#rollUp(1, contributions, closedUntil, until);
    const days = await this.#rollUp(2, hours.contributions, closedUntil, until);

    const checkpoint: Checkpoint = {
      foldedId: fresh.reduce((id, { results }) => Math.max(id, results.at(-1)?.id ?? 0), this.#checkpoint.foldedId),
      trimmedId: this.#checkpoint.foldedId,
      closedUntil: until,
    };
    const checks = this.#foldedRecords(fresh);
    const close: Close = { buckets: [...fiveMinutes, ...hours.rows, ...days.rows], packed, checks, checkpoint };
    await this.#store.close(close);
    this.#checkpoint = checkpoint;
    for (const record of checks) this.#records.set(record.id, record);
    for (const start of starts) this.#open.delete(start);
  }

  /**
   * The rows of a coarser tier that ended by `until`, made of what the finer tier just contributed and of what it
   * holds already. A span that was rolled up before only takes the contributions.
   */
  async #rollUp(
    tier: 1 | 2,
    contributions: readonly CheckBucket[],
    closedUntil: number,
    until: number,
  ): Promise<{ rows: CheckBucket[]; contributions: CheckBucket[] }> {
    const { ms } = TIERS[tier];
    const finer = (tier - 1) as Tier;
    const spans = new Set(contributions.map(({ bucket }) => bucketStart(tier, bucket.start)));
    // What was closed before lies in one unfinished span at most.
    if (closedUntil > 0 && closedUntil % ms !== 0) spans.add(bucketStart(tier, closedUntil - 1));
    const rows: CheckBucket[] = [];
    const given: CheckBucket[] = [];
    for (const span of [...spans].sort((a, b) => a - b)) {
      if (span + ms > until) continue;
      const own = contributions.filter(({ bucket }) => bucketStart(tier, bucket.start) === span);
      const before = await this.#store.buckets(tier, [span]);
      const starts = Array.from({ length: ms / TIERS[finer].ms }, (_, index) => span + index * TIERS[finer].ms);
      const stored = before.length > 0 ? [] : await this.#store.buckets(finer, starts);
      // What is stored of the finer tier now is without its contributions: they are written with the same close.
      const parts = groupByCheck([...stored, ...own]);
      for (const [check, buckets] of parts) {
        const contribution = merged(tier, span, buckets);
        given.push({ check, bucket: contribution });
        rows.push({ check, bucket: merged(tier, span, [contribution, ...bucketsOf(before, check, span)]) });
      }
    }
    return { rows, contributions: given };
  }

  #foldedRecords(fresh: readonly { check: string; results: LoggedResult[]; bucket: Bucket }[]): CheckRecord[] {
    const records = new Map<string, CheckRecord>();
    for (const { check, results, bucket } of fresh) {
      const before = records.get(check) ??
        this.#records.get(check) ?? {
          id: check,
          runs: { up: 0, degraded: 0, down: 0, unknown: 0 },
          lastResult: null,
          lastVerdictAt: null,
          histogram: null,
        };
      const histogram = histogramFrom(before.histogram);
      for (const result of results) countResponseTime(histogram, result);
      const verdict = results.findLast((result) => result.state !== 'unknown');
      records.set(check, {
        id: check,
        runs: addRuns(before.runs, bucket.runs),
        lastResult: results.at(-1) ?? before.lastResult,
        lastVerdictAt: verdict?.at ?? before.lastVerdictAt,
        histogram,
      });
    }
    return [...records.values()];
  }
}

function addRuns(a: RunTotals, b: RunTotals): RunTotals {
  return Object.fromEntries(RESULT_STATES.map((state) => [state, a[state] + b[state]])) as Record<ResultState, number>;
}

function bucketsOf(rows: readonly CheckBucket[], check: string, start: number): Bucket[] {
  return rows.filter((row) => row.check === check && row.bucket.start === start).map((row) => row.bucket);
}

function groupByCheck(rows: readonly CheckBucket[]): Map<string, Bucket[]> {
  const groups = new Map<string, Bucket[]>();
  for (const { check, bucket } of rows) {
    const group = groups.get(check);
    if (group === undefined) groups.set(check, [bucket]);
    else group.push(bucket);
  }
  return groups;
}

function merged(tier: Tier, start: number, parts: readonly Bucket[]): Bucket {
  const sum = emptyBucket(tier, start);
  for (const part of parts) mergeInto(sum, part);
  return sum;
}
