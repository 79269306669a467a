import { TIERS } from '../../history/bucket.ts';

/** PostgreSQL's words for the rows of the store. Names in mixed case are quoted, or they would be folded to lower. */

/** Columns in the order of the values that stand for a row, and their types. */
type Columns = Readonly<Record<string, 'bigint' | 'integer' | 'text' | 'bytea'>>;

const LOG: Columns = { id: 'bigint', results: 'text' };
const TRANSITION: Columns = {
  id: 'bigint',
  check: 'integer',
  at: 'bigint',
  confirmedAt: 'bigint',
  from: 'integer',
  to: 'integer',
  code: 'text',
};
const OUTAGE: Columns = {
  id: 'bigint',
  check: 'integer',
  startedAt: 'bigint',
  endedAt: 'bigint',
  worst: 'integer',
  code: 'text',
  updatedAt: 'bigint',
};
const BUCKET: Columns = {
  tier: 'integer',
  start: 'bigint',
  check: 'integer',
  up: 'integer',
  degraded: 'integer',
  down: 'integer',
  unknown: 'integer',
  count: 'integer',
  sum: 'bigint',
  min: 'bigint',
  max: 'bigint',
  sketch: 'bytea',
};
const PACKED: Columns = { start: 'bigint', check: 'integer', results: 'text' };

const quoted = (name: string) => `"${name}"`;
const list = (columns: Columns) => Object.keys(columns).map(quoted).join(', ');

export const LOG_COLUMNS = list(LOG);
export const TRANSITION_COLUMNS = list(TRANSITION);
export const OUTAGE_COLUMNS = list(OUTAGE);
export const BUCKET_COLUMNS = list(BUCKET);
export const CHECK_COLUMNS = [
  ...['key', 'checkId', 'runsUp', 'runsDegraded', 'runsDown', 'runsUnknown', 'lastResult', 'lastVerdictAt'],
  'histogram',
]
  .map(quoted)
  .join(', ');

/** The value at a place of the array `v`; binary comes as hexadecimal digits. */
function valueAt(place: number, type: Columns[string]): string {
  if (type === 'text') return `v->>${place}`;
  return type === 'bytea' ? `decode(v->>${place}, 'hex')` : `(v->>${place})::${type}`;
}

/**
 * The first statement of what only the holder of the lease may write: it finds a row exactly if the token is still the
 * lease's, and keeps it so until the end of the transaction, for which a worker that takes over has to wait. A
 * condition alone would not do: what it sees may be changed before the commit.
 */
export const HOLD_LEASE = 'SELECT 1 FROM "Lease" WHERE id = 1 AND token = $1::integer FOR SHARE';

/** What each of the others carries, since nothing else keeps them from being carried out. */
export const heldBy = (parameter: number) =>
  `EXISTS (SELECT 1 FROM "Lease" WHERE id = 1 AND token = $${parameter}::integer)`;

/**
 * Inserts the rows of one JSON parameter, an array each. An array is parsed once whatever is taken out of it: with 50
 * rows that was half the work of `jsonb_to_recordset`, which wants the columns' names with each row.
 */
function insertRows(table: string, columns: Columns, conflict = ''): string {
  const values = Object.values(columns).map((type, place) => valueAt(place, type));
  return `INSERT INTO "${table}" (${list(columns)}) SELECT ${values.join(', ')}
    FROM jsonb_array_elements($1::jsonb) AS rows(v) WHERE ${heldBy(2)} ${conflict}`;
}

/** On a conflict of `key` all other columns are replaced. */
function upsertRows(table: string, columns: Columns, key: readonly string[]): string {
  const others = Object.keys(columns).filter((name) => !key.includes(name));
  const replaced = others.map((name) => `"${name}" = excluded."${name}"`);
  return insertRows(table, columns, `ON CONFLICT (${key.map(quoted).join(', ')}) DO UPDATE SET ${replaced.join(', ')}`);
}

export const INSERT_LOG = insertRows('Batch', LOG);
export const INSERT_TRANSITIONS = insertRows('Transition', TRANSITION);
export const UPSERT_OUTAGES = upsertRows('Outage', OUTAGE, ['id']);
export const UPSERT_BUCKETS = upsertRows('Bucket', BUCKET, ['tier', 'start', 'check']);
export const UPSERT_PACKED = upsertRows('Packed', PACKED, ['start', 'check']);
export const INSERT_CHECKS = insertRows('Check', { key: 'integer', checkId: 'text' });
export const UPDATE_CHECKS = `UPDATE "Check" SET "runsUp" = (v->>1)::bigint, "runsDegraded" = (v->>2)::bigint,
    "runsDown" = (v->>3)::bigint, "runsUnknown" = (v->>4)::bigint, "lastResult" = v->>5,
    "lastVerdictAt" = (v->>6)::bigint, histogram = v->>7
  FROM jsonb_array_elements($1::jsonb) AS rows(v) WHERE "key" = (v->>0)::integer AND ${heldBy(2)}`;

/** The instants of a JSON parameter: as one array, of which an index is asked value by value. */
const INSTANTS = 'ANY (ARRAY(SELECT s::bigint FROM jsonb_array_elements_text($1::jsonb) AS starts(s)))';

const CLOSED_UNTIL = '(SELECT "closedUntil" FROM "Checkpoint")';
/** Rows of spans that have not ended by then are written ahead of a close: they are not valid yet, or never were. */
const IS_CLOSED = `start + CASE tier ${TIERS.map(({ ms }, tier) => `WHEN ${tier} THEN ${ms}`).join(' ')} END <= ${CLOSED_UNTIL}`;
/** Narrows a statement to the checks whose keys are in a JSON parameter. */
export const ofChecks = (parameter: number) =>
  `AND "check" = ANY (ARRAY(SELECT c::integer FROM jsonb_array_elements_text($${parameter}::jsonb) AS keys(c)))`;

export const BUCKETS_AT = `SELECT ${BUCKET_COLUMNS} FROM "Bucket" WHERE tier = $2::integer AND start = ${INSTANTS}
  AND ${IS_CLOSED}`;
export const BUCKETS_OF_CHECK_AT = `${BUCKETS_AT} AND "check" = $3::integer`;
const OPEN_HOUR = `(SELECT "closedUntil" / ${TIERS[1].ms} * ${TIERS[1].ms} FROM "Checkpoint")`;
/** The last day's closed hours and the closed parts of the open one, without their sketches. */
export const RESPONSES = `SELECT start, "check", count, sum FROM "Bucket"
    WHERE tier = 1 AND start >= ${OPEN_HOUR} - ${TIERS[2].ms} AND start < ${OPEN_HOUR}
  UNION ALL SELECT start, "check", count, sum FROM "Bucket"
    WHERE tier = 0 AND start >= ${OPEN_HOUR} AND start + ${TIERS[0].ms} <= ${CLOSED_UNTIL}`;
export const PACKED_AT = `SELECT start, "check", results FROM "Packed" WHERE start = ${INSTANTS}
  AND start + ${TIERS[0].ms} <= ${CLOSED_UNTIL}`;
export const PACKED_OF_CHECK_AT = `${PACKED_AT} AND "check" = $2::integer`;

export const TAKE_LEASE = `INSERT INTO "Lease" (id, holder, token, "expiresAt") VALUES (1, $1::text, 1, $2::bigint)
  ON CONFLICT (id) DO UPDATE SET holder = excluded.holder, token = "Lease".token + 1, "expiresAt" = excluded."expiresAt"
  WHERE "Lease"."expiresAt" <= $3::bigint
    OR "Lease".holder IN (SELECT dead FROM jsonb_array_elements_text($4::jsonb) AS names(dead))
  RETURNING token`;
export const RENEW_LEASE = 'UPDATE "Lease" SET "expiresAt" = $1::bigint WHERE id = 1 AND token = $2::integer';

export const PUT_CATALOGUE = `INSERT INTO "Catalogue" (id, revision, json) SELECT 1, 1, $1::text WHERE ${heldBy(2)}
  ON CONFLICT (id) DO UPDATE SET json = excluded.json,
    revision = "Catalogue".revision + ("Catalogue".json <> excluded.json)::integer`;
export const RENAME_CHECK = `UPDATE "Check" SET "checkId" = $1::text WHERE "checkId" = $2::text AND ${heldBy(3)}`;
export const PUT_FIGURES = `INSERT INTO "Worker" (id, json) SELECT 1, $1::text WHERE ${heldBy(2)}
  ON CONFLICT (id) DO UPDATE SET json = excluded.json`;
export const PUT_CHECKPOINT = `INSERT INTO "Checkpoint" (id, "foldedId", "trimmedId", "closedUntil")
  SELECT 1, $1::bigint, $2::bigint, $3::bigint WHERE ${heldBy(4)}
  ON CONFLICT (id) DO UPDATE SET "foldedId" = excluded."foldedId", "trimmedId" = excluded."trimmedId",
    "closedUntil" = excluded."closedUntil"`;
export const TRIM_LOG = `DELETE FROM "Batch" WHERE id IN (
    SELECT id FROM "Batch" WHERE id <= (SELECT "trimmedId" FROM "Checkpoint") ORDER BY id LIMIT $1::integer) AND ${heldBy(2)}`;
export const TRIM_PACKED = `DELETE FROM "Packed" WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM "Packed" WHERE start < $1::bigint LIMIT $2::integer)) AND ${heldBy(3)}`;
/** What an hour, or a day, is still to be made of stays: up to where the one begins that is open. */
export const TRIM_BUCKETS = `DELETE FROM "Bucket" WHERE ctid = ANY (ARRAY(
    SELECT "Bucket".ctid FROM "Bucket", (SELECT CASE $1::integer WHEN 0 THEN ${TIERS[1].ms} ELSE ${TIERS[2].ms} END AS ms) span
    WHERE tier = $1::integer AND start < least($2::bigint, (SELECT "closedUntil" / ms * ms FROM "Checkpoint"))
    LIMIT $3::integer)) AND ${heldBy(4)}`;
