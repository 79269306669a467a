import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { StoreError } from '../store.ts';

/** The table that Prisma Migrate keeps, in its own words, so that its tools understand a database of ours. */
const MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL, "finished_at" DATETIME, "migration_name" TEXT NOT NULL,
  "logs" TEXT, "rolled_back_at" DATETIME, "started_at" DATETIME NOT NULL DEFAULT current_timestamp,
  "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0)`;

/** What is to be done about a damaged database. */
const ADVICE = 'restore a backup, as docs/operations.md tells';

/** Each column of each table, with what SQLite makes of it. */
const COLUMNS = `SELECT t.name || '.' || c.name || ' ' || c.type
  FROM sqlite_schema t, pragma_table_xinfo(t.name) c WHERE t.type = 'table'`;

interface Migration {
  readonly name: string;
  readonly sql: string;
}

function readMigrations(directory: string): Migration[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => ({ name, sql: readFileSync(join(directory, name, 'migration.sql'), 'utf8') }));
}

function appliedNames(database: Database.Database): string[] {
  const table = database
    .prepare(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_prisma_migrations'`)
    .get();
  if (table === undefined) return [];
  return database
    .prepare<[], { name: string }>(
      `SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
    )
    .all()
    .map((row) => row.name);
}

/** Whether every migration of this version is in the database at `path`. False when there is no file. */
export function isMigrated(path: string, migrations: string): boolean {
  if (!existsSync(path)) return false;
  const database = new Database(path, { readonly: true, fileMustExist: true, timeout: 250 });
  try {
    const applied = new Set(appliedNames(database));
    return readMigrations(migrations).every((migration) => applied.has(migration.name));
  } finally {
    database.close();
  }
}

/**
 * Holds the database at `path` to be one of this version, which nobody migrates now.
 *
 * @param busyTimeout ms to wait for another process's lock
 * @throws StoreError that says what it is instead
 */
export function assertMigrated(path: string, migrations: string, busyTimeout: number): void {
  if (!existsSync(path)) throw new StoreError('DATABASE_INVALID', `there is no database at ${path}`);
  const known = readMigrations(migrations);
  let applied: string[];
  try {
    const database = new Database(path, { readonly: true, fileMustExist: true, timeout: busyTimeout });
    try {
      applied = appliedNames(database);
    } finally {
      database.close();
    }
  } catch (error) {
    throw unusable(path, 'read', error);
  }
  assertNotNewer(path, applied, known);
  if (known.some(({ name }) => !applied.includes(name)))
    throw new StoreError('DATABASE_INVALID', `${path} is no database of this version: start Allswell first`);
}

function assertNotNewer(path: string, applied: readonly string[], known: readonly Migration[]): void {
  const newer = applied.filter((name) => !known.some((migration) => migration.name === name));
  if (newer.length === 0) return;
  // A newer version has all of ours.
  const [lost] = known.filter(({ name }) => !applied.includes(name));
  if (lost !== undefined) throw damaged(path, `it has the migration ${newer.join(', ')} and not ${lost.name}`);
  throw new StoreError(
    'DATABASE_NEWER',
    `the database ${path} was made by a newer version of Allswell (it has the migration ${newer.join(', ')})`,
  );
}

function damaged(path: string, how: string, cause?: unknown): StoreError {
  return new StoreError('DATABASE_INVALID', `the database ${path} is damaged: ${how}; ${ADVICE}`, { cause });
}

/**
 * Holds a database to have the columns that the migrations it has make: SQLite reads a column of another name as
 * gladly. Before anything is written to it, a newer migration included, for what is damaged stays as it is.
 */
function assertWhole(path: string, database: Database.Database, known: readonly Migration[]): void {
  const columnsOf = (of: Database.Database) => of.prepare<[], string>(COLUMNS).pluck().all();
  const model = new Database(':memory:');
  try {
    // Of one moment: another process may migrate it now.
    const [applied, there] = database.transaction(
      () => [appliedNames(database), new Set(columnsOf(database))] as const,
    )();
    assertNotNewer(path, applied, known);
    for (const { name, sql } of known) if (applied.includes(name)) model.exec(sql);
    const lost = columnsOf(model).find((column) => !there.has(column));
    if (lost !== undefined) throw damaged(path, `it has no column ${lost}`);
  } finally {
    model.close();
  }
}

/** How the system and SQLite say that there is no room. Of the file by which processes share the WAL it is an I/O error. */
const NO_ROOM = ['ENOSPC', 'EDQUOT', 'SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE'];

/** What is to be told of a database that SQLite refuses. `what` was tried. */
function unusable(path: string, what: string, cause: unknown): StoreError {
  const { code = '', message } = cause as Error & { readonly code?: string };
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT'))
    return new StoreError('DATABASE_INVALID', `${path} is not a sound SQLite database: ${message}; ${ADVICE}`, {
      cause,
    });
  if (NO_ROOM.includes(code))
    return new StoreError('DATABASE_FULL', `there is no room for the database ${path}: ${message}`, { cause });
  // A statement that SQLite takes of every sound database.
  return code === 'SQLITE_ERROR'
    ? damaged(path, message, cause)
    : new StoreError('DATABASE_UNWRITABLE', `cannot ${what} the database ${path}: ${message}`, { cause });
}

/**
 * Makes the folder of the database at `path` where there is none.
 *
 * @throws StoreError
 */
export function makeFolderOf(path: string): void {
  try {
    makeFolder(dirname(path));
  } catch (error) {
    throw unusable(path, 'make the folder of', error);
  }
}

/** Node's own `recursive` goes on for ever where a folder that is there takes none, as /proc (ENOENT). */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process may be as far.
    if (!existsSync(path)) throw error;
  }
}

/**
 * Creates the database at `path` where there is none and applies the migrations that it lacks, each in a transaction
 * of its own with the row that Prisma Migrate would write. Two processes may do this at once.
 *
 * @returns the names of those applied now
 * @throws StoreError when it is no SQLite file, is damaged, cannot be written, or was made by a newer version
 */
export function migrate(path: string, migrations: string): string[] {
  makeFolderOf(path);
  let database: Database.Database;
  try {
    database = new Database(path, { timeout: 10_000 });
  } catch (error) {
    throw unusable(path, 'open', error);
  }
  try {
    const known = readMigrations(migrations);
    assertWhole(path, database, known);
    // Before the first table, or never: the file can then give pages back in small steps.
    database.pragma('auto_vacuum = INCREMENTAL');
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    const applied: string[] = [];
    for (const { name, sql } of known) {
      const apply = database.transaction(() => {
        if (appliedNames(database).includes(name)) return;
        const started = new Date().toISOString();
        database.exec(MIGRATIONS_TABLE);
        database.exec(sql);
        database
          .prepare(
            `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count) VALUES (?, ?, ?, ?, ?, 1)`,
          )
          .run(randomUUID(), createHash('sha256').update(sql).digest('hex'), new Date().toISOString(), name, started);
        applied.push(name);
      });
      apply.immediate();
    }
    return applied;
  } catch (error) {
    throw error instanceof StoreError ? error : unusable(path, 'migrate', error);
  } finally {
    database.close();
  }
}
