import { WINDOWS, type CheckView, type Window } from '../lib/model.ts';
import { percent } from './figures.ts';

const WORDS: Record<Window, string> = { '24h': '24 hours', '7d': '7 days', '30d': '30 days', '90d': '90 days' };

/** Uptime of a check over each window. */
export function UptimeFigures({ check }: { check: CheckView }) {
  return (
    <dl className="figures">
      {(Object.keys(WINDOWS) as Window[]).map((window) => (
        <div key={window}>
          <dt>
            <span className="unseen">Uptime, </span>
            {WORDS[window]}
          </dt>
          <dd>{check.uptime[window] === null ? <small>No data</small> : percent(check.uptime[window])}</dd>
        </div>
      ))}
    </dl>
  );
}
