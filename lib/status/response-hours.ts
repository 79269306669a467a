import { isSuccessful, type Result } from '../model.ts';
import { toMicroseconds, toMilliseconds } from '../history/response-time.ts';
import type { HourlyResponses } from '../store/store.ts';

/** Hours that are remembered, the running one included. */
export const HOURS = 24;
const HOUR = 3_600_000;

/** The response times of one check's successful runs by the hour (UTC): what its sparkline is drawn from. */
export class ResponseHours {
  /** The newest hour that is known, counted from 1970. The slot of an hour is its number modulo `HOURS`. */
  #newest = 0;
  readonly #counts = new Float64Array(HOURS);
  /** µs */
  readonly #sums = new Float64Array(HOURS);

  /** Counts in what the store knows. */
  load({ from, counts, sums }: HourlyResponses): void {
    counts.forEach((count, index) => {
      if (count > 0) this.#count(from / HOUR + index, count, sums[index] ?? 0);
    });
  }

  /** Counts in a run. */
  add({ at, state, code, responseTime }: Pick<Result, 'at' | 'state' | 'code' | 'responseTime'>): void {
    const us = toMicroseconds(responseTime);
    if (us !== null && isSuccessful(state, code)) this.#count(Math.floor(at / HOUR), 1, us);
  }

  /** The mean of each of the last hours in ms, that of `now` last; null without a successful run. */
  means(now: number): (number | null)[] {
    const first = Math.floor(now / HOUR) - HOURS + 1;
    return Array.from({ length: HOURS }, (_, index) => {
      const hour = first + index;
      if (hour > this.#newest || hour <= this.#newest - HOURS) return null;
      const count = this.#counts[hour % HOURS] ?? 0;
      return count === 0 ? null : toMilliseconds((this.#sums[hour % HOURS] ?? 0) / count);
    });
  }

  #count(hour: number, count: number, sum: number): void {
    if (hour <= this.#newest - HOURS) return;
    // The slots of the hours between were those of a day before.
    for (let next = Math.max(this.#newest + 1, hour - HOURS + 1); next <= hour; next++) {
      this.#counts[next % HOURS] = 0;
      this.#sums[next % HOURS] = 0;
    }
    this.#newest = Math.max(this.#newest, hour);
    const slot = hour % HOURS;
    this.#counts[slot] = (this.#counts[slot] ?? 0) + count;
    this.#sums[slot] = (this.#sums[slot] ?? 0) + sum;
  }
}
