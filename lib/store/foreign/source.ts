import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { ForeignPast } from '../../history/foreign.ts';

/** A monitor of another program. */
export interface ForeignMonitor {
  /** All by which `--map` may call it, its plainest name first. */
  readonly names: readonly [string, ...string[]];
  /** Read when asked for, and each time anew; its runs before anything else is asked of the source. */
  past(): ForeignPast;
}

/** Another program's database. */
export interface ForeignSource {
  readonly monitors: readonly ForeignMonitor[];
  end(): void;
}

/** Input of an import that cannot be used: it names the rule and the value. */
export class ImportError extends Error {
  readonly code = 'IMPORT_INVALID';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ImportError';
  }
}

/** Opens another program's file to read it. @throws ImportError when it is none, or has not all of these tables */
export function openForeign(path: string, program: string, tables: readonly string[]): Database.Database {
  let database: Database.Database | null = null;
  try {
    // Of one SQLite tells an I/O error.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) throw new Error('it is a folder');
    database = new Database(path, { readonly: true, fileMustExist: true, timeout: 5_000 });
    const there = tablesOf(database);
    const missing = tables.filter((table) => !there.has(table));
    if (missing.length > 0)
      throw new ImportError(`${path}: must be a database of ${program} (it has no table ${missing.join(', ')})`);
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof ImportError) throw error;
    throw new ImportError(`${path}: must be a SQLite database of ${program} (${(error as Error).message})`, {
      cause: error,
    });
  }
}

/** Carries out what reads a monitor's past. @throws ImportError when its file cannot be read: damaged, or locked by its program */
export function reading<T>({ names }: ForeignMonitor, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
    throw new ImportError(`${names[0]}: cannot be read from the other program's file (${error.message})`, {
      cause: error,
    });
  }
}

/** The names of the tables of a database. */
export function tablesOf(database: Database.Database): Set<string> {
  const rows = database.prepare<[], { name: string }>(`SELECT name FROM sqlite_master WHERE type = 'table'`).all();
  return new Set(rows.map(({ name }) => name));
}
