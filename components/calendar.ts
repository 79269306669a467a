import type { Language } from '../lib/model.ts';
import { LANGUAGE_FACTS } from './languages.ts';

/** How a moment is written: `time` 14:02, `day` with day and month, `full` with the year too. */
export type MomentForm = 'time' | 'day' | 'full';

const TIME = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const SHORT_DAY = { day: 'numeric', month: 'short' } as const;
const MOMENTS: Readonly<Record<MomentForm, Intl.DateTimeFormatOptions>> = {
  time: TIME,
  day: { ...TIME, ...SHORT_DAY },
  full: { ...TIME, ...SHORT_DAY, year: 'numeric' },
};

const formatters = new Map<string, Intl.DateTimeFormat>();

/** The formatter of that name: to make one takes longer than a thousand uses. Without a zone, this machine's. */
function formatterOf(
  name: string,
  language: Language,
  options: Intl.DateTimeFormatOptions,
  timeZone?: string,
): Intl.DateTimeFormat {
  const key = `${name} ${language} ${timeZone ?? ''}`;
  let formatter = formatters.get(key);
  if (formatter === undefined) {
    const { locale } = LANGUAGE_FACTS[language];
    formatter = new Intl.DateTimeFormat(locale, timeZone === undefined ? options : { ...options, timeZone });
    formatters.set(key, formatter);
  }
  return formatter;
}

/** An instant in UTC, without saying so, as in `17 Jun, 14:02`. */
export function bareUtc(at: number, form: MomentForm, language: Language): string {
  return formatterOf(form, language, MOMENTS[form], 'UTC').format(at);
}

/** The parts of which that consists. */
export function momentParts(at: number, form: MomentForm, language: Language): Intl.DateTimeFormatPart[] {
  return formatterOf(form, language, MOMENTS[form], 'UTC').formatToParts(at);
}

/** An instant in UTC, as in `17 Jun, 14:02 UTC`. */
export function utc(at: number, form: MomentForm, language: Language): string {
  return `${bareUtc(at, form, language)} UTC`;
}

/** An instant in a time zone by its IANA name, told with it, as in `17 Jun 2026, 16:02 CEST`: where no script makes it another's. */
export function zoned(at: number, form: MomentForm, timezone: string, language: Language): string {
  return formatterOf(`zoned ${form}`, language, { ...MOMENTS[form], timeZoneName: 'short' }, timezone).format(at);
}

/** An instant in the zone of this machine, as in `17 Jun, 16:02`: for browsers, whose zone is the visitor's. */
export function local(at: number, form: MomentForm, language: Language): string {
  return formatterOf(form, language, MOMENTS[form]).format(at);
}

/** What the zone of this machine is called at an instant, as in `CEST` or `GMT+5:30`. */
export function localZone(at: number, language: Language): string {
  const parts = formatterOf('zone', language, { hour: '2-digit', timeZoneName: 'short' }).formatToParts(at);
  const zone = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  // Behind a word that is read from the right, the sign would change its side.
  return LANGUAGE_FACTS[language].dir === 'rtl' ? zone.replace(/[+-].*/, '\u2066$&\u2069') : zone;
}

const STEPS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

const distances = new Map<Language, Intl.RelativeTimeFormat>();

/** How far an instant is from now, as in `3 hours ago`. */
export function relative(at: number, now: number, language: Language): string {
  const ms = at - now;
  const [unit, length] = STEPS.find(([, step]) => Math.abs(ms) >= step) ?? (['minute', 60_000] as const);
  let formatter = distances.get(language);
  if (formatter === undefined) {
    formatter = new Intl.RelativeTimeFormat(LANGUAGE_FACTS[language].locale, { numeric: 'auto' });
    distances.set(language, formatter);
  }
  return formatter.format(Math.trunc(ms / length), unit);
}

/** The shortest form that cannot be misread at `now`. */
export function formFor(at: number, now: number): MomentForm {
  const [then, today] = [new Date(at).toISOString(), new Date(now).toISOString()];
  if (then.slice(0, 10) === today.slice(0, 10)) return 'time';
  return Math.abs(now - at) < 180 * 86_400_000 ? 'day' : 'full';
}

/** The day of an instant in UTC, as in `17 Jun`. */
export function shortDay(at: number, language: Language): string {
  return formatterOf('short', language, SHORT_DAY, 'UTC').format(at);
}

/** The month of a date that begins with `YYYY-MM`, as in `June`. */
export function monthName(date: string, language: Language): string {
  return formatterOf('month', language, { month: 'long' }, 'UTC').format(instantOf(`${date.slice(0, 7)}-01`));
}

/** The month of a date that begins with `YYYY-MM`, with its year, as in `June 2026`. */
export function monthOfYear(date: string, language: Language): string {
  const options = { month: 'long', year: 'numeric' } as const;
  return formatterOf('year', language, options, 'UTC').format(instantOf(`${date.slice(0, 7)}-01`));
}

const LONG = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const;

/** A calendar date `YYYY-MM-DD` as in `Wednesday, 17 June 2026`. */
export function longDate(date: string, language: Language): string {
  // Spanish parts day, month and year by a word that must not end a line.
  return formatterOf('long', language, LONG, 'UTC').format(instantOf(date)).replaceAll(' de ', ' de\u00a0');
}

/** Two dates of which the first is not later, as in `3–9 June` or `28 May – 2 June`. */
export function dateRange(first: string, last: string, language: Language): string {
  const formatter = formatterOf('range', language, { day: 'numeric', month: 'long' }, 'UTC');
  const [from, to] = [instantOf(first), instantOf(last)];
  if (first === last) return formatter.format(from);
  // Their ranges are in figures, whatever is asked for.
  if (language === 'ja' || language === 'zh') return `${formatter.format(from)}～${formatter.format(to)}`;
  return formatter.formatRange(from, to);
}

function instantOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}

/** The calendar date `days` after (or, below zero, before) a date. */
export function addDays(date: string, days: number): string {
  return new Date(instantOf(date) + days * 86_400_000).toISOString().slice(0, 10);
}

const zones = new Map<string, Intl.DateTimeFormat>();

/** The calendar date `YYYY-MM-DD` of an instant in a time zone. */
export function dateIn(at: number, timezone: string): string {
  if (timezone === 'UTC') return new Date(at).toISOString().slice(0, 10);
  let formatter = zones.get(timezone);
  if (formatter === undefined) {
    const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
    formatter = new Intl.DateTimeFormat('en-CA', { timeZone: timezone, calendar: 'gregory', ...parts });
    zones.set(timezone, formatter);
  }
  return formatter.format(at);
}
