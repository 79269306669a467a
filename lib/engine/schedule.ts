import { createHash } from 'node:crypto';

/** First runs are spread over this, or over the interval where that is shorter, ms. */
const SPREAD = 20_000;
/** Lag is told of this last span, ms. */
const LAG_WINDOW = 60_000;

/** What is scheduled. */
export interface Scheduled {
  readonly id: string;
  /** ms */
  readonly interval: number;
}

interface Entry<T extends Scheduled> {
  check: T;
  /** Monotonic, ms. */
  due: number;
  timer: NodeJS.Timeout | null;
}

/** Where in its spread a check's first run lies, 0 to 1: the same at every start. */
export function phaseOf(id: string): number {
  return createHash('sha256').update(id).digest().readUInt32BE(0) / 2 ** 32;
}

/**
 * Runs each check on a grid of its own: first after its phase, then every interval, by the monotonic clock. A run
 * never overlaps the one before: a slot that comes due meanwhile, or while this process was stalled, is missed and
 * counted, and the grid stays where it was.
 */
export class Schedule<T extends Scheduled, R> {
  readonly #now: () => number;
  readonly #run: (check: T) => Promise<R>;
  readonly #onMissed: (check: T, slots: number) => void;
  readonly #entries = new Map<string, Entry<T>>();
  /** Runs under way, by id: one may outlive the entry that it was started for. */
  readonly #running = new Map<string, Promise<R>>();
  #lags: { at: number; lag: number }[] = [];
  #ended = false;

  constructor(options: {
    now: () => number;
    run: (check: T) => Promise<R>;
    onMissed: (check: T, slots: number) => void;
  }) {
    this.#now = options.now;
    this.#run = options.run;
    this.#onMissed = options.onMissed;
  }

  /** Schedules exactly these. A check whose interval stays keeps its grid; a run under way is not disturbed. */
  set(checks: readonly T[]): void {
    const wanted = new Set(checks.map((check) => check.id));
    for (const [id, entry] of this.#entries) {
      if (wanted.has(id)) continue;
      if (entry.timer !== null) clearTimeout(entry.timer);
      this.#entries.delete(id);
    }
    const now = this.#now();
    for (const check of checks) {
      const known = this.#entries.get(check.id);
      if (known?.check.interval === check.interval) {
        known.check = check;
        continue;
      }
      if (known?.timer != null) clearTimeout(known.timer);
      const due = now + phaseOf(check.id) * Math.min(check.interval, SPREAD);
      const entry: Entry<T> = { check, due, timer: null };
      this.#entries.set(check.id, entry);
      this.#arm(entry);
    }
  }

  /** Runs a check at once, or waits for the run that is under way. Null when it is not scheduled. */
  runNow(id: string): Promise<R> | null {
    const entry = this.#entries.get(id);
    if (entry === undefined) return null;
    return this.#running.get(id) ?? this.#start(entry.check);
  }

  /** Whether a check of this id is scheduled. */
  has(id: string): boolean {
    return this.#entries.has(id);
  }

  /** The run of a check that is under way; null when there is none. */
  underWay(id: string): Promise<R> | null {
    return this.#running.get(id) ?? null;
  }

  /** The greatest delay of a start behind its due time within the last minute, ms. */
  lag(): number {
    const since = this.#now() - LAG_WINDOW;
    this.#lags = this.#lags.filter(({ at }) => at >= since);
    const overdue = [...this.#entries.values()].map(({ due }) => this.#now() - due);
    return Math.max(0, ...this.#lags.map(({ lag }) => lag), ...overdue);
  }

  /** Starts nothing more. Runs under way go on until their own signal ends them. */
  end(): void {
    this.#ended = true;
    for (const entry of this.#entries.values()) if (entry.timer !== null) clearTimeout(entry.timer);
    this.#entries.clear();
  }

  #arm(entry: Entry<T>): void {
    entry.timer = setTimeout(() => this.#due(entry), Math.max(0, entry.due - this.#now()));
  }

  #due(entry: Entry<T>): void {
    if (this.#ended) return;
    const { interval } = entry.check;
    const late = this.#now() - entry.due;
    // Node's timers may fire a fraction of a millisecond early.
    const passed = Math.max(0, Math.floor(late / interval));
    entry.due += (passed + 1) * interval;
    this.#arm(entry);
    const isRunning = this.#running.has(entry.check.id);
    const missed = passed + (isRunning ? 1 : 0);
    if (missed > 0) this.#onMissed(entry.check, missed);
    if (isRunning) return;
    this.#noteLag(Math.max(0, late));
    void this.#start(entry.check);
  }

  /** Keeps one figure a second, the greatest: 10,000 starts a minute are 60 numbers. */
  #noteLag(lag: number): void {
    const second = Math.floor(this.#now() / 1000) * 1000;
    const last = this.#lags.at(-1);
    if (last?.at === second) last.lag = Math.max(last.lag, lag);
    else this.#lags.push({ at: second, lag });
    if (this.#lags.length > 120) this.#lags.splice(0, 60);
  }

  #start(check: T): Promise<R> {
    const run = this.#run(check);
    this.#running.set(check.id, run);
    const done = () => this.#running.delete(check.id);
    run.then(done, done);
    return run;
  }
}
