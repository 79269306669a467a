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
  /** When it was last asked for, on the monotonic clock in ms. */
  lastAsked: number;
}

/** Answers by name, the least recently asked for given up first when their bytes pass the bound. */
export class AnswerStore {
  private readonly maxBytes: number;
  private readonly entries = new Map<string, { readonly kept: KeptAnswer; size: number }>();
  private total = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.total;
  }

  get count(): number {
    return this.entries.size;
  }

  get(key: string): KeptAnswer | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.kept;
  }

  /** As `get`, without counting as being asked for. */
  peek(key: string): KeptAnswer | undefined {
    return this.entries.get(key)?.kept;
  }

  set(key: string, kept: KeptAnswer): void {
    this.delete(key);
    const size = kept.answer.size + key.length;
    if (size > this.maxBytes) return;
    this.entries.set(key, { kept, size });
    this.total += size;
    this.trim();
  }

  /** Counts anew what an answer takes, after a coding was added to it. */
  resized(key: string): void {
    const entry = this.entries.get(key);
    if (entry === undefined) return;
    const size = entry.kept.answer.size + key.length;
    this.total += size - entry.size;
    entry.size = size;
    this.trim();
  }

  delete(key: string): void {
    const entry = this.entries.get(key);
    if (entry === undefined) return;
    this.entries.delete(key);
    this.total -= entry.size;
  }

  all(): readonly KeptAnswer[] {
    return [...this.entries.values()].map(({ kept }) => kept);
  }

  /** Gives up all but those that `isGood` says. */
  keepOnly(isGood: (kept: KeptAnswer) => boolean): void {
    for (const [key, { kept }] of this.entries) if (!isGood(kept)) this.delete(key);
  }

  private trim(): void {
    for (const key of this.entries.keys()) {
      if (this.total <= this.maxBytes) return;
      this.delete(key);
    }
  }
}
