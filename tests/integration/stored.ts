import Database from 'better-sqlite3';
import { TIERS, sameBucket, type Tier } from '../../lib/history/bucket.ts';
import { countResponseTime, histogramFrom } from '../../lib/history/histogram.ts';
import { unpackResults } from '../../lib/history/pack.ts';
import { recount } from '../../lib/history/recount.ts';
import { RESULT_STATES, type Outage, type Result, type Transition, type WorkerFigures } from '../../lib/model.ts';
import {
  readBucket,
  readCheckpoint,
  readLog,
  readOutage,
  readTransition,
  type BatchRow,
  type BucketRow,
  type OutageRow,
  type TransitionRow,
} from '../../lib/store/rows.ts';
import type { Checkpoint, LoggedResult } from '../../lib/store/store.ts';
import type { Place } from './lifecycle/program.ts';

/** All that a database holds of its checks. */
export interface Stored {
  readonly checkpoint: Checkpoint;
  /** The log, by id. */
  readonly log: readonly LoggedResult[];
  /** Of closed buckets, by check, in order of time. */
  readonly packed: ReadonlyMap<string, readonly Result[]>;
  readonly transitions: readonly Transition[];
  readonly outages: readonly Outage[];
  readonly figures: WorkerFigures | null;
  /** What is wrong with it: rows that are not what the results say, and what SQLite finds. Empty when all is well. */
  readonly faults: readonly string[];
}

/** Looks into the database of a place with other eyes than the program's. */
export function readStored(place: Place): Stored {
  const database = new Database(`${place.folder}/allswell.db`, { readonly: true });
  try {
    // One moment for all that follows.
    database.exec('BEGIN');
    return read(database);
  } finally {
    database.close();
  }
}

/** The results of a check in the order in which they were recorded. */
export function resultsOf(stored: Stored, check: string): Result[] {
  const behind = stored.log.filter((it) => it.check === check && it.id > stored.checkpoint.foldedId);
  return [...(stored.packed.get(check) ?? []), ...behind];
}

function read(database: Database.Database): Stored {
  const all = <Row>(sql: string): Row[] => database.prepare<[], Row>(sql).all();
  const named = (table: string) =>
    `SELECT t.*, c.checkId AS name FROM "${table}" t JOIN "Check" c ON c."key" = t."check"`;
  type Named<Row> = Row & { readonly name: string };
  const faults: string[] = [];
  const integrity = String(database.pragma('integrity_check', { simple: true }));
  if (integrity !== 'ok') faults.push(integrity);

  const checkpoint = readCheckpoint(database.prepare<[], Checkpoint>('SELECT * FROM Checkpoint').get());
  // What is written ahead of a close is not valid before it.
  const isClosed = (tier: Tier, start: number | bigint) => Number(start) + TIERS[tier].ms <= checkpoint.closedUntil;
  const packed = new Map<string, Result[]>();
  const packs = all<Named<{ start: number; results: string }>>(`${named('Packed')} ORDER BY start`);
  for (const row of packs.filter(({ start }) => isClosed(0, start)))
    packed.set(row.name, [...(packed.get(row.name) ?? []), ...unpackResults(row.name, row.start, row.results)]);
  const buckets = all<Named<BucketRow>>(`${named('Bucket')} ORDER BY tier, start`).filter(({ tier, start }) =>
    isClosed(Number(tier) as Tier, start),
  );
  for (const { checkId: check, histogram, ...totals } of all<
    Record<'checkId', string> & Record<'histogram', string | null> & Record<string, number | string | null>
  >(
    'SELECT checkId, histogram, runsUp AS up, runsDegraded AS degraded, runsDown AS down, runsUnknown AS unknown FROM "Check"',
  )) {
    const results = packed.get(check) ?? [];
    const times = histogramFrom(null);
    for (const result of results) countResponseTime(times, result);
    if (histogram !== JSON.stringify(times) && (histogram !== null || results.length > 0))
      faults.push(`${check}: histogram is ${String(histogram)}, counted ${JSON.stringify(times)}`);
    for (const state of RESULT_STATES) {
      const counted = results.filter((it) => it.state === state).length;
      if (totals[state] !== counted) faults.push(`${check}: total of ${state} is ${totals[state]}, counted ${counted}`);
    }
    for (const tier of [0, 1, 2] as const) {
      const counted = [...recount(tier, results).values()].filter(
        ({ start }) => start + TIERS[tier].ms <= checkpoint.closedUntil,
      );
      const rows = buckets
        .filter((row) => row.name === check && Number(row.tier) === tier)
        .map((row) => readBucket(row));
      if (rows.length !== counted.length) faults.push(`${check}: ${rows.length} rows, ${counted.length} counted`);
      for (const bucket of counted) {
        const row = rows.find(({ start }) => start === bucket.start);
        if (row === undefined || !sameBucket(row, bucket)) faults.push(`${check}: tier ${tier} at ${bucket.start}`);
      }
    }
  }
  const names = new Map(
    all<{ key: number; name: string }>('SELECT "key", checkId AS name FROM "Check"').map(({ key, name }) => [
      key,
      name,
    ]),
  );
  const worker = database.prepare<[], { json: string }>('SELECT json FROM Worker').get();
  return {
    checkpoint,
    log: readLog(all<BatchRow>('SELECT * FROM Batch ORDER BY id'), 0, (key) => names.get(Number(key)) ?? '?'),
    packed,
    transitions: all<Named<TransitionRow>>(`${named('Transition')} ORDER BY t.id`).map((row) =>
      readTransition(row, row.name),
    ),
    outages: all<Named<OutageRow>>(`${named('Outage')} ORDER BY t.id`).map((row) => readOutage(row, row.name)),
    figures: worker === undefined ? null : (JSON.parse(worker.json) as WorkerFigures),
    faults,
  };
}
