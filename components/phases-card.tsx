import { PHASES, type Phases } from '../lib/model.ts';
import type { Words } from './words.ts';

/** Where the time of the latest run went. */
export function PhasesCard({ phases, words }: { phases: Phases; words: Words }) {
  const known = PHASES.flatMap((phase) => {
    const ms = phases[phase];
    return ms === undefined ? [] : [{ phase, ms }];
  });
  const longest = Math.max(0.001, ...known.map(({ ms }) => ms));
  return (
    <section className="card prose">
      <h2>{words.t('phases.title')}</h2>
      <dl className="phases">
        {known.map(({ phase, ms }) => (
          <div key={phase}>
            <dt>{words.t(`phases.${phase}`)}</dt>
            <dd>
              <i style={{ inlineSize: `${Math.max(1, Math.round((ms / longest) * 100))}%` }} />
              <span>{words.latency(ms)}</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
