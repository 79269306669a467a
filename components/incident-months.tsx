import type { Snapshot } from '../lib/model.ts';
import { addDays, dateIn, monthOfYear } from './calendar.ts';
import { MonthNav } from './month-nav.tsx';
import { incidentEvents, pastDays } from './past-days.ts';
import { PastList } from './past-list.tsx';
import type { Words } from './words.ts';

export interface IncidentMonthsProps {
  readonly snapshot: Snapshot;
  readonly month: string | null;
  readonly words: Words;
}

/**
 * The incidents of a month that are over, by the day on which they began: those that go on stand above, in full, and
 * are counted with them. A month without any, other than this one, is shown as the newest.
 */
export function IncidentMonths({ snapshot, month, words }: IncidentMonthsProps) {
  const { incidents, checks, generatedAt, site } = snapshot;
  const today = dateIn(generatedAt, site.timezone);
  const monthIn = (at: number) => dateIn(at, site.timezone).slice(0, 7);
  const months = [...new Set([today.slice(0, 7), ...incidents.map(({ startedAt }) => monthIn(startedAt))])]
    .sort()
    .reverse();
  const shown = months.find((one) => one === month) ?? today.slice(0, 7);
  const ofMonth = incidents.filter(({ startedAt }) => monthIn(startedAt) === shown);
  const over = ofMonth.filter(({ resolvedAt }) => resolvedAt !== null);
  const days = pastDays(incidentEvents(over), datesOf(shown, today), site.timezone);
  const open = ofMonth.length - over.length;
  const busy = days.filter((day) => day.events.length > 0);
  return (
    <section className="past" aria-labelledby="month">
      <MonthNav href="/incidents" months={months} shown={shown} words={words} />
      <header>
        <h2 id="month">{monthOfYear(shown, words.language)}</h2>
        {ofMonth.length > 0 && (
          <p>
            {words.list([
              words.t('past.incidents', { count: ofMonth.length }),
              ...(open > 0 ? [words.t('past.incidentsOpen', { count: open })] : []),
            ])}
          </p>
        )}
      </header>
      {busy.length > 0 ? (
        <PastList days={busy} checks={checks} now={generatedAt} words={words} />
      ) : (
        <p className="nothing">
          {words.rich(ofMonth.length > 0 ? 'incident.noOther' : 'incident.noneInMonth', {
            history: <a href={words.href('/history')}>{words.t('incident.historyLink')}</a>,
          })}
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
