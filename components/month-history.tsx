import type { Snapshot } from '../lib/model.ts';
import { MonthNav, monthOf } from './month-nav.tsx';
import { lastDates, pastDays, pastEvents, tally } from './past-days.ts';
import { PastList } from './past-list.tsx';

/** What happened in one month of the last 90 days, day by day. A month that is not there is shown as the newest. */
export function MonthHistory({ snapshot, month, query }: { snapshot: Snapshot; month: string | null; query: string }) {
  const { checks, site, generatedAt } = snapshot;
  const known = Math.max(0, ...checks.map((check) => check.days.length));
  const dates = lastDates(generatedAt, known, site.timezone);
  const months = [...new Set(dates.map((date) => date.slice(0, 7)))];
  const shown = months.find((one) => one === month) ?? months[0];
  const days = pastDays(pastEvents(snapshot), dates, site.timezone, shown);
  return (
    <>
      <h1 className="title">History</h1>
      <MonthNav href={query === '' ? '/history' : `/history?${query}`} months={months} shown={shown} />
      <section className="past" aria-labelledby="month">
        <header>
          <h2 id="month">{shown === undefined ? 'No history yet' : monthOf(shown)}</h2>
          <p>{tally(days)}</p>
        </header>
        <PastList days={days} checks={checks} now={generatedAt} />
        <p className="nothing">
          These are the last 90 days. <a href="/incidents">All incidents</a>
        </p>
      </section>
    </>
  );
}
