import type { Clocks } from './clock.ts';
import { ClockWatch } from './clock.ts';

/** How often the loop is looked at, ms. */
const TICK = 50;
/** A gap between two looks that counts as a stall, ms beyond the tick. */
const NOTICEABLE = 50;
/** Stalls older than this are of no interest to any run, ms. */
const MEMORY = 15 * 60_000;

/** A time in which this process did not run. Monotonic, ms. */
interface Stall {
  readonly from: number;
  readonly to: number;
  /** Time that the monotonic clock does not know of: the machine slept at `to`. */
  readonly asleep: number;
}

/** Who is told, and of what. Lengths in ms. */
export interface Disturbed {
  /** This process did not run for so long. */
  readonly onStall: (lost: number) => void;
  /** The wall clock was set by so much; below zero: back. */
  readonly onStep: (by: number) => void;
}

/**
 * Notices when this process did not run: a blocked event loop, a stopped or starved process, a machine that slept.
 * What a run measured meanwhile says nothing about its target. Notices, too, when the wall clock is set.
 */
export class StallMeter {
  readonly #now: () => number;
  readonly #clock: ClockWatch;
  readonly #disturbed: Disturbed;
  readonly #timer: NodeJS.Timeout;
  #lastTick: number;
  #stalls: Stall[] = [];

  constructor(clocks: Clocks, disturbed: Disturbed) {
    this.#now = clocks.now;
    this.#clock = new ClockWatch(clocks);
    this.#disturbed = disturbed;
    this.#lastTick = clocks.now();
    this.#timer = setInterval(() => this.#tick(), TICK);
    this.#timer.unref();
  }

  /** How much of the span from `from` until now was lost to stalls, ms. */
  since(from: number): number {
    // A timer that fires first after a stall asks before our own tick has seen it; and that may then wait.
    this.#tick();
    this.#timer.refresh();
    let lost = 0;
    for (let index = this.#stalls.length - 1; index >= 0; index--) {
      const stall = this.#stalls[index];
      if (stall === undefined || stall.to <= from) break;
      lost += stall.to - Math.max(stall.from, from) + stall.asleep;
    }
    return lost;
  }

  end(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const now = this.#now();
    const due = this.#lastTick + TICK;
    const { asleep, step } = this.#clock.look();
    const gap = now - due > NOTICEABLE ? now - due : 0;
    this.#lastTick = now;
    if (gap + asleep > 0) {
      this.#stalls = this.#stalls.filter((stall) => stall.to > now - MEMORY);
      this.#stalls.push({ from: now - gap, to: now, asleep });
      this.#disturbed.onStall(gap + asleep);
    }
    if (step !== 0) this.#disturbed.onStep(step);
  }
}
