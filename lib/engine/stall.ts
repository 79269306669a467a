/** How often the loop is looked at, ms. */
const TICK = 100;
/** A gap between two looks that counts as a stall, ms beyond the tick. */
const NOTICEABLE = 100;
/** Stalls older than this are of no interest to any run, ms. */
const MEMORY = 15 * 60_000;

interface Stall {
  readonly from: number;
  readonly to: number;
}

/**
 * Notices when this process did not run: a blocked event loop, a stopped or starved process. What a run measured
 * meanwhile says nothing about its target.
 */
export class StallMeter {
  readonly #now: () => number;
  readonly #timer: NodeJS.Timeout;
  #lastTick: number;
  #stalls: Stall[] = [];

  /** @param now monotonic, ms */
  constructor(now: () => number) {
    this.#now = now;
    this.#lastTick = now();
    this.#timer = setInterval(() => this.#tick(), TICK);
    this.#timer.unref();
  }

  /** How much of the span from `from` until now was lost to stalls, ms. */
  since(from: number): number {
    // A timer that fires first after a stall asks before our own tick has seen it.
    this.#tick();
    return this.#stalls.reduce((sum, stall) => sum + Math.max(0, stall.to - Math.max(stall.from, from)), 0);
  }

  end(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const now = this.#now();
    const due = this.#lastTick + TICK;
    if (now - due > NOTICEABLE) {
      this.#stalls = this.#stalls.filter((stall) => stall.to > now - MEMORY);
      this.#stalls.push({ from: due, to: now });
    }
    this.#lastTick = now;
  }
}
