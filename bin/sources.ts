import { join } from 'node:path';
import { readEnvironment } from '../lib/env/environment.ts';
import { createLog } from '../lib/env/log.ts';
import { endNotices, provideNotices } from '../lib/incidents/source.ts';
import { openStatus, type Follower, type StatusOptions } from '../lib/status/open.ts';
import { providedStatus, provideStatus } from '../lib/status/source.ts';

/** Puts in place what pages and routes read and write by; `end` closes it all. */
export function provideSources(options: StatusOptions): { status: Follower; end: () => Promise<void> } {
  const status = openStatus(options);
  provideStatus(status);
  const { databasePath, migrations } = options;
  provideNotices({
    databasePath,
    migrations,
    checks: () => status.snapshot('token')?.checks.map((check) => check.id) ?? [],
    timezone: () => status.snapshot('token')?.site.timezone ?? 'UTC',
  });
  return {
    status,
    end: async () => {
      await endNotices();
      await status.close();
    },
  };
}

/** The same where bin/web did not do it: under `next dev`, which is a server of its own. */
export function provideSourcesForDevelopment(): void {
  if (providedStatus() !== null) return;
  const { databasePath } = readEnvironment();
  const migrations = join(process.cwd(), 'prisma/migrations');
  provideSources({ databasePath, migrations, version: 'development', log: createLog('web') });
}
