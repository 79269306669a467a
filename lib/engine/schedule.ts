import { DueQueue } from './due-queue.ts';
import { firstRuns, type Spreadable } from './spread.ts';

/** Lag is told of this last span, ms. */
const LAG_WINDOW = 60_000;

/** What Node's timers can hold, ms. */
const LONGEST_TIMER = 2 ** 31 - 1;
/** Starts are behind when they are so late, ms; then so many are made in one turn. */
const BEHIND = 10;
const MOST_BEGUN = 50;
/** Timers may fire that much early, ms. */
const EARLY = 1;

/** What is scheduled. */
export type Scheduled = Spreadable;

interface Entry<T extends Scheduled> {
  check: T;
  /** Monotonic, ms. */
  due: number;
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
  readonly #queue = new DueQueue<Entry<T>>();
  /** One for all: until the first of the queue is due. */
  #timer: NodeJS.Timeout | null = null;
  #next: NodeJS.Immediate | null = null;
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
    for (const id of this.#entries.keys()) if (!wanted.has(id)) this.#entries.delete(id);
    const now = this.#now();
    const first = firstRuns(checks);
    for (const check of checks) {
      const known = this.#entries.get(check.id);
      if (known?.check.interval === check.interval) known.check = check;
      else this.#entries.set(check.id, { check, due: now + (first.get(check.id) ?? 0) });
    }
    this.#queue.reset(this.#entries.values());
    this.#arm();
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
    const overdue = this.#now() - (this.#queue.first?.due ?? Infinity);
    return Math.max(0, ...this.#lags.map(({ lag }) => lag), overdue);
  }

  /** Starts nothing more. Runs under way go on until their own signal ends them. */
  end(): void {
    this.#ended = true;
    this.#disarm();
    this.#entries.clear();
    this.#queue.reset([]);
  }

  #arm(): void {
    this.#disarm();
    const { first } = this.#queue;
    if (first === undefined || this.#ended) return;
    const wait = Math.min(LONGEST_TIMER, Math.max(0, first.due - this.#now()));
    this.#timer = setTimeout(() => this.#startDue(), wait);
  }

  #disarm(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#next !== null) clearImmediate(this.#next);
    this.#timer = null;
    this.#next = null;
  }

  /**
   * One start a turn of the event loop: what others wait for in between is not measured late. Once that is not enough,
   * many: a turn may be as long as a write to the disk.
   */
  #startDue(): void {
    for (let begun = 0; !this.#ended; begun++) {
      const entry = this.#queue.first;
      const late = this.#now() - (entry?.due ?? Infinity);
      if (entry === undefined || late < -EARLY) {
        this.#arm();
        return;
      }
      if (begun >= (late > BEHIND ? MOST_BEGUN : 1)) {
        this.#next = setImmediate(() => this.#startDue());
        return;
      }
      const passed = Math.max(0, Math.floor(late / entry.check.interval));
      entry.due += (passed + 1) * entry.check.interval;
      this.#queue.sink();
      this.#begin(entry.check, passed, late);
    }
  }

  #begin(check: T, passed: number, late: number): void {
    const isRunning = this.#running.has(check.id);
    const missed = passed + (isRunning ? 1 : 0);
    if (missed > 0) this.#onMissed(check, missed);
    if (isRunning) return;
    this.#noteLag(Math.max(0, late));
    void this.#start(check);
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
