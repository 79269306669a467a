import type { Snapshot } from '../lib/model.ts';
import { dateIn } from './calendar.ts';
import { DAYS } from './day-stripes.ts';
import type { Words } from './words.ts';

/** Something that people wrote about days of the bars: their dates, the checks that it names, one line. */
export interface DayNote {
  readonly first: string;
  readonly last: string;
  readonly checks: readonly string[];
  readonly line: string;
  /** The address of all that was written. */
  readonly href: string;
}

/** No more than these travel to the browser. */
const MOST = 60;

/** The incidents and the maintenance of the days of the bars, the newest first: what a tooltip adds to a day. */
export function dayNotes({ incidents, maintenance, generatedAt, site }: Snapshot, { t, href }: Words): DayNote[] {
  const from = generatedAt - DAYS * 86_400_000;
  const date = (at: number) => dateIn(at, site.timezone);
  return [
    ...incidents.map(({ id, title, impact, checks, startedAt, resolvedAt }) => ({
      startedAt,
      endedAt: resolvedAt ?? generatedAt,
      checks,
      line: t('headline.incident', { impact: t(`incident.${impact}`), title }),
      href: href(`/incidents/${id}`),
    })),
    ...maintenance
      .filter(({ status }) => status === 'completed' || status === 'in_progress')
      .map(({ id, title, checks, startsAt, endsAt }) => ({
        startedAt: startsAt,
        endedAt: Math.min(endsAt, generatedAt),
        checks,
        line: t('days.maintained', { title }),
        href: href(`/maintenance/${id}`),
      })),
  ]
    .filter(({ endedAt, checks }) => endedAt > from && checks.length > 0)
    .sort((a, b) => b.startedAt - a.startedAt)
    .slice(0, MOST)
    .map(({ startedAt, endedAt, ...note }) => ({ first: date(startedAt), last: date(endedAt), ...note }));
}

/** What was written about a day of a check. */
export function notesOn(notes: readonly DayNote[], date: string, check: string | undefined): DayNote[] {
  return notes.filter(
    ({ first, last, checks }) => check !== undefined && checks.includes(check) && first <= date && date <= last,
  );
}
