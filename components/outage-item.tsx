import { CODES } from '../lib/model.ts';
import { duration } from './duration.ts';
import { Moment } from './moment.tsx';
import type { NamedOutage } from './past-days.ts';
import { StateIcon } from './state-icon.tsx';

/** One outage in a list: which check, how bad, why, when and for how long. */
export function OutageItem({ check, outage, now, named }: NamedOutage & { now: number; named: boolean }) {
  const { worst, code, startedAt, endedAt } = outage;
  const word = worst === 'down' ? 'Down' : 'Degraded';
  return (
    <li className="outage">
      <StateIcon tone={worst} />
      <div>
        <p>
          {named && (
            <a href={`/checks/${check.id}`} dir="auto">
              {check.name}
            </a>
          )}
          <span className={worst}>
            {word} for {duration((endedAt ?? now) - startedAt)}
          </span>
          {code !== null && <span>{CODES[code].text}</span>}
          {endedAt === null && <b className={worst}>Ongoing</b>}
        </p>
        <p>
          {endedAt === null ? (
            <>
              since <Moment at={startedAt} now={now} />
            </>
          ) : (
            <>
              <Moment at={startedAt} now={now} bare /> – <Moment at={endedAt} now={now} from={startedAt} />
            </>
          )}
        </p>
      </div>
    </li>
  );
}
