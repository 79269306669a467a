import { HISTOGRAM_BOUNDS, isSuccessful, type Histogram, type Result } from '../model.ts';
import { toMicroseconds } from './response-time.ts';

/** A histogram that is still filled. */
export interface MutableHistogram extends Histogram {
  readonly counts: number[];
  sum: number;
}

/** A histogram of no run, or a copy of one to be filled further. */
export function histogramFrom(histogram: Histogram | null): MutableHistogram {
  if (histogram !== null) return { counts: [...histogram.counts], sum: histogram.sum };
  return { counts: Array.from({ length: HISTOGRAM_BOUNDS.length + 1 }, () => 0), sum: 0 };
}

/**
 * Counts a run in, where it got a whole answer. A response time equal to a bound belongs below it, as `le` says.
 * The sum is one of whole µs: it is the same in whatever order runs are counted, so that a reader that counts the log
 * anew never tells less than before.
 */
export function countResponseTime(
  histogram: MutableHistogram,
  { state, code, responseTime }: Pick<Result, 'state' | 'code' | 'responseTime'>,
): void {
  const us = isSuccessful(state, code) ? toMicroseconds(responseTime) : null;
  if (us === null) return;
  const above = HISTOGRAM_BOUNDS.findIndex((bound) => us <= bound * 1_000_000);
  const index = above === -1 ? HISTOGRAM_BOUNDS.length : above;
  histogram.counts[index] = (histogram.counts[index] ?? 0) + 1;
  histogram.sum = (Math.round(histogram.sum * 1_000) + us) / 1_000;
}
