import { copyFileSync, existsSync, openSync, closeSync, fsyncSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { StoreError } from '../store.ts';

/** What a backup or a restore did. */
export interface BackupReport {
  readonly bytes: number;
  readonly checks: number;
  readonly transitions: number;
}

function fsyncPath(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Opens a database file read-only and looks it through. @throws StoreError when it is not a sound one of ours */
function verify(path: string): BackupReport {
  let database: Database.Database | null = null;
  try {
    // Of one SQLite tells an I/O error.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) throw new Error('it is a folder');
    database = new Database(path, { readonly: true, fileMustExist: true });
    const verdict = database.pragma('integrity_check', { simple: true });
    if (verdict !== 'ok') throw new StoreError('DATABASE_INVALID', `${path} is damaged: ${String(verdict)}`);
    const count = (table: string) =>
      (database?.prepare<[], { n: number }>(`SELECT count(*) AS n FROM "${table}"`).get() ?? { n: 0 }).n;
    if (count('Instance') !== 1)
      throw new StoreError('DATABASE_INVALID', `${path} is not a database of Allswell: it names no instance`);
    return { bytes: statSync(path).size, checks: count('Check'), transitions: count('Transition') };
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw new StoreError('DATABASE_INVALID', `${path} is not a database of Allswell: ${(error as Error).message}`, {
      cause: error,
    });
  } finally {
    database?.close();
  }
}

/**
 * Copies a database that may be in use, consistently, by SQLite's online backup; verifies the copy; and only then
 * gives it its name, so that a file of that name is always a whole backup.
 *
 * @param progress is told the share done, 0 to 1
 * @throws StoreError, also when `target` exists
 */
export async function backup(path: string, target: string, progress: (share: number) => void): Promise<BackupReport> {
  if (!existsSync(path)) throw new StoreError('DATABASE_INVALID', `there is no database at ${path}`);
  if (existsSync(target)) throw new StoreError('DATABASE_UNWRITABLE', `${target} exists; name a file that does not`);
  const partial = `${target}.partial`;
  rmSync(partial, { force: true });
  const source = new Database(path, { readonly: true, fileMustExist: true, timeout: 10_000 });
  try {
    await source.backup(partial, {
      progress: ({ totalPages, remainingPages }) => {
        progress(totalPages === 0 ? 1 : 1 - remainingPages / totalPages);
        return 1_000;
      },
    });
    // The copy is a single file that needs no WAL beside it.
    const copy = new Database(partial);
    copy.pragma('journal_mode = DELETE');
    copy.close();
    const report = verify(partial);
    fsyncPath(partial);
    renameSync(partial, target);
    fsyncPath(dirname(resolve(target)));
    return report;
  } catch (error) {
    rmSync(partial, { force: true });
    if (error instanceof StoreError) throw error;
    throw new StoreError('DATABASE_UNWRITABLE', `cannot write the backup ${target}: ${(error as Error).message}`, {
      cause: error,
    });
  } finally {
    source.close();
  }
}

/**
 * Puts a verified backup in the place of the database, which must not be in use: `inUse` tells whether a worker
 * holds its lease. The old database stays beside it under the returned name.
 *
 * @throws StoreError, with the old database untouched
 */
export function restore(path: string, source: string, now: number): BackupReport & { readonly kept: string | null } {
  if (!existsSync(source)) throw new StoreError('DATABASE_INVALID', `there is no file ${source}`);
  const report = verify(source);
  if (existsSync(path) && leaseIsHeld(path, now)) {
    throw new StoreError('DATABASE_UNWRITABLE', `the database ${path} is in use: stop Allswell first`);
  }
  const partial = `${path}.restoring`;
  copyFileSync(source, partial);
  try {
    verify(partial);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
  // A restored lease belongs to nobody who lives.
  const copy = new Database(partial);
  copy.exec('DELETE FROM Lease');
  copy.close();
  for (const suffix of ['-wal', '-shm']) rmSync(`${partial}${suffix}`, { force: true });
  fsyncPath(partial);
  let kept: string | null = null;
  if (existsSync(path)) {
    // What is in its WAL belongs to the database that is put aside.
    const old = new Database(path);
    old.pragma('wal_checkpoint(TRUNCATE)');
    old.close();
    kept = `${path}.before-restore-${new Date(now).toISOString().replace(/[:.]/g, '-')}`;
    renameSync(path, kept);
    for (const suffix of ['-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
  }
  renameSync(partial, path);
  fsyncPath(dirname(resolve(path)));
  return { ...report, kept };
}

function leaseIsHeld(path: string, now: number): boolean {
  try {
    const database = new Database(path, { readonly: true, fileMustExist: true });
    try {
      const lease = database.prepare<[], { expiresAt: number }>('SELECT expiresAt FROM Lease WHERE id = 1').get();
      return lease !== undefined && lease.expiresAt > now;
    } finally {
      database.close();
    }
  } catch {
    // A file that cannot be read holds no lease; it is what a restore is there to replace.
    return false;
  }
}
