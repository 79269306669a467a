import Database from 'better-sqlite3';
import { TIERS, type Bucket, type Tier } from '../../history/bucket.ts';
import { chunkAt, type ChunkTier } from '../../history/chunk.ts';
import type { Interval } from '../../history/uptime.ts';
import type { Transition } from '../../model.ts';
import { CheckKeys } from '../check-keys.ts';
import { readNotice, type NoticeRow } from '../notice-rows.ts';
import {
  StoreError,
  type Checkpoint,
  type Folded,
  type FoldedBuckets,
  type HourlyResponses,
  type PackedResults,
  type ReaderChanges,
  type ReaderState,
  type ReaderStore,
} from '../store.ts';
import { LastCatalogue } from '../last-catalogue.ts';
import type { Unread } from '../unread.ts';
import { CHUNKS_BETWEEN, OLDEST_LOOSE, chunkId, isChunked, readChunk, type ChunkRow } from './chunks.ts';
import {
  BUCKETS_OF_CHECK_AT,
  bucketOf,
  CHECKPOINT,
  CHECK_COLUMNS,
  LOG_COLUMNS,
  OUTAGE_COLUMNS,
  PACKED_OF_CHECK_AT,
  RESPONSES_BETWEEN,
  TRANSITION_COLUMNS,
  type BucketValues,
} from './queries.ts';
import {
  OUTAGES_A_CHECK,
  closedHours,
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
  type CheckRow,
  type CheckpointRow,
  type InstanceRow,
  type JsonRow,
  type OutageRow,
  type PackedRow,
  type ResponseValues,
  type TransitionRow,
} from '../rows.ts';

/** KiB of pages. One check's year is a few hundred seeks: what lies above the leaves should be there already. */
const CACHE = 8_192;

/** What people wrote since a revision, in order. */
const NOTICES_AFTER =
  'SELECT kind, json, deletedAt, revision FROM Notice WHERE Notice.revision > ? ORDER BY Notice.revision';

/** What a statement of TRANSITION_COLUMNS gives. */
type TransitionValues = readonly [
  id: number,
  check: number,
  at: number,
  confirmedAt: number,
  from: number,
  to: number,
  code: string | null,
];

/** By check, so that it costs what is told and not what there is: transitions are kept for ever. Twice the horizon. */
const TRANSITIONS_SINCE = `SELECT ${TRANSITION_COLUMNS} FROM (SELECT "key" FROM "Check" ORDER BY "key") c
  CROSS JOIN Transition ON "check" = c."key" AND at >= coalesce(
    (SELECT max(t.at) FROM Transition t WHERE t."check" = c."key" AND t.at < ?), ?)
  ORDER BY "check", at, Transition.id`;
/** The first transition of a check leads from nothing to its first verdict. */
const FIRST_VERDICTS = `SELECT ${TRANSITION_COLUMNS} FROM "Check" c CROSS JOIN Transition ON Transition.id =
  (SELECT t.id FROM Transition t WHERE t."check" = c."key" AND t."to" < 3 ORDER BY t.at, t.id LIMIT 1)`;

/** The outages kept of the checks that `which` (a condition on "key") names. Parameters: the horizon, twice. */
function outagesOf(which: string): string {
  return `SELECT ${OUTAGE_COLUMNS} FROM (SELECT "key" FROM "Check" WHERE ${which} ORDER BY "key") c
    CROSS JOIN Outage ON Outage.id IN (
      SELECT o.id FROM Outage o WHERE o."check" = c."key" AND (o.endedAt IS NULL OR o.endedAt >= ?)
        AND o.startedAt >= coalesce((SELECT max(b.startedAt) FROM Outage b WHERE b."check" = c."key" AND b.startedAt < ?), 0)
      ORDER BY o.startedAt DESC, o.id DESC LIMIT ${OUTAGES_A_CHECK})
    ORDER BY "check", startedAt DESC, Outage.id DESC`;
}

/** Parameters: a list of keys as JSON, beginning and end of the span. */
const TRANSITIONS_BETWEEN = `SELECT ${TRANSITION_COLUMNS} FROM (SELECT value FROM json_each(?)) c
  CROSS JOIN Transition ON "check" = c.value AND at >= coalesce(
    (SELECT max(t.at) FROM Transition t WHERE t."check" = c.value AND t.at < ?), 0) AND at < ?
  ORDER BY "check", at, Transition.id`;
/** Parameters: a list of keys as JSON, the beginning of the span twice, its end, how many. Of a check, one alone may reach in from before. */
const OUTAGES_BETWEEN = `SELECT ${OUTAGE_COLUMNS}, count(*) OVER () AS count FROM (SELECT value FROM json_each(?)) c
  CROSS JOIN Outage ON "check" = c.value AND startedAt >= coalesce(
    (SELECT max(o.startedAt) FROM Outage o WHERE o."check" = c.value AND o.startedAt < ?), 0)
    AND (endedAt IS NULL OR endedAt > ?) AND startedAt < ?
  ORDER BY startedAt DESC, Outage.id DESC LIMIT ?`;

/**
 * Opens the web process's half on a migrated file, by statements of SQLite's own: through Prisma a row costs ten times
 * as much (docs/decisions/0017).
 *
 * @param busyTimeout ms that a statement waits for another process's lock; the event loop waits with it
 * @param unread is told what cannot be read, and is left out
 */
export function openReader(path: string, busyTimeout: number, unread: Unread): SqliteReader {
  const database = new Database(path, { fileMustExist: true, timeout: busyTimeout });
  try {
    const mode = String(database.pragma('journal_mode = WAL', { simple: true }));
    if (mode !== 'wal')
      throw new StoreError(
        'DATABASE_UNWRITABLE',
        `SQLite refused PRAGMA journal_mode = wal for ${path} (it says ${mode})`,
      );
    // Checkpoints are the worker's: they take time.
    database.pragma('wal_autocheckpoint = 0');
    database.pragma(`cache_size = -${CACHE}`);
    database.pragma('query_only = ON');
    return new SqliteReader(database, unread);
  } catch (error) {
    database.close();
    throw error;
  }
}

/** The web process's half of a SQLite store. Each call is one read transaction. */
export class SqliteReader implements ReaderStore {
  readonly #database: Database.Database;
  readonly #unread: Unread;
  readonly #statements = new Map<string, Database.Statement>();
  /** As of the last load. */
  readonly #checks = new CheckKeys();
  #buckets: Database.Statement | null = null;
  readonly #catalogue: LastCatalogue;
  #revision = 0;
  #dataVersion: number | null = null;
  #horizon = 0;

  constructor(database: Database.Database, unread: Unread) {
    this.#database = database;
    this.#unread = unread;
    this.#catalogue = new LastCatalogue(unread);
  }

  async changed(): Promise<boolean> {
    const version = Number(this.#database.pragma('data_version', { simple: true }));
    const moved = version !== this.#dataVersion;
    this.#dataVersion = version;
    return moved;
  }

  async load(from: number): Promise<ReaderState | null> {
    return this.#atOnce(() => {
      const instance = this.#all<InstanceRow>('SELECT uuid, authority, createdAt FROM Instance WHERE id = 1')[0];
      const catalogue = this.#all<{ revision: number; json: string }>(
        'SELECT revision, json FROM Catalogue WHERE id = 1',
      )[0];
      if (instance === undefined || catalogue === undefined) return null;
      const { retired, ...today } = this.#catalogue.read(catalogue.json);
      const checks = this.#all<CheckRow>(`SELECT ${CHECK_COLUMNS} FROM "Check"`);
      this.#horizon = from;
      this.#checks.set(checks);
      const checkpoint = this.#checkpoint();
      const notices = this.#all<NoticeRow & { revision: number }>(NOTICES_AFTER, 0);
      const state = {
        instance: readInstance(instance),
        catalogue: today,
        retired,
        checkpoint,
        figures: this.#figures(),
        checks: checks.map((row) => readCheck(row, this.#unread)),
        responses: this.#responses(checkpoint),
        log: this.#log(checkpoint.foldedId),
        transitions: this.#transitions(TRANSITIONS_SINCE, from, from),
        firstVerdicts: this.#transitions(FIRST_VERDICTS),
        outages: this.#outages('TRUE', from, from),
        notices: this.#unread.rows('Notice', notices, readNotice),
        noticeRevision: notices.at(-1)?.revision ?? 0,
      };
      // Only now: what follows would else be taken for the changes of what was never read.
      this.#revision = catalogue.revision;
      return state;
    });
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
    return this.#atOnce(() => {
      const catalogue = this.#all<{ revision: number }>('SELECT revision FROM Catalogue WHERE id = 1')[0];
      const checkpoint = this.#checkpoint();
      // Rows that were trimmed before we read them, or checks that came since the last load: the picture has a hole.
      if (catalogue?.revision !== this.#revision || checkpoint.trimmedId > resultId) return null;
      const isNew = `"key" IN (SELECT "check" FROM Transition WHERE Transition.id > ?)`;
      const transitions = this.#transitions(
        `SELECT ${TRANSITION_COLUMNS} FROM Transition WHERE Transition.id > ? ORDER BY Transition.id`,
        transitionId,
      );
      const notices = this.#all<NoticeRow & { revision: number }>(NOTICES_AFTER, noticeRevision);
      return {
        checkpoint,
        figures: this.#figures(),
        log: this.#log(resultId),
        transitions,
        outages: transitions.length === 0 ? [] : this.#outages(isNew, transitionId, this.#horizon, this.#horizon),
        notices: this.#unread.rows('Notice', notices, readNotice),
        noticeRevision: notices.at(-1)?.revision ?? noticeRevision,
      };
    });
  }

  async checkBuckets(check: string, tier: Tier, starts: readonly number[], withSums = true): Promise<FoldedBuckets> {
    return this.#atOnce(() => {
      this.#buckets ??= this.#database.prepare(BUCKETS_OF_CHECK_AT).raw();
      const key = this.#checks.findKey(check);
      // Of what lies before the first row, all is in chunks: no seek for each.
      const oldest = isChunked(tier) ? (this.#all<{ start: number }>(OLDEST_LOOSE, tier)[0]?.start ?? Infinity) : 0;
      const asked = JSON.stringify(starts.filter((start) => start >= oldest));
      const values = this.#buckets.all(asked, tier, key) as BucketValues[]; // in the order of the columns
      const loose = this.#unread.rows('Bucket', values, (row) => this.#unread.sound('Bucket', bucketOf(tier, row)));
      const packed = isChunked(tier) ? this.#packed(key, tier, starts, loose, withSums) : { rows: [], sums: [] };
      return { rows: [...packed.rows, ...loose], sums: packed.sums, checkpoint: this.#checkpoint() };
    });
  }

  /** The buckets with these starts that are in chunks, but for those that a row says instead. */
  #packed(
    key: number,
    tier: ChunkTier,
    starts: readonly number[],
    loose: readonly Bucket[],
    withSums: boolean,
  ): Omit<FoldedBuckets, 'checkpoint'> {
    const [wanted, replaced] = [new Set(starts), new Set(loose.map(({ start }) => start))];
    const [first, last] = [starts[0] ?? 0, starts.at(-1) ?? 0].map((start) => chunkId(key, tier, chunkAt(tier, start)));
    const rows: Bucket[] = [];
    const sums: { sum: Bucket; to: number }[] = [];
    const chunks = this.#unread.rows('Chunk', this.#all<ChunkRow>(CHUNKS_BETWEEN, first, last), readChunk);
    for (const { sum, buckets, end } of chunks) {
      const counting = buckets.filter(({ start }) => wanted.has(start) && !replaced.has(start));
      const isWhole =
        withSums &&
        counting.length === buckets.length &&
        !loose.some(({ start }) => start >= sum.start && start < end) &&
        this.#unread.sound('Chunk', sum) === sum;
      // Their own sketches are read where there is no sum.
      rows.push(...(isWhole ? counting : counting.map((bucket) => this.#unread.sound('Chunk', bucket))));
      if (isWhole) sums.push({ sum, to: end });
    }
    return { rows, sums };
  }

  async checkPacked(check: string, starts: readonly number[]): Promise<Folded<PackedResults>> {
    return this.#atOnce(() => {
      const key = this.#checks.findKey(check);
      const rows = this.#all<PackedRow>(PACKED_OF_CHECK_AT, JSON.stringify(starts), key);
      return {
        rows: this.#unread.rows('Packed', rows, (row) => readPacked(row, check)),
        checkpoint: this.#checkpoint(),
      };
    });
  }

  async checkTransitions(check: string, from: number): Promise<readonly Transition[]> {
    const key = this.#checks.findKey(check);
    const rows = this.#all<TransitionRow>(
      `SELECT ${TRANSITION_COLUMNS} FROM Transition WHERE "check" = ? AND at >= coalesce(
         (SELECT max(t.at) FROM Transition t WHERE t."check" = ? AND t.at < ?), 0) ORDER BY at, Transition.id`,
      key,
      key,
      from,
    );
    return this.#unread.rows('Transition', rows, (row) => readTransition(row, check));
  }

  async transitionsBetween(checks: readonly string[], { from, to }: Interval): Promise<readonly Transition[]> {
    return this.#transitions(TRANSITIONS_BETWEEN, this.#checks.found(checks), from, to);
  }

  async outagesBetween(checks: readonly string[], { from, to }: Interval, limit: number) {
    const keys = this.#checks.found(checks);
    const rows = this.#all<OutageRow & { count: number }>(OUTAGES_BETWEEN, keys, from, from, to, limit);
    return { outages: this.#readOutages(rows), count: rows[0]?.count ?? 0 };
  }

  async end(): Promise<void> {
    this.#database.close();
  }

  #checkpoint() {
    return readCheckpoint(this.#all<CheckpointRow>(CHECKPOINT)[0]);
  }

  #responses(checkpoint: Checkpoint): HourlyResponses[] {
    const { from, open } = closedHours(checkpoint);
    const rows = this.#database.prepare<[Tier, number, number], ResponseValues>(RESPONSES_BETWEEN).raw();
    // Not row by row: to step takes four times as long.
    function* both() {
      yield* rows.all(1, from, open);
      yield* rows.all(0, open, checkpoint.closedUntil - TIERS[0].ms + 1);
    }
    return readResponses(both(), from, this.#checks.idOf, this.#unread);
  }

  #figures() {
    return readFigures(this.#all<JsonRow>('SELECT json FROM Worker WHERE id = 1')[0], this.#unread);
  }

  #log(after: number) {
    const rows = this.#all<BatchRow>(`SELECT ${LOG_COLUMNS} FROM Batch WHERE Batch.id > ? ORDER BY Batch.id`, after);
    return readLog(rows, after, this.#checks.idOf, this.#unread);
  }

  /**
   * As bare values: of a year there are tens of thousands, and as objects they take twice as long. The kept statement
   * stays raw: nothing else runs its text.
   */
  #transitions(sql: string, ...parameters: unknown[]) {
    const rows = this.#prepared(sql)
      .raw()
      .all(...parameters) as TransitionValues[];
    return this.#unread.rows('Transition', rows, ([id, check, at, confirmedAt, from, to, code]) =>
      readTransition({ id, check, at, confirmedAt, from, to, code }, this.#checks.idOf(check)),
    );
  }

  #outages(which: string, ...parameters: unknown[]) {
    return this.#readOutages(this.#all<OutageRow>(outagesOf(which), ...parameters));
  }

  #readOutages(rows: readonly OutageRow[]) {
    return this.#unread.rows('Outage', rows, (row) => readOutage(row, this.#checks.idOf(row.check)));
  }

  /** What `work` reads is of one moment. */
  #atOnce<T>(work: () => T): T {
    return this.#database.transaction(work)();
  }

  #all<Row>(sql: string, ...parameters: unknown[]): Row[] {
    return this.#prepared(sql).all(...parameters) as Row[];
  }

  #prepared(sql: string): Database.Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) this.#statements.set(sql, (statement = this.#database.prepare(sql)));
    return statement;
  }
}
