import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { ConfigError, type Config } from '../lib/config/config.ts';
import type { LoadedConfig } from '../lib/config/load.ts';
import { parseConfig } from '../lib/config/parse.ts';
import { watchConfig } from '../lib/config/watch.ts';
import type { ControlMessage } from '../lib/control/messages.ts';
import { Engine } from '../lib/engine/engine.ts';
import { EnvironmentError, readEnvironment, type Environment } from '../lib/env/environment.ts';
import { createLog } from '../lib/env/log.ts';
import { openWriterStore } from '../lib/store/open.ts';
import { StoreError } from '../lib/store/store.ts';
import { Alerting } from './alerting.ts';
import { readConfiguration, surroundingsOf } from './configuration.ts';
import { EXIT } from './exit-code.ts';
import { holderName, isDeadHere } from './holder.ts';
import { Reloads } from './reloads.ts';
import { ROOT } from './root.ts';
import { tolerateLostOutput, whenToldToEnd } from './supervised.ts';

type StartMessage = Extract<ControlMessage, { type: 'start' }>;

/** The whole of ending, ms: then we go, whatever still waits. */
const GONE_AFTER = 8_000;

process.title = 'allswell worker';
// What is beyond what lives after a collection: by default several times that. A flag that V8 does not know is passed over.
setFlagsFromString('--heap-growing-percent=60');
tolerateLostOutput();
const log = createLog('worker');
const watching = new AbortController();
let engine: Engine | null = null;
let alerting: Alerting | null = null;
whenToldToEnd(() => void end());

for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    log.error('the process failed', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    process.exit(EXIT.failed);
  });
}

await main();

async function main(): Promise<void> {
  const start = await startMessage();
  const environment = orExit(readEnvironment);
  // Before the first look at the file, lest a change falls between the two.
  const reloads = new Reloads({ environment, log, onConfigured: (source) => send({ type: 'configured', source }) });
  watchConfig({
    path: environment.configPath,
    also: () => reloads.files,
    onChange: () => reloads.request('changed'),
    signal: watching.signal,
  });
  const reload = () => reloads.request('asked for by a signal');
  process.on('SIGHUP', reload);
  process.on('message', (message) => {
    if ((message as ControlMessage).type === 'reload') reload();
  });
  const { config, loadError } = orExit(() => firstConfig(environment, start.lastGood));

  const now = Date.now();
  const store = await openWriterStore({
    path: environment.databasePath,
    migrations: join(ROOT, 'prisma/migrations'),
    authority: new URL(config.config.catalogue.site.url).hostname,
    now,
    onUnreadable: (fault, follows) => log.error(`the database holds what cannot be read; ${follows}`, { fault }),
  }).catch((error: unknown) => {
    if (!(error instanceof StoreError)) throw error;
    process.stderr.write(`${error.message}\n`);
    // Room may be made meanwhile; nothing else passes by itself.
    process.exit(error.code === 'DATABASE_FULL' ? EXIT.failed : EXIT.usage);
  });
  const holder = holderName();
  send({ type: 'holder', holder });
  engine = new Engine({
    store,
    holder,
    deadHolders: (other) => other === start.deadHolder || isDeadHere(other),
    now: () => performance.now(),
    wallClock: () => Date.now(),
    uptime: () => uptime() * 1_000,
    log,
    onCommitted: (lastResultId) => {
      send({ type: 'committed', lastResultId });
      alerting?.look();
    },
    onFenced: () => {
      log.error('another worker took the lease of this database: ending');
      process.exit(EXIT.failed);
    },
  });
  alerting = new Alerting(engine, store.instance.id, log);
  for (const warning of config.config.warnings) log.warn(warning);
  await engine.start(config.config);
  log.info('running', {
    checks: config.config.checks.length,
    configuration: config.config.file ?? 'built-in self-checks',
  });
  send({ type: 'configured', source: config.source });
  send({ type: 'ready', role: 'worker', url: null });
  reloads.begin(engine, config);
  if (loadError !== null) reloads.refused(loadError);
  answerRuns(engine);
}

/** The file's configuration; when that is bad and a predecessor ran with a good one, that one. */
function firstConfig(
  environment: Environment,
  lastGood: StartMessage['lastGood'],
): { config: LoadedConfig; loadError: ConfigError | null } {
  try {
    return { config: readConfiguration(environment), loadError: null };
  } catch (error) {
    if (!(error instanceof ConfigError) || lastGood === null) throw error;
    const folder = dirname(environment.configPath);
    const text = lastGood.source === null ? null : { source: lastGood.source, file: environment.configName, folder };
    const readFile = (path: string) => readFileSync(path, 'utf8');
    // What was good then is not to be refused for a picture that went.
    const surroundings = { ...surroundingsOf(environment), readFile, lenient: true };
    const config: Config = parseConfig(text, surroundings);
    return { config: { config, source: lastGood.source }, loadError: error };
  }
}

function answerRuns(running: Engine): void {
  process.on('message', (message) => {
    const ask = message as ControlMessage;
    if (ask.type !== 'run' && ask.type !== 'push') return;
    const answer = ask.type === 'run' ? running.run(ask.checks) : running.push(ask.pushes);
    answer
      .then(({ results, lastResultId }) =>
        send({ type: 'ran', request: ask.request, results, lastResultId, error: null }),
      )
      .catch((error: unknown) => {
        log.error('checks could not be run as asked', { error: error as Error });
        send({ type: 'ran', request: ask.request, results: [], lastResultId: 0, error: (error as Error).message });
      });
  });
}

/** What the supervisor tells first; without one there is nothing to tell. */
function startMessage(): Promise<StartMessage> {
  if (process.send === undefined) return Promise.resolve({ type: 'start', deadHolder: null, lastGood: null });
  return new Promise((resolve) => {
    const listen = (message: unknown) => {
      if ((message as ControlMessage).type !== 'start') return;
      process.off('message', listen);
      resolve(message as StartMessage);
    };
    process.on('message', listen);
  });
}

function send(message: ControlMessage): void {
  // A supervisor that is gone ends us by itself.
  if (process.connected) process.send?.(message, () => undefined);
}

function orExit<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof EnvironmentError) && !(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(EXIT.usage);
  }
}

async function end(): Promise<void> {
  setTimeout(() => process.exit(EXIT.healthy), GONE_AFTER).unref();
  watching.abort();
  alerting?.end();
  await engine?.stop().catch((error: unknown) => log.warn('could not end in order', { error: error as Error }));
  process.exit(EXIT.healthy);
}
