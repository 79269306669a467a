import type { Snapshot } from '../lib/model.ts';
import { addDays, dateIn } from './calendar.ts';
import { MonthNav, monthOf } from './month-nav.tsx';
import { incidentEvents, pastDays, tally } from './past-days.ts';
import { PastList } from './past-list.tsx';

/**
 * The incidents of a month, by the day on which they began. A month without any, other than this one, is shown as
 * the newest.
 */
export function IncidentMonths({ snapshot, month }: { snapshot: Snapshot; month: string | null }) {
  const { incidents, checks, generatedAt, site } = snapshot;
  const today = dateIn(generatedAt, site.timezone);
  const monthIn = (at: number) => dateIn(at, site.timezone).slice(0, 7);
  const months = [...new Set([today.slice(0, 7), ...incidents.map(({ startedAt }) => monthIn(startedAt))])]
    .sort()
    .reverse();
  const shown = months.find((one) => one === month) ?? today.slice(0, 7);
  const events = incidentEvents(incidents.filter(({ startedAt }) => monthIn(startedAt) === shown));
  const days = pastDays(events, datesOf(shown, today), site.timezone);
  const busy = days.filter((day) => day.events.length > 0);
  return (
    <section className="past" aria-labelledby="month">
      <MonthNav href="/incidents" months={months} shown={shown} />
      <header>
        <h2 id="month">{monthOf(shown)}</h2>
        {busy.length > 0 && <p>{tally(days)}</p>}
      </header>
      {busy.length > 0 ? (
        <PastList days={busy} checks={checks} now={generatedAt} />
      ) : (
        <p className="nothing">
          No incidents. What the checks found is in the <a href="/history">history</a>.
        </p>
      )}
    </section>
  );
}

/** The dates of a month, the newest first; none after `today`. */
function datesOf(month: string, today: string): string[] {
  const dates: string[] = [];
  for (let date = `${month}-01`; date.startsWith(month) && date <= today; date = addDays(date, 1)) dates.unshift(date);
  return dates;
}
