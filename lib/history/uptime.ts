import type { Day, State, StateTime, Verdict } from '../model.ts';
import type { CalendarDay } from './calendar.ts';

export { type CalendarDay, dayEdges, dayStart, nextDayStart } from './calendar.ts';

/** How a check's confirmed state went: its transitions, as far as a question about a span needs them. */
export interface Course {
  /** The state before the first change; `none` before the first verdict. */
  readonly before: State | 'none';
  /** In order of time; of those at the same instant the last counts. */
  readonly changes: readonly { readonly at: number; readonly to: State }[];
  /** When the last verdict loses its validity: from then on a last state that is a verdict is `unknown`. */
  readonly validUntil: number | null;
}

/** From (inclusive) to (exclusive), Unix ms. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

export interface Span extends Interval {
  readonly state: State | 'none';
}

type MutableStateTime = { -readonly [Key in keyof StateTime]: number };

/** Days that are over and of one state throughout, as nearly all are: of however many checks, each is kept once. */
const wholeDays = new WeakMap<CalendarDay, Map<State | 'none', Day>>();

/**
 * The time of a span by state, exact to the ms: the parts sum to `to - from`. Time within `maintenance` (in any
 * order, overlapping or not) is counted there and nowhere else.
 */
export function stateTime(course: Course, from: number, to: number, maintenance: readonly Interval[] = []): StateTime {
  const time = noTime();
  const windows = disjoint(maintenance);
  walk(course, from, to, (start, end, state) => count(time, start, end, state, windows));
  return time;
}

/**
 * The uptime of a span, on every surface: (up + degraded) / (up + degraded + down), each by time. Null without a
 * verdict in it. Time that is unknown, paused, before the first verdict or excluded as maintenance counts on neither side.
 */
export function uptimeRatio(time: StateTime): number | null {
  const available = time.up + time.degraded;
  const judged = available + time.down;
  return judged === 0 ? null : available / judged;
}

/**
 * An uptime for people: `99.98 %`, `100 %`, or `—` without data. Cut off, not rounded: it is 100 % only when
 * there was no downtime at all.
 */
export function formatUptime(ratio: number | null): string {
  if (ratio === null) return '—';
  if (ratio >= 1) return '100 %';
  if (ratio <= 0) return '0 %';
  // 0.57 × 10,000 is 5699.999999999999 in binary: the margin keeps it 57.00 %, and may never reach 100 %.
  const hundredths = Math.min(9_999, Math.floor(ratio * 10_000 + 1e-9));
  return `${(hundredths / 100).toFixed(2)} %`;
}

/** The states of a span in order, without gaps, each other than the one before. Empty when the span is. */
export function spansOf(course: Course, from: number, to: number): Span[] {
  const spans: Span[] = [];
  walk(course, from, to, (start, end, state) => {
    const last = spans.at(-1);
    if (last?.state === state) spans[spans.length - 1] = { ...last, to: end };
    else spans.push({ from: start, to: end, state });
  });
  return spans;
}

/**
 * The bars of a check: its time on each of `days` (of `dayEdges`, or some of them in a row), the last one cut off at
 * `now`. One pass over the course, whatever the number of days. Days that are over stay as they are until the
 * course itself changes: who asks often may keep them, and ask for the last day alone.
 */
export function daysOf(
  course: Course,
  days: readonly CalendarDay[],
  now: number,
  maintenance: readonly Interval[] = [],
): Day[] {
  const first = days[0];
  if (first === undefined) return [];
  const windows = disjoint(maintenance);
  const whole: (Day | undefined)[] = [];
  const times: (MutableStateTime | undefined)[] = [];
  let index = 0;
  walk(course, first.start, Math.min(now, days.at(-1)?.end ?? now), (start, end, state) => {
    for (let at = start; at < end;) {
      const day = days[index];
      if (day === undefined) return;
      const until = Math.min(end, day.end);
      if (at === day.start && until === day.end && !windows.some(({ from, to }) => from < until && to > at))
        whole[index] = wholeDay(day, state);
      else count((times[index] ??= noTime()), at, until, state, windows);
      if (until === day.end) index++;
      at = until;
    }
  });
  return days.map((day, position) => whole[position] ?? dayWith(day, now, times[position] ?? noTime()));
}

function wholeDay(day: CalendarDay, state: State | 'none'): Day {
  let known = wholeDays.get(day);
  if (known === undefined) wholeDays.set(day, (known = new Map<State | 'none', Day>()));
  let whole = known.get(state);
  if (whole === undefined)
    known.set(state, (whole = dayWith(day, day.end, { ...noTime(), [state]: day.end - day.start })));
  return whole;
}

function dayWith({ date, start, end }: CalendarDay, now: number, time: StateTime): Day {
  return { date, start, end: Math.min(end, now), time, uptime: uptimeRatio(time), worst: worstOf(time) };
}

/** The worst verdict that has any time, or `none`. */
function worstOf(time: StateTime): Verdict | 'none' {
  if (time.down > 0) return 'down';
  if (time.degraded > 0) return 'degraded';
  return time.up > 0 ? 'up' : 'none';
}

/** Visits the parts of a span in order, each of one state and not empty. Neighbours may be of the same state. */
function walk(
  course: Course,
  from: number,
  to: number,
  visit: (from: number, to: number, state: State | 'none') => void,
): void {
  const { changes, validUntil } = course;
  let at = from;
  const until = (edge: number, state: State | 'none'): void => {
    const end = Math.min(edge, to);
    if (end <= at) return;
    visit(at, end, state);
    at = end;
  };
  let next = firstAfter(changes, from);
  let state = next === 0 ? course.before : (changes[next - 1]?.to ?? 'none');
  for (; next < changes.length && at < to; next++) {
    const change = changes[next];
    if (change === undefined) break;
    until(change.at, state);
    state = change.to;
  }
  // Only the state that nothing follows can have outlived its validity.
  if (validUntil !== null && (state === 'up' || state === 'degraded' || state === 'down')) {
    until(validUntil, state);
    state = 'unknown';
  }
  until(to, state);
}

/** The index of the first change after an instant. */
function firstAfter(changes: Course['changes'], instant: number): number {
  let low = 0;
  let high = changes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((changes[middle]?.at ?? Infinity) <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

function count(
  time: MutableStateTime,
  from: number,
  to: number,
  state: State | 'none',
  windows: readonly Interval[],
): void {
  let excluded = 0;
  for (const window of windows) excluded += Math.max(0, Math.min(to, window.to) - Math.max(from, window.from));
  time.maintenance += excluded;
  time[state] += to - from - excluded;
}

/** The same instants as intervals that neither overlap nor touch, in order. */
function disjoint(intervals: readonly Interval[]): readonly Interval[] {
  if (intervals.length < 2) return intervals.filter(({ from, to }) => from < to);
  const merged: Interval[] = [];
  for (const interval of intervals.filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last === undefined || last.to < interval.from) merged.push(interval);
    else if (last.to < interval.to) merged[merged.length - 1] = { from: last.from, to: interval.to };
  }
  return merged;
}

function noTime(): MutableStateTime {
  return { up: 0, degraded: 0, down: 0, unknown: 0, paused: 0, none: 0, maintenance: 0 };
}
