import { TIERS, type Bucket, type Tier } from '../history/bucket.ts';
import { packLog, unpackLog, type NumberedResult } from '../history/pack-log.ts';
import { unpackLast } from '../history/pack.ts';
import { Sketch } from '../history/sketch.ts';
import {
  STATES,
  type Catalogue,
  type Code,
  type Histogram,
  type Incident,
  type MaintenancePlan,
  type Outage,
  type Transition,
} from '../model.ts';
import type { StoredCatalogue } from './catalogue-change.ts';
import type { CheckRecord, Checkpoint, HourlyResponses, LoggedResult, Notice } from './store.ts';

/** Integers as a driver hands them over: by the declared type of their column. */
type Int = number | bigint;

export interface CheckRow {
  readonly key: Int;
  readonly checkId: string;
  readonly runsUp: Int;
  readonly runsDegraded: Int;
  readonly runsDown: Int;
  readonly runsUnknown: Int;
  readonly lastResult: string | null;
  readonly lastVerdictAt: Int | null;
  readonly histogram: string | null;
}

export interface NoticeRow {
  readonly kind: string;
  readonly json: string;
  readonly deletedAt: Int | null;
}

/** A part of the log: a few results that were committed together, under the id of the last one. */
export interface BatchRow {
  readonly id: Int;
  readonly results: string;
}

export interface TransitionRow {
  readonly id: Int;
  readonly check: Int;
  readonly at: Int;
  readonly confirmedAt: Int;
  readonly from: Int;
  readonly to: Int;
  readonly code: string | null;
}

export interface OutageRow {
  readonly id: Int;
  readonly check: Int;
  readonly startedAt: Int;
  readonly endedAt: Int | null;
  readonly worst: Int;
  readonly code: string | null;
  readonly updatedAt: Int;
}

export interface BucketRow {
  readonly tier: Int;
  readonly start: Int;
  readonly check: Int;
  readonly up: Int;
  readonly degraded: Int;
  readonly down: Int;
  readonly unknown: Int;
  readonly count: Int;
  readonly sum: Int;
  readonly min: Int | null;
  readonly max: Int | null;
  readonly sketch: Uint8Array | null;
}

/** The number in a list that stands for one of its words. */
function wordAt<T>(words: readonly T[], index: Int): T {
  const word = words[Number(index)];
  if (word === undefined) throw new Error(`the database holds the unknown state ${index}`);
  return word;
}

function optional(value: Int | null): number | null {
  return value === null ? null : Number(value);
}

export function readCheck(row: CheckRow): CheckRecord {
  return {
    id: row.checkId,
    runs: {
      up: Number(row.runsUp),
      degraded: Number(row.runsDegraded),
      down: Number(row.runsDown),
      unknown: Number(row.runsUnknown),
    },
    lastResult: row.lastResult === null ? null : unpackLast(row.checkId, row.lastResult),
    lastVerdictAt: optional(row.lastVerdictAt),
    histogram: row.histogram === null ? null : (JSON.parse(row.histogram) as Histogram),
  };
}

/** A catalogue, of an older version too: the web process may read it before the worker has stored its own. */
export function readCatalogue(json: string): StoredCatalogue {
  const stored = JSON.parse(json) as StoredCatalogue;
  return {
    ...{ retired: [] },
    ...stored,
    metrics: { ...{ histogram: false }, ...stored.metrics },
    feeds: { ...{ hub: null }, ...(stored as Partial<Catalogue>).feeds },
    checks: stored.checks.map((check) => ({ ...{ formerIds: [] }, ...check })),
  };
}

export function readNotice(row: NoticeRow): Notice {
  const deleted = row.deletedAt !== null;
  return row.kind === 'incident'
    ? { kind: 'incident', notice: JSON.parse(row.json) as Incident, deleted }
    : { kind: 'maintenance', notice: JSON.parse(row.json) as MaintenancePlan, deleted };
}

/** The checkpoint's row; none before the first close. */
export function readCheckpoint(row: Readonly<Record<keyof Checkpoint, Int>> | null | undefined): Checkpoint {
  return {
    foldedId: Number(row?.foldedId ?? 0),
    trimmedId: Number(row?.trimmedId ?? 0),
    closedUntil: Number(row?.closedUntil ?? 0),
  };
}

/** The results of these rows with ids above `after`, in order: a row's first ones may lie before it. */
export function readNumbered(rows: readonly BatchRow[], after: number): NumberedResult[] {
  return rows.flatMap((row) => unpackLog(row.results)).filter(({ id }) => id > after);
}

/** The same, by the checks' names. */
export function readLog(rows: readonly BatchRow[], after: number, idOf: (key: number) => string): LoggedResult[] {
  return readNumbered(rows, after).map(({ key, ...result }) => ({ ...result, check: idOf(key) }));
}

export function readTransition(row: TransitionRow, check: string): Transition {
  return {
    id: Number(row.id),
    check,
    at: Number(row.at),
    confirmedAt: Number(row.confirmedAt),
    from: wordAt(STATES, row.from),
    to: wordAt(STATES, row.to),
    code: row.code as Code | null,
  };
}

export function readOutage(row: OutageRow, check: string): Outage {
  return {
    id: Number(row.id),
    check,
    startedAt: Number(row.startedAt),
    endedAt: optional(row.endedAt),
    worst: wordAt(STATES, row.worst) as Outage['worst'],
    code: row.code as Code | null,
    updatedAt: Number(row.updatedAt),
  };
}

export function readBucket(row: BucketRow): Bucket {
  return {
    tier: Number(row.tier) as Tier,
    start: Number(row.start),
    runs: { up: Number(row.up), degraded: Number(row.degraded), down: Number(row.down), unknown: Number(row.unknown) },
    count: Number(row.count),
    sum: Number(row.sum),
    min: optional(row.min),
    max: optional(row.max),
    sketch: row.sketch === null ? null : Sketch.deserialize(row.sketch),
  };
}

/** How often and how long successful runs of a bucket took, µs. */
export type ResponseValues = readonly [start: number, check: number, count: number, sum: number];

const HOUR = TIERS[1].ms;

/** The hours that `HourlyResponses` tells of: from the first one's start to where the open one begins. */
export function closedHours({ closedUntil }: Checkpoint): { readonly from: number; readonly open: number } {
  const open = Math.floor(closedUntil / HOUR) * HOUR;
  return { from: open - 24 * HOUR, open };
}

/** Rows of closed hours and of the closed parts of the open one, a list a check. */
export function readResponses(
  rows: Iterable<ResponseValues>,
  from: number,
  idOf: (key: number) => string,
): HourlyResponses[] {
  const byCheck = new Map<number, { readonly counts: number[]; readonly sums: number[] }>();
  for (const [start, check, count, sum] of rows) {
    let hours = byCheck.get(check);
    if (hours === undefined)
      byCheck.set(check, (hours = { counts: Array<number>(25).fill(0), sums: Array<number>(25).fill(0) }));
    const hour = Math.floor((start - from) / HOUR);
    hours.counts[hour] = (hours.counts[hour] ?? 0) + count;
    hours.sums[hour] = (hours.sums[hour] ?? 0) + sum;
  }
  return [...byCheck].map(([check, hours]) => ({ check: idOf(check), from, ...hours }));
}

/** As many results as a row of the log holds: pages take rows of a few hundred bytes without much waste. */
export const RESULTS_A_ROW = 12;

/** The rows of the log that hold these results: id and text. */
export function logRows(results: readonly LoggedResult[], keyOf: (check: string) => number): [number, string][] {
  const rows: [number, string][] = [];
  for (let from = 0; from < results.length; from += RESULTS_A_ROW) {
    const part = results.slice(from, from + RESULTS_A_ROW);
    rows.push([part.at(-1)?.id ?? 0, packLog(part.map((result) => ({ ...result, key: keyOf(result.check) })))]);
  }
  return rows;
}

/** Rows as arrays, in the order of the statements' `json_extract`: what one JSON parameter carries. */
export function transitionValues(transition: Transition, key: number): unknown[] {
  const { id, at, confirmedAt, from, to, code } = transition;
  return [id, key, at, confirmedAt, STATES.indexOf(from), STATES.indexOf(to), code];
}

export function outageValues(outage: Outage, key: number): unknown[] {
  const { id, startedAt, endedAt, worst, code, updatedAt } = outage;
  return [id, key, startedAt, endedAt, STATES.indexOf(worst), code, updatedAt];
}

export function bucketValues(bucket: Bucket, key: number): unknown[] {
  const { tier, start, runs, count, sum, min, max, sketch } = bucket;
  const hex = sketch === null ? null : Buffer.from(sketch.serialize()).toString('hex');
  return [tier, start, key, runs.up, runs.degraded, runs.down, runs.unknown, count, sum, min, max, hex];
}
