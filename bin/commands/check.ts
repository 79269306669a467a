import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ConfiguredCheck } from '../../lib/config/config.ts';
import { runOnce, type RunContext } from '../../lib/engine/run.ts';
import { readEnvironment } from '../../lib/env/environment.ts';
import { createLog } from '../../lib/env/log.ts';
import { resultJson } from '../../lib/formats/result-json.ts';
import { CODES, type Result } from '../../lib/model.ts';
import { openReaderStore } from '../../lib/store/open.ts';
import { makeFolderOf } from '../../lib/store/sqlite/migrate.ts';
import { readConfiguration } from '../configuration.ts';
import { EXIT } from '../exit-code.ts';
import { ROOT } from '../root.ts';
import { formatTable } from '../table.ts';

/** So many run at the same time: more would measure each other. */
const CONCURRENCY = 8;

/** Runs checks once, now, without a server, and prints what came out. */
export async function checkCommand(ids: readonly string[], asJson: boolean): Promise<number> {
  const environment = readEnvironment();
  const { config } = readConfiguration(environment);
  const missing = ids.filter((id) => !config.checks.some((check) => check.id === id));
  if (missing.length > 0) {
    const known = config.checks.map((check) => check.id).join(', ');
    process.stderr.write(`there is no check ${missing.join(', ')}; there are ${known || 'none'}\n`);
    return EXIT.usage;
  }
  const chosen = config.checks.filter((check) => ids.length === 0 || ids.includes(check.id));
  // The built-in checks watch the folder of the data, which only the first start makes.
  if (config.file === null) makeFolderOf(environment.databasePath);
  const results = await runAll(chosen, () => pingDatabase(environment.databasePath));
  process.stdout.write(
    asJson ? `${JSON.stringify(results.map(resultJson), null, 2)}\n` : formatTable(results.map(toRow)),
  );
  const isCritical = (id: string) => chosen.some((check) => check.id === id && check.severity === 'critical');
  return results.some(({ state, check }) => state === 'down' && isCritical(check)) ? EXIT.failed : EXIT.healthy;
}

async function runAll(
  checks: readonly ConfiguredCheck[],
  pingDatabase: () => Promise<void>,
): Promise<readonly Result[]> {
  const log = createLog('check');
  const context: RunContext = {
    now: () => performance.now(),
    wallClock: () => Date.now(),
    pingDatabase,
    stalledSince: () => 0,
    onInternalError: (check, error) => log.error('the check could not be run', { check, error: String(error) }),
    signal: new AbortController().signal,
  };
  const results = new Map<string, Result>();
  const waiting = [...checks];
  const work = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift())
      results.set(check.id, await runOnce(check, context));
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return checks.flatMap((check) => results.get(check.id) ?? []);
}

/** Reads from the database. There may be none yet, which the first start makes. */
async function pingDatabase(path: string): Promise<void> {
  if (!existsSync(path)) return;
  const store = await openReaderStore({ path, migrations: join(ROOT, 'prisma/migrations') });
  if (store === null) throw new Error('the database is not one of this version');
  await store.changed().finally(() => store.end());
}

function toRow({ state, check, responseTime, code, details }: Result): string[] {
  const time = responseTime === null ? '' : `${responseTime.toFixed(responseTime < 10 ? 1 : 0)} ms`;
  const message = code === null ? '' : CODES[code].text;
  return [state, check, time, details?.raw === undefined ? message : `${message}${message ? ': ' : ''}${details.raw}`];
}
