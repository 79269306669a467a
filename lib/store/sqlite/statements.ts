import { CHUNKS_OF_HOURS_BEFORE } from './chunks.ts';
import { BUCKET_COLUMNS } from './queries.ts';

/** What every write of a worker asks of the lease: its last parameter is the token. */
export const GUARD = `EXISTS (SELECT 1 FROM Lease WHERE id = 1 AND token = ?)`;

/** A statement that carries its rows in one JSON parameter, and writes only while the token is the lease's. */
function insertRows(table: string, columns: string, count: number, conflict = ''): string {
  const isBinary = /\b(sketch|buckets)$/.test(columns);
  const values = Array.from({ length: count }, (_, index) => {
    const value = `json_extract(value, '$[${index}]')`;
    return isBinary && index === count - 1 ? `unhex(${value})` : value;
  });
  return `INSERT INTO "${table}" (${columns}) SELECT ${values.join(', ')} FROM json_each(?) WHERE ${GUARD} ${conflict}`;
}

export const INSERT_LOG = insertRows('Batch', 'id, results', 2);
export const INSERT_TRANSITIONS = insertRows('Transition', 'id, "check", at, confirmedAt, "from", "to", code', 7);
export const INSERT_CHECKS = insertRows('Check', '"key", checkId', 2);
export const UPSERT_OUTAGES = insertRows(
  'Outage',
  'id, "check", startedAt, endedAt, worst, code, updatedAt',
  7,
  'ON CONFLICT (id) DO UPDATE SET endedAt = excluded.endedAt, worst = excluded.worst, code = excluded.code, updatedAt = excluded.updatedAt',
);
export const UPSERT_BUCKETS = insertRows(
  'Bucket',
  BUCKET_COLUMNS,
  12,
  `ON CONFLICT (tier, start, "check") DO UPDATE SET up = excluded.up, degraded = excluded.degraded, down = excluded.down,
   unknown = excluded.unknown, count = excluded.count, sum = excluded.sum, min = excluded.min, max = excluded.max, sketch = excluded.sketch`,
);
export const UPSERT_PACKED = insertRows(
  'Packed',
  'start, "check", results',
  3,
  'ON CONFLICT (start, "check") DO UPDATE SET results = excluded.results',
);
export const UPSERT_CHUNKS = insertRows(
  'Chunk',
  'id, buckets',
  2,
  'ON CONFLICT (id) DO UPDATE SET buckets = excluded.buckets',
);
/** What is in chunks now. Parameters: tier, starts, checks. */
export const DELETE_PACKED = `DELETE FROM Bucket WHERE tier = ? AND start IN (SELECT value FROM json_each(?))
  AND "check" IN (SELECT value FROM json_each(?)) AND ${GUARD}`;
export const TRIM_CHUNKS = `DELETE FROM Chunk WHERE id IN (${CHUNKS_OF_HOURS_BEFORE}) AND ${GUARD}`;
export const UPDATE_CHECKS = `UPDATE "Check" SET runsUp = json_extract(v.value, '$[1]'), runsDegraded = json_extract(v.value, '$[2]'),
  runsDown = json_extract(v.value, '$[3]'), runsUnknown = json_extract(v.value, '$[4]'), lastResult = json_extract(v.value, '$[5]'),
  lastVerdictAt = json_extract(v.value, '$[6]'), histogram = json_extract(v.value, '$[7]')
  FROM json_each(?) v WHERE "Check"."key" = json_extract(v.value, '$[0]') AND ${GUARD}`;
