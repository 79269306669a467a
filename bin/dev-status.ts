import { join } from 'node:path';
import { readEnvironment } from '../lib/env/environment.ts';
import { createLog } from '../lib/env/log.ts';
import { openStatus } from '../lib/status/open.ts';
import { providedStatus, provideStatus } from '../lib/status/source.ts';

/** Puts a status source in place where bin/web did not: under `next dev`, which is a server of its own. */
export function provideStatusForDevelopment(): void {
  if (providedStatus() !== null) return;
  const { databasePath } = readEnvironment();
  const migrations = join(process.cwd(), 'prisma/migrations');
  provideStatus(openStatus({ databasePath, migrations, version: 'development', log: createLog('web') }));
}
