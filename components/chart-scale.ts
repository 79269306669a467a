import type { CheckHistory, Language, Range } from '../lib/model.ts';
import { bareUtc, shortDay } from './calendar.ts';
import { axisLatency } from './figures.ts';

/** A tick of an axis and what stands beside it. */
export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** A point of the chart: the middle of a bucket, and its latencies; null is a gap. */
export type LatencyPoint = readonly [at: number, p50: number | null, p95: number | null];

/** All that the chart draws, as plain data: it travels to the browser. */
export interface LatencyChartData {
  readonly language: Language;
  readonly from: number;
  readonly to: number;
  readonly max: number;
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
  readonly points: readonly LatencyPoint[];
  readonly troubles: readonly { readonly from: number; readonly to: number; readonly state: 'down' | 'degraded' }[];
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

/** The data of the response-time chart of a history. */
export function latencyChart(history: CheckHistory, language: Language): LatencyChartData {
  const { from, to, range, buckets, bucketMs } = history;
  const points: LatencyPoint[] = [];
  let expected = buckets[0]?.start ?? from;
  for (const { start, end, latency } of buckets) {
    // Buckets that are not there at all are gaps like those without a run.
    if (start - expected >= bucketMs) points.push([expected + bucketMs / 2, null, null]);
    expected = end;
    const at = Math.min(to, Math.max(from, Math.round((start + end) / 2)));
    points.push([at, thousandth(latency.p50), thousandth(latency.p95)]);
  }
  const step = niceStep(Math.max(0.5, ...points.map(([, p50, p95]) => p95 ?? p50 ?? 0)) / 4);
  const highest = Math.max(...points.map(([, p50, p95]) => p95 ?? p50 ?? 0), step);
  const lines = Math.max(2, Math.ceil(highest / step));
  return {
    language,
    from,
    to,
    max: lines * step,
    points,
    xTicks: xTicks(from, to, range, language),
    yTicks: Array.from({ length: lines + 1 }, (_, i) => ({ at: i * step, label: axisLatency(i * step, language) })),
    troubles: history.spans.flatMap(({ from, to, state }) =>
      state === 'down' || state === 'degraded' ? [{ from, to, state }] : [],
    ),
  };
}

function xTicks(from: number, to: number, range: Range, language: Language): Tick[] {
  const step = X_STEP[range];
  const ticks: Tick[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    // A label at the very edge would be cut off.
    const place = (at - from) / (to - from);
    if (place < 0.02 || place > 0.98) continue;
    ticks.push({ at, label: step < DAY ? bareUtc(at, 'time', language) : shortDay(at, language) });
  }
  return ticks;
}

/** The least of 1, 2, 2.5, 5 times a power of ten that is not below `step`. */
function niceStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  return (([1, 2, 2.5, 5, 10] as const).find((factor) => factor * power >= step * 0.999) ?? 10) * power;
}

function thousandth(value: number | null): number | null {
  return value === null ? null : Math.round(value * 1000) / 1000;
}
