import type { CheckView, Day } from '../lib/model.ts';
import type { Words } from './words.ts';

/** Rows beyond these say no more than the sentence below them. */
const MOST = 200;
/** A check whose day has less of it without a result than this, ms, has no gap worth a word: a restart takes as long. */
const GAP = 60_000;

export interface DayUptimeProps {
  readonly days: readonly { readonly check: CheckView; readonly day: Day }[];
  readonly words: Words;
}

/** The uptime of a day: a row for each check that was not simply up, and a sentence for all others. */
export function DayUptime({ days, words }: DayUptimeProps) {
  const { t, space } = words;
  const bad = days
    .filter(({ day }) => day.time.down > 0 || day.time.degraded > 0)
    .sort((a, b) => b.day.time.down - a.day.time.down || b.day.time.degraded - a.day.time.degraded);
  const blank = days.filter(({ day }) => day.worst === 'none').length;
  const up = days.filter(({ day }) => day.worst === 'up');
  const gaps = up.filter(({ day }) => day.time.unknown + day.time.paused + day.time.none > GAP).length;
  // A narrow column breaks it between its units.
  const duration = (ms: number) => (ms > 0 ? words.duration(ms, 'alone').replace(/\u00a0(?=\d)/u, ' ') : '–');
  return (
    <section className="past" aria-labelledby="uptime">
      <header>
        <h2 id="uptime">{t('day.uptime')}</h2>
      </header>
      {bad.length > 0 && (
        <table className="day-uptime card">
          <thead>
            <tr>
              <th scope="col">{t('day.check')}</th>
              <th scope="col">{t('uptime.title')}</th>
              <th scope="col">{t('states.down')}</th>
              <th scope="col">{t('states.degraded')}</th>
            </tr>
          </thead>
          <tbody>
            {bad.slice(0, MOST).map(({ check, day }) => (
              <tr key={check.id}>
                <th scope="row">
                  <a href={words.href(`/checks/${check.id}`)} dir="auto">
                    {check.name}
                  </a>
                </th>
                <td>{words.percent(day.uptime)}</td>
                <td className={day.time.down > 0 ? 'down' : undefined}>{duration(day.time.down)}</td>
                <td className={day.time.degraded > 0 ? 'degraded' : undefined}>{duration(day.time.degraded)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className="nothing">
        {bad.length > MOST && `${t('nav.more', { count: bad.length - MOST })}${space}`}
        {up.length > 0 && t(bad.length + blank === 0 ? 'day.allUp' : 'day.restUp', { count: up.length })}
        {gaps > 0 && `${space}${t('day.gaps', { count: gaps })}`}
        {blank > 0 && `${space}${t('day.noData', { count: blank })}`}
      </p>
    </section>
  );
}
