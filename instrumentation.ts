import { join } from 'node:path';

/**
 * Next calls this once when its server begins. In production bin/web has put the status source in place already;
 * `next dev` is a server of its own, and follows the store by this.
 */
export async function register(): Promise<void> {
  if (process.env['NEXT_RUNTIME'] !== 'nodejs' || process.env['NODE_ENV'] !== 'development') return;
  const { providedStatus, provideStatus } = await import('./lib/status/source.ts');
  if (providedStatus() !== null) return;
  const { openStatus } = await import('./lib/status/open.ts');
  const { readEnvironment } = await import('./lib/env/environment.ts');
  const { createLog } = await import('./lib/env/log.ts');
  const { databasePath } = readEnvironment();
  const migrations = join(process.cwd(), 'prisma/migrations');
  provideStatus(openStatus({ databasePath, migrations, version: 'development', log: createLog('web') }));
}
