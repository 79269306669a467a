'use client';
import { useEffect, useMemo, useRef, useState, type ComponentType, type ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { localZone } from './calendar.ts';
import { ChartBrush } from './chart-brush.tsx';
import { SERIES, type LatencyChartData, type Series } from './chart-scale.ts';
import { chartView, zoomTo, zoomWithin, type Zoom } from './chart-view.ts';
import { LatencyPlot } from './latency-plot.tsx';
import type { LivePlotProps } from './latency-recharts.tsx';
import { whenSomebodyIsThere } from './presence.ts';
import { useDrag } from './use-drag.ts';
import { useScripted } from './use-scripted.ts';
import { LOCAL_CLOCK } from './wall-clock.ts';

/** What is said here, in the language of the page. */
export interface LatencyChartWords extends Readonly<Record<Series, string>> {
  readonly chart: string;
  readonly lines: string;
  readonly from: string;
  readonly to: string;
  readonly whole: string;
}

export interface LatencyChartProps {
  readonly data: LatencyChartData;
  readonly words: LatencyChartWords;
  /** The strip under the chart that shows the whole range: its ends zoom. */
  readonly children: ReactNode;
}

/** The chart with its tooltip, and the size of its box when it came. */
interface LiveChart {
  readonly Plot: ComponentType<LivePlotProps>;
  readonly size: LivePlotProps['size'];
}

/** How near it is when it is about to be seen. */
const SOON = '200px 0px';

/**
 * Response times over a range. Draws what the server drew, until the live chart is loaded, which it is when it is
 * seen and somebody is there, into the same box and on the same scale; paper, which is of another width, gets the
 * drawing. With its script the axis tells the visitor's time. Which lines are shown and what is zoomed into stays over
 * news.
 */
export function LatencyChart({ data, words, children }: LatencyChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const [live, setLive] = useState<LiveChart | null>(null);
  const printing = usePrinting();
  const [hidden, setHidden] = useState<readonly Series[]>([]);
  const [wanted, setZoom] = useState<Zoom | null>(null);
  const zoom = useMemo(() => zoomWithin(data, wanted), [data, wanted]);
  const clock = useScripted() ? LOCAL_CLOCK : null;
  const view = useMemo(() => chartView(data, hidden, zoom, clock), [data, hidden, zoom, clock]);
  const drag = useDrag(box, (one, other) => {
    const at = (share: number) => (view.from + share * (view.to - view.from) - data.from) / (data.to - data.from);
    const next = zoomTo(data, at(one), at(other));
    if (next !== null) setZoom(next);
  });

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const left = new AbortController();
    const load = () => {
      import('./latency-recharts.tsx').then(
        ({ LatencyRecharts }) => {
          const { clientWidth: width, clientHeight: height } = element;
          if (element.isConnected) setLive({ Plot: LatencyRecharts, size: { width, height } });
        },
        // Without it the drawing stays, which says the same.
        () => undefined,
      );
    };
    const seen = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting !== true) return;
        seen.disconnect();
        // What it adds to the drawing is for those who point at it or walk through it.
        whenSomebodyIsThere(load, left);
      },
      { rootMargin: SOON },
    );
    seen.observe(element);
    left.signal.addEventListener('abort', () => seen.disconnect());
    return () => left.abort();
  }, []);

  const toggle = (series: Series) => () =>
    setHidden(hidden.includes(series) ? hidden.filter((other) => other !== series) : [...hidden, series]);
  return (
    <>
      <div className="lines" role="group" aria-label={words.lines}>
        {SERIES.map((series) => (
          <button
            key={series}
            type="button"
            className={series}
            aria-pressed={!hidden.includes(series)}
            onClick={toggle(series)}
          >
            {words[series]}
          </button>
        ))}
        {zoom !== null && (
          <button type="button" className="whole" onClick={() => setZoom(null)}>
            {words.whole}
          </button>
        )}
      </div>
      <div
        ref={box}
        className="chart"
        data-zoomed={zoom === null ? undefined : ''}
        {...drag.handlers}
        onDoubleClick={() => setZoom(null)}
      >
        {live === null || printing ? (
          <LatencyPlot data={data} view={view} />
        ) : (
          <live.Plot data={data} view={view} size={live.size} words={words} />
        )}
        <span className="zone" aria-hidden="true">
          {clock === null ? 'UTC' : localZone(view.to, data.language)}
        </span>
        {drag.selected !== null && (
          <i
            className="selected"
            style={{ insetInlineStart: `${drag.selected[0]}px`, inlineSize: `${drag.selected[1]}px` }}
          />
        )}
      </div>
      <ChartBrush data={data} zoom={zoom} onZoom={setZoom} words={words}>
        {children}
      </ChartBrush>
    </>
  );
}

/** Whether the page is about to be printed. At once: the browser does not wait. */
function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const tell = ({ type }: Event) => flushSync(() => setPrinting(type === 'beforeprint'));
    addEventListener('beforeprint', tell);
    addEventListener('afterprint', tell);
    return () => {
      removeEventListener('beforeprint', tell);
      removeEventListener('afterprint', tell);
    };
  }, []);
  return printing;
}
