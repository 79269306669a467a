import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Notices } from '../../../lib/incidents/notices.ts';
import { openNoticeStore, openWriterStore } from '../../../lib/store/open.ts';

export const migrations = join(import.meta.dirname, '../../../prisma/migrations');

/** Notices on a database of their own, whose clock the test moves. */
export interface NoticesHome {
  readonly path: string;
  readonly clock: { now: number };
  /** Ids of the checks that there are. */
  checks: readonly string[];
  readonly notices: Notices;
  /** Another process on the same database. */
  another(): Promise<Notices>;
  end(): Promise<void>;
}

export async function openHome(now: number): Promise<NoticesHome> {
  const folder = mkdtempSync(join(tmpdir(), 'allswell-incidents-'));
  const path = join(folder, 'a.db');
  await (await openWriterStore({ path, migrations, authority: 'status.example', now })).end();
  const clock = { now };
  const opened: Notices[] = [];
  const another = async () => {
    const store = await openNoticeStore({ path, migrations });
    if (store === null) throw new Error('the database is not migrated');
    const notices = new Notices(store, {
      now: () => clock.now,
      checks: () => home.checks,
      timezone: () => 'Europe/Berlin',
    });
    opened.push(notices);
    return notices;
  };
  const home: NoticesHome = {
    path,
    clock,
    checks: ['web', 'api', 'db'],
    notices: await another(),
    another,
    end: async () => {
      for (const notices of opened) await notices.end();
      rmSync(folder, { recursive: true });
    },
  };
  return home;
}
