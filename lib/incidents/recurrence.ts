import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { rrulePartsProblem } from './rrule-parts.ts';

/** What the starts of a plan's windows follow from. */
export interface Rule {
  /** The first of them, Unix ms. */
  readonly startsAt: number;
  /** IANA name: in which they keep their time of day. */
  readonly timezone: string;
  /** RFC 5545 `RRULE` without `DTSTART`; null: there is only the first. */
  readonly rrule: string | null;
}

const DAY = 86_400_000;
/** Windows of a rule in any 366 days, at most. */
const MOST_A_YEAR = 1_000;
/** How far a single start is looked for at first, ms. */
const NEAR = 8 * DAY;
/** No rule is followed further than this behind its first window, ms. */
const REACH = 100 * 366 * DAY;
/** Rules that are kept ready, at most. */
const READY = 1_000;

/**
 * The planned starts of a rule in a span (`from` inclusive, `to` exclusive, Unix ms), ascending. Each keeps the time
 * of day of the first. As RFC 5545 has it, a time of day that a day does not have (the clock goes forward) gives no
 * start and is not counted; of one that a day has twice, the first is meant.
 */
export function startsOf(rule: Rule, from: number, to: number): number[] {
  const { startsAt, rrule } = rule;
  if (rrule === null) return startsAt >= from && startsAt < to ? [startsAt] : [];
  const { series, last } = ready(rule, rrule);
  const until = Math.min(to, last + 1, startsAt + REACH);
  return between(series, Math.max(from, startsAt), until);
}

/** The first planned start after an instant; null when there is none. */
export function startAfter(rule: Rule, after: number): number | null {
  if (rule.rrule === null) return rule.startsAt > after ? rule.startsAt : null;
  // Most rules give the next start within days, and the rarest (29 February) within eight years.
  for (let from = Math.max(after + 1, rule.startsAt), span = NEAR; span <= REACH; span *= 8) {
    const to = from + span;
    const start = startsOf(rule, from, to)[0];
    if (start !== undefined) return start;
    from = to;
  }
  return null;
}

/** The last planned start at or before an instant; null when there is none. */
export function startUpTo(rule: Rule, at: number): number | null {
  if (rule.rrule === null) return rule.startsAt <= at ? rule.startsAt : null;
  for (let to = at + 1, span = NEAR; to > rule.startsAt; span *= 8) {
    const from = to - span;
    const start = startsOf(rule, from, to).at(-1);
    if (start !== undefined) return start;
    to = from;
  }
  return null;
}

/** What is wrong with a recurrence whose windows have this length, in plain words; null when nothing is. */
export function ruleProblem(rule: Rule, length: number): string | null {
  if (rule.rrule === null) return null;
  const problem = rrulePartsProblem(rule.rrule);
  if (problem !== null) return problem;
  try {
    const year = startsOf(rule, rule.startsAt, rule.startsAt + 366 * DAY);
    const first = year[0] ?? startAfter(rule, rule.startsAt);
    if (first === null) return 'must have a window';
    if (first !== rule.startsAt)
      return `must include the first window: startsAt is ${wallTime(rule.startsAt, rule.timezone)}, the first that the rule gives from then on is ${wallTime(first, rule.timezone)}`;
    if (year.length > MOST_A_YEAR) return `must give at most ${MOST_A_YEAR} windows a year`;
    const overlap = year.find((start, index) => start + length > (year[index + 1] ?? Infinity));
    if (overlap !== undefined)
      return `must give windows that end before the next begins: that of ${wallTime(overlap, rule.timezone)} does not`;
    return null;
  } catch (error) {
    // The library's own word on what our grammar lets through.
    return `must be an RFC 5545 recurrence: ${(error as Error).message}`;
  }
}

interface Ready {
  readonly series: RRuleTemporal;
  /** The last start that COUNT and UNTIL allow; Infinity without them. */
  readonly last: number;
}

/** Making a rule ready costs far more than asking it, and the same few are asked again and again. */
const kept = new Map<string, Ready>();

function ready(rule: Rule, rrule: string): Ready {
  const key = `${rule.startsAt} ${rule.timezone} ${rrule}`;
  let one = kept.get(key);
  if (one === undefined) {
    one = makeReady(rule, rrule);
    const [oldest] = kept.keys();
    if (kept.size >= READY && oldest !== undefined) kept.delete(oldest);
    kept.set(key, one);
  }
  return one;
}

function makeReady({ startsAt, timezone }: Rule, rrule: string): Ready {
  const parts = rrule
    .toUpperCase()
    .split(';')
    .map((part) => part.split('=') as [string, string]);
  const endless = parts.filter(([name]) => name !== 'COUNT' && name !== 'UNTIL');
  const series = new RRuleTemporal({
    rruleString: endless.map((part) => part.join('=')).join(';'),
    dtstart: Temporal.Instant.fromEpochMilliseconds(startsAt).toZonedDateTimeISO(timezone),
    strict: true,
  });
  const value = (wanted: string) => parts.find(([name]) => name === wanted)?.[1];
  const until = value('UNTIL');
  const count = value('COUNT');
  if (until !== undefined) return { series, last: instantOf(until, timezone) };
  if (count !== undefined) return { series, last: lastOf(series, startsAt, Number(count)) };
  return { series, last: Infinity };
}

/** The instant that an UNTIL names; of a date alone the end of that day. */
function instantOf(until: string, timezone: string): number {
  const [, year, month, day, time] = /^(\d{4})(\d{2})(\d{2})(?:T(\d{6})Z)?$/.exec(until) ?? [];
  const date = `${year ?? ''}-${month ?? ''}-${day ?? ''}`;
  if (time !== undefined) return Date.parse(`${date}T${time.replace(/(..)(?=.)/g, '$1:')}Z`);
  return Temporal.PlainDate.from(date).add({ days: 1 }).toZonedDateTime(timezone).epochMilliseconds - 1;
}

/** The start that is the `count`th. Counting year by year takes milliseconds; the library's own COUNT, up to seconds. */
function lastOf(series: RRuleTemporal, startsAt: number, count: number): number {
  let left = count;
  for (let from = startsAt; from < startsAt + REACH; from += 366 * DAY) {
    const starts = between(series, from, from + 366 * DAY);
    const last = starts[left - 1];
    if (last !== undefined) return last;
    left -= starts.length;
  }
  return Infinity;
}

function between(series: RRuleTemporal, from: number, to: number): number[] {
  if (from >= to) return [];
  return series
    .between(new Date(from), new Date(to), true)
    .map((start) => start.epochMilliseconds)
    .filter((start) => start >= from && start < to);
}

/** `Sun 2026-06-21 22:00` */
function wallTime(at: number, timezone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone);
  const day = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'][local.dayOfWeek - 1] ?? '';
  return `${day} ${local.toPlainDate().toString()} ${local.toPlainTime().toString({ smallestUnit: 'minute' })}`;
}
