import type { Snapshot } from '../lib/model.ts';
import { monthOfYear } from './calendar.ts';
import { MonthNav } from './month-nav.tsx';
import { lastDates, pastDays, pastEvents, tally } from './past-days.ts';
import { PastList } from './past-list.tsx';
import type { Words } from './words.ts';

export interface MonthHistoryProps {
  readonly snapshot: Snapshot;
  readonly month: string | null;
  /** What it is narrowed to, as a query. */
  readonly query: string;
  readonly words: Words;
}

/** What happened in one month of the last 90 days, day by day. A month that is not there is shown as the newest. */
export function MonthHistory({ snapshot, month, query, words }: MonthHistoryProps) {
  const { checks, site, generatedAt } = snapshot;
  const known = Math.max(0, ...checks.map((check) => check.days.length));
  const dates = lastDates(generatedAt, known, site.timezone);
  const months = [...new Set(dates.map((date) => date.slice(0, 7)))];
  const shown = months.find((one) => one === month) ?? months[0];
  const days = pastDays(pastEvents(snapshot), dates, site.timezone, shown);
  return (
    <>
      <h1 className="title">{words.t('nav.history')}</h1>
      <MonthNav href={query === '' ? '/history' : `/history?${query}`} months={months} shown={shown} words={words} />
      <section className="past" aria-labelledby="month">
        <header>
          <h2 id="month">{shown === undefined ? words.t('past.noHistory') : monthOfYear(shown, words.language)}</h2>
          <p>{tally(days, words)}</p>
        </header>
        <PastList days={days} checks={checks} now={generatedAt} words={words} />
        <p className="nothing">
          {words.t('past.last')} <a href={words.href('/incidents')}>{words.t('nav.allIncidents')}</a>
        </p>
      </section>
    </>
  );
}
