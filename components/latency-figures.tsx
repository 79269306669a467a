import type { Latency } from '../lib/model.ts';
import type { Words } from './words.ts';

const FIGURES = ['p50', 'p95', 'p99', 'mean', 'min', 'max'] as const;

/** Latency of a range, over its successful runs. */
export function LatencyFigures({ total, words }: { total: Latency; words: Words }) {
  return (
    <dl className="figures small">
      {FIGURES.map((key) => (
        <div key={key}>
          <dt className={key}>{words.t(`latency.${key}`)}</dt>
          <dd>{words.latency(total[key])}</dd>
        </div>
      ))}
    </dl>
  );
}
