import { TIERS } from '../../history/bucket.ts';
import { readAlert, readAnswer, readEdit, readNotice, type EditRow, type NoticeRow } from '../notice-rows.ts';
import { readCatalogue, readFigures, type InstanceRow, type JsonRow } from '../rows.ts';
import { StoreError } from '../store.ts';
import { OF_NO_CHECK } from './chunks.ts';
import { LENGTH_OF_TIER } from './queries.ts';

/** Where a row is that nobody looks for, and why. */
export interface StrayRow {
  /** The key of its check, which there may not be. */
  readonly check: number;
  /** Null where its place does not tell. */
  readonly start: number | null;
  readonly rule: string;
}

/** Rows of each kind that are told of one by one. */
const TOLD = 20;
const OF_CHECK = `'a row must be of a known check'`;
const UNKNOWN = `"check" NOT IN (SELECT "key" FROM "Check")`;

/** Rows that are of no check, or whose start is none of their tier: no reader looks there. */
export const STRAYS: readonly { readonly table: string; readonly sql: string }[] = [
  { table: 'Transition', sql: `SELECT "check", at AS start, ${OF_CHECK} AS rule FROM Transition WHERE ${UNKNOWN}` },
  { table: 'Outage', sql: `SELECT "check", startedAt AS start, ${OF_CHECK} AS rule FROM Outage WHERE ${UNKNOWN}` },
  { table: 'Chunk', sql: `SELECT *, ${OF_CHECK} AS rule FROM (${OF_NO_CHECK})` },
  { table: 'Bucket', sql: betweenStarts('Bucket', LENGTH_OF_TIER) },
  { table: 'Packed', sql: betweenStarts('Packed', String(TIERS[0].ms)) },
].map(({ table, sql }) => ({ table, sql: `${sql} LIMIT ${TOLD}` }));

function betweenStarts(table: string, length: string): string {
  const isStart = `coalesce(typeof(start) = 'integer' AND start >= 0 AND start % ${length} = 0, FALSE)`;
  return `SELECT "check", start, CASE WHEN ${isStart} THEN ${OF_CHECK} ELSE 'a row must begin where a span of its tier does' END AS rule
    FROM ${table} WHERE ${UNKNOWN} OR NOT ${isStart}`;
}

/** What is beside the history, a table each: the columns, and who reads a row. */
export const DOCUMENTS: readonly {
  readonly table: string;
  readonly columns: string;
  readonly read: (row: never) => unknown;
}[] = [
  { table: 'Instance', columns: 'id, uuid, authority, createdAt', read: assertInstance },
  { table: 'Catalogue', columns: 'id, revision, json', read: ({ json }: JsonRow) => readCatalogue(json) },
  { table: 'Lease', columns: 'id, holder, token, expiresAt', read: () => undefined },
  { table: 'Worker', columns: 'id, json', read: readFigures },
  { table: 'Checkpoint', columns: 'foldedId, trimmedId, closedUntil', read: assertCheckpoint },
  { table: 'Notice', columns: 'kind, version, revision, json, deletedAt', read: assertNotice },
  { table: 'NoticeEdit', columns: 'notice, version, at, json', read: (row: EditRow) => readEdit(row) },
  { table: 'Alert', columns: 'fingerprint, json, firing, updatedAt', read: readAlert },
  { table: 'KeptAnswer', columns: 'fingerprint, at, json', read: readAnswer },
];

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function assertInstance({ uuid }: InstanceRow): void {
  assert(UUID.test(uuid), `uuid must be one (got ${JSON.stringify(uuid)})`);
}

function assertCheckpoint(row: Record<'foldedId' | 'trimmedId' | 'closedUntil', number>): void {
  const { foldedId, trimmedId, closedUntil } = row;
  assert(trimmedId >= 0 && trimmedId <= foldedId, `trimmedId must be at most foldedId (got ${trimmedId})`);
  assert(closedUntil % TIERS[0].ms === 0, `closedUntil must be where five minutes end (got ${closedUntil})`);
}

function assertNotice(row: NoticeRow): void {
  assert(['incident', 'maintenance'].includes(row.kind), `kind must be incident or maintenance (got ${row.kind})`);
  readNotice(row);
}

function assert(holds: boolean, rule: string): void {
  if (!holds) throw new StoreError('DATABASE_INVALID', rule);
}
