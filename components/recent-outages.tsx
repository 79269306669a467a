import type { Snapshot } from '../lib/model.ts';
import { dateRange, longDate } from './calendar.ts';
import { plural } from './figures.ts';
import { outageDays } from './outage-days.ts';
import { OutageItem } from './outage-item.tsx';
import { hasHistory } from './state-words.ts';

/** How many outages of a day are told before the rest is left to the history. */
const PER_DAY = 12;

/** The outages of the last `days` days, day by day; quiet ones are said plainly, in one line a run. */
export function RecentOutages({ snapshot, days }: { snapshot: Snapshot; days: number }) {
  if (!hasHistory(snapshot)) return null;
  return (
    <section className="past" aria-labelledby="past">
      <header>
        <h2 id="past">Past {days} days</h2>
        <a href="/history">Full history</a>
      </header>
      <ol>
        {outageDays(snapshot, days).map(({ first, last, outages }) => (
          <li key={last}>
            <h3>{first === last ? longDate(first) : dateRange(first, last)}</h3>
            {outages.length === 0 ? (
              <p>No outages</p>
            ) : (
              <ul>
                {outages.slice(0, PER_DAY).map(({ check, outage }) => (
                  <OutageItem key={outage.id} check={check} outage={outage} now={snapshot.generatedAt} named />
                ))}
                {outages.length > PER_DAY && (
                  <li>
                    <a href={`/history?month=${first.slice(0, 7)}`}>
                      {plural(outages.length - PER_DAY, 'more outage')}
                    </a>
                  </li>
                )}
              </ul>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
