import { expect } from 'vitest';

/** Counters and what a histogram counts, of whatever labels. */
const SERIES = /^(health_check_\w+(?:_total|_bucket|_sum|_count)(?:\{.*\})?) (\S+)$/;

/** Watches expositions go by: no counter may ever be less than it was, and none may go. */
export class CounterWatch {
  readonly #last = new Map<string, number>();

  /** How many series it knows. */
  get size(): number {
    return this.#last.size;
  }

  /** The last value of a series. */
  valueOf(series: string): number | undefined {
    return this.#last.get(series);
  }

  look(exposition: string): void {
    const found = new Map<string, number>();
    for (const line of exposition.split('\n')) {
      const [, series, value] = SERIES.exec(line) ?? [];
      if (series !== undefined) found.set(series, Number(value));
    }
    for (const [series, before] of this.#last) {
      const now = found.get(series);
      if (now === undefined || !(now >= before)) expect.fail(`${series} was ${before} and is ${String(now)}`);
    }
    for (const [series, value] of found) this.#last.set(series, value);
  }
}
