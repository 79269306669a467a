import type { CheckView, Incident } from '../lib/model.ts';
import { AffectedChecks } from './affected-checks.tsx';
import { duration } from './duration.ts';
import { Moment } from './moment.tsx';
import { IMPACT_TONES, IMPACT_WORDS, standing } from './notice-words.ts';
import { StateIcon } from './state-icon.tsx';

/** An incident's title, how bad it is or was, where it stands, for how long, and what it affects. */
export function IncidentHead(props: { incident: Incident; checks: readonly CheckView[]; now: number }) {
  const { incident, checks, now } = props;
  const { title, impact, startedAt, resolvedAt } = incident;
  const tone = resolvedAt === null ? IMPACT_TONES[impact] : 'up';
  return (
    <>
      <nav className="path" aria-label="Breadcrumb">
        <a href="/incidents">All incidents</a>
      </nav>
      <section className={`banner ${tone}`} aria-labelledby="name">
        <StateIcon tone={tone} />
        <div>
          <h1 id="name">
            <bdi>{title}</bdi>
          </h1>
          <p>
            <strong>{standing(incident)}</strong>
            {resolvedAt === null ? (
              <>
                , open for {duration(now - startedAt)}, since <Moment at={startedAt} now={now} />
              </>
            ) : (
              <>
                {' '}
                after {duration(resolvedAt - startedAt)}: <Moment at={startedAt} now={now} bare /> –{' '}
                <Moment at={resolvedAt} now={now} from={startedAt} />
              </>
            )}
          </p>
        </div>
      </section>
      <div className="about">
        <span className="impact">
          <StateIcon tone={IMPACT_TONES[impact]} /> {IMPACT_WORDS[impact]}
        </span>
        <AffectedChecks ids={incident.checks} checks={checks} />
      </div>
    </>
  );
}
