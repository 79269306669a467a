import type { Tier } from '../../history/bucket.ts';
import type { Interval } from '../../history/uptime.ts';
import type { Outage, Transition } from '../../model.ts';
import { CheckKeys } from '../check-keys.ts';
import { readNotice, type NoticeRow } from '../notice-rows.ts';
import type { PrismaClient } from './generated/client/client.ts';
import {
  OUTAGES_A_CHECK,
  closedHours,
  readBucket,
  readCheck,
  readCheckpoint,
  readFigures,
  readInstance,
  readLog,
  readOutage,
  readPacked,
  readResponses,
  readTransition,
  type BatchRow,
  type BucketRow,
  type CheckRow,
  type OutageRow,
  type PackedRow,
  type TransitionRow,
} from '../rows.ts';
import {
  type Folded,
  type FoldedBuckets,
  type LoggedResult,
  type PackedResults,
  type ReaderChanges,
  type ReaderState,
  type ReaderStore,
} from '../store.ts';
import { Turns } from '../turns.ts';
import { LastCatalogue } from '../last-catalogue.ts';
import type { Unread } from '../unread.ts';
import * as sql from './sql.ts';

/** Without it, each statement of a transaction would see what was committed up to its own beginning. */
const OF_ONE_MOMENT = { isolationLevel: 'RepeatableRead' } as const;

/** What people wrote since a revision, in order. */
const NOTICES_AFTER = `SELECT kind, json, "deletedAt", revision FROM "Notice" WHERE revision > $1::integer ORDER BY revision`;

/** The outages kept of the checks that `which` (a condition on "check") names. First parameter: the horizon. */
function outagesOf(which: string): string {
  return `SELECT ${sql.OUTAGE_COLUMNS} FROM (
      SELECT *, row_number() OVER (PARTITION BY "check" ORDER BY "startedAt" DESC, id DESC) AS rank FROM "Outage"
      WHERE ("endedAt" IS NULL OR "endedAt" >= $1::bigint) AND ${which}
    ) ranked WHERE rank <= ${OUTAGES_A_CHECK} ORDER BY "check", "startedAt" DESC, id DESC`;
}

/** The web process's half of a PostgreSQL store. */
export class PostgresReader implements ReaderStore {
  readonly #client: PrismaClient;
  readonly #unread: Unread;
  readonly #turns = new Turns();
  /** As of the last load. */
  readonly #checks = new CheckKeys();
  #snapshot: string | null = null;
  readonly #catalogue: LastCatalogue;
  #revision = 0;
  #horizon = 0;

  constructor(client: PrismaClient, unread: Unread) {
    this.#client = client;
    this.#unread = unread;
    this.#catalogue = new LastCatalogue(unread);
  }

  /** By the ids of transactions, which other databases of the same server share: it may say yes for a neighbour's. */
  async changed(): Promise<boolean> {
    const [row] = await this.#turns.take(() =>
      this.#client.$queryRawUnsafe<{ snapshot: string }[]>('SELECT pg_current_snapshot()::text AS snapshot'),
    );
    const snapshot = row?.snapshot ?? null;
    const moved = snapshot !== this.#snapshot;
    this.#snapshot = snapshot;
    return moved;
  }

  async load(from: number): Promise<ReaderState | null> {
    const db = this.#client;
    const [
      instance,
      catalogue,
      checkpoint,
      worker,
      checks,
      responses,
      log,
      transitions,
      firstVerdicts,
      outages,
      notices,
    ] = await this.#turns.take(() =>
      db.$transaction(
        [
          db.instance.findUnique({ where: { id: 1 } }),
          db.catalogue.findUnique({ where: { id: 1 } }),
          db.checkpoint.findUnique({ where: { id: 1 } }),
          db.worker.findUnique({ where: { id: 1 } }),
          db.$queryRawUnsafe<CheckRow[]>(`SELECT ${sql.CHECK_COLUMNS} FROM "Check"`),
          db.$queryRawUnsafe<Pick<BucketRow, 'start' | 'check' | 'count' | 'sum'>[]>(sql.RESPONSES),
          db.$queryRawUnsafe<BatchRow[]>(
            `SELECT ${sql.LOG_COLUMNS} FROM "Batch"
               WHERE id > coalesce((SELECT "foldedId" FROM "Checkpoint"), 0) ORDER BY id`,
          ),
          db.$queryRawUnsafe<TransitionRow[]>(
            `SELECT ${sql.TRANSITION_COLUMNS} FROM "Transition" WHERE at >= $1::bigint OR id IN (
                 SELECT (SELECT t.id FROM "Transition" t WHERE t."check" = c."key" AND t.at < $1::bigint
                         ORDER BY t.at DESC, t.id DESC LIMIT 1) FROM "Check" c)
               ORDER BY "check", at, id`,
            from,
          ),
          // The first transition of a check leads from nothing to its first verdict.
          db.$queryRawUnsafe<TransitionRow[]>(
            `SELECT ${sql.TRANSITION_COLUMNS} FROM "Transition"
               WHERE id IN (SELECT min(id) FROM "Transition" WHERE "to" < 3 GROUP BY "check") ORDER BY "check"`,
          ),
          db.$queryRawUnsafe<OutageRow[]>(outagesOf('TRUE'), from),
          db.$queryRawUnsafe<(NoticeRow & { revision: number })[]>(NOTICES_AFTER, 0),
        ],
        OF_ONE_MOMENT,
      ),
    );
    if (instance === null || catalogue === null) return null;
    const { retired, ...today } = this.#catalogue.read(catalogue.json);
    this.#horizon = from;
    this.#checks.set(checks);
    const state = {
      instance: readInstance(instance),
      catalogue: today,
      retired,
      checkpoint: readCheckpoint(checkpoint),
      figures: readFigures(worker, this.#unread),
      checks: checks.map((row) => readCheck(row, this.#unread)),
      responses: readResponses(
        responses.map(({ start, check, count, sum }) => [start, check, count, sum]),
        closedHours(readCheckpoint(checkpoint)).from,
        this.#checks.idOf,
        this.#unread,
      ),
      log: this.#log(log, readCheckpoint(checkpoint).foldedId),
      transitions: this.#transitions(transitions),
      firstVerdicts: this.#transitions(firstVerdicts),
      outages: this.#outages(outages),
      notices: this.#unread.rows('Notice', notices, readNotice),
      noticeRevision: notices.at(-1)?.revision ?? 0,
    };
    // Only now: what follows would else be taken for the changes of what was never read.
    this.#revision = catalogue.revision;
    return state;
  }

  async changes(after: {
    resultId: number;
    transitionId: number;
    noticeRevision: number;
  }): Promise<ReaderChanges | null> {
    const db = this.#client;
    const { resultId, transitionId, noticeRevision } = after;
    const [catalogues, folded, worker, log, transitions, outages, notices] = await this.#turns.take(() =>
      db.$transaction(
        [
          db.$queryRawUnsafe<{ revision: number }[]>('SELECT revision FROM "Catalogue"'),
          db.checkpoint.findUnique({ where: { id: 1 } }),
          db.worker.findUnique({ where: { id: 1 } }),
          db.$queryRawUnsafe<BatchRow[]>(
            `SELECT ${sql.LOG_COLUMNS} FROM "Batch" WHERE id > $1::bigint ORDER BY id`,
            resultId,
          ),
          db.$queryRawUnsafe<TransitionRow[]>(
            `SELECT ${sql.TRANSITION_COLUMNS} FROM "Transition" WHERE id > $1::bigint ORDER BY id`,
            transitionId,
          ),
          db.$queryRawUnsafe<OutageRow[]>(
            outagesOf('"check" IN (SELECT "check" FROM "Transition" WHERE id > $2::bigint)'),
            this.#horizon,
            transitionId,
          ),
          db.$queryRawUnsafe<(NoticeRow & { revision: number })[]>(NOTICES_AFTER, noticeRevision),
        ],
        OF_ONE_MOMENT,
      ),
    );
    const catalogue = catalogues[0];
    const checkpoint = readCheckpoint(folded);
    // Rows that were trimmed before we read them, or checks that came since the last load: the picture has a hole.
    if (catalogue?.revision !== this.#revision || checkpoint.trimmedId > resultId) return null;
    return {
      checkpoint,
      figures: readFigures(worker, this.#unread),
      log: this.#log(log, resultId),
      transitions: this.#transitions(transitions),
      outages: this.#outages(outages),
      notices: this.#unread.rows('Notice', notices, readNotice),
      noticeRevision: notices.at(-1)?.revision ?? noticeRevision,
    };
  }

  async checkBuckets(check: string, tier: Tier, starts: readonly number[]): Promise<FoldedBuckets> {
    const key = this.#checks.findKey(check);
    const { rows, checkpoint } = await this.#folded<BucketRow>(sql.BUCKETS_OF_CHECK_AT, starts, tier, key);
    return { rows: this.#unread.rows('Bucket', rows, (row) => readBucket(row, this.#unread)), sums: [], checkpoint };
  }

  async checkPacked(check: string, starts: readonly number[]): Promise<Folded<PackedResults>> {
    const key = this.#checks.findKey(check);
    const { rows, checkpoint } = await this.#folded<PackedRow>(sql.PACKED_OF_CHECK_AT, starts, key);
    return { rows: this.#unread.rows('Packed', rows, (row) => readPacked(row, check)), checkpoint };
  }

  async checkTransitions(check: string, from: number): Promise<readonly Transition[]> {
    const rows = await this.#turns.take(() =>
      this.#client.$queryRawUnsafe<TransitionRow[]>(
        `SELECT ${sql.TRANSITION_COLUMNS} FROM "Transition" WHERE "check" = $1::integer AND at >= coalesce(
           (SELECT max(t.at) FROM "Transition" t WHERE t."check" = $1::integer AND t.at < $2::bigint), 0) ORDER BY at, id`,
        this.#checks.findKey(check),
        from,
      ),
    );
    return this.#transitions(rows);
  }

  async transitionsBetween(checks: readonly string[], { from, to }: Interval): Promise<readonly Transition[]> {
    const keys = this.#checks.found(checks);
    return this.#transitions(
      await this.#turns.take(() =>
        this.#client.$queryRawUnsafe<TransitionRow[]>(
          `SELECT ${sql.TRANSITION_COLUMNS} FROM "Transition" x WHERE at < $3::bigint AND at >= coalesce((SELECT max(t.at)
             FROM "Transition" t WHERE t."check" = x."check" AND t.at < $2::bigint), 0) ${sql.ofChecks(1)}
           ORDER BY "check", at, id`,
          keys,
          from,
          to,
        ),
      ),
    );
  }

  async outagesBetween(checks: readonly string[], { from, to }: Interval, limit: number) {
    const keys = this.#checks.found(checks);
    const rows = await this.#turns.take(() =>
      this.#client.$queryRawUnsafe<(OutageRow & { count: bigint })[]>(
        `SELECT ${sql.OUTAGE_COLUMNS}, count(*) OVER () AS count FROM "Outage"
         WHERE "startedAt" < $3::bigint AND ("endedAt" IS NULL OR "endedAt" > $2::bigint) ${sql.ofChecks(1)}
         ORDER BY "startedAt" DESC, id DESC LIMIT $4::integer`,
        keys,
        from,
        to,
        limit,
      ),
    );
    return { outages: this.#outages(rows), count: Number(rows[0]?.count ?? 0) };
  }

  async end(): Promise<void> {
    await this.#turns.take(() => this.#client.$disconnect());
  }

  /** Rows made of the log, with the checkpoint up to which they are. */
  async #folded<Row>(text: string, starts: readonly number[], ...parameters: number[]): Promise<Folded<Row>> {
    const db = this.#client;
    const [checkpoint, rows] = await this.#turns.take(() =>
      db.$transaction(
        [
          db.checkpoint.findUnique({ where: { id: 1 } }),
          db.$queryRawUnsafe<Row[]>(text, JSON.stringify(starts), ...parameters),
        ],
        OF_ONE_MOMENT,
      ),
    );
    return { rows, checkpoint: readCheckpoint(checkpoint) };
  }

  #log(rows: readonly BatchRow[], after: number): LoggedResult[] {
    return readLog(rows, after, this.#checks.idOf, this.#unread);
  }

  #transitions(rows: readonly TransitionRow[]): Transition[] {
    return this.#unread.rows('Transition', rows, (row) => readTransition(row, this.#checks.idOf(row.check)));
  }

  #outages(rows: readonly OutageRow[]): Outage[] {
    return this.#unread.rows('Outage', rows, (row) => readOutage(row, this.#checks.idOf(row.check)));
  }
}
