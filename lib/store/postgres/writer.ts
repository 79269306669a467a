import type { Tier } from '../../history/bucket.ts';
import type { Catalogue, WorkerFigures } from '../../model.ts';
import { catalogueChange } from '../catalogue-change.ts';
import { CheckKeys } from '../check-keys.ts';
import type { Prisma, PrismaClient } from './generated/client/client.ts';
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
import * as sql from './sql.ts';

/**
 * Opens the worker's half on a client whose database has its tables. `authority` names a new instance in feed ids; `unread`
 * is told what cannot be read, and is left out.
 */
export async function openWriter(
  client: PrismaClient,
  fresh: { uuid: string; authority: string; createdAt: number },
  unread: Unread,
): Promise<WriterStore> {
  await client.$executeRawUnsafe(
    `INSERT INTO "Instance" (id, uuid, authority, "createdAt") VALUES (1, $1::text, $2::text, $3::bigint)
     ON CONFLICT (id) DO NOTHING`,
    fresh.uuid,
    fresh.authority,
    fresh.createdAt,
  );
  const instance = readInstance(await client.instance.findUniqueOrThrow({ where: { id: 1 } }));
  return new PostgresWriter(client, instance, unread);
}

class PostgresWriter implements WriterStore {
  readonly instance: Instance;
  readonly #client: PrismaClient;
  readonly #unread: Unread;
  readonly #turns = new Turns();
  readonly #checks = new CheckKeys();
  #token = 0;

  constructor(client: PrismaClient, instance: Instance, unread: Unread) {
    this.#client = client;
    this.#unread = unread;
    this.instance = instance;
  }

  async acquire({ holder, now, ttl, dead }: LeaseRequest): Promise<{ token: number } | null> {
    return this.#turns.take(async () => {
      const [lease] = await this.#client.$queryRawUnsafe<{ token: number }[]>(
        sql.TAKE_LEASE,
        holder,
        now + ttl,
        now,
        JSON.stringify(dead),
      );
      if (lease === undefined) return null;
      this.#token = lease.token;
      return { token: lease.token };
    });
  }

  async leaseHolder(): Promise<string | null> {
    return this.#turns.take(async () => (await this.#client.lease.findUnique({ where: { id: 1 } }))?.holder ?? null);
  }

  async renew(expiresAt: number): Promise<void> {
    const renewed = await this.#turns.take(() => this.#statement(sql.RENEW_LEASE, expiresAt));
    if (renewed === 0) throw new FencedError();
  }

  async release(): Promise<void> {
    await this.#turns.take(() => this.#statement(sql.RENEW_LEASE, 0));
  }

  async applyCatalogue(
    catalogue: Catalogue,
    formerIds: Readonly<Record<string, readonly string[]>>,
  ): Promise<readonly string[]> {
    return this.#turns.take(async () => {
      await this.#loadKeys();
      const before = await this.#client.catalogue.findUnique({ where: { id: 1 } });
      const known = before === null ? null : this.#unread.or('Catalogue', () => readCatalogue(before.json), null);
      const { stored, renames, added, remarks } = catalogueChange(this.#checks.all, known, catalogue, formerIds);
      await this.#commit([
        this.#statement(sql.PUT_CATALOGUE, JSON.stringify(stored)),
        ...renames.map(({ from, to }) => this.#statement(sql.RENAME_CHECK, to, from)),
        ...this.#rows([sql.INSERT_CHECKS, added.map(({ key, checkId }) => [key, checkId])]),
      ]);
      await this.#loadKeys();
      return remarks;
    });
  }

  async restore(): Promise<WorkerState> {
    return this.#turns.take(async () => {
      await this.#loadKeys();
      const db = this.#client;
      const [checkpoint, checks, log, transitions, outages, [last], worker] = await db.$transaction(
        [
          db.checkpoint.findUnique({ where: { id: 1 } }),
          db.$queryRawUnsafe<CheckRow[]>(`SELECT ${sql.CHECK_COLUMNS} FROM "Check" ORDER BY "key"`),
          db.$queryRawUnsafe<BatchRow[]>(`SELECT ${sql.LOG_COLUMNS} FROM "Batch" ORDER BY id`),
          db.$queryRawUnsafe<TransitionRow[]>(
            `SELECT ${sql.TRANSITION_COLUMNS} FROM "Transition"
             WHERE id IN (SELECT max(id) FROM "Transition" GROUP BY "check")`,
          ),
          db.$queryRawUnsafe<OutageRow[]>(`SELECT ${sql.OUTAGE_COLUMNS} FROM "Outage" WHERE "endedAt" IS NULL`),
          db.$queryRawUnsafe<Record<'result' | 'transition' | 'outage', bigint | null>[]>(
            `SELECT (SELECT max(id) FROM "Batch") AS result, (SELECT max(id) FROM "Transition") AS transition,
               (SELECT max(id) FROM "Outage") AS outage`,
          ),
          db.worker.findUnique({ where: { id: 1 } }),
        ],
        { isolationLevel: 'RepeatableRead' },
      );
      const rows = { checkpoint, checks, log, transitions, outages, last, worker };
      return readWorkerState(rows, this.#checks.idOf, this.#unread);
    });
  }

  async append(batch: Batch): Promise<void> {
    const { log, transitions, outages } = batchValues(batch, this.#checks.keyOf);
    await this.#guarded(
      this.#rows([sql.INSERT_LOG, log], [sql.INSERT_TRANSITIONS, transitions], [sql.UPSERT_OUTAGES, outages]),
    );
  }

  async saveFigures(figures: WorkerFigures): Promise<void> {
    await this.#guarded([this.#statement(sql.PUT_FIGURES, JSON.stringify(figures))]);
  }

  async buckets(tier: Tier, starts: readonly number[], checks?: readonly string[]): Promise<readonly CheckBucket[]> {
    const [of, ...keys] = this.#of(checks, 3);
    const rows = await this.#turns.take(() =>
      this.#client.$queryRawUnsafe<BucketRow[]>(`${sql.BUCKETS_AT} ${of}`, JSON.stringify(starts), tier, ...keys),
    );
    return this.#unread.rows('Bucket', rows, (row) => ({
      check: this.#checks.idOf(row.check),
      bucket: readBucket(row, this.#unread),
    }));
  }

  async packed(starts: readonly number[], checks?: readonly string[]): Promise<readonly PackedResults[]> {
    const [of, ...keys] = this.#of(checks, 2);
    const rows = await this.#turns.take(() =>
      this.#client.$queryRawUnsafe<PackedRow[]>(`${sql.PACKED_AT} ${of}`, JSON.stringify(starts), ...keys),
    );
    return this.#unread.rows('Packed', rows, (row) => readPacked(row, this.#checks.idOf(row.check)));
  }

  async writeAhead(rows: ClosedRows): Promise<void> {
    await this.#guarded(this.#upserts(rows));
  }

  async close({ checks, checkpoint, ...rows }: Close): Promise<void> {
    const { foldedId, trimmedId, closedUntil } = checkpoint;
    await this.#guarded([
      this.#statement(sql.PUT_CHECKPOINT, foldedId, trimmedId, closedUntil),
      ...this.#upserts(rows),
      ...this.#rows([sql.UPDATE_CHECKS, checks.map((record) => checkValues(record, this.#checks.keyOf(record.id)))]),
    ]);
  }

  async trimLog(limit: number): Promise<boolean> {
    const rows = Math.ceil(limit / RESULTS_A_ROW);
    const [gone = 0] = await this.#guarded([this.#statement(sql.TRIM_LOG, rows)]);
    return gone >= rows;
  }

  async trim(before: { results: number; fiveMinutes: number; hours: number }, limit: number): Promise<number> {
    const counts = await this.#guarded([
      this.#statement(sql.TRIM_PACKED, before.results, limit),
      this.#statement(sql.TRIM_BUCKETS, 0, before.fiveMinutes, limit),
      this.#statement(sql.TRIM_BUCKETS, 1, before.hours, limit),
    ]);
    return counts.reduce((sum, count) => sum + count, 0);
  }

  async ping(): Promise<void> {
    await this.#turns.take(() => this.#client.$queryRawUnsafe('SELECT count(*) FROM "Instance"'));
  }

  async end(): Promise<void> {
    await this.#turns.take(() => this.#client.$disconnect());
  }

  /** A statement whose last parameter is the token. Runs when awaited or in a transaction. */
  #statement(text: string, ...parameters: unknown[]): Prisma.PrismaPromise<number> {
    return this.#client.$executeRawUnsafe(text, ...parameters, this.#token);
  }

  /** Statements that carry their rows in one parameter, of those that there are rows for. */
  #rows(...inserts: readonly [text: string, rows: readonly unknown[][]][]): Prisma.PrismaPromise<number>[] {
    return inserts.flatMap(([text, rows]) => (rows.length === 0 ? [] : [this.#statement(text, JSON.stringify(rows))]));
  }

  #upserts(rows: ClosedRows): Prisma.PrismaPromise<number>[] {
    const { buckets, packed } = closedValues(rows, this.#checks.keyOf);
    return this.#rows([sql.UPSERT_BUCKETS, buckets], [sql.UPSERT_PACKED, packed]);
  }

  /** What narrows a statement to some checks: its text, and what it adds to the parameters. */
  #of(checks: readonly string[] | undefined, parameter: number): [string, ...string[]] {
    if (checks === undefined) return [''];
    return [sql.ofChecks(parameter), JSON.stringify(checks.map(this.#checks.keyOf))];
  }

  async #guarded(statements: readonly Prisma.PrismaPromise<number>[]): Promise<number[]> {
    return statements.length === 0 ? [] : this.#turns.take(() => this.#commit(statements));
  }

  /** One transaction, all of it while the lease is ours; says how many rows each statement wrote. */
  async #commit(statements: readonly Prisma.PrismaPromise<number>[]): Promise<number[]> {
    const [held, ...counts] = await this.#client.$transaction([this.#statement(sql.HOLD_LEASE), ...statements]);
    if (held === 0) throw new FencedError();
    return counts;
  }

  async #loadKeys(): Promise<void> {
    this.#checks.set(await this.#client.check.findMany({ select: { key: true, checkId: true } }));
  }
}
