import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { processVariables, readEnvironment } from '../../lib/env/environment.ts';
import { createLog } from '../../lib/env/log.ts';
import { webEnvironment } from '../../lib/env/web-environment.ts';
import { ROOT } from '../root.ts';
import { supervise } from '../supervisor.ts';

/**
 * Starts everything, after a look at the environment; ends when it is told to. The worker reads the configuration before
 * all else: one that is bad ends it with the code of wrong usage, and us with it.
 */
export async function startCommand(): Promise<number> {
  process.title = 'allswell';
  readEnvironment(); // throws with all that is wrong, before anything is started
  return supervise({
    dist: dirname(fileURLToPath(import.meta.url)),
    // The system's name look-ups cannot be called off: those of a dead resolver must leave room for the others.
    workerEnv: { UV_THREADPOOL_SIZE: '32', ...processVariables(), NODE_ENV: 'production' },
    webEnv: { ...webEnvironment(), NODE_ENV: 'production', ...builtConfiguration() },
    log: createLog('supervisor'),
    print: (line) => process.stdout.write(`${line}\n`),
  });
}

/**
 * Has Next's server take its configuration as it was built, as its own standalone one does: to load and check the file
 * again takes 0.2 s of a start. Where there is none, or Next does not know of it, it is loaded.
 */
function builtConfiguration(): Record<string, string> {
  try {
    const built = JSON.parse(readFileSync(join(ROOT, '.next/required-server-files.json'), 'utf8')) as {
      config: object;
    };
    return { __NEXT_PRIVATE_STANDALONE_CONFIG: JSON.stringify(built.config) };
  } catch {
    return {};
  }
}
