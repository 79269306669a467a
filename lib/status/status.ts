import { calendarDay, type CalendarDay } from '../history/calendar.ts';
import type { Interval } from '../history/uptime.ts';
import type { Audience, CheckHistory, Day, Past, Range, Snapshot } from '../model.ts';
import { providedStatus, type StatusSource } from './source.ts';

/** The status source of this process. */
export function status(): StatusSource {
  const source = providedStatus();
  if (source === null)
    throw new Error('No status source was provided to this process: start it by `npm start` or `npm run dev`.');
  return source;
}

/** The snapshot for an audience, or null while the store is not there yet. */
export function readSnapshot(audience: Audience): Snapshot | null {
  return status().snapshot(audience);
}

/** The history of a check over a range, or null when this audience sees no such check. */
export function readHistory(audience: Audience, check: string, range: Range): Promise<CheckHistory | null> {
  return status().history(audience, check, range);
}

/** What happened in a span of the past, as far back as there is any; null while the store is not there yet. */
export function readPast(audience: Audience, span: Interval): Promise<Past | null> {
  return status().past(audience, span);
}

/** The checks' time on a day, by their ids; null while the store is not there yet. */
export function readDay(audience: Audience, day: CalendarDay): Promise<ReadonlyMap<string, Day> | null> {
  return status().day(audience, day);
}

export { calendarDay, type CalendarDay };
