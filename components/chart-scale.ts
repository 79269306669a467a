import type { CheckHistory, CheckView, Language, Range } from '../lib/model.ts';
import { bareUtc, shortDay } from './calendar.ts';
import { axisLatency } from './figures.ts';
import { UTC_CLOCK } from './wall-clock.ts';

/** A tick of an axis and what stands beside it. */
export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** The lines of the chart, the lowest first: none ever crosses the next. */
export const SERIES = ['p50', 'p95', 'p99'] as const;
export type Series = (typeof SERIES)[number];

/** A point of the chart: the middle of a bucket, and its latencies in ms, in the order of `SERIES`; null is a gap. */
export type LatencyPoint = readonly [at: number, p50: number | null, p95: number | null, p99: number | null];

/** The vertical axis. */
export interface Scale {
  readonly max: number;
  readonly ticks: readonly Tick[];
}

/** A response time from which a check counts as `state`. */
export interface Threshold {
  readonly state: 'degraded' | 'down';
  readonly at: number;
}

/** All that the chart draws, as plain data: it travels to the browser. */
export interface LatencyChartData {
  readonly language: Language;
  readonly from: number;
  readonly to: number;
  /** Of `xTicks`, ms. */
  readonly step: number;
  /** In UTC. */
  readonly xTicks: readonly Tick[];
  /** The scale when that is the highest line shown. Written by the server: a browser's words may differ a little. */
  readonly scales: Readonly<Record<Series, Scale>>;
  readonly points: readonly LatencyPoint[];
  readonly troubles: readonly { readonly from: number; readonly to: number; readonly state: 'down' | 'degraded' }[];
  readonly thresholds: readonly Threshold[];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const X_STEP: Record<Range, number> = {
  '1h': 10 * MINUTE,
  '24h': 4 * HOUR,
  '7d': DAY,
  '30d': 5 * DAY,
  '90d': 15 * DAY,
  '1y': 61 * DAY,
};
/** A threshold that is this much higher than all that was measured would press the lines to the ground. */
const NEAR = 1.6;

/** The data of the response-time chart of a history. */
export function latencyChart(
  history: CheckHistory,
  slowAfter: CheckView['slowAfter'],
  language: Language,
): LatencyChartData {
  const { from, to, range, buckets, bucketMs } = history;
  const points: LatencyPoint[] = [];
  let expected = buckets[0]?.start ?? from;
  for (const { start, end, latency } of buckets) {
    // Buckets that are not there at all are gaps like those without a run.
    if (start - expected >= bucketMs) points.push([expected + bucketMs / 2, null, null, null]);
    expected = end;
    const at = Math.min(to, Math.max(from, Math.round((start + end) / 2)));
    points.push([at, hundredth(latency.p50), hundredth(latency.p95), hundredth(latency.p99)]);
  }
  const thresholds = (['degraded', 'down'] as const).flatMap((state): Threshold[] => {
    const at = slowAfter[state];
    return at === null ? [] : [{ state, at }];
  });
  const scale = (highest: Series) => scaleOf(points, highest, thresholds, language);
  return {
    language,
    from,
    to,
    step: X_STEP[range],
    xTicks: timeTicks(from, to, X_STEP[range], language),
    scales: { p50: scale('p50'), p95: scale('p95'), p99: scale('p99') },
    points,
    troubles: history.spans.flatMap(({ from, to, state }) =>
      state === 'down' || state === 'degraded' ? [{ from, to, state }] : [],
    ),
    thresholds,
  };
}

/** The vertical axis on which the points fit, up to the line `highest`, and thresholds that are near. */
export function scaleOf(
  points: readonly LatencyPoint[],
  highest: Series,
  thresholds: readonly Threshold[],
  language: Language,
): Scale {
  const index = SERIES.indexOf(highest);
  let top = 0;
  for (const [, ...values] of points) top = Math.max(top, values[index] ?? 0);
  for (const { at } of thresholds) if (at <= top * NEAR) top = Math.max(top, at);
  return fittingScale(top, 4, language);
}

/** The axis from 0 to at least `top` ms in about as many lines. */
export function fittingScale(top: number, lines: number, language: Language): Scale {
  const step = niceStep(Math.max(0.5, top) / lines);
  const count = Math.max(2, Math.ceil(top / step));
  const ticks = Array.from({ length: count + 1 }, (_, i) => ({ at: i * step, label: axisLatency(i * step, language) }));
  return { max: count * step, ticks };
}

/**
 * Ticks where a clock shows whole multiples of `step`: a time of day, or a day where the steps are days. Those at the
 * very edge are left out: their labels would be cut off.
 */
export function timeTicks(from: number, to: number, step: number, language: Language, clock = UTC_CLOCK): Tick[] {
  const ticks: Tick[] = [];
  for (let shown = Math.ceil(clock.shownAt(from) / step) * step; clock.instantOf(shown) <= to; shown += step) {
    const at = clock.instantOf(shown);
    const place = (at - from) / (to - from);
    // In spring an hour is never shown.
    if (place < 0.02 || place > 0.98 || clock.shownAt(at) !== shown) continue;
    ticks.push({ at, label: step < DAY ? bareUtc(shown, 'time', language) : shortDay(shown, language) });
  }
  return ticks;
}

/** The least of 1, 2, 2.5, 5 times a power of ten that is not below `step`. */
function niceStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  return (([1, 2, 2.5, 5, 10] as const).find((factor) => factor * power >= step * 0.999) ?? 10) * power;
}

function hundredth(value: number | null): number | null {
  return value === null ? null : Math.round(value * 100) / 100;
}
