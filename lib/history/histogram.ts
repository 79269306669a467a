import { HISTOGRAM_BOUNDS, isSuccessful, type Histogram, type Result } from '../model.ts';

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

/** Counts a run in, where it got a whole answer. A response time equal to a bound belongs below it, as `le` says. */
export function countResponseTime(
  histogram: MutableHistogram,
  { state, code, responseTime }: Pick<Result, 'state' | 'code' | 'responseTime'>,
): void {
  if (responseTime === null || !isSuccessful(state, code)) return;
  const above = HISTOGRAM_BOUNDS.findIndex((bound) => responseTime <= bound * 1_000);
  const index = above === -1 ? HISTOGRAM_BOUNDS.length : above;
  histogram.counts[index] = (histogram.counts[index] ?? 0) + 1;
  histogram.sum += responseTime;
}
