import {
  TIERS,
  addResult,
  bucketStart,
  emptyBucket,
  mergeInto,
  type MutableBucket,
  type Tier,
} from '../history/bucket.ts';
import { countResponseTime, histogramFrom } from '../history/histogram.ts';
import { RESULT_STATES, type Result, type ResultState, type RunTotals } from '../model.ts';
import type { CheckBucket, CheckRecord, Checkpoint, LoggedResult, PackedResults, WriterStore } from '../store/store.ts';

/** Checks whose rows a step of a close makes and writes; fewer where it reads an hour or a day of each. A few ms. */
const CHECKS_AT_ONCE = { fiveMinutes: 200, hour: 40, day: 10 };
/** Results that a step of trimming the log deletes. */
const TRIM_STEP = 5_000;

interface Open {
  readonly bucket: MutableBucket;
  /** Without their details: those of 100,000 results would be most of the worker's memory, and none is packed. */
  readonly results: Result[];
  /** The last one, whole. */
  last: LoggedResult;
}

/**
 * The buckets that are still open, in memory, and how they are closed: once, into one row a check and five minutes,
 * merged into hours and days when those end. Fed with what is committed; rebuilt from the log at the start.
 */
export class Folder {
  readonly #store: WriterStore;
  readonly #checksAtOnce: typeof CHECKS_AT_ONCE;
  readonly #records = new Map<string, CheckRecord>();
  /** By start, then by check. */
  readonly #open = new Map<number, Map<string, Open>>();
  #checkpoint: Checkpoint;

  constructor(
    store: WriterStore,
    state: { checkpoint: Checkpoint; checks: readonly CheckRecord[]; log: readonly LoggedResult[] },
    checksAtOnce?: number,
  ) {
    this.#store = store;
    this.#checksAtOnce =
      checksAtOnce === undefined
        ? CHECKS_AT_ONCE
        : { fiveMinutes: checksAtOnce, hour: checksAtOnce, day: checksAtOnce };
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
    if (open === undefined)
      checks.set(result.check, (open = { bucket: emptyBucket(0, start), results: [], last: result }));
    addResult(open.bucket, result);
    const { check, at, state, responseTime, code } = result;
    open.results.push({ check, at, state, responseTime, code, details: null });
    open.last = result;
  }

  /** Whether a bucket has ended at `now` and waits to be closed. */
  isDue(now: number): boolean {
    return [...this.#open.keys()].some((start) => start + TIERS[0].ms <= now);
  }

  /** How far what was taken in, or folded before, lies beyond `now`, ms; 0 unless the clock was set back. */
  ahead(now: number): number {
    let last = now;
    for (const { lastVerdictAt } of this.#records.values()) last = Math.max(last, lastVerdictAt ?? 0);
    for (const checks of this.#open.values()) for (const open of checks.values()) last = Math.max(last, open.last.at);
    return last - now;
  }

  /**
   * Closes every bucket that has ended at `now`, and the hours and days that ended with them. A few checks at a time,
   * so that runs go on in between: their rows are written ahead, and become valid all at once with the last
   * transaction, which moves the checkpoint. Only what came late for rows that are valid already waits for that one.
   * Killed before it, the next worker finds all of it in the log and writes it again.
   *
   * @param all closes those that have not ended, too, and dates verdicts from beyond `now` to `now`: for a clock that
   * was set back behind the log, so that what is folded stays a prefix of the log, and no restart makes a verdict
   * younger again
   */
  async close(now: number, all = false): Promise<void> {
    const starts = [...this.#open.keys()].filter((start) => all || start + TIERS[0].ms <= now).sort((a, b) => a - b);
    if (starts.length === 0 && !all) return;
    const { closedUntil } = this.#checkpoint;
    const until = Math.max(closedUntil, ...starts.map((start) => start + TIERS[0].ms));
    const due = new Map<string, Open[]>();
    for (const start of starts)
      for (const [check, open] of this.#open.get(start) ?? []) due.set(check, [...(due.get(check) ?? []), open]);

    const late: { buckets: CheckBucket[]; packed: PackedResults[] } = { buckets: [], packed: [] };
    const records: CheckRecord[] = [];
    for (const checks of this.#slices(due, closedUntil, until)) {
      const rows = await this.#rowsOf(checks, due, closedUntil, until);
      const isLate = (tier: Tier, start: number) => start + TIERS[tier].ms <= closedUntil;
      late.buckets.push(...rows.buckets.filter(({ bucket }) => isLate(bucket.tier, bucket.start)));
      late.packed.push(...rows.packed.filter(({ start }) => isLate(0, start)));
      await this.#store.writeAhead({
        buckets: rows.buckets.filter(({ bucket }) => !isLate(bucket.tier, bucket.start)),
        packed: rows.packed.filter(({ start }) => !isLate(0, start)),
      });
      for (const check of checks) {
        const opens = due.get(check);
        if (opens !== undefined) records.push(this.#foldedRecord(check, opens));
      }
      await breath();
    }

    if (all) {
      const folded = new Set(records.map(({ id }) => id));
      records.push(...[...this.#records.values()].filter(({ id }) => !folded.has(id)));
      for (const [index, record] of records.entries())
        if ((record.lastVerdictAt ?? 0) > now) records[index] = { ...record, lastVerdictAt: now };
    }
    const lastId = (opens: Open[]) => opens.reduce((id, { last }) => Math.max(id, last.id), 0);
    const checkpoint: Checkpoint = {
      foldedId: [...due.values()].reduce((id, opens) => Math.max(id, lastId(opens)), this.#checkpoint.foldedId),
      trimmedId: this.#checkpoint.foldedId,
      closedUntil: until,
    };
    await this.#store.close({ ...late, checks: records, checkpoint });
    this.#checkpoint = checkpoint;
    for (const record of records) this.#records.set(record.id, record);
    for (const start of starts) this.#open.delete(start);
    do await breath();
    while (await this.#store.trimLog(TRIM_STEP));
  }

  /** The checks that a close concerns, a few at a time: those with results, and where an hour ends all that may be in it. */
  *#slices(due: ReadonlyMap<string, unknown>, closedUntil: number, until: number): Generator<string[]> {
    const isHourDue = bucketStart(1, closedUntil) !== bucketStart(1, until);
    // In the order of their rows, not of their results: then a step writes a few pages whole, not a bit of each.
    const checks = new Set([...this.#records.keys(), ...due.keys()]);
    const isDayDue = bucketStart(2, closedUntil) !== bucketStart(2, until);
    const length = this.#checksAtOnce[isDayDue ? 'day' : isHourDue ? 'hour' : 'fiveMinutes'];
    let slice: string[] = [];
    for (const check of checks) {
      if (!isHourDue && !due.has(check)) continue;
      slice.push(check);
      if (slice.length < length) continue;
      yield slice;
      slice = [];
    }
    if (slice.length > 0) yield slice;
  }

  /** What the close writes of these checks: their five minutes, packed too, and the hours and days that end. */
  async #rowsOf(
    checks: readonly string[],
    due: ReadonlyMap<string, readonly Open[]>,
    closedUntil: number,
    until: number,
  ): Promise<{ buckets: CheckBucket[]; packed: PackedResults[] }> {
    const fresh = checks.flatMap((check) => (due.get(check) ?? []).map((open) => ({ check, ...open })));
    const late = [...new Set(fresh.map(({ bucket }) => bucket.start))].filter((start) => start < closedUntil);
    const [buckets, packed] = [await this.#store.buckets(0, late, checks), await this.#store.packed(late, checks)];
    const before = new Map(packed.map((row) => [`${row.start} ${row.check}`, row.results]));
    const contributions = fresh.map(({ check, bucket }): CheckBucket => ({ check, bucket }));
    const hours = await this.#rollUp(1, checks, contributions, closedUntil, until);
    const days = await this.#rollUp(2, checks, hours.contributions, closedUntil, until);
    return {
      buckets: [...addTo(buckets, contributions), ...hours.rows, ...days.rows],
      packed: fresh.map(({ check, bucket: { start }, results }) => {
        return { check, start, results: [...(before.get(`${start} ${check}`) ?? []), ...results] };
      }),
    };
  }

  /**
   * The rows of a coarser tier that ended by `until`, made of what the finer tier just contributed and of what it
   * holds already. A span that was rolled up before only takes the contributions.
   */
  async #rollUp(
    tier: 1 | 2,
    checks: readonly string[],
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
      await breath();
      const own = contributions.filter(({ bucket }) => bucketStart(tier, bucket.start) === span);
      const isClosed = span + ms <= closedUntil;
      const starts = Array.from({ length: ms / TIERS[finer].ms }, (_, index) => span + index * TIERS[finer].ms);
      // What is stored of the finer tier now is without its contributions: they are written with the same close.
      const stored = isClosed || span >= closedUntil ? [] : await this.#store.buckets(finer, starts, checks);
      const contribution = addUp(tier, span, [...stored, ...own]);
      given.push(...contribution);
      rows.push(...addTo(isClosed ? await this.#store.buckets(tier, [span], checks) : [], contribution));
    }
    return { rows, contributions: given };
  }

  #foldedRecord(check: string, opens: readonly Open[]): CheckRecord {
    const before = this.#records.get(check);
    let runs: RunTotals = before?.runs ?? { up: 0, degraded: 0, down: 0, unknown: 0 };
    let [lastResult, lastVerdictAt] = [before?.lastResult ?? null, before?.lastVerdictAt ?? null];
    const histogram = histogramFrom(before?.histogram ?? null);
    for (const { bucket, results, last } of opens) {
      runs = addRuns(runs, bucket.runs);
      for (const result of results) countResponseTime(histogram, result);
      lastResult = last;
      lastVerdictAt = results.findLast((result) => result.state !== 'unknown')?.at ?? lastVerdictAt;
    }
    return { id: check, runs, lastResult, lastVerdictAt, histogram };
  }
}

function addRuns(a: RunTotals, b: RunTotals): RunTotals {
  return Object.fromEntries(RESULT_STATES.map((state) => [state, a[state] + b[state]])) as Record<ResultState, number>;
}

/** One bucket a check, of all that these hold. */
function addUp(tier: Tier, start: number, rows: readonly CheckBucket[]): CheckBucket[] {
  const sums = new Map<string, MutableBucket>();
  for (const { check, bucket } of rows) {
    let sum = sums.get(check);
    if (sum === undefined) sums.set(check, (sum = emptyBucket(tier, start)));
    mergeInto(sum, bucket);
  }
  return [...sums].map(([check, bucket]) => ({ check, bucket }));
}

/** Contributions, each with what is stored of the same check and start. */
function addTo(stored: readonly CheckBucket[], contributions: readonly CheckBucket[]): CheckBucket[] {
  if (stored.length === 0) return [...contributions];
  const before = new Map(stored.map(({ check, bucket }) => [`${bucket.start} ${check}`, bucket]));
  return contributions.map(({ check, bucket }) => {
    const old = before.get(`${bucket.start} ${check}`);
    if (old === undefined) return { check, bucket };
    const sum = emptyBucket(bucket.tier, bucket.start);
    mergeInto(sum, old);
    mergeInto(sum, bucket);
    return { check, bucket: sum };
  });
}

/** Lets timers, sockets and runs have their turn. */
function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
