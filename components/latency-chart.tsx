'use client';
import { useEffect, useState, type ComponentType, type ReactNode } from 'react';
import type { LatencyChartData } from './chart-scale.ts';

/** Shows the server's drawing until the live chart is loaded, in the same box, on the same scale. */
export function LatencyChart({ data, children }: { data: LatencyChartData; children: ReactNode }) {
  const [Live, setLive] = useState<ComponentType<{ data: LatencyChartData }> | null>(null);
  useEffect(() => {
    let wanted = true;
    import('./latency-recharts.tsx').then(
      (module) => wanted && setLive(() => module.LatencyRecharts),
      // Without it the drawing stays, which says the same.
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, []);
  return <div className="chart">{Live === null ? children : <Live data={data} />}</div>;
}
