import type { Snapshot } from '../lib/model.ts';
import { addDays, dateIn } from './calendar.ts';
import { knownSince } from './known-since.ts';
import { lastDates, pastDays, pastEvents } from './past-days.ts';
import { PastList } from './past-list.tsx';
import { hasHistory } from './state-words.ts';
import type { Words } from './words.ts';

/** How many events of a day are told before the rest is left to the history. */
const PER_DAY = 12;

export interface RecentDaysProps {
  readonly snapshot: Snapshot;
  readonly count: number;
  readonly words: Words;
  /** What the page is narrowed to, as a query. */
  readonly query?: string;
}

/** The last `count` days, day by day: incidents, maintenance and outages. Of days before all that is known it says so. */
export function RecentDays({ snapshot, count, words, query = '' }: RecentDaysProps) {
  const { checks, generatedAt, site } = snapshot;
  const dates = lastDates(generatedAt, count, site.timezone);
  // What ended before is on none of them, whatever the zone: with 1,000 checks that is most of it.
  const before = addDays(dateIn(generatedAt, site.timezone), -count);
  const events = pastEvents(snapshot, Date.parse(before));
  if (!hasHistory(snapshot) && events.length === 0) return null;
  const since = dateIn(knownSince(snapshot), site.timezone);
  const [first, last] = [dates.at(-1), dates.find((date) => date < since)];
  const days = pastDays(
    events,
    dates.filter((date) => date >= since),
    site.timezone,
  );
  if (first !== undefined && last !== undefined) days.push({ first, last, events: [], isUnknown: true });
  return (
    <section className="past" aria-labelledby="past">
      <header>
        <h2 id="past">{words.t('past.days', { count })}</h2>
        <a href={words.href(query === '' ? '/history' : `/history?${query}`)}>{words.t('past.full')}</a>
      </header>
      <PastList days={days} checks={checks} now={generatedAt} words={words} perDay={PER_DAY} query={query} />
    </section>
  );
}
