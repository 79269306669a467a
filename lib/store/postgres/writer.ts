import type { Tier } from '../../history/bucket.ts';
import { packLast, packResults, unpackResults } from '../../history/pack.ts';
import type { Catalogue, WorkerFigures } from '../../model.ts';
import { catalogueChange, retiredChecks, type StoredCatalogue } from '../catalogue-change.ts';
import { CheckKeys } from '../check-keys.ts';
import type { Prisma, PrismaClient } from './generated/client/client.ts';
import {
  RESULTS_A_ROW,
  bucketValues,
  logRows,
  outageValues,
  readBucket,
  readCatalogue,
  readCheck,
  readCheckpoint,
  readOutage,
  readLog,
  readTransition,
  transitionValues,
  type BatchRow,
  type BucketRow,
  type CheckRow,
  type OutageRow,
  type TransitionRow,
} from '../rows.ts';
import {
  FencedError,
  type Batch,
  type CheckBucket,
  type Close,
  type ClosedRows,
  type Instance,
  type PackedResults,
  type WorkerState,
  type WriterStore,
} from '../store.ts';
import { Turns } from '../turns.ts';
import * as sql from './sql.ts';

/** Opens the worker's half on a client whose database has its tables. `authority` names a new instance in feed ids. */
export async function openWriter(
  client: PrismaClient,
  fresh: { uuid: string; authority: string; createdAt: number },
): Promise<WriterStore> {
  await client.$executeRawUnsafe(
    `INSERT INTO "Instance" (id, uuid, authority, "createdAt") VALUES (1, $1::text, $2::text, $3::bigint)
     ON CONFLICT (id) DO NOTHING`,
    fresh.uuid,
    fresh.authority,
    fresh.createdAt,
  );
  const row = await client.instance.findUniqueOrThrow({ where: { id: 1 } });
  return new PostgresWriter(client, { id: row.uuid, authority: row.authority, createdAt: Number(row.createdAt) });
}

class PostgresWriter implements WriterStore {
  readonly instance: Instance;
  readonly #client: PrismaClient;
  readonly #turns = new Turns();
  readonly #checks = new CheckKeys();
  #token = 0;

  constructor(client: PrismaClient, instance: Instance) {
    this.#client = client;
    this.instance = instance;
  }

  async acquire(options: {
    holder: string;
    now: number;
    ttl: number;
    dead: readonly string[];
  }): Promise<{ token: number } | null> {
    const { holder, now, ttl, dead } = options;
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
      const retired = retiredChecks(catalogue, before === null ? null : readCatalogue(before.json));
      const { renames, added, remarks } = catalogueChange(this.#checks.all, catalogue, formerIds);
      await this.#commit([
        this.#statement(sql.PUT_CATALOGUE, JSON.stringify({ ...catalogue, retired } satisfies StoredCatalogue)),
        ...renames.map(({ from, to }) => this.#statement(sql.RENAME_CHECK, to, from)),
        this.#statement(sql.INSERT_CHECKS, JSON.stringify(added.map(({ key, checkId }) => [key, checkId]))),
      ]);
      await this.#loadKeys();
      return remarks;
    });
  }

  async restore(): Promise<WorkerState> {
    return this.#turns.take(async () => {
      await this.#loadKeys();
      const db = this.#client;
      const [checkpoint, checks, log, transitions, outages, ids, worker] = await db.$transaction(
        [
          db.checkpoint.findUnique({ where: { id: 1 } }),
          db.$queryRawUnsafe<CheckRow[]>(`SELECT ${sql.CHECK_COLUMNS} FROM "Check"`),
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
      const { foldedId } = readCheckpoint(checkpoint);
      const recent = readLog(log, 0, (key) => this.#checks.idOf(key));
      return {
        checkpoint: readCheckpoint(checkpoint),
        checks: checks.map(readCheck),
        log: recent.filter((result) => result.id > foldedId),
        recent,
        lastTransitions: transitions.map((row) => readTransition(row, this.#checks.idOf(row.check))),
        openOutages: outages.map((row) => readOutage(row, this.#checks.idOf(row.check))),
        lastResultId: Math.max(Number(ids[0]?.result ?? 0), foldedId),
        // What was imported has ids below zero; ours begin at 1, and readers look for those above 0.
        lastTransitionId: Math.max(0, Number(ids[0]?.transition ?? 0)),
        lastOutageId: Math.max(0, Number(ids[0]?.outage ?? 0)),
        figures: worker === null ? null : (JSON.parse(worker.json) as WorkerFigures),
      };
    });
  }

  async append({ results, transitions, outages }: Batch): Promise<void> {
    const statements: Prisma.PrismaPromise<number>[] = [];
    const add = <T extends { readonly check: string }>(
      statement: string,
      rows: readonly T[],
      values: (row: T, key: number) => unknown[],
    ) => {
      if (rows.length > 0)
        statements.push(
          this.#rows(
            statement,
            rows.map((row) => values(row, this.#checks.keyOf(row.check))),
          ),
        );
    };
    if (results.length > 0)
      statements.push(
        this.#rows(
          sql.INSERT_LOG,
          logRows(results, (check) => this.#checks.keyOf(check)),
        ),
      );
    add(sql.INSERT_TRANSITIONS, transitions, transitionValues);
    add(sql.UPSERT_OUTAGES, outages, outageValues);
    if (statements.length > 0) await this.#guarded(statements);
  }

  async saveFigures(figures: WorkerFigures): Promise<void> {
    await this.#guarded([this.#statement(sql.PUT_FIGURES, JSON.stringify(figures))]);
  }

  async buckets(tier: Tier, starts: readonly number[], checks?: readonly string[]): Promise<readonly CheckBucket[]> {
    const [of, ...keys] = this.#of(checks, 3);
    const rows = await this.#turns.take(() =>
      this.#client.$queryRawUnsafe<BucketRow[]>(`${sql.BUCKETS_AT} ${of}`, JSON.stringify(starts), tier, ...keys),
    );
    return rows.map((row) => ({ check: this.#checks.idOf(row.check), bucket: readBucket(row) }));
  }

  async packed(starts: readonly number[], checks?: readonly string[]): Promise<readonly PackedResults[]> {
    const [of, ...keys] = this.#of(checks, 2);
    const rows = await this.#turns.take(() =>
      this.#client.$queryRawUnsafe<{ start: bigint; check: number; results: string }[]>(
        `${sql.PACKED_AT} ${of}`,
        JSON.stringify(starts),
        ...keys,
      ),
    );
    return rows.map((row) => {
      const [check, start] = [this.#checks.idOf(row.check), Number(row.start)];
      return { check, start, results: unpackResults(check, start, row.results) };
    });
  }

  async writeAhead(rows: ClosedRows): Promise<void> {
    await this.#guarded(this.#upserts(rows));
  }

  async close({ buckets, packed, checks, checkpoint }: Close): Promise<void> {
    const totals = checks.map(({ id, runs, lastResult, lastVerdictAt, histogram }) => [
      this.#checks.keyOf(id),
      runs.up,
      runs.degraded,
      runs.down,
      runs.unknown,
      lastResult === null ? null : packLast(lastResult),
      lastVerdictAt,
      histogram === null ? null : JSON.stringify(histogram),
    ]);
    const { foldedId, trimmedId, closedUntil } = checkpoint;
    await this.#guarded([
      this.#statement(sql.PUT_CHECKPOINT, foldedId, trimmedId, closedUntil),
      ...this.#upserts({ buckets, packed }),
      this.#rows(sql.UPDATE_CHECKS, totals),
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

  /** A statement that carries its rows in one parameter. */
  #rows(text: string, rows: readonly unknown[][]): Prisma.PrismaPromise<number> {
    return this.#statement(text, JSON.stringify(rows));
  }

  #upserts({ buckets, packed }: ClosedRows): Prisma.PrismaPromise<number>[] {
    return [
      this.#rows(
        sql.UPSERT_BUCKETS,
        buckets.map(({ check, bucket }) => bucketValues(bucket, this.#checks.keyOf(check))),
      ),
      this.#rows(
        sql.UPSERT_PACKED,
        packed.map((row) => [row.start, this.#checks.keyOf(row.check), packResults(row.start, row.results)]),
      ),
    ];
  }

  /** What narrows a statement to some checks: its text, and what it adds to the parameters. */
  #of(checks: readonly string[] | undefined, parameter: number): [string, ...string[]] {
    if (checks === undefined) return [''];
    return [sql.ofChecks(parameter), JSON.stringify(checks.map((id) => this.#checks.keyOf(id)))];
  }

  #guarded(statements: readonly Prisma.PrismaPromise<number>[]): Promise<number[]> {
    return this.#turns.take(() => this.#commit(statements));
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
