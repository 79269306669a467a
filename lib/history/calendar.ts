/** One day of a time zone: from its first instant to that of the next day, in Unix ms. 23 or 25 h long at times. */
export interface CalendarDay {
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly start: number;
  readonly end: number;
}

const HOUR = 3_600_000;
const DAY = 86_400_000;
const formatters = new Map<string, Intl.DateTimeFormat>();
const lastDays = new Map<string, readonly CalendarDay[]>();

/** The first instant of the day that `at` lies in. Throws a `RangeError` for an unknown time zone. */
export function dayStart(at: number, timezone: string): number {
  // Where a clock was set back over midnight, an instant may bear the date of a neighbour of its own day.
  for (let date = localDate(at, timezone) + DAY; ; date -= DAY) {
    const start = startOf(date, timezone);
    if (start <= at) return start;
  }
}

/** The first instant of the day after the one that `at` lies in. */
export function nextDayStart(at: number, timezone: string): number {
  // Some steps where a date was left out, as 2011-12-30 was in Samoa.
  for (let date = localDate(at, timezone); ; date += DAY) {
    const start = startOf(date, timezone);
    if (start > at) return start;
  }
}

/**
 * The last `count` days of a time zone, oldest first, the one that `now` lies in last. The answer for the same
 * zone and count is kept until its last day is over, so that asking each second costs nothing.
 */
export function dayEdges(now: number, timezone: string, count: number): readonly CalendarDay[] {
  const key = `${timezone} ${count}`;
  const kept = lastDays.get(key);
  const today = kept?.at(-1);
  if (kept !== undefined && today !== undefined && today.start <= now && now < today.end) return kept;

  const days: CalendarDay[] = [];
  let start = dayStart(now, timezone);
  let end = nextDayStart(now, timezone);
  while (days.length < count) {
    days.unshift({ date: isoDate(localDate(start, timezone)), start, end });
    end = start;
    start = dayStart(start - 1, timezone);
  }
  lastDays.set(key, days);
  return days;
}

/** The day of a date `YYYY-MM-DD` in a time zone; null where there is none: an impossible date, or one that was left out. */
export function calendarDay(date: string, timezone: string): CalendarDay | null {
  const midnight = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : NaN;
  if (Number.isNaN(midnight) || isoDate(midnight) !== date) return null;
  const start = startOf(midnight, timezone);
  return localDate(start, timezone) === midnight ? { date, start, end: nextDayStart(start, timezone) } : null;
}

/** The local date of an instant, as the UTC midnight of the same date. */
function localDate(at: number, timezone: string): number {
  if (timezone === 'UTC') return Math.floor(at / DAY) * DAY; // thousands of times in a start, where Intl takes 0.1 s
  let formatter = formatters.get(timezone);
  if (formatter === undefined) {
    const options = { timeZone: timezone, calendar: 'gregory', numberingSystem: 'latn' } as const;
    formatter = new Intl.DateTimeFormat('en', { ...options, year: 'numeric', month: 'numeric', day: 'numeric' });
    formatters.set(timezone, formatter);
  }
  const part = { year: 0, month: 0, day: 0 };
  for (const { type, value } of formatter.formatToParts(at)) {
    if (type === 'year' || type === 'month' || type === 'day') part[type] = Number(value);
  }
  return Date.UTC(part.year, part.month - 1, part.day);
}

/**
 * The first instant whose local date is `date` or later, found by halving: that is right where midnight is skipped
 * and where the hour after it comes twice. Where the date itself went back (Newfoundland, until 2011) it is one of
 * the two midnights, always the same. Zones have been up to 16 h from UTC; a day begins at a whole second.
 */
function startOf(date: number, timezone: string): number {
  let before = date - 16 * HOUR;
  let after = date + 16 * HOUR;
  while (after - before > 1000) {
    const middle = before + Math.floor((after - before) / 2000) * 1000;
    if (localDate(middle, timezone) >= date) after = middle;
    else before = middle;
  }
  return after;
}

function isoDate(date: number): string {
  return new Date(date).toISOString().slice(0, 10);
}
