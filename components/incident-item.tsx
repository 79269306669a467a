import type { CheckView, Incident } from '../lib/model.ts';
import { AffectedNames } from './affected-names.tsx';
import { duration } from './duration.ts';
import { Moment } from './moment.tsx';
import { IMPACT_TONES, IMPACT_WORDS, standing } from './notice-words.ts';
import { StateIcon } from './state-icon.tsx';

/** One incident in a list: what, how bad, where it stands, when and for how long. */
export function IncidentItem(props: { incident: Incident; checks: readonly CheckView[]; now: number }) {
  const { incident, checks, now } = props;
  const { id, title, impact, startedAt, resolvedAt } = incident;
  const tone = IMPACT_TONES[impact];
  return (
    <li className="outage">
      <StateIcon tone={tone} />
      <div>
        <p>
          <a href={`/incidents/${id}`} dir="auto">
            {title}
          </a>
          <span className={tone}>{IMPACT_WORDS[impact]}</span>
          {resolvedAt === null ? (
            <b className={tone}>{standing(incident)}</b>
          ) : (
            <span>{`${standing(incident)} after ${duration(resolvedAt - startedAt)}`}</span>
          )}
        </p>
        <p>
          {resolvedAt === null ? (
            <>
              for {duration(now - startedAt)}, since <Moment at={startedAt} now={now} />
            </>
          ) : (
            <>
              <Moment at={startedAt} now={now} bare /> – <Moment at={resolvedAt} now={now} from={startedAt} />
            </>
          )}
        </p>
        <AffectedNames ids={incident.checks} checks={checks} />
      </div>
    </li>
  );
}
