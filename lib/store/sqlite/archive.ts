import Database from 'better-sqlite3';
import { TIERS, bucketStart, type Tier } from '../../history/bucket.ts';
import type { ChunkTier } from '../../history/chunk.ts';
import { knownCode } from '../../history/pack.ts';
import type { Catalogue, Outage, Transition } from '../../model.ts';
import { CheckKeys } from '../check-keys.ts';
import {
  StoreError,
  type ArchiveStore,
  type CheckBucket,
  type CheckRecord,
  type Checkpoint,
  type Extent,
  type LoggedResult,
  type PackedResults,
  type StoredSum,
  type Unreadable,
} from '../store.ts';
import { assertCells } from './cells.ts';
import {
  CHUNKS_AT,
  CHUNKS_BETWEEN,
  CHUNK_EXTENTS,
  chunkBounds,
  chunkIds,
  chunkSpan,
  isChunked,
  overChunks,
  readChunk,
  type ChunkRow,
  type KeyedChunk,
} from './chunks.ts';
import { DOCUMENTS, STRAYS, type StrayRow } from './inspection.ts';
import {
  BUCKETS_AT,
  CHECKPOINT,
  CHECK_COLUMNS,
  LOG_COLUMNS,
  OUTAGE_COLUMNS,
  PACKED_AT,
  TRANSITION_COLUMNS,
} from './queries.ts';
import {
  readBucket,
  readCatalogue,
  readCheck,
  readCheckpoint,
  readLog,
  readOutage,
  readPacked,
  readTransition,
  type BatchRow,
  type BucketRow,
  type CheckRow,
  type CheckpointRow,
  type JsonRow,
  type OutageRow,
  type PackedRow,
  type TransitionRow,
} from '../rows.ts';

/** How an archive is opened. */
export interface ArchiveOptions {
  /** All that is read is of the moment of the opening. The file cannot be cut back meanwhile: for work that is soon done. */
  readonly atOneMoment?: boolean;
  /** What cannot be read is left out and noted, instead of a `StoreError`. */
  readonly lenient?: boolean;
}

/** Of which check and time rows are. */
type Place = Omit<Unreadable, 'table' | 'rule'>;

/** As far back as rows are looked for whose first one cannot be read, ms. */
const LONG = 400 * TIERS[2].ms;
const NOWHERE: Place = { check: null, from: null, to: null };

/**
 * Opens the past of a database that a worker has used, by a connection that cannot write.
 *
 * @param busyTimeout ms that a statement waits for another process's lock
 * @throws StoreError
 */
export function openArchive(path: string, busyTimeout: number, options: ArchiveOptions): ArchiveStore {
  const database = new Database(path, { readonly: true, fileMustExist: true, timeout: busyTimeout });
  try {
    if (options.atOneMoment === true) database.exec('BEGIN');
    return new SqliteArchive(database, options.lenient === true);
  } catch (error) {
    database.close();
    if (error instanceof StoreError) throw error;
    throw new StoreError('DATABASE_INVALID', `${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

class SqliteArchive implements ArchiveStore {
  readonly checkpoint: Checkpoint;
  readonly #database: Database.Database;
  readonly #isLenient: boolean;
  readonly #statements = new Map<string, Database.Statement>();
  readonly #checks = new CheckKeys();
  readonly #unreadable = new Map<string, Unreadable>();

  constructor(database: Database.Database, isLenient: boolean) {
    this.#database = database;
    this.#isLenient = isLenient;
    if (this.#all('SELECT 1 FROM Catalogue').length === 0)
      throw new StoreError('DATABASE_INVALID', 'no worker has used this database yet');
    this.#checks.set(
      this.#all<{ key: number; checkId: string }>('SELECT "key", checkId FROM "Check" ORDER BY checkId'),
    );
    const [checkpoint] = this.#read<CheckpointRow, Checkpoint>('Checkpoint', NOWHERE, CHECKPOINT, [], readCheckpoint);
    this.checkpoint = checkpoint ?? readCheckpoint(null);
  }

  get unreadable(): readonly Unreadable[] {
    return [...this.#unreadable.values()];
  }

  get ids(): readonly string[] {
    return [...this.#checks.all.keys()];
  }

  async catalogue(): Promise<Catalogue> {
    const sql = 'SELECT json FROM Catalogue WHERE id = 1';
    const [catalogue] = this.#read<JsonRow, Catalogue>('Catalogue', NOWHERE, sql, [], ({ json }) =>
      readCatalogue(json),
    );
    if (catalogue === undefined) throw new StoreError('DATABASE_INVALID', 'the catalogue cannot be read');
    return catalogue;
  }

  async checks(): Promise<readonly CheckRecord[]> {
    const sql = `SELECT ${CHECK_COLUMNS} FROM "Check" ORDER BY checkId`;
    return this.#read('Check', NOWHERE, sql, [], readCheck, ({ checkId }: CheckRow) => ({
      ...NOWHERE,
      check: checkId,
    }));
  }

  async damage(): Promise<readonly string[]> {
    try {
      const rows = this.#all<{ integrity_check: string }>('PRAGMA integrity_check(20)');
      return rows.map((row) => row.integrity_check).filter((verdict) => verdict !== 'ok');
    } catch (error) {
      return [(error as Error).message];
    }
  }

  async inspect(): Promise<void> {
    for (const { table, sql } of STRAYS)
      for (const { check, start, rule } of this.#find<StrayRow>(table, NOWHERE, sql, []))
        this.#leaveOut(table, { check: this.#idOf(check), from: start, to: null }, new Error(rule));
    for (const { table, columns, read } of DOCUMENTS)
      this.#read<never, unknown>(table, NOWHERE, `SELECT ${columns} FROM "${table}"`, [], read);
    await this.log();
  }

  async extent(what: Tier | 'packed'): Promise<Extent | null> {
    const chunks = what === 'packed' || !isChunked(what) ? [] : this.#chunkStarts(what);
    const [first, last] = [this.#edge(what, ''), this.#edge(what, 'DESC')];
    const closed = bucketStart(what === 'packed' ? 0 : what, this.checkpoint.closedUntil);
    // Where a page at an end cannot be read, those between may be.
    const ends = [first === undefined ? (last ?? closed) - LONG : first, last === undefined ? closed : last];
    const starts = [...ends.filter((start) => start !== null), ...chunks];
    if (starts.length === 0) return null;
    return starts.reduce<Extent>(
      ({ first, last }, start) => ({ first: Math.min(first, start), last: Math.max(last, start) }),
      { first: Infinity, last: -Infinity },
    );
  }

  async buckets(tier: Tier, starts: readonly number[]): Promise<readonly CheckBucket[]> {
    const { ms } = TIERS[tier];
    const loose = this.#read(
      'Bucket',
      spanOf(starts, ms),
      BUCKETS_AT,
      [JSON.stringify(starts), tier],
      (row: BucketRow) => ({ key: Number(row.check), check: this.#checks.idOf(row.check), bucket: readBucket(row) }),
      ({ check, start }) => ({ check: this.#idOf(check), from: Number(start), to: Number(start) + ms }),
    );
    const ids = isChunked(tier) ? chunkIds(this.#checks.all.values(), tier, starts) : [];
    // After the others: what is packed meanwhile is seen twice rather than never.
    const chunks = ids.length === 0 ? [] : this.#chunks(spanOf(starts, ms), CHUNKS_AT, JSON.stringify(ids));
    return overChunks(loose, chunks, starts).map(({ key, bucket }) => ({ check: this.#checks.idOf(key), bucket }));
  }

  async sums(check: string, tier: Tier): Promise<readonly StoredSum[]> {
    if (!isChunked(tier)) return [];
    const chunks = this.#chunks(
      { ...NOWHERE, check },
      CHUNKS_BETWEEN,
      ...chunkBounds(this.#checks.findKey(check), tier),
    );
    return chunks.map(({ sum, buckets }) => ({ sum, parts: buckets }));
  }

  async packed(starts: readonly number[]): Promise<readonly PackedResults[]> {
    const { ms } = TIERS[0];
    return this.#read(
      'Packed',
      spanOf(starts, ms),
      PACKED_AT,
      [JSON.stringify(starts)],
      (row: PackedRow) => {
        const packed = readPacked(row, this.#checks.idOf(row.check));
        const stray = packed.results.find(({ at }) => at < packed.start || at >= packed.start + ms);
        if (stray !== undefined)
          throw new StoreError('DATABASE_INVALID', `a result must be of its five minutes (got one of ${stray.at})`);
        return packed;
      },
      ({ check, start }) => ({ check: this.#idOf(check), from: Number(start), to: Number(start) + ms }),
    );
  }

  async log(): Promise<readonly LoggedResult[]> {
    const sql = `SELECT ${LOG_COLUMNS} FROM Batch ORDER BY Batch.id`;
    const rows = this.#read('Batch', NOWHERE, sql, [], (row: BatchRow) => {
      const results = readLog([row], -Infinity, this.#checks.idOf);
      const last = results.at(-1)?.id;
      if (last !== Number(row.id))
        throw new StoreError('DATABASE_INVALID', `the row ${row.id} must end with the result of this id (got ${last})`);
      return results;
    });
    return rows.flat();
  }

  async transitions(check: string): Promise<readonly Transition[]> {
    const sql = `SELECT ${TRANSITION_COLUMNS} FROM Transition WHERE "check" = ? ORDER BY at, Transition.id`;
    return this.#read(
      'Transition',
      { ...NOWHERE, check },
      sql,
      [this.#checks.findKey(check)],
      (row: TransitionRow) => readTransition(withCode(row), check),
      ({ at }) => ({ check, from: Number(at), to: Number(at) }),
    );
  }

  async outages(check: string): Promise<readonly Outage[]> {
    const sql = `SELECT ${OUTAGE_COLUMNS} FROM Outage WHERE "check" = ? ORDER BY startedAt, Outage.id`;
    return this.#read(
      'Outage',
      { ...NOWHERE, check },
      sql,
      [this.#checks.findKey(check)],
      (row: OutageRow) => readOutage(withCode(row), check),
      ({ startedAt, endedAt }) => ({ check, from: Number(startedAt), to: endedAt === null ? null : Number(endedAt) }),
    );
  }

  async end(): Promise<void> {
    this.#database.close();
  }

  /** The first start, or the last one; null where there is none, undefined where that cannot be read. */
  #edge(what: Tier | 'packed', order: '' | 'DESC'): number | null | undefined {
    const [table, tier] = what === 'packed' ? ['Packed', 0 as const] : ['Bucket', what];
    const isStart = `typeof(start) = 'integer' AND start >= 0 AND start % ${TIERS[tier].ms} = 0`;
    const sql = `SELECT (SELECT start FROM ${table} WHERE ${what === 'packed' ? '' : `tier = ${tier} AND`} ${isStart}
      ORDER BY start ${order} LIMIT 1) AS start`;
    return this.#find<{ start: number | null }>(table, NOWHERE, sql, [])[0]?.start;
  }

  /** The first and the last start that each check can have in chunks. */
  #chunkStarts(tier: ChunkTier): number[] {
    const places = [tier - 1, tier - 1, tier - 1, tier - 1];
    const rows = this.#read<Record<'first' | 'last', number | null>, number[]>(
      'Chunk',
      NOWHERE,
      CHUNK_EXTENTS,
      places,
      ({ first, last }) =>
        first === null || last === null ? [] : [chunkSpan(first).start, chunkSpan(last).end - TIERS[tier].ms],
    );
    return rows.flat();
  }

  #chunks(place: Place, sql: string, ...parameters: unknown[]): KeyedChunk[] {
    return this.#read(
      'Chunk',
      place,
      sql,
      parameters,
      (row: ChunkRow) => {
        const chunk = readChunk(row);
        // Sketches are read when somebody asks: here whether that can be done.
        if (this.#isLenient) for (const { sketch } of [chunk.sum, ...chunk.buckets]) sketch?.serialize();
        return chunk;
      },
      ({ id }) => {
        const { key, start, end } = chunkSpan(id);
        return { check: this.#idOf(key), from: start, to: end };
      },
    );
  }

  /**
   * What a statement finds, each row read by `read`; without those that cannot be.
   *
   * @param table whose rows they are
   * @param place where they are, should the statement itself fail
   * @param placeOf where one of them is
   */
  #read<Row extends object, T>(
    table: string,
    place: Place,
    sql: string,
    parameters: readonly unknown[],
    read: (row: Row) => T,
    placeOf: (row: Row) => Place = () => place,
  ): T[] {
    return this.#find<Row>(table, place, sql, parameters).flatMap((row) => {
      try {
        assertCells(row);
        return [read(row)];
      } catch (error) {
        this.#leaveOut(table, placeOf(row), error);
        return [];
      }
    });
  }

  /** Nothing where the statement fails: its pages cannot be read. */
  #find<Row>(table: string, place: Place, sql: string, parameters: readonly unknown[]): Row[] {
    try {
      return this.#all<Row>(sql, ...parameters);
    } catch (error) {
      this.#leaveOut(table, place, error);
      return [];
    }
  }

  /** @throws StoreError unless the archive is lenient */
  #leaveOut(table: string, place: Place, error: unknown): void {
    const rule = (error as Error).message;
    if (!this.#isLenient)
      throw new StoreError('DATABASE_INVALID', `${table} cannot be read: ${rule}; history verify tells all of it`, {
        cause: error,
      });
    this.#unreadable.set(JSON.stringify([table, place, rule]), { table, ...place, rule });
  }

  /** The name of a check; null where there is none. */
  #idOf(key: number | bigint): string | null {
    for (const [id, known] of this.#checks.all) if (known === Number(key)) return id;
    return null;
  }

  #all<Row>(sql: string, ...parameters: unknown[]): Row[] {
    let statement = this.#statements.get(sql);
    if (statement === undefined) this.#statements.set(sql, (statement = this.#database.prepare(sql)));
    return statement.all(...parameters) as Row[];
  }
}

/** From the first of these starts to the end of the last. */
function spanOf(starts: readonly number[], ms: number): Place {
  return { check: null, from: starts[0] ?? null, to: (starts.at(-1) ?? 0) + ms };
}

/** A row whose code, where there is one, is one of ours. */
function withCode<Row extends { readonly code: string | null }>(row: Row): Row {
  if (row.code !== null) knownCode(row.code);
  return row;
}
