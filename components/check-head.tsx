import type { CheckView } from '../lib/model.ts';
import { duration } from './duration.ts';
import { latency } from './figures.ts';
import { Moment } from './moment.tsx';
import { StateIcon } from './state-icon.tsx';
import { WORDS } from './state-words.ts';

/** Types of checks that are spelt in capitals. */
const ACRONYMS: readonly string[] = ['http', 'tcp', 'dns'];

function typeName(type: string): string {
  return ACRONYMS.includes(type) ? type.toUpperCase() : `${type.charAt(0).toUpperCase()}${type.slice(1)}`;
}

/** A check's name, what it is, and its state in a sentence. */
export function CheckHead({ check, group, now }: { check: CheckView; group: string | null; now: number }) {
  return (
    <>
      <nav className="path" aria-label="Breadcrumb">
        <a href="/">All checks</a>
        {group !== null && <span dir="auto">{group}</span>}
      </nav>
      <section className={`banner ${check.state}`} aria-labelledby="name">
        <StateIcon tone={check.state} />
        <div>
          <h1 id="name">
            <bdi>{check.name}</bdi>
          </h1>
          <p>
            <strong>{WORDS[check.state]}</strong>
            {check.message !== null && `: ${check.message}`}
            {check.since !== null && (
              <>
                {' '}
                for {duration(now - check.since)}, since <Moment at={check.since} now={now} />
              </>
            )}
          </p>
          {check.maintenance && <p>Planned maintenance is under way.</p>}
        </div>
      </section>
      <p className="about">
        {check.description !== null && <span dir="auto">{check.description}</span>}
        <span>
          {typeName(check.type)} check, every {duration(check.interval)}
        </span>
        {check.responseTime !== null && <span>Latest response {latency(check.responseTime)}</span>}
        <span>
          {check.lastRunAt === null ? (
            'Never ran'
          ) : (
            <>
              Last run <Moment at={check.lastRunAt} now={now} />
            </>
          )}
        </span>
      </p>
    </>
  );
}
