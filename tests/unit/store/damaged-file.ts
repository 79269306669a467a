import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { configOf, configured, DAY, HOUR, MINUTE, World } from '../engine/world.ts';
import { incident } from './notice-contract.ts';

/** Where its history begins. */
export const T0 = Date.parse('2026-03-01T12:00:00.000Z');
/** The key of the check `a`. */
export const A = `(SELECT "key" FROM "Check" WHERE checkId = 'a')`;
/** The first day's hours of `a`, packed. */
export const CHUNK = `id / 262144 = ${A}`;

/** A database with rows in every table, for tests that damage it: each has a copy of its own. */
export class DamagedFile {
  readonly folder = mkdtempSync(join(tmpdir(), 'allswell-damage-'));
  /** The sound one. */
  readonly whole = join(this.folder, 'whole.db');
  #copies = 0;

  /** The copy of this test. */
  get path(): string {
    return join(this.folder, `damaged-${this.#copies}.db`);
  }

  /** Begins anew with a sound copy. Under a new name: a process remembers files by theirs. */
  renew(): void {
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${this.path}${suffix}`, { force: true });
    this.#copies++;
    copyFileSync(this.whole, this.path);
  }

  /** Changes the copy. The functions `cut`, `version` and `flipped` damage what is bytes. */
  tamper(sql: string): void {
    const database = new Database(this.path);
    const told = (bytes: Uint8Array, change: (bytes: Buffer) => Buffer) => change(Buffer.from(bytes));
    database.function('cut', (bytes: Uint8Array) => told(bytes, (all) => all.subarray(0, all.length >> 1)));
    database.function('version', (bytes: Uint8Array) =>
      told(bytes, (all) => Buffer.concat([Buffer.of(9), all.subarray(1)])),
    );
    database.function('flipped', (bytes: Uint8Array) =>
      told(bytes, (all) => all.fill((all.at(-1) ?? 0) ^ 255, all.length - 1)),
    );
    if (database.prepare(sql).run().changes === 0) throw new Error(`nothing was changed by ${sql}`);
    database.close();
  }
}

/** The file of a suite: made before its tests, a sound copy before each. */
export function damagedFile(): DamagedFile {
  const file = new DamagedFile();
  beforeAll(() => make(file));
  beforeEach(() => file.renew());
  afterAll(() => rmSync(file.folder, { recursive: true }));
  return file;
}

/** Two days of two checks, one of which is down for an hour, with a row in each table. The log is not folded whole. */
async function make(file: DamagedFile): Promise<void> {
  const world = new World(T0);
  const every = { interval: 10 * MINUTE };
  const { store, recorder } = await world.worker(configOf([configured('a', every), configured('b', every)]));
  for (; world.now < T0 + 2 * DAY + 20 * MINUTE; world.now += 10 * MINUTE) {
    const isDown = world.now >= T0 + DAY && world.now < T0 + DAY + HOUR;
    const base = { at: world.now, responseTime: 12.5 + (world.now % 7), details: null };
    recorder.record({ ...base, check: 'a', state: isDown ? 'down' : 'up', code: isDown ? 'timeout' : null });
    recorder.record({ ...base, check: 'b', state: 'up', code: null });
    if (world.now % HOUR !== 50 * MINUTE) continue;
    await recorder.flush();
    await recorder.closeDue();
  }
  await recorder.flush();
  // The hours of the first day lie together from now on.
  await store.trim({ results: 0, fiveMinutes: 0, hours: 0 }, 1_000);
  await store.saveFigures({} as Parameters<typeof store.saveFigures>[0]);
  await store.release();
  recorder.end();
  await store.end();
  const database = new Database(world.path);
  const notice = JSON.stringify(incident('n', 2).notice).replaceAll("'", "''");
  database.exec(`INSERT INTO Notice VALUES ('n', 'incident', 2, 2, '${notice}', NULL);
    INSERT INTO NoticeEdit VALUES ('n', 1, 1, '${notice}');
    INSERT INTO Alert VALUES ('f', 'a', NULL, '{"fingerprint":"f"}', 1, 1);
    INSERT INTO KeptAnswer VALUES ('k', 'f', 1, '{"status":201,"headers":{},"body":""}')`);
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
  copyFileSync(world.path, file.whole);
  world.destroy();
}
