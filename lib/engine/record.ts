import type { Config, ConfiguredCheck } from '../config/config.ts';
import {
  advance,
  initialStanding,
  isVerdict,
  restoreStanding,
  validUntil,
  type Standing,
  type StandingEvent,
} from '../history/transition.ts';
import type { Log, Outage, Result, Transition } from '../model.ts';
import { FencedError, type LoggedResult, type WorkerState, type WriterStore } from '../store/store.ts';
import { Folder } from './fold.ts';
import { OutageLog } from './outage-log.ts';

/** A result waits this long for others to share its transaction, ms; one that changes a state does not wait. */
export const BATCH_WINDOW = 950;
/** Between two writes, ms: many changes at once, as at a start, share one. */
const LEAST_GAP = 100;
/** After a failed write, ms; doubled up to the last. */
const RETRY_DELAYS = { first: 250, last: 5_000 };
/** A write that took this long is worth a line of the log, ms. */
const SLOW_WRITE = 1_000;
/** Results kept while the store does not take them. Beyond it the oldest are given up, and counted. */
const MAX_PENDING = 100_000;

/** What a recorder is made with. */
export interface RecorderOptions {
  readonly store: WriterStore;
  readonly state: WorkerState;
  readonly config: Config;
  /** Checks that a step of closing buckets takes. Default is what takes a few ms. */
  readonly checksAtOnce?: number;
  /** Unix ms. */
  readonly wallClock: () => number;
  /** Monotonic, ms: times the writes. Default is `performance.now`. */
  readonly now?: () => number;
  readonly log: Log;
  /** After each commit. */
  readonly onCommitted: (lastResultId: number) => void;
  /** A write or a result of ours was lost or refused. */
  readonly onInternalError: (error: unknown) => void;
  /** Another worker has the lease: nothing more can be written. */
  readonly onFenced: (error: FencedError) => void;
}

/**
 * From results to the store: judges each result, gives it its id, and writes batches in order. What a batch caused
 * (transitions, outages) is in the same transaction. Nothing is lost while the store does not answer: it waits.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #folder: Folder;
  readonly #outageLog: OutageLog;
  readonly #checks: Map<string, ConfiguredCheck>;
  readonly #standings = new Map<string, Standing>();
  readonly #openOutages = new Map<string, number>();
  /** No verdict loses its validity before this: what comes later only prolongs it. Unix ms. */
  #staleFrom = 0;
  #next: { result: number; transition: number; outage: number };
  #lastAt: number;
  #pending: { results: LoggedResult[]; transitions: Transition[]; outages: Map<number, Outage> } = emptyBatch();
  #committedResultId: number;
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> | null = null;
  #closing: Promise<void> | null = null;
  #retryDelay = 0;
  #wroteJustNow = false;
  #ended = false;

  constructor(options: RecorderOptions) {
    const { state, config } = options;
    this.#options = options;
    this.#folder = new Folder(options.store, state, options.checksAtOnce);
    this.#outageLog = new OutageLog(options.log);
    this.#checks = new Map(config.checks.map((check) => [check.id, check]));
    this.#next = {
      result: state.lastResultId + 1,
      transition: state.lastTransitionId + 1,
      outage: state.lastOutageId + 1,
    };
    this.#committedResultId = state.lastResultId;
    this.#lastAt = state.log.reduce((at, result) => Math.max(at, result.at), 0);
    for (const { check, id } of state.openOutages) this.#openOutages.set(check, id);
    for (const [check, standing] of restored(config.checks, state, options.wallClock()))
      this.#standings.set(check, standing);
  }

  /** The highest id that is in the store. */
  get committedResultId(): number {
    return this.#committedResultId;
  }

  /**
   * Where the checks stand now that the worker is (back) here: what lost its validity while nobody ran becomes
   * `unknown` at that moment; then pauses begin and end.
   */
  async settle(): Promise<void> {
    const now = this.#options.wallClock();
    // The clock was set back while we were away: fold what lies ahead, so that the log stays in order of time.
    const ahead = this.#folder.ahead(now);
    if (ahead > 0) {
      this.#options.log.warn('the clock is behind the last result', { behindMs: ahead });
      await this.#folder.close(now, true);
      this.#lastAt = 0;
    }
    this.sweep();
    for (const check of this.#checks.values())
      this.#apply(check.id, { kind: check.paused ? 'paused' : 'resumed', at: now });
    await this.flush();
  }

  /** Turns verdicts that have lost their validity into `unknown`, at the moment they lost it. */
  sweep(): void {
    const now = this.#options.wallClock();
    this.#outageLog.tellRest(now);
    if (now <= this.#staleFrom) return;
    this.#staleFrom = Infinity;
    for (const check of this.#checks.values()) this.#staleFrom = Math.min(this.#staleFrom, this.#expire(check, now));
  }

  /** Turns a verdict that has lost its validity by `now` into `unknown`. Until when the one that is left is valid. */
  #expire(check: ConfiguredCheck, now: number): number {
    const until = this.#verdictUntil(check);
    if (until >= now) return until;
    this.#apply(check.id, { kind: 'stale', at: until, confirmedAt: now });
    return Infinity;
  }

  /** When the verdict of a check loses its validity; never, without one. */
  #verdictUntil(check: ConfiguredCheck): number {
    const { state, lastVerdictAt } = this.standing(check.id);
    if (lastVerdictAt === null || !isVerdict(state)) return Infinity;
    return validUntil(lastVerdictAt, check.interval, check.timeout);
  }

  /** Judges a result and puts it in line for the next batch. A check that is not configured any more is passed over. */
  record(result: Result): void {
    const check = this.#checks.get(result.check);
    if (check === undefined) return;
    // Wall time only labels, and never goes back within a worker.
    this.#lastAt = Math.max(this.#lastAt, result.at);
    const { state, responseTime, code, details } = result;
    // Not spread: a property more gives each object a hidden class of its own, 300 bytes.
    const [at, id] = [this.#lastAt, this.#next.result++];
    const logged: LoggedResult = { check: check.id, at, state, responseTime, code, details, id };
    this.#pending.results.push(logged);
    if (this.#pending.results.length > MAX_PENDING) {
      this.#pending.results.shift();
      this.#options.onInternalError(
        new Error(`more than ${MAX_PENDING} results wait for the database: the oldest is given up`),
      );
    }
    // After a stall, or when the clock was set forward, it may come before the sweep: what lies between is no data.
    this.#expire(check, this.#lastAt);
    this.#apply(result.check, { kind: 'result', result: logged });
    this.#schedule(BATCH_WINDOW);
  }

  /** Writes what is pending. Resolves when it is committed, or when the write has failed and is left to the retry. */
  async flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    while (this.#writing !== null) await this.#writing;
    if (this.#ended || isEmpty(this.#pending)) return;
    this.#writing = this.#write().finally(() => (this.#writing = null));
    await this.#writing;
  }

  /** Waits until everything recorded so far is committed; false when `timeout` ms were not enough. */
  async committed(timeout: number): Promise<boolean> {
    const wanted = this.#next.result - 1;
    await this.flush();
    // Not by the wall clock, which may be set meanwhile.
    for (let waited = 0; this.#committedResultId < wanted; waited += 50) {
      if (this.#ended || waited >= timeout) return false;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return true;
  }

  /** Closes the buckets that have ended, when there are any. Of two calls at once, both wait for the one close. */
  closeDue(): Promise<void> {
    this.#closing ??= this.#close().finally(() => (this.#closing = null));
    return this.#closing;
  }

  /** Writes what is left and waits for a close under way. False when not all could be written in time. */
  async finish(timeout: number): Promise<boolean> {
    const all = await this.committed(timeout);
    while (this.#closing !== null) await this.#closing;
    return all;
  }

  async #close(): Promise<void> {
    const now = this.#options.wallClock();
    if (!this.#folder.isDue(now)) return;
    // No result from here on may fall into a bucket that is being closed: what is folded stays a prefix of the log.
    this.#lastAt = Math.max(this.#lastAt, now);
    await this.flush();
    // Only what is committed may be folded: the rest waits for the next call.
    if (!isEmpty(this.#pending) || this.#ended) return;
    await this.#guard(() => this.#folder.close(now));
  }

  end(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#ended = true;
  }

  /** Where a check stands now, be it committed or not. */
  standing(check: string): Standing {
    return this.#standings.get(check) ?? initialStanding;
  }

  #apply(check: string, event: StandingEvent): void {
    const thresholds = this.#checks.get(check);
    if (thresholds === undefined) return;
    const { standing, changes } = advance(this.standing(check), event, thresholds);
    this.#standings.set(check, standing);
    if (event.kind === 'result') this.#staleFrom = Math.min(this.#staleFrom, this.#verdictUntil(thresholds));
    for (const transition of changes.transitions) {
      this.#pending.transitions.push({ ...transition, id: this.#next.transition++, check });
    }
    for (const { kind, ...outage } of changes.outage) {
      const id = this.#openOutages.get(check) ?? this.#next.outage++;
      this.#pending.outages.set(id, { ...outage, id, check });
      if (kind === 'ended') this.#openOutages.delete(check);
      else this.#openOutages.set(check, id);
      const result = event.kind === 'result' ? event.result : null;
      this.#outageLog.note(this.#options.wallClock(), check, outage, result);
    }
    if (changes.transitions.length > 0) this.#schedule(0);
  }

  #schedule(delay: number): void {
    if (this.#ended) return;
    const wait = Math.max(delay, this.#retryDelay, this.#wroteJustNow ? LEAST_GAP : 0);
    if (this.#timer !== null) {
      if (delay > 0 || this.#retryDelay > 0) return;
      clearTimeout(this.#timer);
    }
    this.#timer = setTimeout(() => void this.flush(), wait);
  }

  async #write(): Promise<void> {
    const { log, now = () => performance.now() } = this.#options;
    const batch = this.#pending;
    this.#pending = emptyBatch();
    const from = now();
    const written = await this.#guard(() =>
      this.#options.store.append({ ...batch, outages: [...batch.outages.values()] }),
    );
    const took = now() - from;
    if (took > SLOW_WRITE)
      log.warn('a write took long: the disk is slow, or another process held the database', { ms: Math.round(took) });
    if (!written) {
      this.#pending = {
        results: [...batch.results, ...this.#pending.results],
        transitions: [...batch.transitions, ...this.#pending.transitions],
        outages: new Map([...batch.outages, ...this.#pending.outages]),
      };
      this.#retryDelay = Math.min(RETRY_DELAYS.last, this.#retryDelay * 2 || RETRY_DELAYS.first);
      this.#schedule(this.#retryDelay);
      return;
    }
    this.#retryDelay = 0;
    this.#wroteJustNow = true;
    setTimeout(() => (this.#wroteJustNow = false), LEAST_GAP).unref();
    for (const result of batch.results) this.#folder.add(result);
    this.#committedResultId = batch.results.at(-1)?.id ?? this.#committedResultId;
    this.#options.onCommitted(this.#committedResultId);
  }

  async #guard(write: () => Promise<void>): Promise<boolean> {
    try {
      await write();
      return true;
    } catch (error) {
      if (error instanceof FencedError) {
        this.end();
        this.#options.onFenced(error);
      } else {
        this.#options.log.error('the database did not take a write; it will be tried again', { error: error as Error });
        this.#options.onInternalError(error);
      }
      return false;
    }
  }
}

/** Where these checks stood when the state was written. A word from beyond `now` is as old as now: the clock was set back. */
function restored(checks: readonly ConfiguredCheck[], state: WorkerState, now: number): Map<string, Standing> {
  const results = new Map<string, LoggedResult[]>(checks.map(({ id }) => [id, []]));
  for (const result of state.recent) results.get(result.check)?.push(result);
  const records = new Map(state.checks.map((record) => [record.id, record]));
  const transitions = new Map(state.lastTransitions.map((transition) => [transition.check, transition]));
  const outages = new Map(state.openOutages.map((outage) => [outage.check, outage]));
  // What is folded is told by the records: they may date a verdict earlier than the log does.
  const lastVerdicts = new Map<string, number>();
  for (const { check, state: verdict, at } of state.log) if (verdict !== 'unknown') lastVerdicts.set(check, at);
  const standings = new Map<string, Standing>();
  for (const [check, recent] of results) {
    const record = records.get(check);
    const standing = restoreStanding({
      transition: transitions.get(check) ?? null,
      outage: outages.get(check) ?? null,
      lastResult: recent.at(-1) ?? record?.lastResult ?? null,
      recent,
    });
    const at = lastVerdicts.get(check) ?? record?.lastVerdictAt ?? null;
    standings.set(check, { ...standing, lastVerdictAt: at === null ? null : Math.min(at, now) });
  }
  return standings;
}

function emptyBatch(): { results: LoggedResult[]; transitions: Transition[]; outages: Map<number, Outage> } {
  return { results: [], transitions: [], outages: new Map() };
}

function isEmpty(batch: {
  results: readonly unknown[];
  transitions: readonly unknown[];
  outages: ReadonlyMap<number, unknown>;
}): boolean {
  return batch.results.length === 0 && batch.transitions.length === 0 && batch.outages.size === 0;
}
