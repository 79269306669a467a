import { randomUUID } from 'node:crypto';
import type { NoticeStore, ReaderStore, WriterStore } from '../store.ts';
import { openClient } from './client.ts';
import { PostgresNotices } from './notices.ts';
import { PostgresReader } from './reader.ts';
import { Unread, type TellUnread } from '../unread.ts';
import { openWriter } from './writer.ts';

/**
 * Opens the worker's half on a PostgreSQL database whose tables are there.
 *
 * @param options.authority the host that names a new instance in the ids of its feed entries, for ever
 * @param options.now Unix ms, stored as the instance's date of birth
 * @param options.onUnreadable is told what cannot be read, each once, and what follows. Default is to throw
 */
export async function openPostgresWriter(options: {
  url: string;
  authority: string;
  now: number;
  onUnreadable?: TellUnread;
}): Promise<WriterStore> {
  const fresh = { uuid: randomUUID(), authority: options.authority, createdAt: options.now };
  return openWriter(openClient(options.url), fresh, new Unread(options.onUnreadable ?? null));
}

/**
 * Opens the web process's half.
 *
 * @param onUnreadable is told what cannot be read, each once, and what follows. Default is to throw
 */
export function openPostgresReader(url: string, onUnreadable?: TellUnread): ReaderStore {
  return new PostgresReader(openClient(url), new Unread(onUnreadable ?? null));
}

/** Opens what people write. */
export function openPostgresNotices(url: string): NoticeStore {
  return new PostgresNotices(openClient(url));
}
