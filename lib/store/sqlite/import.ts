import Database from 'better-sqlite3';
import { TIERS, bucketStart, emptyBucket, mergeInto, type Bucket, type Tier } from '../../history/bucket.ts';
import { ChunkError } from '../../history/chunk.ts';
import type { ImportedPast } from '../../history/import.ts';
import { PackError } from '../../history/pack-details.ts';
import { packResults, unpackResults } from '../../history/pack.ts';
import { SketchError } from '../../history/sketch.ts';
import { outagesOf } from '../../history/verify.ts';
import type { Catalogue, Transition } from '../../model.ts';
import { CheckKeys } from '../check-keys.ts';
import { StoreError, type ImportStore } from '../store.ts';
import { CHUNKS_AT, CHUNK_EXTENTS, chunkIds, isChunked, overChunks, readChunk, type ChunkRow } from './chunks.ts';
import { BUCKET_COLUMNS, DELETE_UNCLOSED, LENGTH_OF_TIER, OUTAGE_COLUMNS, TRANSITION_COLUMNS } from './queries.ts';
import {
  bucketValues,
  outageValues,
  readBucket,
  readCatalogue,
  readCheckpoint,
  readOutage,
  readTransition,
  transitionValues,
  type BucketRow,
  type OutageRow,
  type TransitionRow,
} from '../rows.ts';

const BUCKET = `SELECT ${BUCKET_COLUMNS} FROM Bucket`;
const PUT_BUCKET = `INSERT OR REPLACE INTO Bucket (${BUCKET_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, unhex(?))`;
const PUT_OUTAGE =
  'INSERT OR REPLACE INTO Outage (id, "check", startedAt, endedAt, worst, code, updatedAt) VALUES (?, ?, ?, ?, ?, ?, ?)';
const PUT_TRANSITION =
  'INSERT INTO Transition (id, "check", at, confirmedAt, "from", "to", code) VALUES (?, ?, ?, ?, ?, ?, ?)';

/**
 * An import into a SQLite file, in one transaction over one connection of its own: Prisma's interactive ones are not
 * to be had. What is imported has ids below all others, so that of each check the smallest is the first.
 */
export class SqliteImport implements ImportStore {
  readonly catalogue: Catalogue;
  readonly checks: readonly string[];
  readonly closedUntil: number;
  readonly #path: string;
  readonly #database: Database.Database;
  readonly #now: number;
  readonly #keys = new CheckKeys();
  readonly #storedUntil: number;
  readonly #statements = new Map<string, Database.Statement>();
  #beginnings: ReadonlyMap<number, number> | null = null;

  constructor(path: string, now: number) {
    this.#path = path;
    this.#now = now;
    this.#database = new Database(path, { fileMustExist: true, timeout: 5_000 });
    this.#database.pragma('synchronous = FULL');
    const catalogue = this.#all<{ json: string }>('SELECT json FROM Catalogue WHERE id = 1')[0];
    if (catalogue === undefined) {
      this.#database.close();
      throw new StoreError('DATABASE_INVALID', 'no worker has used this database yet: start Allswell first');
    }
    this.catalogue = readCatalogue(catalogue.json);
    const rows = this.#all<{ key: number; checkId: string }>('SELECT "key", checkId FROM "Check" ORDER BY checkId');
    this.#keys.set(rows);
    this.checks = rows.map(({ checkId }) => checkId);
    this.#storedUntil = readCheckpoint(
      this.#all<{ foldedId: number; trimmedId: number; closedUntil: number }>(
        'SELECT * FROM Checkpoint WHERE id = 1',
      )[0],
    ).closedUntil;
    this.closedUntil = Math.max(this.#storedUntil, bucketStart(0, now));
  }

  beginning(check: string): number | null {
    this.#beginnings ??= whole(() => this.#readBeginnings());
    return this.#beginnings.get(this.#keys.keyOf(check)) ?? null;
  }

  assertFree(): void {
    const lease = this.#all<{ expiresAt: number }>('SELECT expiresAt FROM Lease WHERE id = 1')[0];
    if (lease !== undefined && lease.expiresAt > this.#now)
      throw new StoreError('DATABASE_UNWRITABLE', `the database ${this.#path} is in use: stop Allswell first`);
  }

  write(work: (add: (check: string, past: ImportedPast) => void) => void): void {
    const all = this.#database.transaction(() => {
      this.#shutOutWorkers();
      whole(() => this.#closeAll());
      work((check, past) => whole(() => this.#add(check, past)));
    });
    try {
      all.immediate();
    } catch (error) {
      // A full disk, or a lock that somebody holds.
      if (!(error instanceof Database.SqliteError)) throw error;
      throw new StoreError('DATABASE_UNWRITABLE', `nothing was imported: ${error.message}`, { cause: error });
    }
  }

  end(): void {
    this.#database.close();
  }

  /** A worker that lives has a lease; one that has lost it without noticing must not write any more. */
  #shutOutWorkers(): void {
    this.assertFree();
    this.#run('UPDATE Lease SET token = token + 1, expiresAt = 0 WHERE id = 1');
    // A reader that follows the log looks at nothing below what it knows: it reads everything anew.
    this.#run('UPDATE Catalogue SET revision = revision + 1 WHERE id = 1');
  }

  /**
   * Closes everything up to `closedUntil`, as a worker would: the hour and the day that were begun are made of their
   * parts. What is in the log and in no bucket yet is merged in by the next worker, as late.
   */
  #closeAll(): void {
    const [stored, until] = [this.#storedUntil, this.closedUntil];
    // What a worker wrote ahead of a close that never came would become valid below.
    for (const sql of DELETE_UNCLOSED) this.#run(sql);
    for (const tier of [1, 2] as const) {
      const { ms } = TIERS[tier];
      const start = bucketStart(tier, stored - 1);
      if (stored === 0 || stored % ms === 0 || start + ms > until) continue;
      const parts = this.#all<BucketRow>(
        `${BUCKET} WHERE tier = ? AND start >= ? AND start < ?`,
        tier - 1,
        start,
        start + ms,
      );
      for (const row of parts) this.#merge(Number(row.check), readBucket(row), tier, start);
    }
    this.#run(
      `INSERT INTO Checkpoint (id, foldedId, trimmedId, closedUntil) VALUES (1, 0, 0, ?)
       ON CONFLICT (id) DO UPDATE SET closedUntil = excluded.closedUntil`,
      until,
    );
  }

  #add(check: string, { transitions, buckets, packed }: ImportedPast): void {
    const key = this.#keys.keyOf(check);
    const runs = { up: 0, degraded: 0, down: 0, unknown: 0 };
    // Each run is in one bucket of a day, or of an hour or of five minutes that no closed day, or hour, holds.
    const [day, hour] = [bucketStart(2, this.closedUntil), bucketStart(1, this.closedUntil)];
    for (const bucket of buckets) {
      this.#merge(key, bucket, bucket.tier, bucket.start);
      const isCounted = bucket.tier === 2 || (bucket.start >= day && (bucket.tier === 1 || bucket.start >= hour));
      if (!isCounted) continue;
      for (const state of ['up', 'degraded', 'down', 'unknown'] as const) runs[state] += bucket.runs[state];
    }
    this.#run(
      `UPDATE "Check" SET runsUp = runsUp + ?, runsDegraded = runsDegraded + ?, runsDown = runsDown + ?, runsUnknown = runsUnknown + ?
       WHERE "key" = ?`,
      runs.up,
      runs.degraded,
      runs.down,
      runs.unknown,
      key,
    );
    for (const [start, results] of packed) {
      const sql = 'SELECT results FROM Packed WHERE start = ? AND "check" = ?';
      const before = this.#all<{ results: string }>(sql, start, key)[0]?.results;
      const own = before === undefined ? [] : unpackResults(check, start, before);
      const all = [...results.map((result) => ({ ...result, check })), ...own];
      this.#run(
        'INSERT OR REPLACE INTO Packed (start, "check", results) VALUES (?, ?, ?)',
        start,
        key,
        packResults(start, all),
      );
    }
    this.#addCourse(check, key, transitions);
  }

  #addCourse(check: string, key: number, imported: ImportedPast['transitions']): void {
    const own = this.#all<TransitionRow>(
      `SELECT ${TRANSITION_COLUMNS} FROM Transition WHERE "check" = ? ORDER BY at, id`,
      key,
    ).map((row) => readTransition(row, check));
    const first = this.#lowest('Transition') - imported.length;
    const fresh = imported.map((transition, index): Transition => ({ ...transition, check, id: first + index }));
    for (const transition of fresh) this.#run(PUT_TRANSITION, ...transitionValues(transition, key));

    const ownOutages = this.#all<OutageRow>(
      `SELECT ${OUTAGE_COLUMNS} FROM Outage WHERE "check" = ? ORDER BY startedAt, id`,
      key,
    ).map((row) => readOutage(row, check));
    const until = own[0]?.at ?? Infinity;
    const made = outagesOf([...fresh, ...own]).filter(({ startedAt }) => startedAt < until);
    let id = this.#lowest('Outage') - made.length;
    for (const { startedAt, endedAt, worst } of made) {
      // The last one may go on in our own past: there it is the same outage, under the id that it has.
      const same = ownOutages.find((outage) => outage.startedAt >= until && outage.startedAt <= (endedAt ?? Infinity));
      const reachesUs = endedAt === null || endedAt >= until;
      const end = [...fresh, ...own].find(({ at, to }) => at === endedAt && to === 'up');
      const cause = [...fresh, ...own].find(({ at, to }) => at >= startedAt && to === worst);
      const last = end ?? cause;
      const outage =
        reachesUs && same !== undefined
          ? { ...same, startedAt, worst }
          : {
              id: id++,
              check,
              startedAt,
              endedAt,
              worst,
              code: cause?.code ?? null,
              updatedAt: last?.confirmedAt ?? startedAt,
            };
      this.#run(PUT_OUTAGE, ...outageValues(outage, key));
    }
  }

  /** Adds a bucket to what is stored of this tier and start. */
  #merge(key: number, bucket: Bucket, tier: Tier, start: number): void {
    const row = this.#all<BucketRow>(`${BUCKET} WHERE tier = ? AND start = ? AND "check" = ?`, tier, start, key)[0];
    const sum = emptyBucket(tier, start);
    const stored = row === undefined ? this.#packed(key, tier, start) : readBucket(row);
    if (stored !== undefined) mergeInto(sum, stored);
    mergeInto(sum, bucket);
    this.#run(PUT_BUCKET, ...bucketValues(sum, key));
  }

  /** What a chunk holds of this tier and start. */
  #packed(key: number, tier: Tier, start: number): Bucket | undefined {
    if (!isChunked(tier)) return undefined;
    const chunks = this.#all<ChunkRow>(CHUNKS_AT, JSON.stringify(chunkIds([key], tier, [start])));
    return overChunks([], chunks.map(readChunk), [start])[0]?.bucket;
  }

  /** The lowest id of a table, at most 0: those of imports lie below it. */
  #lowest(table: 'Transition' | 'Outage'): number {
    return Math.min(0, this.#all<{ id: number | null }>(`SELECT min(id) AS id FROM ${table}`)[0]?.id ?? 0);
  }

  /** Where the first change of state is, or a bucket that ends before it: of runs that gave no verdict. */
  #readBeginnings(): Map<number, number> {
    const firsts = this.#all<{ key: number; at: number }>(
      'SELECT "check" AS "key", min(at) AS at FROM Transition GROUP BY "check"',
    );
    const beginnings = new Map(firsts.map(({ key, at }) => [key, at]));
    const before = this.#all<{ key: number; at: number }>(
      `SELECT b."check" AS "key", min(b.start) AS at FROM Bucket b
       LEFT JOIN (SELECT "check", min(at) AS at FROM Transition GROUP BY "check") t ON t."check" = b."check"
       WHERE t.at IS NULL OR b.start + ${LENGTH_OF_TIER} <= t.at GROUP BY b."check"`,
    );
    const changed = new Map(beginnings);
    for (const { key, at } of before) beginnings.set(key, Math.min(at, beginnings.get(key) ?? at));
    for (const place of [0, 1] as const)
      for (const { first } of this.#all<{ first: number | null }>(CHUNK_EXTENTS, place, place, place, place)) {
        if (first === null) continue;
        const row = this.#all<ChunkRow>(CHUNKS_AT, JSON.stringify([first]))[0];
        if (row === undefined) continue;
        const { key, buckets } = readChunk(row);
        // Where the first one begins after the first change, or goes on beyond it, the later ones do.
        const at = buckets[0]?.start ?? Infinity;
        if (at + TIERS[place === 0 ? 1 : 2].ms <= (changed.get(key) ?? Infinity))
          beginnings.set(key, Math.min(at, beginnings.get(key) ?? at));
      }
    return beginnings;
  }

  #all<Row>(sql: string, ...parameters: unknown[]): Row[] {
    return this.#prepared(sql).all(...parameters) as Row[];
  }

  #run(sql: string, ...parameters: unknown[]): void {
    this.#prepared(sql).run(...parameters);
  }

  #prepared(sql: string): Database.Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) this.#statements.set(sql, (statement = this.#database.prepare(sql)));
    return statement;
  }
}

/** What `work` gives. @throws StoreError where what is stored cannot be read: an import adds to nothing that is damaged */
function whole<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ChunkError || error instanceof SketchError || error instanceof PackError)) throw error;
    const message = `the database holds what cannot be read: ${error.message}; history verify tells all of it`;
    throw new StoreError('DATABASE_INVALID', message, { cause: error });
  }
}
