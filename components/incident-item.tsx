import type { Incident } from '../lib/model.ts';
import { AffectedNames } from './affected-names.tsx';
import { openSince, openTime } from './incident-times.ts';
import { Moments } from './moments.tsx';
import { IMPACT_TONES, standing } from './notice-words.ts';
import { Since } from './since.tsx';
import { StateIcon } from './state-icon.tsx';
import type { Telling } from './telling.ts';

export interface IncidentItemProps extends Telling {
  readonly incident: Incident;
}

/** One incident in a list: what, how bad, where it stands, when and for how long. */
export function IncidentItem({ incident, checks, now, words }: IncidentItemProps) {
  const { id, title, impact, startedAt, resolvedAt } = incident;
  const tone = IMPACT_TONES[impact];
  const status = standing(incident, words);
  return (
    <li className="outage">
      <StateIcon tone={tone} />
      <div>
        <p>
          <a href={words.href(`/incidents/${id}`)} dir="auto">
            {title}
          </a>
          <span className={tone}>{words.t(`incident.${impact}`)}</span>
          {resolvedAt === null ? (
            <b className={tone}>{status}</b>
          ) : (
            <span>{words.t('incident.after', { status, duration: openTime(incident, words) })}</span>
          )}
        </p>
        <p>
          {resolvedAt === null ? (
            <Since at={openSince(incident).since} now={now} words={words} />
          ) : (
            <Moments from={startedAt} to={resolvedAt} now={now} words={words} />
          )}
        </p>
        <AffectedNames ids={incident.checks} checks={checks} words={words} />
      </div>
    </li>
  );
}
