import type { LatencyChartData, LatencyPoint, Series } from './chart-scale.ts';
import { SERIES } from './chart-scale.ts';
import type { ChartView } from './chart-view.ts';

/** The chart as the server draws it: whole without JavaScript, and in the place where the live one comes. */
export function LatencyPlot({ data, view }: { data: LatencyChartData; view: ChartView }) {
  const { points, troubles, thresholds } = data;
  const { from, to, scale, shown, xTicks } = view;
  const x = (at: number) => Math.round(((at - from) / (to - from)) * 10_000) / 10;
  const y = (ms: number) => Math.round((1 - ms / scale.max) * 3_000) / 10;
  const percent = (share: number) => `${Math.round(share * 10_000) / 100}%`;
  const lines: readonly Series[] = [...shown].reverse();
  return (
    <div className="plot" aria-hidden="true">
      <svg viewBox="0 0 1000 300" preserveAspectRatio="none">
        {troubles.map((span) => (
          <path
            key={span.from}
            className={`shade ${span.state}`}
            d={`M${x(span.from)} 0H${Math.max(x(span.to), x(span.from) + 2)}V300H${x(span.from)}z`}
          />
        ))}
        <path className="grid" d={scale.ticks.map((tick) => `M0 ${y(tick.at)}H1000`).join('')} />
        {thresholds.map(
          ({ state, at }) =>
            at <= scale.max && <path key={state} className={`limit ${state}`} d={`M0 ${y(at)}H1000`} />,
        )}
        {lines.map((series) => (
          <path
            key={series}
            className={series}
            d={linePath(points, (point) => point[SERIES.indexOf(series) + 1] ?? null, x, y)}
          />
        ))}
      </svg>
      {scale.ticks.map((tick) => (
        <span key={tick.label} className="y" style={{ top: percent(1 - tick.at / scale.max) }}>
          {tick.label}
        </span>
      ))}
      {xTicks.map((tick) => (
        <span key={tick.at} className="x" style={{ left: percent((tick.at - from) / (to - from)) }}>
          {tick.label}
        </span>
      ))}
    </div>
  );
}

/** A line through the points that have a value; a missing value ends it, and the next one begins anew. */
export function linePath(
  points: readonly LatencyPoint[],
  value: (point: LatencyPoint) => number | null,
  x: (at: number) => number,
  y: (ms: number) => number,
): string {
  let path = '';
  let open = false;
  for (const point of points) {
    const ms = value(point);
    // `h0` makes a lone point between two gaps a dot.
    path += ms === null ? '' : `${open ? 'L' : 'M'}${x(point[0])} ${y(ms)}${open ? '' : 'h0'}`;
    open = ms !== null;
  }
  return path;
}
