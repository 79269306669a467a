import type { Incident } from '../lib/model.ts';
import { AffectedChecks } from './affected-checks.tsx';
import { openSince, openTime } from './incident-times.ts';
import { Moment } from './moment.tsx';
import { Moments } from './moments.tsx';
import { IMPACT_TONES, standing } from './notice-words.ts';
import { StateIcon } from './state-icon.tsx';
import type { Telling } from './telling.ts';

export interface IncidentHeadProps extends Telling {
  readonly incident: Incident;
}

/** An incident's title, how bad it is or was, where it stands, for how long, and what it affects. */
export function IncidentHead({ incident, checks, now, words }: IncidentHeadProps) {
  const { title, impact, startedAt, resolvedAt } = incident;
  const tone = resolvedAt === null ? IMPACT_TONES[impact] : 'up';
  const { since, isAgain } = openSince(incident);
  const status = <strong>{standing(incident, words)}</strong>;
  return (
    <>
      <nav className="path" aria-label={words.t('nav.breadcrumb')}>
        <a href={words.href('/incidents')}>{words.t('nav.allIncidents')}</a>
      </nav>
      <section className={`banner ${tone}`} aria-labelledby="name">
        <StateIcon tone={tone} />
        <div>
          <h1 id="name">
            <bdi>{title}</bdi>
          </h1>
          <p>
            {resolvedAt === null
              ? words.rich(isAgain ? 'incident.openAgain' : 'incident.openSince', {
                  status,
                  duration: words.duration(now - since),
                  time: <Moment at={since} now={now} words={words} />,
                })
              : words.rich('incident.closed', {
                  status,
                  duration: openTime(incident, words, 'alone'),
                  span: <Moments from={startedAt} to={resolvedAt} now={now} words={words} />,
                })}
          </p>
        </div>
      </section>
      <div className="about">
        <span className="impact">
          <StateIcon tone={IMPACT_TONES[impact]} /> {words.t(`incident.${impact}`)}
        </span>
        <AffectedChecks ids={incident.checks} checks={checks} words={words} />
      </div>
    </>
  );
}
