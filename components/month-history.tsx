import type { Snapshot } from '../lib/model.ts';
import { dateRange, longDate, monthName } from './calendar.ts';
import { plural } from './figures.ts';
import { OutageItem } from './outage-item.tsx';
import { outageDays } from './outage-days.ts';

/** The outages of one month of the last 90 days, day by day. A month that is not there is shown as the newest. */
export function MonthHistory({ snapshot, month, query }: { snapshot: Snapshot; month: string | null; query: string }) {
  const dates = (snapshot.checks[0]?.days ?? []).map((day) => day.date);
  const months = [...new Set(dates.map((date) => date.slice(0, 7)))].reverse();
  const shown = months.find((known) => known === month) ?? months[0];
  const days = outageDays(snapshot, dates.length, shown);
  const total = days.reduce((sum, day) => sum + day.outages.length, 0);
  const name = (known: string) => `${monthName(known)} ${known.slice(0, 4)}`;
  return (
    <>
      <h1 className="title">History</h1>
      <nav className="ranges months" aria-label="Month">
        {months.map((known) => (
          <a
            key={known}
            href={`/history?${query === '' ? '' : `${query}&`}month=${known}`}
            aria-current={known === shown ? 'true' : undefined}
          >
            {name(known)}
          </a>
        ))}
      </nav>
      <section className="past" aria-labelledby="month">
        <header>
          <h2 id="month">{shown === undefined ? 'No history yet' : name(shown)}</h2>
          <p>{total === 0 ? 'No outages' : plural(total, 'outage')}</p>
        </header>
        <ol>
          {days.map(({ first, last, outages }) => (
            <li key={last}>
              <h3>{first === last ? longDate(first) : dateRange(first, last)}</h3>
              {outages.length === 0 ? (
                <p>No outages</p>
              ) : (
                <ul>
                  {outages.map(({ check, outage }) => (
                    <OutageItem key={outage.id} check={check} outage={outage} now={snapshot.generatedAt} named />
                  ))}
                </ul>
              )}
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}
