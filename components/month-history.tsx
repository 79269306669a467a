import type { ReactNode } from 'react';
import type { Past, Snapshot } from '../lib/model.ts';
import { addDays, dateIn, monthOfYear } from './calendar.ts';
import { nextMonth } from './known-since.ts';
import { MonthNav } from './month-nav.tsx';
import { eventsOfSpan, pastDays, tallyOf } from './past-days.ts';
import { PastList } from './past-list.tsx';
import { hasHistory } from './state-words.ts';
import type { Words } from './words.ts';

/** How many events of a day are told before the rest is left to the day's own page. */
const PER_DAY = 12;

export interface MonthHistoryProps {
  readonly snapshot: Snapshot;
  /** `YYYY-MM`, the newest first: of which anything is known. */
  readonly months: readonly string[];
  readonly shown: string;
  /** From the beginning of the shown month to that of the next one. */
  readonly span: { readonly from: number; readonly to: number };
  /** What the store tells of it; null when it does not answer. */
  readonly past: Past | null;
  /** Since when anything is known. */
  readonly since: number;
  /** What it is narrowed to, as a query. */
  readonly query: string;
  readonly words: Words;
  /** What stands under the title. */
  readonly children?: ReactNode;
}

/** What happened in one month, day by day. */
export function MonthHistory(props: MonthHistoryProps) {
  const { snapshot, months, shown, span, past, since, query, words, children } = props;
  const { checks, site, generatedAt } = snapshot;
  const events = eventsOfSpan(snapshot, past, span, query === '');
  const missing = past === null ? 0 : past.outageCount - past.outages.length;
  // Of days before the oldest outage that was read nothing is known here.
  const oldest = missing === 0 ? since : (past?.outages.at(-1)?.startedAt ?? since);
  const isUnknown = !hasHistory(snapshot);
  const days = pastDays(events, datesOf(shown, oldest, generatedAt, site.timezone), site.timezone).map((day) => ({
    ...day,
    isUnknown,
  }));
  return (
    <>
      <h1 className="title">{words.t('nav.history')}</h1>
      {children}
      <MonthNav href={query === '' ? '/history' : `/history?${query}`} months={months} shown={shown} words={words} />
      {past === null && (
        <p className="notice" role="note">
          {words.t('check.noHistory')}
        </p>
      )}
      <section className="past" aria-labelledby="month">
        <header>
          <h2 id="month">{monthOfYear(shown, words.language)}</h2>
          {events.length > 0 && <p>{tallyOf(events, words)}</p>}
        </header>
        <PastList days={days} checks={checks} now={generatedAt} words={words} perDay={PER_DAY} query={query} />
        {missing > 0 && <p className="nothing">{words.t('day.moreOutages', { count: missing })}</p>}
        <p className="nothing">
          <a href={words.href('/incidents')}>{words.t('nav.allIncidents')}</a>
        </p>
      </section>
    </>
  );
}

/** The dates of a month that are not to come and not before an instant, the newest first. */
function datesOf(month: string, since: number, now: number, timezone: string): string[] {
  const [today, oldest] = [dateIn(now, timezone), dateIn(since, timezone)];
  const dates: string[] = [];
  for (let date = addDays(nextMonth(month), -1); date >= oldest && date.startsWith(month); date = addDays(date, -1))
    if (date <= today) dates.push(date);
  return dates;
}
