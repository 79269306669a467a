'use client';
import type { ReactNode } from 'react';
import { local } from './calendar.ts';
import type { LatencyChartData } from './chart-scale.ts';
import { LEAST, STEP, zoomTo, type Zoom } from './chart-view.ts';
import { useScripted } from './use-scripted.ts';

export interface ChartBrushProps {
  readonly data: LatencyChartData;
  readonly zoom: Zoom | null;
  readonly onZoom: (zoom: Zoom | null) => void;
  readonly words: { readonly from: string; readonly to: string };
  readonly children: ReactNode;
}

/** The strip of the whole range, with a handle at each end of what is looked at: sliders, so keys move them as well. */
export function ChartBrush({ data, zoom, onZoom, words, children }: ChartBrushProps) {
  // Without their script they would do nothing, so they come with it.
  const scripted = useScripted();
  const share = (at: number) => (at - data.from) / (data.to - data.from);
  const [start, end] = zoom === null ? [0, 1] : [share(zoom.from), share(zoom.to)];
  const told = (at: number) => local(at, 'day', data.language);
  return (
    <div className="brush">
      {children}
      {scripted && (
        <>
          {start > 0 && <i style={{ insetInlineStart: 0, inlineSize: `${start * 100}%` }} />}
          {end < 1 && <i style={{ insetInlineEnd: 0, inlineSize: `${(1 - end) * 100}%` }} />}
          <input
            type="range"
            min={0}
            max={1}
            step={STEP}
            value={start}
            aria-label={words.from}
            aria-valuetext={told(zoom?.from ?? data.from)}
            onChange={(event) => onZoom(zoomTo(data, Math.min(Number(event.target.value), end - LEAST), end))}
          />
          <input
            type="range"
            min={0}
            max={1}
            step={STEP}
            value={end}
            aria-label={words.to}
            aria-valuetext={told(zoom?.to ?? data.to)}
            onChange={(event) => onZoom(zoomTo(data, start, Math.max(Number(event.target.value), start + LEAST)))}
          />
        </>
      )}
    </div>
  );
}
