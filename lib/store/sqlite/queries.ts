import { TIERS, type Bucket, type Tier } from '../../history/bucket.ts';
import { Sketch } from '../../history/sketch.ts';
import { integer } from '../rows.ts';

/** `id + 0`: an expression has no declared type, and Prisma would refuse an INTEGER above 2^31. */
export const LOG_COLUMNS = 'id + 0 AS id, results';
export const TRANSITION_COLUMNS = 'id + 0 AS id, "check", at, confirmedAt, "from", "to", code';
export const OUTAGE_COLUMNS = 'id + 0 AS id, "check", startedAt, endedAt, worst, code, updatedAt';
export const CHECK_COLUMNS =
  '"key", checkId, runsUp, runsDegraded, runsDown, runsUnknown, lastResult, lastVerdictAt, histogram';
export const BUCKET_COLUMNS = 'tier, start, "check", up, degraded, down, unknown, count, sum, min, max, sketch';

/**
 * Columns as the values that are there: `+` takes their declared type away. By that, Prisma refuses all rows of a statement
 * where one holds a text for an integer.
 */
export function asStored(columns: string): string {
  return columns.replace(/(?<=^|, )("?\w+"?)(?=,|$)/g, (column) =>
    column === 'sketch' ? column : `+${column} AS ${column}`,
  );
}

export const CHECKPOINT = 'SELECT foldedId, trimmedId, closedUntil FROM Checkpoint WHERE id = 1';

const CLOSED_UNTIL = '(SELECT closedUntil FROM Checkpoint)';
/** How long the span of a row of `Bucket` is, ms. */
export const LENGTH_OF_TIER = `CASE tier ${TIERS.map(({ ms }, tier) => `WHEN ${tier} THEN ${ms}`).join(' ')} END`;
/** Where the hour, or the day, begins that is still to be made of rows of the tier below. */
export function openSpan(tier: 0 | 1): string {
  const { ms } = TIERS[tier === 0 ? 1 : 2];
  return `(SELECT closedUntil / ${ms} * ${ms} FROM Checkpoint)`;
}
/** Rows of spans that have not ended by then are written ahead of a close: they are not valid yet, or never were. */
const IS_CLOSED = `start + ${LENGTH_OF_TIER} <= ${CLOSED_UNTIL}`;
export const DELETE_UNCLOSED = [
  `DELETE FROM Bucket WHERE NOT coalesce(${IS_CLOSED}, FALSE)`,
  `DELETE FROM Packed WHERE NOT coalesce(start + ${TIERS[0].ms} <= ${CLOSED_UNTIL}, FALSE)`,
];

/**
 * Closed buckets and packed results by their starts: one seek a start. CROSS JOIN holds SQLite to that order: left to
 * itself it reads the whole tier and holds each row against all starts.
 */
export const BUCKETS_AT = `SELECT ${asStored(BUCKET_COLUMNS)} FROM json_each(?) s CROSS JOIN Bucket ON tier = ? AND start = s.value
  AND ${IS_CLOSED}`;
/** Of one check as arrays of what `bucketOf` reads: hundreds of rows at once. */
export const BUCKETS_OF_CHECK_AT = `SELECT start, up, degraded, down, unknown, count, sum, min, max, sketch
  FROM json_each(?) s CROSS JOIN Bucket ON tier = ? AND start = s.value AND "check" = ? AND ${IS_CLOSED}`;
/** How often and how long successful runs took, without the sketches: parameters are the tier and two starts, from and to. */
export const RESPONSES_BETWEEN = `SELECT start, "check", count, sum FROM Bucket
  WHERE tier = ? AND start >= ? AND start < ?`;
export const PACKED_AT = `SELECT ${asStored('start, "check", results')} FROM json_each(?) s CROSS JOIN Packed ON start = s.value
  AND start + ${TIERS[0].ms} <= ${CLOSED_UNTIL}`;
export const PACKED_OF_CHECK_AT = `${PACKED_AT} AND "check" = ?`;

/** A row of `BUCKETS_OF_CHECK_AT`. */
export type BucketValues = readonly [
  start: number,
  up: number,
  degraded: number,
  down: number,
  unknown: number,
  count: number,
  sum: number,
  min: number | null,
  max: number | null,
  sketch: Uint8Array | null,
];

/** The bucket of a row of `BUCKETS_OF_CHECK_AT`. @throws StoreError for figures that are none */
export function bucketOf(tier: Tier, row: BucketValues): Bucket {
  const [start, up, degraded, down, unknown, count, sum, min, max, sketch] = row;
  for (const figure of [up, degraded, down, unknown, count, sum, min ?? 0, max ?? 0]) integer(figure);
  const runs = { up, degraded, down, unknown };
  return { tier, start, runs, count, sum, min, max, sketch: sketch === null ? null : Sketch.unread(sketch) };
}
