import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, stripVTControlCharacters } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import type { ControlMessage } from '../lib/control/messages.ts';
import { EnvironmentError, readEnvironment, type Environment } from '../lib/env/environment.ts';
import { createLog } from '../lib/env/log.ts';
import { createFront, type Front } from '../lib/front/front.ts';
import type { Renderer } from '../lib/front/render.ts';
import packageJson from '../package.json' with { type: 'json' };
import { EXIT } from './exit-code.ts';
import { ROOT } from './root.ts';
import { provideSources } from './sources.ts';
import { tolerateLostOutput, whenToldToEnd } from './supervised.ts';

/** For answers in the making when the process is to end, and for the whole of ending. ms. */
const GRACE = 3_000;
const GONE_AFTER = 8_000;
/** When the pages that nobody has asked for are loaded, ms after the first can be. */
const REST_AFTER = 10_000;

process.title = 'allswell web';
tolerateLostOutput();
const log = createLog('web');
const closers: (() => Promise<void>)[] = [];
whenToldToEnd(() => void end());
process.on('SIGHUP', () => undefined); // it means the worker's configuration

process.on('uncaughtException', (error) => {
  log.error('the process failed', { error: error.stack ?? error.message });
  process.exit(EXIT.failed);
});
// A page's own failure is answered as such; one that nobody waits for is no reason to fail all others.
process.on('unhandledRejection', (reason) => {
  log.error('a promise was rejected', {
    error: reason instanceof Error ? (reason.stack ?? reason.message) : String(reason),
  });
});

// Next speaks by the console: its warnings and errors belong in the log, and what else it tells is of no use to anybody.
Object.assign(console, {
  log: () => undefined,
  info: () => undefined,
  warn: (...told: unknown[]) => log.warn('Next warns', { told: plainOf(told) }),
  error: (...told: unknown[]) => log.error('Next tells of an error', { told: plainOf(told) }),
});

// A heap grows by 8 MB between two full collections where this is not said: with 1,000 checks one each second, 60 ms of
// the event loop each. A flag that V8 does not know is passed over.
setFlagsFromString('--heap-growing-percent=60');

await main();

async function main(): Promise<void> {
  const environment = environmentOrExit();
  const { status: source, end: endSources } = provideSources({
    databasePath: environment.databasePath,
    migrations: join(ROOT, 'prisma/migrations'),
    version: packageJson.version,
    log,
  });
  closers.push(endSources);
  process.on('message', (message) => {
    if ((message as ControlMessage).type === 'committed') void source.nudge();
  });

  // It listens before Next is there, which takes a second: who comes after a restart waits instead of being refused.
  let begin: (renderer: Renderer) => void = () => undefined;
  const renderer = new Promise<Renderer>((resolve) => (begin = resolve));
  const waker = readFileSync(join(ROOT, 'dist/waker.js'), 'latin1');
  const front = createFront({ renderer, status: source, log, isStatic: staticFiles(), waker });
  closers.unshift(() => front.close(GRACE));
  const port = await listenOrExit(front, environment);

  const { default: next } = await import('next');
  const app = next({ dev: false, dir: ROOT, hostname: 'localhost', port, quiet: true });
  await app.prepare();
  closers.push(() => app.close());
  begin(app.getRequestHandler());
  setTimeout(() => void loadRest(app), REST_AFTER).unref();
  const { host } = environment;
  const name = ['0.0.0.0', '::', '127.0.0.1', '::1'].includes(host) ? 'localhost' : host;
  const url = `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
  const message: ControlMessage = { type: 'ready', role: 'web', url };
  if (process.send) process.send(message);
  else process.stdout.write(`Allswell's pages are at ${url}\n`);
}

/**
 * Loads all pages and routes: the files beneath us may be those of another version by the time somebody asks for one. Next
 * would do it before it answers the first, which takes half a second. Where its server has no such method any more, each
 * is loaded when it is asked for.
 */
async function loadRest(app: object): Promise<void> {
  const { server } = app as { server?: { getServer?(): Promise<{ unstable_preloadEntries?(): Promise<void> }> } };
  await (await server?.getServer?.())?.unstable_preloadEntries?.();
}

/** What was given to the console, as a text. */
function plainOf(told: readonly unknown[]): string {
  return stripVTControlCharacters(format(...told)).trim();
}

function environmentOrExit(): Environment {
  try {
    return readEnvironment();
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(EXIT.usage);
  }
}

async function listenOrExit(front: Front, { port, host }: Environment): Promise<number> {
  try {
    return (await front.listen(port, host)).port;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException; // Node's `listen` fails with system errors only
    const reasons: Readonly<Record<string, string>> = {
      EADDRINUSE: 'another program listens there already',
      EACCES: 'this user may not listen there',
      EADDRNOTAVAIL: 'this machine has no such address',
      ENOTFOUND: 'there is no such host',
    };
    process.stderr.write(`Cannot listen on ${host}:${port}: ${reasons[code ?? ''] ?? message}. Set PORT and HOST.\n`);
    process.exit(EXIT.usage);
  }
}

/** The files of the build and those in public/: they do not change while we run. */
function staticFiles(): (path: string) => boolean {
  const files = readdirSync(join(ROOT, 'public'), { recursive: true, encoding: 'utf8' });
  const paths = new Set(files.map((file) => `/${file.replaceAll('\\', '/')}`));
  return (path) => path.startsWith('/_next/static/') || paths.has(path);
}

async function end(): Promise<void> {
  setTimeout(() => process.exit(EXIT.healthy), GONE_AFTER).unref();
  for (const close of closers) {
    await close().catch((error: unknown) => log.warn('could not end in order', { error: String(error) }));
  }
  process.exit(EXIT.healthy);
}
