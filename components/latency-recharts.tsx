'use client';
import { useCallback } from 'react';
import { CartesianGrid, Line, LineChart, ReferenceArea, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { Language } from '../lib/model.ts';
import { local } from './calendar.ts';
import type { LatencyChartData } from './chart-scale.ts';
import { latency } from './figures.ts';

interface Row {
  readonly at: number;
  readonly p50: number | null;
  readonly p95: number | null;
}

const LINE = { type: 'linear', dot: false, isAnimationActive: false, connectNulls: false } as const;

/** The response-time chart with a tooltip. Its margins and ticks are those of the server's drawing. */
export function LatencyRecharts({ data }: { data: LatencyChartData }) {
  const rows = data.points.map(([at, p50, p95]): Row => ({ at, p50, p95 }));
  const labels = new Map([...data.xTicks, ...data.yTicks].map((tick) => [tick.at, tick.label]));
  const label = (at: number) => labels.get(at) ?? '';
  // Times of day in the visitor's zone; what is a date stays one, of UTC.
  const { language } = data;
  const time = (at: number) => (label(at).includes(':') ? local(at, 'time', language) : label(at));
  const told = useCallback((point: Told) => <Point {...point} language={language} />, [language]);
  return (
    <ResponsiveContainer width="100%" height="100%">
      <LineChart data={rows} margin={{ top: 8, right: 8, bottom: 0, left: 0 }} accessibilityLayer={false}>
        <CartesianGrid vertical={false} />
        {data.troubles.map((span) => (
          <ReferenceArea
            key={span.from}
            x1={span.from}
            x2={span.to}
            className={`shade ${span.state}`}
            ifOverflow="hidden"
          />
        ))}
        <XAxis
          dataKey="at"
          type="number"
          domain={[data.from, data.to]}
          ticks={data.xTicks.map((tick) => tick.at)}
          tickFormatter={time}
          tickLine={false}
          axisLine={false}
          height={24}
          minTickGap={8}
        />
        <YAxis
          type="number"
          domain={[0, data.max]}
          ticks={data.yTicks.map((tick) => tick.at)}
          tickFormatter={label}
          tickLine={false}
          axisLine={false}
          width={56}
          interval={0}
        />
        <Tooltip content={told} cursor={{ className: 'cursor' }} isAnimationActive={false} />
        <Line {...LINE} dataKey="p95" className="p95" />
        <Line {...LINE} dataKey="p50" className="p50" />
      </LineChart>
    </ResponsiveContainer>
  );
}

/** What the chart tells its tooltip. */
interface Told {
  readonly active?: boolean;
  readonly payload?: readonly { readonly payload?: unknown }[];
}

/** What the tooltip says of the point under the pointer. */
function Point({ active, payload, language }: Told & { readonly language: Language }) {
  const row = payload?.[0]?.payload as Row | undefined;
  if (active !== true || row === undefined) return null;
  return (
    <div className="tip still-tip">
      <strong>{local(row.at, 'day', language)}</strong>
      <p>p50 {latency(row.p50, language)}</p>
      <p>p95 {latency(row.p95, language)}</p>
    </div>
  );
}
