import type { Answer } from './answer.ts';
import type { Target } from './target.ts';

/** An answer that is kept, and how to make it again. */
export interface KeptAnswer {
  readonly answer: Answer;
  /** The revision it shows; null: it never changes while we run. */
  readonly revision: string | null;
  /** When it was made, on the monotonic clock in ms. */
  readonly madeAt: number;
  readonly target: Target;
  /** Of the request, as the renderer got them. */
  readonly headers: Readonly<Record<string, string>>;
  /** What it is asked for by, whatever the revision. */
  readonly name: string;
}

type Shelf = Map<string, { readonly kept: KeptAnswer; size: number }>;

/**
 * Answers by name. When their bytes pass the bound, the least recently asked for are given up, and those first that a
 * query narrows: of queries there may be any number, and none of them is worth the page that everybody asks for.
 */
export class AnswerStore {
  private readonly maxBytes: number;
  private readonly narrowed: Shelf = new Map();
  private readonly whole: Shelf = new Map();
  private total = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.total;
  }

  get count(): number {
    return this.narrowed.size + this.whole.size;
  }

  get(key: string): KeptAnswer | undefined {
    const shelf = this.shelfWith(key);
    const entry = shelf.get(key);
    if (entry === undefined) return undefined;
    shelf.delete(key);
    shelf.set(key, entry);
    return entry.kept;
  }

  /** As `get`, without counting as being asked for. */
  peek(key: string): KeptAnswer | undefined {
    return this.shelfWith(key).get(key)?.kept;
  }

  set(key: string, kept: KeptAnswer): void {
    this.delete(key);
    const size = kept.answer.size + key.length;
    if (size > this.maxBytes) return;
    const shelf = kept.target.query === '' ? this.whole : this.narrowed;
    shelf.set(key, { kept, size });
    this.total += size;
    this.trim();
  }

  /** Counts anew what an answer takes, after a coding was added to it. */
  resized(key: string): void {
    const entry = this.shelfWith(key).get(key);
    if (entry === undefined) return;
    const size = entry.kept.answer.size + key.length;
    this.total += size - entry.size;
    entry.size = size;
    this.trim();
  }

  delete(key: string): void {
    const shelf = this.shelfWith(key);
    const entry = shelf.get(key);
    if (entry === undefined) return;
    shelf.delete(key);
    this.total -= entry.size;
  }

  all(): readonly KeptAnswer[] {
    return [...this.narrowed.values(), ...this.whole.values()].map(({ kept }) => kept);
  }

  /** Gives up all but those that `isGood` says. */
  keepOnly(isGood: (kept: KeptAnswer) => boolean): void {
    for (const shelf of [this.narrowed, this.whole])
      for (const [key, { kept }] of shelf) if (!isGood(kept)) this.delete(key);
  }

  private shelfWith(key: string): Shelf {
    return this.narrowed.has(key) ? this.narrowed : this.whole;
  }

  private trim(): void {
    for (const shelf of [this.narrowed, this.whole])
      for (const key of shelf.keys()) {
        if (this.total <= this.maxBytes) return;
        this.delete(key);
      }
  }
}
