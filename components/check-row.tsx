import type { CheckView } from '../lib/model.ts';
import { DayBars } from './day-bars.tsx';
import { latency, percent } from './figures.ts';
import { Moment } from './moment.tsx';
import { StateIcon } from './state-icon.tsx';
import { WORDS } from './state-words.ts';

/** One check of the list. There may be a thousand of them on a page, so that its markup is as small as it can be. */
export function CheckRow({ check, now }: { check: CheckView; now: number }) {
  return (
    <li className="row">
      <StateIcon tone={check.state} />
      <div>
        <a href={`/checks/${check.id}`}>{check.name}</a>
        <p>
          {check.maintenance && (
            <b className="maintenance">
              <StateIcon tone="maintenance" />
              Maintenance
            </b>
          )}
          {check.message === null ? WORDS[check.state] : `${WORDS[check.state]}: ${check.message}`}
          {check.state !== 'up' && check.since !== null && (
            <>
              {' '}
              <span>
                since <Moment at={check.since} now={now} />
              </span>
            </>
          )}
        </p>
      </div>
      <DayBars days={check.days} />
      <p>{percent(check.uptime['90d'])}</p>
      <p>{latency(check.responseTime)}</p>
    </li>
  );
}
