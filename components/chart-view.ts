import {
  scaleOf,
  SERIES,
  timeTicks,
  type LatencyChartData,
  type Scale,
  type Series,
  type Tick,
} from './chart-scale.ts';
import type { WallClock } from './wall-clock.ts';

/** The part of the range that the visitor looks at; Unix ms. */
export interface Zoom {
  readonly from: number;
  readonly to: number;
}

/** What of the data is shown, and on which scales. */
export interface ChartView extends Zoom {
  readonly shown: readonly Series[];
  readonly scale: Scale;
  readonly xTicks: readonly Tick[];
}

/** The least part that can be looked at, and the step of the handles, as shares of the range. */
export const LEAST = 0.03;
export const STEP = 0.01;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  DAY,
  2 * DAY,
  5 * DAY,
  15 * DAY,
  61 * DAY,
];

/**
 * The view of the lines that are not hidden, over the whole range or the part zoomed into.
 *
 * @param clock whose times the axis tells; null: as the server wrote it, in UTC
 */
export function chartView(
  data: LatencyChartData,
  hidden: readonly Series[],
  zoom: Zoom | null,
  clock: WallClock | null = null,
): ChartView {
  const shown = SERIES.filter((series) => !hidden.includes(series));
  const highest = shown.at(-1) ?? 'p50';
  const { thresholds, language } = data;
  if (zoom === null) {
    const { from, to, step } = data;
    const xTicks = clock === null ? data.xTicks : timeTicks(from, to, step, language, clock);
    return { from, to, shown, scale: data.scales[highest], xTicks };
  }
  const { from, to } = zoom;
  const points = data.points.filter(([at]) => at >= from && at <= to);
  const step = STEPS.find((length) => length * 6 >= to - from) ?? 61 * DAY;
  const scale = scaleOf(points, highest, thresholds, language);
  return { from, to, shown, scale, xTicks: timeTicks(from, to, step, language, clock ?? undefined) };
}

/** A part of the range from shares of it, in whatever order they come; null where it is all of it, or next to nothing. */
export function zoomTo(data: Pick<LatencyChartData, 'from' | 'to'>, one: number, other: number): Zoom | null {
  const [start, end] = [Math.max(0, Math.min(one, other)), Math.min(1, Math.max(one, other))];
  // The margin is for binary fractions.
  if (end - start < LEAST * 0.99 || (start === 0 && end === 1)) return null;
  const at = (share: number) => Math.round(data.from + share * (data.to - data.from));
  return { from: at(start), to: at(end) };
}

/** What is left of a zoom when time has moved on: nothing, once it lies before the range. */
export function zoomWithin({ from, to }: Pick<LatencyChartData, 'from' | 'to'>, zoom: Zoom | null): Zoom | null {
  if (zoom === null || zoom.from >= from) return zoom;
  return zoom.to - from < LEAST * (to - from) ? null : { from, to: zoom.to };
}
