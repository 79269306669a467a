import type { Tier } from '../../history/bucket.ts';
import { chunkAt } from '../../history/chunk.ts';
import type { Catalogue, WorkerFigures } from '../../model.ts';
import { catalogueChange } from '../catalogue-change.ts';
import { CheckKeys } from '../check-keys.ts';
import type { Prisma, PrismaClient } from '../generated/client.ts';
import {
  FencedError,
  type Batch,
  type CheckBucket,
  type Close,
  type ClosedRows,
  type Instance,
  type LeaseRequest,
  type PackedResults,
  type WorkerState,
  type WriterStore,
} from '../store.ts';
import { Turns } from '../turns.ts';
import type { Unread } from '../unread.ts';
import { packingOf, readChunks, readSoundChunks } from './chunk-writer.ts';
import { chunkIds, isChunked, overChunks } from './chunks.ts';
import { patiently, WritingTurns } from './client.ts';
import {
  asStored,
  BUCKETS_AT,
  CHECK_COLUMNS,
  LOG_COLUMNS,
  openSpan,
  OUTAGE_COLUMNS,
  PACKED_AT,
  TRANSITION_COLUMNS,
} from './queries.ts';
import {
  RESULTS_A_ROW,
  batchValues,
  checkValues,
  closedValues,
  readBucket,
  readCatalogue,
  readInstance,
  readPacked,
  readWorkerState,
  type BatchRow,
  type BucketRow,
  type CheckRow,
  type OutageRow,
  type PackedRow,
  type TransitionRow,
} from '../rows.ts';
import {
  GUARD,
  INSERT_CHECKS,
  INSERT_LOG,
  INSERT_TRANSITIONS,
  TRIM_CHUNKS,
  UPDATE_CHECKS,
  UPSERT_BUCKETS,
  UPSERT_OUTAGES,
  UPSERT_PACKED,
} from './statements.ts';

/** Fewer free pages than this are never given back, and this many at once. */
const LEAST_FREE_PAGES = 1_000;
const PAGES_A_STEP = 128;
/** Checks whose rows a step before the end of a close makes. A few ms. */
const CHECKS_A_STEP = 250;

/**
 * Opens the worker's half on a client whose database is migrated. `authority` names a new instance in feed ids; `unread`
 * is told what cannot be read, and is left out.
 */
export async function openWriter(
  client: PrismaClient,
  fresh: { uuid: string; authority: string; createdAt: number },
  unread: Unread,
): Promise<WriterStore> {
  const { uuid, authority, createdAt } = fresh;
  const sql = 'INSERT OR IGNORE INTO Instance (id, uuid, authority, createdAt) VALUES (1, ?, ?, ?)';
  // Even one that is ignored would wait for the lock.
  if ((await client.instance.count()) === 0)
    await patiently(() => client.$executeRawUnsafe(sql, uuid, authority, createdAt));
  return new SqliteWriter(client, readInstance(await client.instance.findUniqueOrThrow({ where: { id: 1 } })), unread);
}

class SqliteWriter implements WriterStore {
  readonly instance: Instance;
  readonly #client: PrismaClient;
  readonly #unread: Unread;
  readonly #turns = new Turns();
  readonly #writes = new WritingTurns(this.#turns);
  readonly #checks = new CheckKeys();
  #token = 0;
  /** All chunks of hours before this one are gone. */
  #trimmedChunks: number | null = null;
  /** The keys of checks of which something could not be read where it was to be packed. */
  readonly #unpacked = new Set<number>();

  constructor(client: PrismaClient, instance: Instance, unread: Unread) {
    this.#client = client;
    this.#unread = unread;
    this.instance = instance;
  }

  async acquire({ holder, now, ttl, dead }: LeaseRequest): Promise<{ token: number } | null> {
    return this.#writing(async () => {
      const taken = await this.#client.$executeRawUnsafe(
        `INSERT INTO Lease (id, holder, token, expiresAt) VALUES (1, ?, 1, ?)
         ON CONFLICT (id) DO UPDATE SET holder = excluded.holder, token = token + 1, expiresAt = excluded.expiresAt
         WHERE expiresAt <= ? OR holder IN (SELECT value FROM json_each(?))`,
        holder,
        now + ttl,
        now,
        JSON.stringify(dead),
      );
      if (taken === 0) return null;
      const lease = await this.#client.lease.findUniqueOrThrow({ where: { id: 1 } });
      if (lease.holder !== holder) return null;
      this.#token = lease.token;
      return { token: lease.token };
    });
  }

  async leaseHolder(): Promise<string | null> {
    return this.#turns.take(async () => (await this.#client.lease.findUnique({ where: { id: 1 } }))?.holder ?? null);
  }

  async renew(expiresAt: number): Promise<void> {
    await this.#guarded([this.#statement('UPDATE Lease SET expiresAt = ? WHERE id = 1 AND token = ?', expiresAt)]);
  }

  async release(): Promise<void> {
    await this.#writing(() => this.#statement('UPDATE Lease SET expiresAt = 0 WHERE id = 1 AND token = ?'));
  }

  async applyCatalogue(
    catalogue: Catalogue,
    formerIds: Readonly<Record<string, readonly string[]>>,
  ): Promise<readonly string[]> {
    return this.#writing(async () => {
      await this.#loadKeys();
      const before = await this.#client.catalogue.findUnique({ where: { id: 1 } });
      const known = before === null ? null : this.#unread.or('Catalogue', () => readCatalogue(before.json), null);
      const { stored, renames, added, remarks } = catalogueChange(this.#checks.all, known, catalogue, formerIds);
      await this.#commit([
        // The first statement writes, so that the transaction has the lock from its beginning.
        this.#statement(
          `INSERT INTO Catalogue (id, revision, json) SELECT 1, 1, ? WHERE ${GUARD}
           ON CONFLICT (id) DO UPDATE SET revision = revision + (json <> excluded.json), json = excluded.json`,
          JSON.stringify(stored),
        ),
        ...renames.map(({ from, to }) =>
          this.#statement(`UPDATE "Check" SET checkId = ? WHERE checkId = ? AND ${GUARD}`, to, from),
        ),
        ...this.#rows([INSERT_CHECKS, added.map(({ key, checkId }) => [key, checkId])]),
      ]);
      await this.#loadKeys();
      return remarks;
    });
  }

  async restore(): Promise<WorkerState> {
    return this.#turns.take(async () => {
      await this.#loadKeys();
      const db = this.#client;
      const [checkpoint, checks, log, transitions, outages, [last], worker] = await db.$transaction([
        db.checkpoint.findUnique({ where: { id: 1 } }),
        db.$queryRawUnsafe<CheckRow[]>(`SELECT ${asStored(CHECK_COLUMNS)} FROM "Check" ORDER BY "Check"."key"`),
        db.$queryRawUnsafe<BatchRow[]>(`SELECT ${LOG_COLUMNS} FROM Batch ORDER BY Batch.id`),
        db.$queryRawUnsafe<TransitionRow[]>(
          `SELECT ${asStored(TRANSITION_COLUMNS)} FROM Transition WHERE Transition.id IN (SELECT max(id) FROM Transition GROUP BY "check")`,
        ),
        db.$queryRawUnsafe<OutageRow[]>(`SELECT ${asStored(OUTAGE_COLUMNS)} FROM Outage WHERE endedAt IS NULL`),
        db.$queryRawUnsafe<Record<'result' | 'transition' | 'outage', number | bigint | null>[]>(
          `SELECT (SELECT max(id) FROM Batch) + 0 AS result, (SELECT max(id) FROM Transition) + 0 AS transition, (SELECT max(id) FROM Outage) + 0 AS outage`,
        ),
        db.worker.findUnique({ where: { id: 1 } }),
      ]);
      const rows = { checkpoint, checks, log, transitions, outages, last, worker };
      return readWorkerState(rows, this.#checks.idOf, this.#unread);
    });
  }

  async append(batch: Batch): Promise<void> {
    const { log, transitions, outages } = batchValues(batch, this.#checks.keyOf);
    await this.#guarded(this.#rows([INSERT_LOG, log], [INSERT_TRANSITIONS, transitions], [UPSERT_OUTAGES, outages]));
  }

  async saveFigures(figures: WorkerFigures): Promise<void> {
    const sql = `INSERT INTO Worker (id, json) SELECT 1, ? WHERE ${GUARD} ON CONFLICT (id) DO UPDATE SET json = excluded.json`;
    await this.#guarded([this.#statement(sql, JSON.stringify(figures))]);
  }

  async buckets(tier: Tier, starts: readonly number[], checks?: readonly string[]): Promise<readonly CheckBucket[]> {
    if (starts.length === 0) return [];
    const [sql, ...rest] = this.#of(BUCKETS_AT, checks);
    const rows = await this.#turns.take(() =>
      this.#client.$queryRawUnsafe<BucketRow[]>(sql, JSON.stringify(starts), tier, ...rest),
    );
    const loose = this.#unread.rows('Bucket', rows, (row) => ({
      key: Number(row.check),
      bucket: readBucket(row, this.#unread),
    }));
    const keys = (checks ?? [...this.#checks.all.keys()]).map(this.#checks.keyOf);
    const chunks = isChunked(tier)
      ? await this.#turns.take(() => readChunks(this.#client, chunkIds(keys, tier, starts)))
      : [];
    const all = overChunks(loose, readSoundChunks(chunks, this.#unread), starts);
    return this.#unread.rows('Bucket', all, ({ key, bucket }) => ({ check: this.#checks.idOf(key), bucket }));
  }

  async packed(starts: readonly number[], checks?: readonly string[]): Promise<readonly PackedResults[]> {
    if (starts.length === 0) return [];
    const [sql, ...rest] = this.#of(PACKED_AT, checks);
    const rows = await this.#turns.take(() =>
      this.#client.$queryRawUnsafe<PackedRow[]>(sql, JSON.stringify(starts), ...rest),
    );
    return this.#unread.rows('Packed', rows, (row) => readPacked(row, this.#checks.idOf(row.check)));
  }

  async writeAhead(rows: ClosedRows): Promise<void> {
    await this.#guarded(this.#upserts(rows));
  }

  async close({ checks, checkpoint, ...rows }: Close): Promise<void> {
    const updates: string[] = [];
    for (let from = 0; from < checks.length; from += CHECKS_A_STEP) {
      const values = checks
        .slice(from, from + CHECKS_A_STEP)
        .map((one) => checkValues(one, this.#checks.keyOf(one.id)));
      updates.push(JSON.stringify(values));
      // With 10,000 checks all of this and the transaction would hold the loop for a fifth of a second.
      await new Promise((resolve) => setImmediate(resolve));
    }
    await this.#guarded([
      this.#statement(
        `INSERT INTO Checkpoint (id, foldedId, trimmedId, closedUntil) SELECT 1, ?, ?, ? WHERE ${GUARD}
         ON CONFLICT (id) DO UPDATE SET foldedId = excluded.foldedId, trimmedId = excluded.trimmedId, closedUntil = excluded.closedUntil`,
        checkpoint.foldedId,
        checkpoint.trimmedId,
        checkpoint.closedUntil,
      ),
      ...this.#upserts(rows),
      ...updates.map((values) => this.#statement(UPDATE_CHECKS, values)),
    ]);
  }

  async trimLog(limit: number): Promise<boolean> {
    const rows = Math.ceil(limit / RESULTS_A_ROW);
    const gone = await this.#writing(() =>
      this.#statement(
        `DELETE FROM Batch WHERE id IN (SELECT id FROM Batch WHERE id <= (SELECT trimmedId FROM Checkpoint) ORDER BY id LIMIT ?)
         AND ${GUARD}`,
        rows,
      ),
    );
    return gone >= rows;
  }

  async trim(before: { results: number; fiveMinutes: number; hours: number }, limit: number): Promise<number> {
    const fromBuckets = (
      tier: 0 | 1,
    ) => `DELETE FROM Bucket WHERE (tier, start, "check") IN (SELECT tier, start, "check"
      FROM Bucket WHERE tier = ${tier} AND start < min(?, ${openSpan(tier)}) LIMIT ?) AND ${GUARD}`;
    const fromPacked = `DELETE FROM Packed WHERE (start, "check") IN (SELECT start, "check" FROM Packed WHERE start < ? LIMIT ?) AND ${GUARD}`;
    // A turn each: what waits to be appended has its own between them.
    const counts = [
      await this.#writing(() => this.#statement(fromPacked, before.results, limit)),
      await this.#writing(() => this.#statement(fromBuckets(0), before.fiveMinutes, limit)),
      await this.#writing(() => this.#statement(fromBuckets(1), before.hours, limit)),
      await this.#trimChunks(chunkAt(1, before.hours), limit),
    ];
    await this.#writing(async () => {
      const packing = await packingOf(
        this.#client,
        (...of) => this.#statement(...of),
        limit,
        this.#unread,
        this.#unpacked,
        this.#checks.nameOf,
      );
      if (packing !== null) await this.#commit(packing);
    });
    await this.#writing(() => this.#givePagesBack());
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** Deletes chunks of hours that lie before this one. To find them takes a seek a check, and once a day there are some. */
  async #trimChunks(first: number, limit: number): Promise<number> {
    if (first === this.#trimmedChunks) return 0;
    const gone = await this.#writing(() => this.#statement(TRIM_CHUNKS, first, limit));
    if (gone < limit) this.#trimmedChunks = first;
    return gone;
  }

  /**
   * A step of giving free pages back to the file system. What is trimmed each day is written anew the same day: moving
   * pages for so little would write more than all results do. So a tenth of the file stays free.
   */
  async #givePagesBack(): Promise<void> {
    const [row] = await this.#client.$queryRawUnsafe<{ free: number | bigint; all: number | bigint }[]>(
      'SELECT f.freelist_count AS free, p.page_count AS "all" FROM pragma_freelist_count f, pragma_page_count p',
    );
    const [free, all] = [Number(row?.free ?? 0), Number(row?.all ?? 0)];
    if (free > Math.max(LEAST_FREE_PAGES, all / 10))
      await this.#client.$queryRawUnsafe(`PRAGMA incremental_vacuum(${PAGES_A_STEP})`);
  }

  async ping(): Promise<void> {
    await this.#turns.take(() => this.#client.$queryRawUnsafe('SELECT count(*) FROM Instance'));
  }

  async end(): Promise<void> {
    await this.#turns.take(() => this.#client.$disconnect());
  }

  #upserts(rows: ClosedRows): Prisma.PrismaPromise<number>[] {
    const { buckets, packed } = closedValues(rows, this.#checks.keyOf);
    return this.#rows([UPSERT_BUCKETS, buckets], [UPSERT_PACKED, packed]);
  }

  /** A statement that reads, narrowed to some checks, and what that adds to its parameters. */
  #of(sql: string, checks: readonly string[] | undefined): [string, ...string[]] {
    if (checks === undefined) return [sql];
    return [`${sql} AND "check" IN (SELECT value FROM json_each(?))`, JSON.stringify(checks.map(this.#checks.keyOf))];
  }

  /** A statement whose last parameter is the token. Runs when awaited or in `$transaction`. */
  #statement(sql: string, ...parameters: unknown[]): Prisma.PrismaPromise<number> {
    return this.#client.$executeRawUnsafe(sql, ...parameters, this.#token);
  }

  /** Statements that carry their rows in one parameter, of those that there are rows for. */
  #rows(...inserts: readonly [sql: string, rows: readonly unknown[][]][]): Prisma.PrismaPromise<number>[] {
    return inserts.flatMap(([sql, rows]) => (rows.length === 0 ? [] : [this.#statement(sql, JSON.stringify(rows))]));
  }

  /** One transaction; its first statement writes a row exactly if the lease is still ours. */
  async #guarded(statements: Prisma.PrismaPromise<number>[]): Promise<void> {
    if (statements.length > 0) await this.#writing(() => this.#commit(statements));
  }

  /** A turn at writing. While another process holds the lock, others have their turns between two tries. */
  async #writing<T>(work: () => Promise<T>): Promise<T> {
    return this.#writes.take(work);
  }

  async #commit(statements: Prisma.PrismaPromise<number>[]): Promise<void> {
    const [first] = await this.#client.$transaction(statements);
    if (first === 0) throw new FencedError();
  }

  async #loadKeys(): Promise<void> {
    this.#checks.set(await this.#client.check.findMany({ select: { key: true, checkId: true } }));
  }
}
