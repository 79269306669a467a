import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Config, ConfiguredCheck } from '../../../lib/config/config.ts';
import { Recorder, type RecorderOptions } from '../../../lib/engine/record.ts';
import type { Catalogue, Log } from '../../../lib/model.ts';
import { openReaderStore, openWriterStore } from '../../../lib/store/open.ts';
import type { LoggedResult, ReaderState, ReaderStore, WriterStore } from '../../../lib/store/store.ts';
import { readLog, type BatchRow } from '../../../lib/store/rows.ts';
import { check } from '../../fixtures/catalogue.ts';

export const MIGRATIONS = join(import.meta.dirname, '../../../prisma/migrations');
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;

export const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A check of no matter what type, as the engine runs it. */
export function configured(id: string, more: Partial<ConfiguredCheck> = {}): ConfiguredCheck {
  return {
    ...check(id),
    type: 'memory',
    retries: 0,
    formerIds: [],
    options: {},
    ...more,
  };
}

/** A configuration of these checks. */
export function configOf(checks: readonly ConfiguredCheck[], more: Partial<Catalogue> = {}): Config {
  const catalogue: Catalogue = {
    site: { name: 'Test', url: 'http://localhost:3000', description: null, timezone: 'UTC' },
    metrics: { prefix: 'health_check', labels: {}, histogram: false },
    feeds: { hub: null },
    retention: { results: 3 * DAY, fiveMinutes: 14 * DAY, hours: 400 * DAY },
    countMaintenance: false,
    groups: [],
    checks,
    ...more,
  };
  return {
    catalogue,
    checks,
    alerting: { alertmanagers: [], labels: {}, resend: 60_000 },
    file: null,
    files: [],
    warnings: [],
  };
}

/** A worker of a database file: its store and its recorder. */
export interface Crew {
  readonly store: WriterStore;
  readonly recorder: Recorder;
  /** Ends both; what is not written is lost. */
  end(): Promise<void>;
}

/** What a reader finds at once; fails when there is nothing. */
export async function loaded(reader: ReaderStore, from: number): Promise<ReaderState> {
  const state = await reader.load(from);
  if (state === null) throw new Error('there is nothing');
  return state;
}

/** A database file with a clock of its own, and the workers that live on it one after another. */
export class World {
  /** Unix ms. */
  now: number;
  path: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'allswell-engine-'));
  #copies = 0;
  #workers = 0;

  constructor(now: number) {
    this.now = now;
    this.path = join(this.#folder, '0.db');
  }

  /** A worker that takes the lease from whoever has it, and goes on where the last one stopped. */
  async worker(config: Config, more: Partial<RecorderOptions> = {}): Promise<Crew> {
    const { path, now } = this;
    const store = await openWriterStore({ path, migrations: MIGRATIONS, authority: 'status.example', now });
    const dead = await store.leaseHolder();
    const holder = `worker ${++this.#workers}`;
    const lease = await store.acquire({ holder, now, ttl: 15_000, dead: dead === null ? [] : [dead] });
    if (lease === null) throw new Error('the lease was not given');
    await store.applyCatalogue(config.catalogue, {});
    const recorder = new Recorder({
      store,
      state: await store.restore(),
      config,
      wallClock: () => this.now,
      log: silent,
      onCommitted: () => undefined,
      onInternalError: (error) => {
        throw error;
      },
      onFenced: (error) => {
        throw error;
      },
      ...more,
    });
    await recorder.settle();
    const end = async () => {
      recorder.end();
      await store.end();
    };
    return { store, recorder, end };
  }

  /** A reader of the file, when there is one. */
  async reader(): Promise<ReaderStore> {
    const reader = await openReaderStore({ path: this.path, migrations: MIGRATIONS });
    if (reader === null) throw new Error('there is no database');
    return reader;
  }

  /**
   * What a kill at this moment leaves: the file and its WAL as they are, whatever the process was about to do.
   * SQLite writes both within calls of this thread, so that between two of them they are what the system holds.
   */
  freeze(): void {
    const next = join(this.#folder, `${++this.#copies}.db`);
    for (const suffix of ['', '-wal']) {
      if (existsSync(`${this.path}${suffix}`)) copyFileSync(`${this.path}${suffix}`, `${next}${suffix}`);
    }
    this.path = next;
  }

  /** Looks into the file with other eyes than those of the store. */
  look<T>(read: (database: Database.Database) => T): T {
    const database = new Database(this.path, { readonly: true });
    try {
      return read(database);
    } finally {
      database.close();
    }
  }

  /** The rows of the log, by id. */
  log(): LoggedResult[] {
    return this.look((database) => {
      const checks = database.prepare<[], { key: number; name: string }>('SELECT "key", checkId AS name FROM "Check"');
      const names = new Map(checks.all().map(({ key, name }) => [key, name]));
      const rows = database.prepare<[], BatchRow>('SELECT * FROM Batch ORDER BY id').all();
      return readLog(rows, 0, (key) => names.get(Number(key)) ?? '?');
    });
  }

  destroy(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** For how long the event loop was held up, ms. */
export class LongestHold {
  #longest = 0;
  #last = performance.now();
  readonly #timer = setInterval(() => this.#look(), 5);

  /** The longest since this was last asked. */
  take(): number {
    this.#look();
    const longest = this.#longest;
    this.#longest = 0;
    return longest;
  }

  end(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    this.#longest = Math.max(this.#longest, performance.now() - this.#last);
    this.#last = performance.now();
  }
}

/** Lets other work go on until something holds; fails when it never does, however slow the machine is. */
export async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  const from = performance.now();
  while (!(await holds())) {
    if (performance.now() - from > 30_000) throw new Error('not within 30 s');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
