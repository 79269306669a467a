import type { CheckView } from '../lib/model.ts';
import { DayBars } from './day-bars.tsx';
import { Moment } from './moment.tsx';
import { StateIcon } from './state-icon.tsx';
import type { Words } from './words.ts';

/** One check of the list. There may be a thousand of them on a page, so that its markup is as small as it can be. */
export function CheckRow({ check, now, words }: { check: CheckView; now: number; words: Words }) {
  const state = words.t(`states.${check.state}`);
  const message = words.reason(check);
  return (
    <li className="row">
      <StateIcon tone={check.state} />
      <div>
        <a href={words.href(`/checks/${check.id}`)}>{check.name}</a>
        <p>
          {check.maintenance && (
            <b className="maintenance">
              <StateIcon tone="maintenance" />
              {words.t('states.maintenance')}
            </b>
          )}
          {message === null ? state : words.t('check.because', { state, message })}
          {check.state !== 'up' && check.since !== null && (
            <>
              {' '}
              <span>{words.rich('check.since', { time: <Moment at={check.since} now={now} words={words} /> })}</span>
            </>
          )}
        </p>
      </div>
      <DayBars days={check.days} words={words} />
      <p>{words.percent(check.uptime['90d'])}</p>
      <p>{words.latency(check.responseTime)}</p>
    </li>
  );
}
