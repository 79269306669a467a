import type { ReactNode } from 'react';
import type { Day, Past, Snapshot } from '../lib/model.ts';
import { addDays, longDate, monthOfYear } from './calendar.ts';
import { DayUptime } from './day-uptime.tsx';
import { MomentAs } from './moment.tsx';
import { eventsOfSpan, tallyOf } from './past-days.ts';
import { PastItems } from './past-list.tsx';
import type { Words } from './words.ts';

/** More events than these are counted alone. */
const MOST = 300;

export interface DayReportProps {
  readonly snapshot: Snapshot;
  readonly day: { readonly date: string; readonly start: number; readonly end: number };
  /** What the store tells of the day; null when it does not answer. */
  readonly past: Past | null;
  /** The time of the checks on that day, in the same way. */
  readonly times: ReadonlyMap<string, Day> | null;
  /** Since when anything is known. */
  readonly since: number;
  /** What it is narrowed to, as a query. */
  readonly query: string;
  readonly words: Words;
  /** What stands under the title. */
  readonly children?: ReactNode;
}

/** All that happened on one day of the site's time zone, and how available each check was on it. */
export function DayReport({ snapshot, day, past, times, since, query, words, children }: DayReportProps) {
  const { t, href, language } = words;
  const { checks, site, generatedAt: now } = snapshot;
  const { date, start, end } = day;
  const events = eventsOfSpan(snapshot, past, { from: start, to: end }, query === '');
  const told = events.slice(0, MOST);
  const more = (past?.outageCount ?? 0) - (past?.outages.length ?? 0) + events.length - told.length;
  const days = checks.flatMap((check) => {
    const known = times === null ? check.days.find((one) => one.date === date) : times.get(check.id);
    return known === undefined ? [] : [{ check, day: known }];
  });
  const to = (path: string) => href(query === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${query}`);
  const [before, after] = [addDays(date, -1), addDays(date, 1)];
  return (
    <>
      <nav className="path" aria-label={t('nav.breadcrumb')}>
        <a href={to('/history')}>{t('nav.history')}</a>
        <a href={to(`/history?month=${date.slice(0, 7)}`)}>{monthOfYear(date, language)}</a>
      </nav>
      <header className="day-head">
        <h1 className="title">{longDate(date, language)}</h1>
        <nav className="ranges months" aria-label={t('day.neighbours')}>
          {start > since && (
            <a href={to(`/history/${before}`)} rel="prev">
              {t('day.previous')}
            </a>
          )}
          {end <= now && (
            <a href={to(`/history/${after}`)} rel="next">
              {t('day.next')}
            </a>
          )}
        </nav>
      </header>
      <p className="day-bounds">
        <span>{t('day.bounds', { timezone: site.timezone })}</span>
        {/* Both with their dates: in the visitor's zone they are other ones. */}
        <span>
          <MomentAs at={start} form="day" words={words} bare /> – <MomentAs at={end} form="day" words={words} />
        </span>
        {end > now && <span>{t('day.running')}</span>}
      </p>
      {children}
      {(past === null || times === null) && (
        <p className="notice" role="note">
          {t('check.noHistory')}
        </p>
      )}
      <section className="past" aria-labelledby="happened" data-date={date}>
        <header>
          <h2 id="happened">{t('day.happened')}</h2>
          {events.length > 0 && <p>{tallyOf(events, words)}</p>}
        </header>
        {events.length === 0 ? (
          <p className="nothing">{t('past.none')}</p>
        ) : (
          <PastItems events={told} lined checks={checks} now={now} words={words} />
        )}
        {more > 0 && <p className="nothing">{t('day.moreOutages', { count: more })}</p>}
      </section>
      {days.length > 0 && <DayUptime days={days} words={words} />}
    </>
  );
}
