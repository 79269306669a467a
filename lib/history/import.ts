import { RESULT_STATES, type Code, type Result, type ResultState } from '../model.ts';
import { TIERS, addResult, bucketStart, emptyBucket, mergeInto, type Bucket, type MutableBucket } from './bucket.ts';
import type { ForeignAggregate, ForeignChange, ForeignPast, ForeignRun, ForeignState } from './foreign.ts';
import { advance, initialStanding, type Changes, type Standing } from './transition.ts';
import { toMicroseconds } from './response-time.ts';

const HOUR = TIERS[1].ms;
const DAY = TIERS[2].ms;
/** So much of an aggregate's time may lack before it is not known for all of it. */
const FULL = 0.9;
const AT_ONCE = { failureThreshold: 1, successThreshold: 1 };

/** How far an import reaches, and what of it is kept. Unix ms. */
export interface ImportLimits {
  /** Nothing from here on: where our own past begins, or what is not closed yet. */
  readonly until: number;
  /** What does not end by here is not closed: no hour, no day is made of it. */
  readonly closedUntil: number;
  /** Five minutes are kept from here on, a whole hour; single results too where they reach that far. */
  readonly fiveMinutesFrom: number;
  readonly resultsFrom: number;
  /** Hours are kept from here on, a whole day. */
  readonly hoursFrom: number;
}

/** A past in our own words: to be written before a check's own. */
export interface ImportedPast {
  /** Ends with `unknown`, as our own past begins; empty when there is nothing. */
  readonly transitions: Changes['transitions'];
  /** Of five minutes, and of hours and days that are closed. */
  readonly buckets: readonly Bucket[];
  /** Single results by the five minutes that they are in. */
  readonly packed: ReadonlyMap<number, readonly Omit<Result, 'check'>[]>;
}

/**
 * Another program's past in our words.
 *
 * - An hour is counted from its single runs where they are all there, else from its aggregate; a day from its hours
 *   where they hold all of its runs, else from its own aggregate. What an aggregate stands for has no finer buckets,
 *   and no quantiles: those cannot be had from a mean.
 * - Within an aggregate the state is what the changes told; where they do not reach, its share of failed runs is one
 *   stretch of time. Time for which its runs do not suffice is `unknown`, as is every gap between two runs.
 */
export function importPast(past: ForeignPast, limits: ImportLimits): ImportedPast {
  const course = new CourseWriter(past.validity);
  const buckets: Bucket[] = [];
  const packed = new Map<number, Omit<Result, 'check'>[]>();
  const changes = past.changes.filter(({ at }) => at < limits.until);
  for (const day of daysOf(past, limits)) {
    const parts = [...day.hours.values()];
    const counted = parts.reduce(
      (sum, { aggregate, runs }) => sum + (aggregate === null ? runs.length : runsOf(aggregate)),
      0,
    );
    if (day.aggregate !== null && runsOf(day.aggregate) > counted) {
      buckets.push(
        aggregateBucket(2, day.aggregate, takeAggregate(course, day.aggregate, DAY, day.from, past, changes)),
      );
      continue;
    }
    const whole = emptyBucket(2, day.start);
    for (const { start, aggregate, runs } of parts) {
      const hour =
        aggregate === null
          ? takeRuns(course, start, runs, limits, buckets, packed)
          : aggregateBucket(
              1,
              aggregate,
              takeAggregate(course, aggregate, HOUR, runs[0]?.at ?? Infinity, past, changes),
            );
      if (total(hour) === 0) continue;
      mergeInto(whole, hour);
      if (day.start >= limits.hoursFrom && start + HOUR <= limits.closedUntil) buckets.push(hour);
    }
    if (total(whole) > 0 && day.start + DAY <= limits.closedUntil) buckets.push(whole);
  }
  return { transitions: course.end(limits.until), buckets, packed };
}

interface HourParts {
  readonly start: number;
  /** Null when the runs stand for the hour. */
  readonly aggregate: ForeignAggregate | null;
  readonly runs: readonly ForeignRun[];
}

interface DayParts {
  readonly start: number;
  readonly aggregate: ForeignAggregate | null;
  /** Nothing that is kept of it lies before. */
  readonly from: number;
  readonly hours: ReadonlyMap<number, HourParts>;
}

/** A past by days, in order; what does not end before the limit is left out of its aggregates. */
function* daysOf(past: ForeignPast, { until }: ImportLimits): Generator<DayParts> {
  const hours = new Map(past.hours.filter(({ start }) => start + HOUR <= until).map((hour) => [hour.start, hour]));
  const days = new Map(past.days.filter(({ start }) => start + DAY <= until).map((day) => [day.start, day]));
  const starts = [...new Set([...days.keys(), ...[...hours.keys()].map((start) => bucketStart(2, start))])].sort(
    (a, b) => a - b,
  );
  let next = 0;
  let day: { start: number; runs: ForeignRun[] } | null = null;
  const parts = (start: number, runs: readonly ForeignRun[]): DayParts => {
    const byHour = groupByHour(runs);
    const all = new Map<number, HourParts>();
    for (let hour = start; hour < start + DAY; hour += HOUR) {
      const [aggregate, own] = [hours.get(hour) ?? null, byHour.get(hour) ?? []];
      if (runsOf(aggregate) > own.length) all.set(hour, { start: hour, aggregate, runs: own });
      else if (own.length > 0) all.set(hour, { start: hour, aggregate: null, runs: own });
    }
    return {
      start,
      aggregate: days.get(start) ?? null,
      from: Math.min(runs[0]?.at ?? Infinity, ...all.keys()),
      hours: all,
    };
  };
  for (const run of past.runs) {
    if (run.at >= until) break;
    const start = bucketStart(2, run.at);
    if (day !== null && day.start < start) {
      yield parts(day.start, day.runs);
      day = null;
    }
    for (; (starts[next] ?? Infinity) < start; next++) yield parts(starts[next] ?? 0, []);
    if (starts[next] === start) next++;
    day ??= { start, runs: [] };
    day.runs.push(run);
  }
  if (day !== null) yield parts(day.start, day.runs);
  for (; next < starts.length; next++) yield parts(starts[next] ?? 0, []);
}

function groupByHour(runs: readonly ForeignRun[]): Map<number, ForeignRun[]> {
  const groups = new Map<number, ForeignRun[]>();
  for (const run of runs) {
    const start = bucketStart(1, run.at);
    const group = groups.get(start);
    if (group === undefined) groups.set(start, [run]);
    else group.push(run);
  }
  return groups;
}

/** Counts the single runs of an hour, and takes their verdicts into the course. */
function takeRuns(
  course: CourseWriter,
  start: number,
  runs: readonly ForeignRun[],
  limits: ImportLimits,
  buckets: Bucket[],
  packed: Map<number, Omit<Result, 'check'>[]>,
): Bucket {
  const hour = emptyBucket(1, start);
  const fives = new Map<number, MutableBucket>();
  for (const { at, state, code, responseTime } of runs) {
    course.take(at, state, code);
    if (state !== 'up' && state !== 'down') continue;
    const result = { at, state, responseTime, code, details: null };
    addResult(hour, result);
    const five = bucketStart(0, at);
    let bucket = fives.get(five);
    if (bucket === undefined) fives.set(five, (bucket = emptyBucket(0, five)));
    addResult(bucket, result);
    if (start < limits.fiveMinutesFrom || five < limits.resultsFrom) continue;
    const results = packed.get(five);
    if (results === undefined) packed.set(five, [result]);
    else results.push(result);
  }
  if (start >= limits.fiveMinutesFrom) buckets.push(...fives.values());
  return hour;
}

/** Takes what an aggregate says into the course. Returns whether its failed runs were verdicts. */
function takeAggregate(
  course: CourseWriter,
  aggregate: ForeignAggregate,
  length: number,
  earliest: number,
  { interval }: ForeignPast,
  changes: readonly ForeignChange[],
): boolean {
  const { start, up, down } = aggregate;
  const runs = up + down;
  if (runs === 0) return true;
  const known = runs * interval >= FULL * length ? length : runs * interval;
  // What is missing lies at its beginning when nothing was known before it, else at its end. Nothing that is taken
  // may lie before the first change of state: that is where another import ends.
  const from = course.isKnownAt(start) ? start : Math.min(start + length - known, earliest);
  const to = from + known;
  const before = changes.findLast(({ at }) => at <= from);
  if (before !== undefined) {
    const within = changes.filter(({ at }) => at > from && at < to);
    for (const { at, state, code } of [{ ...before, at: from }, ...within]) {
      if (at > from) course.cover(at);
      course.take(at, state, code);
    }
    course.cover(to);
    return [before, ...within].some(({ state }) => state === 'down');
  }
  const failed = Math.round((known * down) / runs);
  const [first, second] = course.state === 'down' ? (['down', 'up'] as const) : (['up', 'down'] as const);
  const turn = first === 'down' ? from + failed : to - failed;
  const code = (state: string): Code | null => (state === 'down' ? 'reported_down' : null);
  if (turn > from) course.verdict(from, first, code(first));
  if (turn > from) course.cover(turn);
  if (turn < to) course.verdict(turn, second, code(second));
  course.cover(to);
  return true;
}

/** A bucket of figures alone. `isDown`: its failed runs were verdicts; else they were retries, which are none. */
function aggregateBucket(tier: 1 | 2, { start, up, down, mean, min, max }: ForeignAggregate, isDown: boolean): Bucket {
  const bucket = emptyBucket(tier, start);
  bucket.runs.up = up;
  bucket.runs[isDown ? 'down' : 'unknown'] = down;
  const us = toMicroseconds(mean);
  if (us === null || up === 0) return bucket;
  return {
    ...bucket,
    count: up,
    sum: Math.round((mean ?? 0) * 1000 * up),
    min: toMicroseconds(min),
    max: toMicroseconds(max),
  };
}

/** Follows the verdicts in order of time, and notes what lost its validity between them. */
class CourseWriter {
  readonly #validity: number;
  readonly #transitions: Changes['transitions'][number][] = [];
  #standing: Standing = initialStanding;
  /** Until when the state is known. */
  #until = -Infinity;
  /** What an aggregate knows it knows to its last run: another that follows within the validity goes on from it. */
  #grace = 0;
  #last = -Infinity;

  constructor(validity: number) {
    this.#validity = validity;
  }

  get state(): string {
    return this.#standing.state;
  }

  isKnownAt(at: number): boolean {
    return this.#standing.state !== 'unknown' && at <= this.#until + this.#grace;
  }

  verdict(time: number, state: 'up' | 'down', code: Code | null): void {
    const at = Math.max(time, this.#last);
    this.#expire(at);
    const result: Result = { check: '', at, state, responseTime: null, code, details: null };
    const { standing, changes } = advance(this.#standing, { kind: 'result', result }, AT_ONCE);
    this.#take(standing, changes);
    this.#last = at;
    this.#until = at + this.#validity;
    this.#grace = 0;
  }

  /** The state is known up to here. */
  cover(to: number): void {
    this.#until = to;
    this.#grace = this.#validity;
    this.#last = Math.max(this.#last, to);
  }

  /** What a run, or a change of state, says. */
  take(at: number, state: ForeignState, code: Code | null): void {
    if (state === 'up' || state === 'down') {
      this.verdict(at, state, code);
      return;
    }
    this.#expire(at);
    if (state === 'maintenance') this.#stale(at);
    else if (this.#standing.state !== 'unknown') this.#until = Math.max(this.#until, at + this.#validity);
  }

  /** The changes of state up to the end, where our own past begins without a state. */
  end(until: number): Changes['transitions'] {
    this.#stale(Math.min(this.#until, until));
    return this.#transitions;
  }

  #expire(at: number): void {
    if (at > this.#until + this.#grace) this.#stale(this.#until);
  }

  #stale(at: number): void {
    const { standing, changes } = advance(this.#standing, { kind: 'stale', at, confirmedAt: at }, AT_ONCE);
    this.#take(standing, changes);
  }

  #take(standing: Standing, changes: Changes): void {
    this.#standing = standing;
    this.#transitions.push(...changes.transitions);
  }
}

function runsOf(aggregate: ForeignAggregate | null): number {
  return aggregate === null ? 0 : aggregate.up + aggregate.down;
}

function total({ runs }: Bucket): number {
  return RESULT_STATES.reduce((sum, state: ResultState) => sum + runs[state], 0);
}
