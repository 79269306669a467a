import type { StatusSource } from '../status/source.ts';
import type { AnswerStore, KeptAnswer } from './answer-store.ts';

export interface RenewalOptions {
  readonly kept: AnswerStore;
  readonly status: Pick<StatusSource, 'revision' | 'subscribe' | 'beforeMove'>;
  readonly demand: Demand;
  readonly concurrency: number;
  readonly isBusy: () => boolean;
  /** Renders an answer anew, unless it was already. Never rejects. */
  readonly renew: (old: KeptAnswer) => Promise<void>;
}

/** When each answer was asked for, the last time and the time before. */
export class Demand {
  private readonly within: number;
  private readonly now: () => number;
  private readonly asked = new Map<string, { readonly last: number; readonly before: number }>();

  /** `within`: what was asked for twice in so many ms will be asked for again. `now`: monotonic, ms. */
  constructor(within: number, now: () => number) {
    this.within = within;
    this.now = now;
  }

  note(name: string): void {
    this.asked.set(name, { last: this.now(), before: this.asked.get(name)?.last ?? -Infinity });
  }

  /** When it was last asked for; null: not twice of late. */
  lastOf(name: string): number | null {
    const asked = this.asked.get(name);
    return asked === undefined || asked.before < this.now() - this.within ? null : asked.last;
  }

  /** Lets go of what nobody has asked for lately. */
  forget(): void {
    const since = this.now() - this.within;
    for (const [name, { last }] of this.asked) if (last < since) this.asked.delete(name);
  }
}

/** Answers of a round: a flood of searches is not rendered with each move. */
const MOST = 64;

/**
 * Renders those answers ahead, before the revision moves, that somebody will ask for in a moment, as two have just done: the next visitor,
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

  /** Renews what is in demand, what no query narrows and what was asked for last before all else. A round that still goes on ends with what it has in hand. */
  private async renewAll(): Promise<void> {
    const { kept, status, demand, concurrency, isBusy, renew } = this.options;
    const round = ++this.round;
    const revision = status.revision();
    demand.forget();
    // What still waits from the last move is not kept any more.
    this.waiting = isBusy()
      ? []
      : [...new Set([...this.waiting, ...kept.all()])]
          .filter((entry) => entry.revision !== revision)
          .flatMap((entry) => {
            const asked = demand.lastOf(entry.name);
            return asked === null ? [] : [{ entry, asked }];
          })
          .sort((a, b) => narrowness(a.entry) - narrowness(b.entry) || b.asked - a.asked)
          .slice(0, MOST)
          .map(({ entry }) => entry);
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
