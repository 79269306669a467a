import type { Log, Result, WorkerFigures } from '../model.ts';

/** A stall that is worth a line of the log, ms. */
const TOLD_STALL = 500;

type Figures = Required<Pick<WorkerFigures, 'stalls' | 'clockSteps'>>;

/** Counts what disturbed this worker, says so in the log, and knows whether the clock was set back. */
export class Disturbances {
  readonly #log: Log;
  readonly #onNews: () => void;
  /** Of time lost, ms. */
  #lost = 0;
  #results = 0;
  #steps = 0;
  #isAhead = false;

  /** @param onNews told when the figures should be written soon */
  constructor(log: Log, onNews: () => void) {
    this.#log = log;
    this.#onNews = onNews;
  }

  /** This process did not run for so long, ms. */
  noteStall(lost: number): void {
    this.#lost += lost;
    if (lost < TOLD_STALL) return;
    this.#onNews();
    this.#log.warn('this process stood still: what ran meanwhile is not held against its target', {
      ms: Math.round(lost),
    });
  }

  /** The wall clock was set by so much, ms; below zero: back. */
  noteStep(by: number): void {
    this.#steps++;
    this.#isAhead ||= by < 0;
    this.#onNews();
    this.#log.warn('the clock of this machine was set', { byMs: Math.round(by) });
  }

  /** A run ended; it is counted when a stall fell into it. */
  noteResult({ details }: Result): void {
    if (details?.stalled !== undefined) this.#results++;
  }

  /** Does what it takes for times to go on from where the clock was set back to; tried again at the next call when it fails. */
  async follow(beginAnew: () => Promise<void>): Promise<void> {
    if (!this.#isAhead) return;
    this.#isAhead = false;
    try {
      await beginAnew();
    } catch (error) {
      this.#isAhead = true;
      throw error;
    }
  }

  /** Counts on from what was written before this worker. */
  restore({ stalls, clockSteps = 0 }: WorkerFigures): void {
    this.#lost += (stalls?.seconds ?? 0) * 1_000;
    this.#results += stalls?.results ?? 0;
    this.#steps += clockSteps;
  }

  /** Since the first start of the database. */
  figures(): Figures {
    return { stalls: { seconds: Math.round(this.#lost) / 1_000, results: this.#results }, clockSteps: this.#steps };
  }
}
