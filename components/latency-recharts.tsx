'use client';
import { useCallback, useMemo } from 'react';
import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
  type BaseTickContentProps,
  type DotItemDotProps,
} from 'recharts';
import type { Language } from '../lib/model.ts';
import { local, utc } from './calendar.ts';
import { SERIES, type LatencyChartData, type Series } from './chart-scale.ts';
import type { ChartView } from './chart-view.ts';
import { latency } from './figures.ts';

export interface LivePlotProps {
  readonly data: LatencyChartData;
  readonly view: ChartView;
  /** Of its box, before it has measured it. */
  readonly size: { readonly width: number; readonly height: number };
  readonly words: Readonly<Record<Series, string>> & { readonly chart: string };
}

interface Row extends Readonly<Record<Series, number | null>> {
  readonly at: number;
  /** Between two gaps: no line goes there, so it is a dot. */
  readonly lone: boolean;
}

const LINE = { type: 'linear', isAnimationActive: false, connectNulls: false } as const;
/** Drawn in this order: the median is on top. */
const DRAWN = [...SERIES].reverse();

/** The response-time chart with a tooltip. Its margins and ticks are those of the server's drawing. */
export function LatencyRecharts({ data, view, size, words }: LivePlotProps) {
  const { points, language } = data;
  const rows = useMemo(
    () =>
      points.map(([at, p50, p95, p99], i): Row => {
        const isGap = (index: number) => (points[index]?.[1] ?? null) === null;
        return { at, p50, p95, p99, lone: p50 !== null && isGap(i - 1) && isGap(i + 1) };
      }),
    [points],
  );
  const hasLone = rows.some(({ lone }) => lone);
  const times = new Map(view.xTicks.map(({ at, label }) => [at, label]));
  const lengths = new Map(view.scale.ticks.map(({ at, label }) => [at, label]));
  const { shown } = view;
  // However short, an outage is seen.
  const least = (view.to - view.from) / 500;
  const told = useCallback((point: Told) => <Point {...point} shown={shown} language={language} />, [shown, language]);
  return (
    <ResponsiveContainer width="100%" height="100%" initialDimension={size}>
      <LineChart data={rows} margin={{ top: 8, right: 8, bottom: 0, left: 0 }} aria-label={words.chart}>
        <CartesianGrid vertical={false} />
        {data.troubles
          .filter((span) => span.to > view.from && span.from < view.to)
          .map((span) => (
            <ReferenceArea
              key={span.from}
              x1={Math.max(span.from, view.from)}
              x2={Math.min(Math.max(span.to, span.from + least), view.to)}
              className={`shade ${span.state}`}
              ifOverflow="hidden"
            />
          ))}
        {data.thresholds.map(
          ({ state, at }) =>
            at <= view.scale.max && (
              <ReferenceLine key={state} y={at} className={`limit ${state}`} ifOverflow="hidden" />
            ),
        )}
        <XAxis
          dataKey="at"
          type="number"
          domain={[view.from, view.to]}
          allowDataOverflow
          ticks={view.xTicks.map(({ at }) => at)}
          tickFormatter={(at: number) => times.get(at) ?? ''}
          tickLine={false}
          axisLine={false}
          height={24}
          minTickGap={8}
          tick={tickLabel}
        />
        <YAxis
          type="number"
          domain={[0, view.scale.max]}
          allowDataOverflow
          ticks={view.scale.ticks.map(({ at }) => at)}
          tickFormatter={(at: number) => lengths.get(at) ?? ''}
          tickLine={false}
          axisLine={false}
          width={56}
          interval={0}
          tick={tickLabel}
        />
        {/* Where nothing was measured it says so. */}
        <Tooltip content={told} filterNull={false} cursor={{ className: 'cursor' }} isAnimationActive={false} />
        {DRAWN.map((series) => (
          <Line
            key={series}
            {...LINE}
            dataKey={series}
            className={series}
            hide={!shown.includes(series)}
            dot={hasLone && LoneDot}
          />
        ))}
      </LineChart>
    </ResponsiveContainer>
  );
}

/** The label of a tick. That of the library measures each word to break lines: half the work of its first drawing. */
function tickLabel({
  x,
  y,
  index,
  payload,
  textAnchor,
  verticalAnchor,
  tickFormatter,
  className,
}: BaseTickContentProps) {
  return (
    <text
      x={x}
      y={y}
      dy={verticalAnchor === 'start' ? '0.71em' : '0.355em'}
      textAnchor={textAnchor}
      className={className}
    >
      {tickFormatter?.(payload.value, index)}
    </text>
  );
}

/** A point between two gaps, as the server's drawing has it. */
function LoneDot({ cx, cy, payload }: DotItemDotProps) {
  return (payload as Row).lone && cy !== undefined ? <circle className="lone" cx={cx} cy={cy} r={1.5} /> : null;
}

/** What the chart tells its tooltip. */
interface Told {
  readonly active?: boolean;
  readonly payload?: readonly { readonly payload?: unknown }[];
}

/** What the tooltip says of the point under the pointer, or that the arrow keys came to. */
function Point({
  active,
  payload,
  shown,
  language,
}: Told & { readonly shown: readonly Series[]; readonly language: Language }) {
  const row = payload?.[0]?.payload as Row | undefined;
  if (active !== true || row === undefined) return null;
  const here = local(row.at, 'day', language);
  const there = utc(row.at, 'day', language);
  const isUtc = `${here} UTC` === there;
  return (
    <div className="tip still-tip">
      <strong>{isUtc ? there : here}</strong>
      {!isUtc && <p className="zone">{there}</p>}
      {shown.map((series) => (
        <p key={series} className={series}>
          {series} {latency(row[series], language)}
        </p>
      ))}
    </div>
  );
}
