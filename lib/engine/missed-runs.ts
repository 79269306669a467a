import type { Log } from '../model.ts';

/** Counts the runs that were missed, and tells them together: a process that is late has no time for 10,000 lines. */
export class MissedRuns {
  readonly #log: Log;
  #untold = new Map<string, number>();

  constructor(log: Log) {
    this.#log = log;
  }

  note(check: string, slots: number): void {
    this.#untold.set(check, (this.#untold.get(check) ?? 0) + slots);
  }

  /** Logs what was noted since the last time, if anything. */
  tell(): void {
    if (this.#untold.size === 0) return;
    let slots = 0;
    for (const count of this.#untold.values()) slots += count;
    const [check] = this.#untold.keys();
    const checks = this.#untold.size;
    this.#untold = new Map();
    this.#log.warn('runs were missed: the last one still went on, or this process was stalled', {
      ...(checks === 1 ? { check } : { checks, first: check }),
      slots,
    });
  }
}
