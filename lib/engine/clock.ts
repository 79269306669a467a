/** What a process can know of time. All in ms. */
export interface Clocks {
  /** Monotonic; stands still while the machine sleeps. */
  readonly now: () => number;
  /** Unix ms: may be set by anybody at any time. */
  readonly wallClock: () => number;
  /** Since the machine was started, its sleep included; only differences count. */
  readonly uptime: () => number;
}

/** A wall clock that goes wrong by more than this was set, or the machine slept, ms. */
const STEP = 1_000;
/** A clock that is slewed, or read late, is followed by this much a look, ms. */
const SLEW = 1;
/** Two readings that lie further apart than this say nothing of each other, ms. */
const AT_ONCE = 20;

/** What happened to the clocks since the last look, ms; zero: nothing. */
export interface Looked {
  /** How long the machine slept. */
  readonly asleep: number;
  /** By how much the wall clock was set, beyond what the sleep explains. */
  readonly step: number;
}

const NOTHING: Looked = { asleep: 0, step: 0 };

/** Holds the wall clock against the monotonic one, which nobody sets. */
export class ClockWatch {
  readonly #clocks: Clocks;
  /** How far the wall clock, and the machine's uptime, are ahead of the monotonic clock. */
  #wallAhead: number;
  #uptimeAhead: number;

  constructor(clocks: Clocks) {
    this.#clocks = clocks;
    this.#wallAhead = clocks.wallClock() - clocks.now();
    this.#uptimeAhead = clocks.uptime() - clocks.now();
  }

  /** Looks at the clocks. Steps of less than a second are followed in silence. */
  look(): Looked {
    const { now, wallClock, uptime } = this.#clocks;
    const ahead = wallClock() - now() - this.#wallAhead;
    if (Math.abs(ahead) <= STEP) {
      this.#wallAhead += Math.max(-SLEW, Math.min(SLEW, ahead));
      return NOTHING;
    }
    // This process may have been held up between the two readings: the next look will tell.
    const from = now();
    const by = wallClock() - from - this.#wallAhead;
    const slept = uptime() - from - this.#uptimeAhead;
    if (now() - from > AT_ONCE || Math.abs(by) <= STEP) return NOTHING;
    this.#wallAhead += by;
    this.#uptimeAhead += slept;
    const asleep = slept > STEP ? slept : 0;
    const step = Math.abs(by - asleep) > STEP ? by - asleep : 0;
    return { asleep, step };
  }
}
