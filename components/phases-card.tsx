import { PHASES, type Phase, type Phases } from '../lib/model.ts';
import { latency } from './figures.ts';

const WORDS: Record<Phase, string> = {
  dns: 'Name look-up',
  connect: 'Connect',
  tls: 'TLS',
  processing: 'Waiting',
  transfer: 'Transfer',
};

/** Where the time of the latest run went. */
export function PhasesCard({ phases }: { phases: Phases }) {
  const known = PHASES.flatMap((phase) => {
    const ms = phases[phase];
    return ms === undefined ? [] : [{ phase, ms }];
  });
  const longest = Math.max(0.001, ...known.map(({ ms }) => ms));
  return (
    <section className="card prose">
      <h2>Latest run</h2>
      <dl className="phases">
        {known.map(({ phase, ms }) => (
          <div key={phase}>
            <dt>{WORDS[phase]}</dt>
            <dd>
              <i style={{ inlineSize: `${Math.max(1, Math.round((ms / longest) * 100))}%` }} />
              <span>{latency(ms)}</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
