import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { processVariables, readEnvironment } from '../../lib/env/environment.ts';
import { createLog } from '../../lib/env/log.ts';
import { webEnvironment } from '../../lib/env/web-environment.ts';
import { readConfiguration } from '../configuration.ts';
import { supervise } from '../supervisor.ts';

/** Starts everything, after a look at environment and configuration; ends when it is told to. */
export async function startCommand(): Promise<number> {
  process.title = 'allswell';
  readConfiguration(readEnvironment()); // throws with all that is wrong, before anything is started
  return supervise({
    dist: dirname(fileURLToPath(import.meta.url)),
    // The system's name look-ups cannot be called off: those of a dead resolver must leave room for the others.
    workerEnv: { UV_THREADPOOL_SIZE: '32', ...processVariables(), NODE_ENV: 'production' },
    webEnv: { ...webEnvironment(), NODE_ENV: 'production' },
    log: createLog('supervisor'),
    print: (line) => process.stdout.write(`${line}\n`),
  });
}
