import type { Snapshot } from '../lib/model.ts';
import { addDays, dateIn } from './calendar.ts';

/** Since when anything is known of these checks: their first verdict, or the first incident that people told of. */
export function knownSince({ checks, incidents, generatedAt }: Snapshot): number {
  let since = generatedAt;
  for (const { firstVerdict } of checks) since = Math.min(since, firstVerdict?.at ?? since);
  for (const { startedAt } of incidents) since = Math.min(since, startedAt);
  return since;
}

/** No more months than these are told. */
const MOST = 600;

/** The months (`YYYY-MM`) since an instant, the newest first. */
export function monthsSince(since: number, now: number, timezone: string): string[] {
  const oldest = dateIn(since, timezone).slice(0, 7);
  const months: string[] = [];
  for (let month = dateIn(now, timezone).slice(0, 7); month >= oldest && months.length < MOST; month = before(month))
    months.push(month);
  return months;
}

/** The date on which the month after this one begins. */
export function nextMonth(month: string): string {
  return `${addDays(`${month}-01`, 31).slice(0, 7)}-01`;
}

function before(month: string): string {
  return addDays(`${month}-01`, -1).slice(0, 7);
}
