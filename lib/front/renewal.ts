import type { StatusSource } from '../status/source.ts';
import type { AnswerStore, KeptAnswer } from './answer-store.ts';

export interface RenewalOptions {
  readonly kept: AnswerStore;
  readonly status: Pick<StatusSource, 'revision' | 'subscribe' | 'beforeMove'>;
  /** What was asked for within this time is renewed, ms. */
  readonly within: number;
  readonly concurrency: number;
  readonly isBusy: () => boolean;
  /** Monotonic, ms. */
  readonly now: () => number;
  /** Renders an answer anew, unless it was already. Never rejects. */
  readonly renew: (old: KeptAnswer) => Promise<void>;
}

/** Answers of a round: a flood of searches is not rendered with each move. */
const MOST = 64;

/**
 * Renders those answers ahead, before the revision moves, that somebody will ask for in a moment: the next visitor,
 * scrape or poll finds its answer ready, and nobody waits while the others are made. After the move the old ones are
 * given up, and what was not ready by then follows.
 */
export class Renewal {
  private readonly options: RenewalOptions;
  private readonly stops: readonly (() => void)[];
  private waiting: readonly KeptAnswer[] = [];
  private round = 0;

  constructor(options: RenewalOptions) {
    this.options = options;
    const { status } = options;
    this.stops = [status.beforeMove(() => this.renewAll()), status.subscribe(() => this.moved())];
  }

  close(): void {
    for (const stop of this.stops) stop();
    this.round++;
  }

  private moved(): void {
    const { kept, status } = this.options;
    void this.renewAll();
    const revision = status.revision();
    kept.keepOnly((entry) => entry.revision === revision);
  }

  /** Renews what was asked for lately, what no query narrows and what was asked for last before all else. A round that still goes on ends with what it has in hand. */
  private async renewAll(): Promise<void> {
    const { kept, status, now, within, concurrency, isBusy, renew } = this.options;
    const round = ++this.round;
    const since = now() - within;
    const revision = status.revision();
    // What still waits from the last move is not kept any more.
    this.waiting = isBusy()
      ? []
      : [...new Set([...this.waiting, ...kept.all()])]
          .filter((entry) => entry.revision !== revision && entry.lastAsked >= since)
          .sort((a, b) => narrowness(a) - narrowness(b) || b.lastAsked - a.lastAsked)
          .slice(0, MOST);
    const work = async (): Promise<void> => {
      while (round === this.round) {
        const [next, ...others] = this.waiting;
        if (next === undefined) return;
        this.waiting = others;
        await renew(next);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, work));
  }
}

function narrowness({ target }: KeptAnswer): number {
  return target.query === '' ? 0 : 1;
}
