import { openNoticeStore } from '../store/open.ts';
import { NoticeError } from './errors.ts';
import { Notices, type NoticesOptions } from './notices.ts';

/** What a process opens its notices with. */
export interface OpenNoticesOptions extends Omit<NoticesOptions, 'now' | 'newId'> {
  readonly databasePath: string;
  /** The folder `prisma/migrations`. */
  readonly migrations: string;
}

/**
 * Opens what people write.
 *
 * @throws NoticeError `unavailable` while the worker has not migrated the database yet, or it cannot be opened
 */
export async function openNotices(options: OpenNoticesOptions): Promise<Notices> {
  const { databasePath: path, migrations, checks, timezone } = options;
  let store;
  try {
    store = await openNoticeStore({ path, migrations });
  } catch (cause) {
    throw new NoticeError('unavailable', 'the database cannot be opened', { cause });
  }
  if (store === null) throw new NoticeError('unavailable', 'the database is not there yet');
  return new Notices(store, { now: Date.now, checks, timezone });
}

const KEY = Symbol.for('allswell.notices');

interface Home {
  readonly options: OpenNoticesOptions;
  opened: Promise<Notices> | null;
}

/** Says how this process opens its notices; done once, by `bin/web`. Nothing is opened before it is asked for. */
export function provideNotices(options: OpenNoticesOptions): void {
  (globalThis as { [KEY]?: Home })[KEY] = { options, opened: null };
}

/**
 * The process's notices. Routes and the front are separate module graphs, so they live on `globalThis`.
 *
 * @throws NoticeError `unavailable` where they cannot be opened (yet); the next call tries again
 */
export async function notices(): Promise<Notices> {
  const home = (globalThis as { [KEY]?: Home })[KEY];
  if (home === undefined) throw new NoticeError('unavailable', 'this process has no access to what people write');
  home.opened ??= openNotices(home.options);
  try {
    return await home.opened;
  } catch (error) {
    home.opened = null;
    throw error;
  }
}

/** Closes what `notices` opened; at the end of the process. */
export async function endNotices(): Promise<void> {
  const home = (globalThis as { [KEY]?: Home })[KEY];
  if (home?.opened === null || home === undefined) return;
  const opened = home.opened;
  home.opened = null;
  await opened.then((one) => one.end()).catch(() => undefined);
}
