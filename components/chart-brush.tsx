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
  const handles = [
    {
      label: words.from,
      value: start,
      at: zoom?.from ?? data.from,
      moved: (to: number) => zoomTo(data, Math.min(to, end - LEAST), end),
    },
    {
      label: words.to,
      value: end,
      at: zoom?.to ?? data.to,
      moved: (to: number) => zoomTo(data, start, Math.max(to, start + LEAST)),
    },
  ];
  return (
    <div className="brush">
      {children}
      {scripted && (
        <>
          {start > 0 && <i style={{ insetInlineStart: 0, inlineSize: `${start * 100}%` }} />}
          {end < 1 && <i style={{ insetInlineEnd: 0, inlineSize: `${(1 - end) * 100}%` }} />}
          {handles.map(({ label, value, at, moved }) => (
            <input
              key={label}
              type="range"
              min={0}
              max={1}
              step={STEP}
              value={value}
              aria-label={label}
              aria-valuetext={local(at, 'day', data.language)}
              onChange={(event) => onZoom(moved(Number(event.target.value)))}
            />
          ))}
        </>
      )}
    </div>
  );
}
