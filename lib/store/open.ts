import { randomUUID } from 'node:crypto';
import { openArchive, type ArchiveOptions } from './sqlite/archive.ts';
import { SqliteImport } from './sqlite/import.ts';
import { assertMigrated, isMigrated, migrate } from './sqlite/migrate.ts';
import { openReader } from './sqlite/reader.ts';
import type { ArchiveStore, ImportStore, NoticeStore, ReaderStore, WriterStore } from './store.ts';
import { Unread, type TellUnread } from './unread.ts';

/** A statement that waits for a lock stops the whole loop, and all checks with it: writers wait between tries. ms. */
const WRITER_BUSY_TIMEOUT = 20;
/** The web process blocks its whole loop while it waits: never longer than this, ms. */
const READER_BUSY_TIMEOUT = 250;
/** A tool may wait; ms. */
const ARCHIVE_BUSY_TIMEOUT = 5_000;

// Prisma is loaded by who writes: a web process that nobody writes by goes without.

/**
 * Migrates the database and opens the worker's half.
 *
 * @param options.migrations the folder `prisma/migrations`
 * @param options.authority the host that names a new instance in the ids of its feed entries, for ever
 * @param options.now Unix ms, stored as the instance's date of birth
 * @param options.onUnreadable is told what cannot be read, each once, and what follows. Default is to throw
 * @throws StoreError
 */
export async function openWriterStore(options: {
  path: string;
  migrations: string;
  authority: string;
  now: number;
  onUnreadable?: TellUnread;
}): Promise<WriterStore> {
  migrate(options.path, options.migrations);
  const { openClient } = await import('./sqlite/client.ts');
  const { openWriter } = await import('./sqlite/writer.ts');
  const client = await openClient(options.path, { busyTimeout: WRITER_BUSY_TIMEOUT, autoCheckpoint: 2000 });
  const fresh = { uuid: randomUUID(), authority: options.authority, createdAt: options.now };
  return openWriter(client, fresh, new Unread(options.onUnreadable ?? null));
}

/**
 * Opens the web process's half; null while the worker has not migrated the database yet.
 *
 * @param options.onUnreadable is told what cannot be read, each once, and what follows. Default is to throw
 */
export async function openReaderStore(options: {
  path: string;
  migrations: string;
  onUnreadable?: TellUnread;
}): Promise<ReaderStore | null> {
  if (!isMigrated(options.path, options.migrations)) return null;
  return openReader(options.path, READER_BUSY_TIMEOUT, new Unread(options.onUnreadable ?? null));
}

/** Opens what people write; null while the worker has not migrated the database yet. */
export async function openNoticeStore(options: { path: string; migrations: string }): Promise<NoticeStore | null> {
  if (!isMigrated(options.path, options.migrations)) return null;
  const { openClient } = await import('./sqlite/client.ts');
  const { SqliteNotices } = await import('./sqlite/notices.ts');
  return new SqliteNotices(await openClient(options.path, { busyTimeout: WRITER_BUSY_TIMEOUT, autoCheckpoint: 0 }));
}

/** Opens the whole past for a tool. @throws StoreError when there is no database of this version */
export async function openArchiveStore(
  options: ArchiveOptions & { path: string; migrations: string },
): Promise<ArchiveStore> {
  assertMigrated(options.path, options.migrations, ARCHIVE_BUSY_TIMEOUT);
  return openArchive(options.path, ARCHIVE_BUSY_TIMEOUT, options);
}

/**
 * Opens a database for an import.
 *
 * @param options.now Unix ms
 * @throws StoreError when there is no database of this version, or a worker has used none of it yet
 */
export function openImportStore(options: { path: string; migrations: string; now: number }): ImportStore {
  assertMigrated(options.path, options.migrations, ARCHIVE_BUSY_TIMEOUT);
  return new SqliteImport(options.path, options.now);
}
