import type { AnswerStore, KeptAnswer } from './answer-store.ts';

export interface RenewalOptions {
  readonly kept: AnswerStore;
  readonly revision: () => string;
  readonly subscribe: (listener: () => void) => () => void;
  /** What was asked for within this time is renewed, ms. */
  readonly within: number;
  readonly concurrency: number;
  readonly isBusy: () => boolean;
  /** Monotonic, ms. */
  readonly now: () => number;
  /** Renders an answer anew. Never rejects. */
  readonly renew: (old: KeptAnswer) => Promise<void>;
}

/**
 * When the revision moves, gives up the answers of the old one and renders those ahead that somebody will ask for
 * in a moment: the next visitor, scrape or poll then finds it ready.
 */
export class Renewal {
  private readonly options: RenewalOptions;
  private readonly unsubscribe: () => void;
  private waiting: KeptAnswer[] = [];
  private running = 0;
  private closed = false;

  constructor(options: RenewalOptions) {
    this.options = options;
    this.unsubscribe = options.subscribe(() => this.moved());
  }

  close(): void {
    this.closed = true;
    this.unsubscribe();
    this.waiting = [];
  }

  private moved(): void {
    const { kept, now, within } = this.options;
    const revision = this.options.revision();
    const since = now() - within;
    const old = kept.take((entry) => entry.revision !== null && entry.revision !== revision);
    // What still waits from the last move is as old as these.
    this.waiting = [...this.waiting, ...old]
      .filter((entry) => entry.lastAsked >= since)
      .sort((a, b) => b.lastAsked - a.lastAsked);
    if (this.options.isBusy()) this.waiting = [];
    while (this.running < this.options.concurrency && this.waiting.length > 0) void this.work();
  }

  private async work(): Promise<void> {
    this.running += 1;
    try {
      for (let next = this.waiting.shift(); next !== undefined && !this.closed; next = this.waiting.shift())
        await this.options.renew(next);
    } finally {
      this.running -= 1;
    }
  }
}
