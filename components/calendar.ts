const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
].concat(['November', 'December']);
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** How a moment is written: `time` 14:02, `day` with day and month, `full` with the year too. */
export type MomentForm = 'time' | 'day' | 'full';

/** An instant in UTC, as in `17 Jun, 14:02 UTC`. */
export function utc(at: number, form: MomentForm): string {
  const text = new Date(at).toISOString();
  const time = `${text.slice(11, 16)} UTC`;
  if (form === 'time') return time;
  const day = `${Number(text.slice(8, 10))} ${monthName(text).slice(0, 3)}`;
  return form === 'day' ? `${day}, ${time}` : `${day} ${text.slice(0, 4)}, ${time}`;
}

const TIME = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const DAY = { ...TIME, day: 'numeric', month: 'short' } as const;
const LOCAL: Record<MomentForm, Intl.DateTimeFormatOptions> = {
  time: TIME,
  day: DAY,
  full: { ...DAY, year: 'numeric' },
};

/** An instant in the zone of this machine, as in `17 Jun, 16:02`: for browsers, whose zone is the visitor's. */
export function local(at: number, form: MomentForm): string {
  return new Intl.DateTimeFormat('en-GB', LOCAL[form]).format(at);
}

/** The shortest form that cannot be misread at `now`. */
export function formFor(at: number, now: number): MomentForm {
  const [then, today] = [new Date(at).toISOString(), new Date(now).toISOString()];
  if (then.slice(0, 10) === today.slice(0, 10)) return 'time';
  return Math.abs(now - at) < 180 * 86_400_000 ? 'day' : 'full';
}

/** The month of a date that begins with `YYYY-MM`, as in `June`. */
export function monthName(date: string): string {
  return MONTHS[Number(date.slice(5, 7)) - 1] ?? '';
}

/** A calendar date `YYYY-MM-DD` as in `Wednesday, 17 June 2026`. */
export function longDate(date: string): string {
  const weekday = WEEKDAYS[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? '';
  return `${weekday}, ${shortDate(date)} ${date.slice(0, 4)}`;
}

/** A calendar date `YYYY-MM-DD` as in `17 June`. */
export function shortDate(date: string): string {
  return `${Number(date.slice(8, 10))} ${monthName(date)}`;
}

/** The calendar date `days` after (or, below zero, before) a date. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Two dates of which the first is not later, as in `3–9 June` or `28 May – 2 June`. */
export function dateRange(first: string, last: string): string {
  if (first === last) return shortDate(first);
  if (first.slice(0, 7) === last.slice(0, 7)) return `${Number(first.slice(8, 10))}–${shortDate(last)}`;
  return `${shortDate(first)} – ${shortDate(last)}`;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** The calendar date `YYYY-MM-DD` of an instant in a time zone. */
export function dateIn(at: number, timezone: string): string {
  if (timezone === 'UTC') return new Date(at).toISOString().slice(0, 10);
  let formatter = formatters.get(timezone);
  if (formatter === undefined) {
    const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
    formatter = new Intl.DateTimeFormat('en-CA', { timeZone: timezone, calendar: 'gregory', ...parts });
    formatters.set(timezone, formatter);
  }
  return formatter.format(at);
}
