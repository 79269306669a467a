import { PHASES, type PhasedRun, type Phases, type Result } from '../model.ts';

/** How many runs of a check are remembered. */
export const PHASED_RUNS = 40;

/**
 * The latest runs of one check whose phases are known: no bucket holds phases, so these are all that can be shown of
 * them. Kept as plain numbers, since there are as many of these as checks; a single phase is exact to a microsecond.
 */
export class PhasedRuns {
  #at: Float64Array | null = null;
  /** ms, a row a run; NaN where the run had no such phase. */
  #phases: Float32Array | null = null;
  readonly #stalled = new Set<number>();
  #count = 0;

  /** Takes in a run; one that is not newer than the last is that again. */
  add({ at, details }: Pick<Result, 'at' | 'details'>): void {
    const phases = details?.phases;
    if (phases === undefined || at <= (this.#at?.[(this.#count - 1) % PHASED_RUNS] ?? 0)) return;
    this.#at ??= new Float64Array(PHASED_RUNS);
    this.#phases ??= new Float32Array(PHASED_RUNS * PHASES.length);
    const slot = this.#count % PHASED_RUNS;
    this.#at[slot] = at;
    if (details?.stalled !== undefined && Object.keys(phases).length === 0) this.#stalled.add(slot);
    else this.#stalled.delete(slot);
    for (const [index, phase] of PHASES.entries()) this.#phases[slot * PHASES.length + index] = phases[phase] ?? NaN;
    this.#count++;
  }

  /** Oldest first. */
  runs(): PhasedRun[] {
    const length = Math.min(this.#count, PHASED_RUNS);
    return Array.from({ length }, (_, index) => {
      const slot = (this.#count - length + index) % PHASED_RUNS;
      const phases: Phases = {};
      for (const [i, phase] of PHASES.entries()) {
        const ms = this.#phases?.[slot * PHASES.length + i] ?? NaN;
        if (!Number.isNaN(ms)) phases[phase] = Math.round(ms * 1000) / 1000;
      }
      return { at: this.#at?.[slot] ?? 0, phases, ...(this.#stalled.has(slot) ? { stalled: true } : {}) };
    });
  }
}
