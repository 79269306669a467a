import type { Bucket, Tier } from '../../history/bucket.ts';
import { unpackResults } from '../../history/pack.ts';
import type { Transition, WorkerFigures } from '../../model.ts';
import type { PrismaClient } from '../generated/client.ts';
import type { Folded, PackedResults, ReaderChanges, ReaderState, ReaderStore } from '../store.ts';
import { Turns } from './client.ts';
import {
  BUCKETS_OF_CHECK_AT,
  CHECK_COLUMNS,
  LOG_COLUMNS,
  OUTAGE_COLUMNS,
  PACKED_OF_CHECK_AT,
  TRANSITION_COLUMNS,
  readBucket,
  readCheck,
  readCatalogue,
  readCheckpoint,
  readLog,
  readNumbered,
  readNotice,
  readOutage,
  readTransition,
  type BatchRow,
  type BucketRow,
  type CheckRow,
  type NoticeRow,
  type OutageRow,
  type TransitionRow,
} from './rows.ts';

/** Outages of a check that a reader keeps: those that are open or touched its horizon, this many at most. */
const OUTAGES_A_CHECK = 100;

/** What people wrote since a revision, in order. */
const NOTICES_AFTER =
  'SELECT kind, json, deletedAt, revision + 0 AS revision FROM Notice WHERE Notice.revision > ? ORDER BY Notice.revision';

/** The outages kept of the checks that `which` (a condition on "check") names. First parameter: the horizon. */
function outagesOf(which: string): string {
  return `SELECT ${OUTAGE_COLUMNS} FROM (
      SELECT *, row_number() OVER (PARTITION BY "check" ORDER BY startedAt DESC, Outage.id DESC) AS rank FROM Outage
      WHERE (endedAt IS NULL OR endedAt >= ?) AND ${which}
    ) WHERE rank <= ${OUTAGES_A_CHECK} ORDER BY "check", startedAt DESC, id DESC`;
}

/** The web process's half of a SQLite store. */
export class SqliteReader implements ReaderStore {
  readonly #client: PrismaClient;
  readonly #turns = new Turns();
  /** Names of checks by their keys, as of the last load. */
  readonly #ids = new Map<number, string>();
  readonly #keys = new Map<string, number>();
  #dataVersion: number | null = null;
  #horizon = 0;

  constructor(client: PrismaClient) {
    this.#client = client;
  }

  async changed(): Promise<boolean> {
    const rows = await this.#turns.take(() =>
      this.#client.$queryRawUnsafe<{ data_version: number | bigint }[]>('PRAGMA data_version'),
    );
    const version = Number(rows[0]?.data_version);
    const moved = version !== this.#dataVersion;
    this.#dataVersion = version;
    return moved;
  }

  async load(from: number): Promise<ReaderState | null> {
    const db = this.#client;
    const [instance, catalogue, checkpoint, worker, checks, log, transitions, firstVerdicts, outages, notices] =
      await this.#turns.take(() =>
        db.$transaction([
          db.instance.findUnique({ where: { id: 1 } }),
          db.catalogue.findUnique({ where: { id: 1 } }),
          db.checkpoint.findUnique({ where: { id: 1 } }),
          db.worker.findUnique({ where: { id: 1 } }),
          db.$queryRawUnsafe<CheckRow[]>(`SELECT ${CHECK_COLUMNS} FROM "Check"`),
          db.$queryRawUnsafe<BatchRow[]>(
            `SELECT ${LOG_COLUMNS} FROM Batch WHERE Batch.id > coalesce((SELECT foldedId FROM Checkpoint), 0) ORDER BY Batch.id`,
          ),
          db.$queryRawUnsafe<TransitionRow[]>(
            `SELECT ${TRANSITION_COLUMNS} FROM Transition WHERE at >= ? OR Transition.id IN (
             SELECT (SELECT t.id FROM Transition t WHERE t."check" = c."key" AND t.at < ? ORDER BY t.at DESC, t.id DESC LIMIT 1) FROM "Check" c)
           ORDER BY "check", at, Transition.id`,
            from,
            from,
          ),
          // The first transition of a check leads from nothing to its first verdict.
          db.$queryRawUnsafe<TransitionRow[]>(
            `SELECT ${TRANSITION_COLUMNS} FROM Transition WHERE Transition.id IN (SELECT min(id) FROM Transition WHERE "to" < 3 GROUP BY "check")`,
          ),
          db.$queryRawUnsafe<OutageRow[]>(outagesOf('TRUE'), from),
          db.$queryRawUnsafe<(NoticeRow & { revision: number | bigint })[]>(NOTICES_AFTER, 0),
        ]),
      );
    if (instance === null || catalogue === null) return null;
    const { retired, ...today } = readCatalogue(catalogue.json);
    this.#horizon = from;
    this.#ids.clear();
    this.#keys.clear();
    for (const row of checks) {
      this.#ids.set(Number(row.key), row.checkId);
      this.#keys.set(row.checkId, Number(row.key));
    }
    return {
      instance: { id: instance.uuid, authority: instance.authority, createdAt: Number(instance.createdAt) },
      catalogue: today,
      retired,
      catalogueRevision: catalogue.revision,
      checkpoint: readCheckpoint(checkpoint),
      figures: worker === null ? null : (JSON.parse(worker.json) as WorkerFigures),
      checks: checks.map(readCheck),
      log: readLog(log, readCheckpoint(checkpoint).foldedId, (key) => this.#idOf(key)),
      transitions: transitions.map((row) => readTransition(row, this.#idOf(row.check))),
      firstVerdicts: firstVerdicts.map((row) => readTransition(row, this.#idOf(row.check))),
      outages: outages.map((row) => readOutage(row, this.#idOf(row.check))),
      notices: notices.map(readNotice),
      noticeRevision: Number(notices.at(-1)?.revision ?? 0),
    };
  }

  async changes({
    resultId,
    transitionId,
    noticeRevision,
  }: {
    resultId: number;
    transitionId: number;
    noticeRevision: number;
  }): Promise<ReaderChanges | null> {
    const db = this.#client;
    const [heads, folded, log, transitions, outages, notices] = await this.#turns.take(() =>
      db.$transaction([
        db.$queryRawUnsafe<{ revision: number | bigint; worker: string | null }[]>(
          `SELECT (SELECT revision FROM Catalogue) + 0 AS revision, (SELECT json FROM Worker) AS worker`,
        ),
        db.checkpoint.findUnique({ where: { id: 1 } }),
        db.$queryRawUnsafe<BatchRow[]>(
          `SELECT ${LOG_COLUMNS} FROM Batch WHERE Batch.id > ? ORDER BY Batch.id`,
          resultId,
        ),
        db.$queryRawUnsafe<TransitionRow[]>(
          `SELECT ${TRANSITION_COLUMNS} FROM Transition WHERE Transition.id > ? ORDER BY Transition.id`,
          transitionId,
        ),
        db.$queryRawUnsafe<OutageRow[]>(
          outagesOf('"check" IN (SELECT "check" FROM Transition WHERE Transition.id > ?)'),
          this.#horizon,
          transitionId,
        ),
        db.$queryRawUnsafe<(NoticeRow & { revision: number | bigint })[]>(NOTICES_AFTER, noticeRevision),
      ]),
    );
    const head = heads[0];
    const checkpoint = readCheckpoint(folded);
    // Rows that were trimmed before we read them, or a check that came since the last load: the picture has a hole.
    if (head === undefined || checkpoint.trimmedId > resultId) return null;
    const results = readNumbered(log, resultId);
    const named = [...results.map(({ key }) => key), ...transitions.map((row) => Number(row.check))];
    if (named.some((key) => !this.#ids.has(key))) return null;
    return {
      catalogueRevision: Number(head.revision),
      checkpoint,
      figures: head.worker === null ? null : (JSON.parse(head.worker) as WorkerFigures),
      log: results.map(({ key, ...result }) => ({ ...result, check: this.#idOf(key) })),
      transitions: transitions.map((row) => readTransition(row, this.#idOf(row.check))),
      outages: outages.map((row) => readOutage(row, this.#idOf(row.check))),
      notices: notices.map(readNotice),
      noticeRevision: Number(notices.at(-1)?.revision ?? noticeRevision),
    };
  }

  async checkBuckets(check: string, tier: Tier, starts: readonly number[]): Promise<Folded<Bucket>> {
    const db = this.#client;
    const [checkpoint, rows] = await this.#turns.take(() =>
      db.$transaction([
        db.checkpoint.findUnique({ where: { id: 1 } }),
        db.$queryRawUnsafe<BucketRow[]>(BUCKETS_OF_CHECK_AT, JSON.stringify(starts), tier, this.#keys.get(check) ?? -1),
      ]),
    );
    return { rows: rows.map(readBucket), checkpoint: readCheckpoint(checkpoint) };
  }

  async checkPacked(check: string, starts: readonly number[]): Promise<Folded<PackedResults>> {
    const db = this.#client;
    const [checkpoint, rows] = await this.#turns.take(() =>
      db.$transaction([
        db.checkpoint.findUnique({ where: { id: 1 } }),
        db.$queryRawUnsafe<{ start: number | bigint; results: string }[]>(
          PACKED_OF_CHECK_AT,
          JSON.stringify(starts),
          this.#keys.get(check) ?? -1,
        ),
      ]),
    );
    const packed = rows.map(({ start, results }) => {
      return { check, start: Number(start), results: unpackResults(check, Number(start), results) };
    });
    return { rows: packed, checkpoint: readCheckpoint(checkpoint) };
  }

  async checkTransitions(check: string, from: number): Promise<readonly Transition[]> {
    const key = this.#keys.get(check) ?? -1;
    const rows = await this.#turns.take(() =>
      this.#client.$queryRawUnsafe<TransitionRow[]>(
        `SELECT ${TRANSITION_COLUMNS} FROM Transition WHERE "check" = ? AND at >= coalesce(
           (SELECT max(t.at) FROM Transition t WHERE t."check" = ? AND t.at < ?), 0) ORDER BY at, Transition.id`,
        key,
        key,
        from,
      ),
    );
    return rows.map((row) => readTransition(row, check));
  }

  async end(): Promise<void> {
    await this.#turns.take(() => this.#client.$disconnect());
  }

  #idOf(key: number | bigint): string {
    const id = this.#ids.get(Number(key));
    if (id === undefined) throw new Error(`the database holds rows of the unknown check ${key}`);
    return id;
  }
}
