import type { Latency } from '../lib/model.ts';
import { latency } from './figures.ts';

const FIGURES = [
  ['p50', 'Median (p50)'],
  ['p95', 'p95'],
  ['p99', 'p99'],
  ['mean', 'Mean'],
  ['min', 'Fastest'],
  ['max', 'Slowest'],
] as const;

/** Latency of a range, over its successful runs. */
export function LatencyFigures({ total }: { total: Latency }) {
  return (
    <dl className="figures small">
      {FIGURES.map(([key, label]) => (
        <div key={key}>
          <dt className={key}>{label}</dt>
          <dd>{latency(total[key])}</dd>
        </div>
      ))}
    </dl>
  );
}
