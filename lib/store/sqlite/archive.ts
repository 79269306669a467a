import { TIERS, type Tier } from '../../history/bucket.ts';
import type { ChunkTier } from '../../history/chunk.ts';
import type { Catalogue, Outage, Transition } from '../../model.ts';
import { CheckKeys } from '../check-keys.ts';
import type { PrismaClient } from '../generated/client.ts';
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
} from '../store.ts';
import { Turns } from '../turns.ts';
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
} from './chunks.ts';
import { BUCKETS_AT, CHECK_COLUMNS, LOG_COLUMNS, OUTAGE_COLUMNS, PACKED_AT, TRANSITION_COLUMNS } from './queries.ts';
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
  type OutageRow,
  type PackedRow,
  type TransitionRow,
} from '../rows.ts';

/**
 * Opens the past of a database that a worker has used, as it is at one moment: what is written until `end` is not seen.
 * The log of the database cannot be cut back meanwhile: it is for whom that is short.
 *
 * @param options.atOneMoment false reads each time what is there then
 * @throws StoreError
 */
export async function openArchive(client: PrismaClient, options: { atOneMoment: boolean }): Promise<ArchiveStore> {
  if (options.atOneMoment) await client.$executeRawUnsafe('BEGIN');
  const catalogue = await client.catalogue.findUnique({ where: { id: 1 } });
  const checkpoint = await client.checkpoint.findUnique({ where: { id: 1 } });
  const checks = new CheckKeys();
  checks.set(await client.check.findMany({ select: { key: true, checkId: true } }));
  if (catalogue === null) throw new StoreError('DATABASE_INVALID', 'no worker has used this database yet');
  return new SqliteArchive(client, readCatalogue(catalogue.json), readCheckpoint(checkpoint), checks);
}

class SqliteArchive implements ArchiveStore {
  readonly catalogue: Catalogue;
  readonly checkpoint: Checkpoint;
  readonly #client: PrismaClient;
  readonly #turns = new Turns();
  readonly #checks: CheckKeys;

  constructor(client: PrismaClient, catalogue: Catalogue, checkpoint: Checkpoint, checks: CheckKeys) {
    this.#client = client;
    this.catalogue = catalogue;
    this.checkpoint = checkpoint;
    this.#checks = checks;
  }

  async checks(): Promise<readonly CheckRecord[]> {
    return (await this.#read<CheckRow>(`SELECT ${CHECK_COLUMNS} FROM "Check" ORDER BY checkId`)).map(readCheck);
  }

  async damage(): Promise<readonly string[]> {
    const rows = await this.#read<{ integrity_check: string }>('PRAGMA integrity_check(20)');
    return rows.map((row) => row.integrity_check).filter((verdict) => verdict !== 'ok');
  }

  async extent(what: Tier | 'packed'): Promise<Extent | null> {
    const chunks = what === 'packed' || !isChunked(what) ? [] : await this.#chunkStarts(what);
    const table = what === 'packed' ? 'Packed' : 'Bucket';
    const where = what === 'packed' ? '' : `WHERE tier = ${what}`;
    const [row] = await this.#read<{ first: number | bigint | null; last: number | bigint | null }>(
      `SELECT (SELECT start FROM ${table} ${where} ORDER BY start LIMIT 1) + 0 AS first,
              (SELECT start FROM ${table} ${where} ORDER BY start DESC LIMIT 1) + 0 AS last`,
    );
    const starts = [row?.first, row?.last].flatMap((start) => (start == null ? [] : [Number(start)])).concat(chunks);
    if (starts.length === 0) return null;
    return starts.reduce<Extent>(
      ({ first, last }, start) => ({ first: Math.min(first, start), last: Math.max(last, start) }),
      { first: Infinity, last: -Infinity },
    );
  }

  async buckets(tier: Tier, starts: readonly number[]): Promise<readonly CheckBucket[]> {
    const rows = await this.#read<BucketRow>(BUCKETS_AT, JSON.stringify(starts), tier);
    const loose = rows.map((row) => ({ key: Number(row.check), bucket: readBucket(row) }));
    const ids = isChunked(tier) ? chunkIds(this.#checks.all.values(), tier, starts) : [];
    // After the others: what is packed meanwhile is seen twice rather than never.
    const chunks = ids.length === 0 ? [] : await this.#read<ChunkRow>(CHUNKS_AT, JSON.stringify(ids));
    return overChunks(loose, chunks, starts).map(({ key, bucket }) => ({ check: this.#checks.idOf(key), bucket }));
  }

  async sums(check: string, tier: Tier): Promise<readonly StoredSum[]> {
    if (!isChunked(tier)) return [];
    const rows = await this.#read<ChunkRow>(CHUNKS_BETWEEN, ...chunkBounds(this.#checks.findKey(check), tier));
    return rows.map(readChunk).map(({ sum, buckets }) => ({ sum, parts: buckets }));
  }

  async packed(starts: readonly number[]): Promise<readonly PackedResults[]> {
    const rows = await this.#read<PackedRow>(PACKED_AT, JSON.stringify(starts));
    return rows.map((row) => readPacked(row, this.#checks.idOf(row.check)));
  }

  async log(): Promise<readonly LoggedResult[]> {
    const rows = await this.#read<BatchRow>(`SELECT ${LOG_COLUMNS} FROM Batch ORDER BY Batch.id`);
    return readLog(rows, 0, this.#checks.idOf);
  }

  async transitions(check: string): Promise<readonly Transition[]> {
    const sql = `SELECT ${TRANSITION_COLUMNS} FROM Transition WHERE "check" = ? ORDER BY at, Transition.id`;
    return (await this.#read<TransitionRow>(sql, this.#checks.findKey(check))).map((row) => readTransition(row, check));
  }

  async outages(check: string): Promise<readonly Outage[]> {
    const sql = `SELECT ${OUTAGE_COLUMNS} FROM Outage WHERE "check" = ? ORDER BY startedAt, Outage.id`;
    return (await this.#read<OutageRow>(sql, this.#checks.findKey(check))).map((row) => readOutage(row, check));
  }

  async end(): Promise<void> {
    await this.#turns.take(() => this.#client.$disconnect());
  }

  /** The first and the last start that each check can have in chunks. */
  async #chunkStarts(tier: ChunkTier): Promise<number[]> {
    const places = [tier - 1, tier - 1, tier - 1, tier - 1];
    const rows = await this.#read<Record<'first' | 'last', number | bigint | null>>(CHUNK_EXTENTS, ...places);
    return rows.flatMap(({ first, last }) =>
      first === null || last === null ? [] : [chunkSpan(first).start, chunkSpan(last).end - TIERS[tier].ms],
    );
  }

  #read<Row>(sql: string, ...parameters: unknown[]): Promise<Row[]> {
    return this.#turns.take(() => this.#client.$queryRawUnsafe<Row[]>(sql, ...parameters));
  }
}
