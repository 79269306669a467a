import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Config } from '../../lib/config/config.ts';
import { parseConfig } from '../../lib/config/parse.ts';
import { TIERS, bucketStart, type Bucket } from '../../lib/history/bucket.ts';
import { chunkAt, packChunk } from '../../lib/history/chunk.ts';
import { histogramFrom, type MutableHistogram } from '../../lib/history/histogram.ts';
import { packLast } from '../../lib/history/pack.ts';
import type { Outage, Result, RunTotals, Transition } from '../../lib/model.ts';
import { openWriterStore } from '../../lib/store/open.ts';
import { migrate } from '../../lib/store/sqlite/migrate.ts';
import { chunkId, isSettled } from '../../lib/store/sqlite/chunks.ts';
import { BUCKET_COLUMNS } from '../../lib/store/sqlite/queries.ts';
import { bucketValues, logRows, outageValues, transitionValues } from '../../lib/store/rows.ts';
import { idOf } from './database.ts';
import { DAY, DayPool, INTERVAL, addHistogram, partOf, type CheckDay } from './year-days.ts';

/** What a database of a year is made of. */
export interface YearOptions {
  readonly checks: number;
  readonly days: number;
  /** The present of that past, Unix ms. Default is now. */
  readonly end?: number;
}

/** What was made: enough to find every single result again. */
export interface Year {
  readonly path: string;
  readonly checks: number;
  readonly days: number;
  readonly end: number;
}

/** A configuration of the checks of a year: HTTP, each `INTERVAL`, in ten groups. `target` is an origin. */
export function yearConfiguration(checks: number, target: string): string {
  const groups = Array.from({ length: 10 }, (_, index) => `  - { id: g${index}, name: Group ${index} }\n`);
  const lines = Array.from(
    { length: checks },
    (_, index) =>
      `  - { id: ${idOf(index)}, name: Service ${index} of Acme, group: g${index % 10}, type: http, url: '${target}/c/${index}' }\n`,
  );
  return `site: { name: Acme, url: http://localhost, description: Is it up? }
defaults: { interval: ${INTERVAL / 1000}s, timeout: 5s }
groups:
${groups.join('')}checks:
${lines.join('')}`;
}

/**
 * A copy of a database of a year at `path`: made at the first call and kept under the system's temporary folder, for
 * half a day, as its present becomes past.
 */
export async function keptYear(root: string, path: string, { checks, days }: YearOptions): Promise<Year> {
  const folder = join(tmpdir(), 'allswell-bench');
  mkdirSync(folder, { recursive: true });
  const kept = join(folder, `year-${checks}x${days}.db`);
  const told = `${kept}.json`;
  const before = existsSync(told) ? (JSON.parse(readFileSync(told, 'utf8')) as Year) : null;
  let year = before;
  if (year === null || Date.now() - year.end > DAY / 2) {
    const fresh = `${kept}.new`;
    for (const end of ['', '-wal', '-shm', '-journal']) rmSync(fresh + end, { force: true });
    year = { ...(await makeYear(root, fresh, { checks, days })), path: kept };
    renameSync(fresh, kept);
    writeFileSync(told, JSON.stringify(year));
  }
  copyFileSync(kept, path);
  // It may be of a version before this one.
  migrate(path, join(root, 'prisma/migrations'));
  return { ...year, path };
}

/**
 * Makes a database as the program itself would hold it after `days` of running these checks each 20 s: closed buckets
 * and packed results as far back as they are kept, transitions and outages (three a month and check), totals, and the
 * log since the last close. By the program's own encoders, though not through its store: that would take a day.
 */
export async function makeYear(
  root: string,
  path: string,
  { checks, days, end = Date.now() }: YearOptions,
): Promise<Year> {
  const config = await migrated(root, path, checks, bucketStart(2, end) - (days - 1) * DAY, end);
  const database = new Database(path, { fileMustExist: true });
  try {
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma('journal_mode = OFF');
    database.pragma('synchronous = OFF');
    // Chunks come in the order of time, and lie in that of checks.
    database.pragma('cache_size = -1048576');
    new YearWriter(database, config, { path, checks, days, end }).write();
    database.pragma('journal_mode = WAL');
  } finally {
    database.close();
  }
  return { path, checks, days, end };
}

/** The results of a check in a span, as they went into the database's buckets: its instants are whole days of UTC. */
export function resultsOfYear({ days, end }: Year, check: number, from: number, to: number): Result[] {
  const pool = new DayPool();
  const first = bucketStart(2, end) - (days - 1) * DAY;
  const results: Result[] = [];
  for (let day = 0; day < days; day++) {
    const start = first + day * DAY;
    if (start + DAY <= from || start >= Math.min(to, end)) continue;
    for (const result of pool.dayOf(check, day).results) {
      const at = start + result.at;
      if (at >= from && at < to && at <= end) results.push({ ...result, check: idOf(check), at });
    }
  }
  return results;
}

/** A fresh database with its catalogue, which no worker holds. */
async function migrated(root: string, path: string, checks: number, from: number, end: number): Promise<Config> {
  const surroundings = { defaultUrl: '', databasePath: path, hostname: 'localhost', hasToken: false };
  const source = { source: yearConfiguration(checks, 'http://127.0.0.1:9'), file: 'year.yaml' };
  const config: Config = parseConfig(source, { ...surroundings, env: {}, readFile: () => '' });
  const store = await openWriterStore({
    path,
    migrations: join(root, 'prisma/migrations'),
    authority: 'bench',
    now: from,
  });
  await store.acquire({ holder: 'the benchmark', now: from, ttl: DAY, dead: [] });
  await store.applyCatalogue(config.catalogue, {});
  const figures = { startedAt: from, lagSeconds: 0.004, internalErrors: 0, missedRuns: 0 };
  await store.saveFigures({ at: end, ...figures, configOk: true, configError: null, configLoadedAt: from });
  await store.release();
  await store.end();
  return config;
}

const COLUMNS = BUCKET_COLUMNS.split(', ');
const START = COLUMNS.indexOf('start');
const CHECK = COLUMNS.indexOf('"check"');

class YearWriter {
  readonly #database: Database.Database;
  readonly #config: Config;
  readonly #year: Year;
  readonly #pool = new DayPool();
  readonly #totals: { readonly runs: Record<keyof RunTotals, number>; readonly histogram: MutableHistogram }[];
  /** A bucket's row, made once: days of the pool come again and again. */
  readonly #rows = new WeakMap<Bucket, unknown[]>();
  readonly #insert;
  readonly #hoursOfDay = new WeakMap<CheckDay, Buffer>();
  /** Days of each check that are in no chunk yet. */
  readonly #looseDays: Bucket[][] = [];
  #transitionId = 0;
  #outageId = 0;

  constructor(database: Database.Database, config: Config, year: Year) {
    this.#database = database;
    this.#config = config;
    this.#year = year;
    this.#totals = Array.from({ length: year.checks }, () => ({
      runs: { up: 0, degraded: 0, down: 0, unknown: 0 },
      histogram: histogramFrom(null),
    }));
    const into = (table: string, columns: readonly string[]) =>
      database.prepare(`INSERT INTO "${table}" (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`);
    this.#insert = {
      bucket: into('Bucket', COLUMNS),
      chunk: into('Chunk', ['id', 'buckets']),
      packed: into('Packed', ['start', '"check"', 'results']),
      log: into('Batch', ['id', 'results']),
      transition: into('Transition', ['id', '"check"', 'at', 'confirmedAt', '"from"', '"to"', 'code']),
      outage: into('Outage', ['id', '"check"', 'startedAt', 'endedAt', 'worst', 'code', 'updatedAt']),
    };
  }

  write(): void {
    const { checks, days, end } = this.#year;
    const first = bucketStart(2, end) - (days - 1) * DAY;
    const keys = Array.from({ length: checks }, (_, check) => check);
    for (let day = 0; day < days; day++) {
      const today = keys.map((check) => this.#pool.dayOf(check, day));
      this.#database.transaction(() => {
        this.#writeChanges(first + day * DAY, today, day === 0);
        this.#writeBuckets(first + day * DAY, today);
        if (day === days - 1) this.#writePresent(first + day * DAY, today);
      })();
    }
  }

  /** In the order in which a worker closes them. */
  #writeBuckets(midnight: number, today: readonly CheckDay[]): void {
    const { end } = this.#year;
    const { retention } = this.#config.catalogue;
    const until = bucketStart(0, end);
    const [packedFrom, fivesFrom, hoursFrom] = [
      end - retention.results,
      end - retention.fiveMinutes,
      end - retention.hours,
    ];
    for (let hour = 0; hour < DAY / TIERS[1].ms; hour++) {
      const start = midnight + hour * TIERS[1].ms;
      for (let index = 0; index < 12; index++) {
        const five = start + index * TIERS[0].ms;
        if (five < fivesFrom || five + TIERS[0].ms > until) continue;
        today.forEach((day, check) => {
          const made = day.fives[hour]?.[index];
          if (made === undefined) return;
          this.#putBucket(made.bucket, five, check);
          if (five >= packedFrom) this.#insert.packed.run(five, check + 1, made.packed);
        });
      }
      // Chunks go as a whole, when their last hour is too old.
      if (midnight + DAY <= hoursFrom || start + TIERS[1].ms > until) continue;
      if (isSettled(1, chunkAt(1, midnight), until)) continue;
      today.forEach((day, check) => {
        const made = day.hours[hour];
        if (made !== undefined) this.#putBucket(made.bucket, start, check);
      });
    }
    if (isSettled(1, chunkAt(1, midnight), until) && midnight + DAY > hoursFrom)
      today.forEach((day, check) =>
        this.#insert.chunk.run(chunkId(check + 1, 1, chunkAt(1, midnight)), this.#hoursOf(day)),
      );
    if (midnight + DAY > until) return;
    today.forEach(({ day }, check) => {
      (this.#looseDays[check] ??= []).push({ ...day.bucket, start: midnight });
      this.#count(check, day);
    });
    this.#putDays(midnight, until);
  }

  #count(check: number, { bucket, histogram }: CheckDay['day']): void {
    const total = this.#totals[check];
    if (total === undefined) return;
    for (const state of ['up', 'degraded', 'down', 'unknown'] as const) total.runs[state] += bucket.runs[state];
    addHistogram(total.histogram, histogram);
  }

  /** The hours of a day, packed: days of the pool come again and again. */
  #hoursOf(day: CheckDay): Buffer {
    let packed = this.#hoursOfDay.get(day);
    if (packed === undefined) {
      const hours = day.hours.map(({ bucket }, hour) => ({ ...bucket, start: hour * TIERS[1].ms }));
      this.#hoursOfDay.set(day, (packed = Buffer.from(packChunk(1, hours))));
    }
    return packed;
  }

  /** The days up to this one: in a chunk, when it ends with this one. */
  #putDays(midnight: number, until: number): void {
    const chunk = chunkAt(2, midnight);
    const isLast = midnight + DAY >= until - (until % DAY);
    const isSettledNow = isSettled(2, chunk, until);
    if (chunkAt(2, midnight + DAY) === chunk && !isLast) return;
    this.#looseDays.forEach((days, check) => {
      if (isSettledNow) this.#insert.chunk.run(chunkId(check + 1, 2, chunk), Buffer.from(packChunk(2, days)));
      else for (const day of days) this.#putBucket(day, day.start, check);
      days.length = 0;
    });
  }

  #putBucket(bucket: Bucket, start: number, check: number): void {
    let row = this.#rows.get(bucket);
    if (row === undefined) {
      row = bucketValues(bucket, 0).map((value) => (typeof value === 'string' ? Buffer.from(value, 'hex') : value));
      this.#rows.set(bucket, row);
    }
    row[START] = start;
    row[CHECK] = check + 1;
    this.#insert.bucket.run(row);
  }

  #writeChanges(midnight: number, today: readonly CheckDay[], isFirst: boolean): void {
    const changes = today.flatMap((day, check) => {
      const first = day.results[0]?.at ?? 0;
      const begin = isFirst ? [{ at: first, from: 'unknown' as const, to: 'up' as const, code: null }] : [];
      return [...begin, ...day.changes].map((change) => ({ ...change, check, at: midnight + change.at }));
    });
    const open = new Map<number, Outage>();
    const put = (outage: Outage, check: number) => this.#insert.outage.run(...outageValues(outage, check + 1));
    for (const { check, at, from, to, code } of changes.sort((a, b) => a.at - b.at)) {
      if (at > this.#year.end) break;
      const transition: Transition = { id: ++this.#transitionId, check: '', at, confirmedAt: at, from, to, code };
      this.#insert.transition.run(...transitionValues(transition, check + 1));
      const outage = open.get(check);
      if (to !== 'up')
        open.set(check, {
          id: ++this.#outageId,
          check: '',
          startedAt: at,
          endedAt: null,
          worst: to,
          code,
          updatedAt: at,
        });
      else if (outage !== undefined) {
        put({ ...outage, endedAt: at, updatedAt: at }, check);
        open.delete(check);
      }
    }
    for (const [check, outage] of open) put(outage, check);
  }

  /** The log since the close before the last one, the totals of the checks, and how far the log is folded. */
  #writePresent(midnight: number, today: readonly CheckDay[]): void {
    const { end } = this.#year;
    const closedUntil = bucketStart(0, end);
    const kept = closedUntil - TIERS[0].ms;
    const log: Result[] = [];
    let folded = 0;
    today.forEach((day, index) => {
      const past = day.results
        .map((result) => ({ ...result, check: String(index), at: midnight + result.at }))
        .filter(({ at }) => at <= end);
      const closed = past.filter(({ at }) => at < closedUntil);
      if (midnight + DAY > closedUntil) this.#count(index, partOf(0, closed));
      log.push(...past.filter(({ at }) => at >= kept));
      const { runs, histogram } = this.#totals[index] ?? { runs: null, histogram: null };
      if (runs === null) return;
      folded += runs.up + runs.degraded + runs.down + runs.unknown;
      const last = closed.at(-1);
      this.#database
        .prepare(
          `UPDATE "Check" SET runsUp = ?, runsDegraded = ?, runsDown = ?, runsUnknown = ?, lastResult = ?, lastVerdictAt = ?, histogram = ?
           WHERE "key" = ?`,
        )
        .run(
          runs.up,
          runs.degraded,
          runs.down,
          runs.unknown,
          last === undefined ? null : packLast(last),
          last?.at ?? null,
          JSON.stringify(histogram),
          index + 1,
        );
    });
    log.sort((a, b) => a.at - b.at);
    const before = log.filter(({ at }) => at < closedUntil).length;
    const logged = log.map((result, index) => ({ ...result, id: folded - before + index + 1 }));
    for (const row of logRows(logged, (check) => Number(check) + 1)) this.#insert.log.run(...row);
    this.#database
      .prepare('INSERT INTO Checkpoint (id, foldedId, trimmedId, closedUntil) VALUES (1, ?, ?, ?)')
      .run(folded, folded - before, closedUntil);
  }
}
