import type { Told } from '../checks/check.ts';
import type { Push, Result } from '../model.ts';
import type { WorkerState } from '../store/store.ts';

interface Word {
  readonly told: Told;
  /** Monotonic, ms: from when on silence is counted. */
  readonly since: number;
}

/**
 * What others last said about each push check. The last result of a check carries its last word, so that it is known
 * again after a restart; the time in which nobody could reach us is no silence of theirs.
 */
export class Words {
  readonly #now: () => number;
  readonly #stalledSince: (from: number) => number;
  readonly #words = new Map<string, Word>();

  /** `now` is monotonic, ms; `stalledSince` tells how much was lost to stalls of this process since then. */
  constructor(now: () => number, stalledSince: (from: number) => number) {
    this.#now = now;
    this.#stalledSince = stalledSince;
  }

  /** Takes in what was said; `at` is Unix ms. */
  tell({ check, state, message, responseTime }: Push, at: number): void {
    const before = this.#words.get(check)?.told.at ?? at;
    const told: Told = { at: Math.max(at, before), state, message, responseTime, silence: 0 };
    this.#words.set(check, { told, since: this.#now() });
  }

  /** The last word about a check; null when there is none. What was measured is told once. */
  hear(check: string): Told | null {
    const word = this.#words.get(check);
    if (word === undefined) return null;
    const { told, since } = word;
    const now = this.#now();
    const silence = told.silence + Math.max(0, now - since - this.#stalledSince(since));
    this.#words.set(check, { told: { ...told, responseTime: null, silence }, since: now });
    return { ...told, silence };
  }

  /** Listens for exactly these checks: what is not known of one is found in its last results. */
  listen(checks: readonly string[], state: Pick<WorkerState, 'recent' | 'checks'>): void {
    const wanted = new Set(checks);
    for (const check of this.#words.keys()) if (!wanted.has(check)) this.#words.delete(check);
    const missing = new Set(checks.filter((check) => !this.#words.has(check)));
    if (missing.size === 0) return;
    const found = new Map<string, Told>();
    for (const result of state.checks.flatMap(({ lastResult }) => lastResult ?? [])) remember(found, missing, result);
    for (const result of state.recent) remember(found, missing, result);
    for (const [check, told] of found) this.#words.set(check, { told, since: this.#now() });
  }
}

/** Results come in order of time: a later one replaces an earlier one. */
function remember(found: Map<string, Told>, wanted: ReadonlySet<string>, { check, details }: Result): void {
  if (!wanted.has(check) || details?.pushed === undefined) return;
  const { at, state, silence } = details.pushed;
  const known = found.get(check);
  if (known !== undefined && (known.at > at || (known.at === at && known.silence > silence))) return;
  found.set(check, { at, state, silence, message: details.raw ?? known?.message ?? null, responseTime: null });
}
