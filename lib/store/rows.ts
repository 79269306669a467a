import { TIERS, type Bucket, type Tier } from '../history/bucket.ts';
import { packLog, unpackLog } from '../history/pack-log.ts';
import { packLast, packResults, unpackLast, unpackResults } from '../history/pack.ts';
import { Sketch } from '../history/sketch.ts';
import {
  STATES,
  type Catalogue,
  type Code,
  type Histogram,
  type Outage,
  type Transition,
  type WorkerFigures,
} from '../model.ts';
import type { StoredCatalogue } from './catalogue-change.ts';
import { STRICT } from './unread.ts';
import {
  StoreError,
  type Batch,
  type CheckRecord,
  type Checkpoint,
  type ClosedRows,
  type HourlyResponses,
  type Instance,
  type LoggedResult,
  type PackedResults,
  type WorkerState,
} from './store.ts';

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

export interface InstanceRow {
  readonly uuid: string;
  readonly authority: string;
  readonly createdAt: Int;
}

export type CheckpointRow = Readonly<Record<keyof Checkpoint, Int>>;

/** What is one row of JSON. */
export interface JsonRow {
  readonly json: string;
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

export interface PackedRow {
  readonly start: Int;
  readonly check: Int;
  readonly results: string;
}

/** The name of a check by its key, and the other way round. */
type IdOf = (key: Int) => string;
type KeyOf = (check: string) => number;

/** The number in a list that stands for one of its words. */
function wordAt<T>(words: readonly T[], index: Int): T {
  const word = words[Number(index)];
  if (word === undefined) throw new Error(`the database holds the unknown state ${index}`);
  return word;
}

/** @throws StoreError for what is none: SQLite stores what it is given */
export function integer(value: unknown): number {
  const figure = typeof value === 'bigint' ? Number(value) : value;
  if (!Number.isSafeInteger(figure))
    throw new StoreError('DATABASE_INVALID', `a figure must be an integer (got ${JSON.stringify(figure)})`);
  return figure as number;
}

function optional(value: Int | null): number | null {
  return value === null ? null : integer(value);
}

export function readInstance({ uuid, authority, createdAt }: InstanceRow): Instance {
  return { id: uuid, authority, createdAt: Number(createdAt) };
}

/** The worker's own figures; none before it has told any. */
export function readFigures(row: JsonRow | null | undefined, unread = STRICT): WorkerFigures | null {
  return row == null ? null : unread.or('Worker', () => JSON.parse(row.json) as WorkerFigures, null);
}

/** Each of its parts is as it is stored, whatever else cannot be read. */
export function readCheck(row: CheckRow, unread = STRICT): CheckRecord {
  const { checkId, lastResult, histogram } = row;
  const runs = (value: Int) => unread.or('Check', () => integer(value), 0);
  return {
    id: checkId,
    runs: {
      up: runs(row.runsUp),
      degraded: runs(row.runsDegraded),
      down: runs(row.runsDown),
      unknown: runs(row.runsUnknown),
    },
    lastResult: lastResult === null ? null : unread.or('Check', () => unpackLast(checkId, lastResult), null),
    lastVerdictAt: unread.or('Check', () => optional(row.lastVerdictAt), null),
    histogram: histogram === null ? null : unread.or('Check', () => readHistogram(histogram), null),
  };
}

function readHistogram(json: string): Histogram {
  const { counts, sum } = JSON.parse(json) as Histogram;
  return { counts: counts.map(integer), sum };
}

/** A catalogue, of an older version too: the web process may read it before the worker has stored its own. */
export function readCatalogue(json: string): StoredCatalogue {
  const stored = JSON.parse(json) as StoredCatalogue;
  return {
    ...{ retired: [] },
    ...stored,
    metrics: { ...{ histogram: false }, ...stored.metrics },
    feeds: { ...{ hub: null }, ...(stored as Partial<Catalogue>).feeds },
    checks: stored.checks.map((check) => (Array.isArray(check.formerIds) ? check : { ...check, formerIds: [] })),
  };
}

/** The checkpoint's row; none before the first close. */
export function readCheckpoint(row: CheckpointRow | null | undefined): Checkpoint {
  return {
    foldedId: Number(row?.foldedId ?? 0),
    trimmedId: Number(row?.trimmedId ?? 0),
    closedUntil: Number(row?.closedUntil ?? 0),
  };
}

/** The results of these rows with ids above `after`, in order: a row's first ones may lie before it. */
export function readLog(rows: readonly BatchRow[], after: number, idOf: IdOf, unread = STRICT): LoggedResult[] {
  const results = unread.rows('Batch', rows, (row) => unpackLog(row.results)).flat();
  return unread.rows(
    'Batch',
    results.filter(({ id }) => id > after),
    ({ key, ...result }) => ({ check: idOf(key), ...result }),
  );
}

export function readTransition(row: TransitionRow, check: string): Transition {
  return {
    id: integer(row.id),
    check,
    at: integer(row.at),
    confirmedAt: integer(row.confirmedAt),
    from: wordAt(STATES, row.from),
    to: wordAt(STATES, row.to),
    code: row.code as Code | null,
  };
}

export function readOutage(row: OutageRow, check: string): Outage {
  return {
    id: integer(row.id),
    check,
    startedAt: integer(row.startedAt),
    endedAt: optional(row.endedAt),
    worst: wordAt(STATES, row.worst) as Outage['worst'],
    code: row.code as Code | null,
    updatedAt: integer(row.updatedAt),
  };
}

/** Without its sketch, where that cannot be read: then its quantiles are not known. */
export function readBucket(row: BucketRow, unread = STRICT): Bucket {
  const { sketch } = row;
  return {
    tier: integer(row.tier) as Tier,
    start: integer(row.start),
    runs: {
      up: integer(row.up),
      degraded: integer(row.degraded),
      down: integer(row.down),
      unknown: integer(row.unknown),
    },
    count: integer(row.count),
    sum: integer(row.sum),
    min: optional(row.min),
    max: optional(row.max),
    sketch: sketch === null ? null : unread.or('Bucket', () => Sketch.deserialize(sketch), null),
  };
}

export function readPacked({ start, results }: Omit<PackedRow, 'check'>, check: string): PackedResults {
  return { check, start: Number(start), results: unpackResults(check, Number(start), results) };
}

/** What a worker goes on from, as rows of one moment. */
export interface WorkerRows {
  readonly checkpoint: CheckpointRow | null;
  readonly checks: readonly CheckRow[];
  readonly log: readonly BatchRow[];
  /** The last one of each check. */
  readonly transitions: readonly TransitionRow[];
  /** The open ones. */
  readonly outages: readonly OutageRow[];
  /** The greatest ids there are. */
  readonly last: Readonly<Record<'result' | 'transition' | 'outage', Int | null>> | undefined;
  readonly worker: JsonRow | null;
}

export function readWorkerState(rows: WorkerRows, idOf: IdOf, unread = STRICT): WorkerState {
  const checkpoint = readCheckpoint(rows.checkpoint);
  const recent = readLog(rows.log, 0, idOf, unread);
  return {
    checkpoint,
    checks: rows.checks.map((row) => readCheck(row, unread)),
    log: recent.filter((result) => result.id > checkpoint.foldedId),
    recent,
    lastTransitions: unread.rows('Transition', rows.transitions, (row) => readTransition(row, idOf(row.check))),
    openOutages: unread.rows('Outage', rows.outages, (row) => readOutage(row, idOf(row.check))),
    lastResultId: Math.max(Number(rows.last?.result ?? 0), checkpoint.foldedId),
    // What was imported has ids below zero; ours begin at 1, and readers look for those above 0.
    lastTransitionId: Math.max(0, Number(rows.last?.transition ?? 0)),
    lastOutageId: Math.max(0, Number(rows.last?.outage ?? 0)),
    figures: readFigures(rows.worker, unread),
  };
}

/** How often and how long successful runs of a bucket took, µs. */
export type ResponseValues = readonly [start: Int, check: Int, count: Int, sum: Int];

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
  idOf: IdOf,
  unread = STRICT,
): HourlyResponses[] {
  const byCheck = new Map<Int, HourlyResponses & { readonly counts: number[]; readonly sums: number[] }>();
  const take = ([start, check, count, sum]: ResponseValues) => {
    let hours = byCheck.get(check);
    if (hours === undefined) {
      hours = { check: idOf(check), from, counts: Array<number>(25).fill(0), sums: Array<number>(25).fill(0) };
      byCheck.set(check, hours);
    }
    const hour = Math.floor((integer(start) - from) / HOUR);
    const [more, took] = [integer(count), integer(sum)];
    hours.counts[hour] = (hours.counts[hour] ?? 0) + more;
    hours.sums[hour] = (hours.sums[hour] ?? 0) + took;
  };
  unread.rows('Bucket', rows, take);
  return [...byCheck.values()];
}

/** Outages of a check that a reader keeps: those that are open or touched its horizon, this many at most. */
export const OUTAGES_A_CHECK = 100;

/** As many results as a row of the log holds: pages take rows of a few hundred bytes without much waste. */
export const RESULTS_A_ROW = 12;

/** The rows of the log that hold these results: id and text. */
export function logRows(results: readonly LoggedResult[], keyOf: KeyOf): [number, string][] {
  const rows: [number, string][] = [];
  for (let from = 0; from < results.length; from += RESULTS_A_ROW) {
    const part = results.slice(from, from + RESULTS_A_ROW);
    rows.push([part.at(-1)?.id ?? 0, packLog(part.map((result) => ({ key: keyOf(result.check), ...result })))]);
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

export function packedValues({ start, results }: PackedResults, key: number): unknown[] {
  return [start, key, packResults(start, results)];
}

/** What a check's row says of its runs up to the checkpoint. */
export function checkValues({ runs, lastResult, lastVerdictAt, histogram }: CheckRecord, key: number): unknown[] {
  const last = lastResult === null ? null : packLast(lastResult);
  const json = histogram === null ? null : JSON.stringify(histogram);
  return [key, runs.up, runs.degraded, runs.down, runs.unknown, last, lastVerdictAt, json];
}

/** The rows of a batch, by their tables. */
export function batchValues({ results, transitions, outages }: Batch, keyOf: KeyOf) {
  return {
    log: logRows(results, keyOf),
    transitions: transitions.map((transition) => transitionValues(transition, keyOf(transition.check))),
    outages: outages.map((outage) => outageValues(outage, keyOf(outage.check))),
  };
}

/** The rows of closed spans, by their tables. */
export function closedValues({ buckets, packed }: ClosedRows, keyOf: KeyOf) {
  return {
    buckets: buckets.map(({ check, bucket }) => bucketValues(bucket, keyOf(check))),
    packed: packed.map((row) => packedValues(row, keyOf(row.check))),
  };
}
