/**
 * Takes the picture of the README, `docs/images/home.png`: `npm run picture`. It starts the real program in a
 * temporary folder, on a database that a recorder of the engine has filled with 90 days of plausible results, lets
 * it watch servers of its own, and looks at it with a browser.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import type { Config, ConfiguredCheck } from '../lib/config/config.ts';
import { parseConfig } from '../lib/config/parse.ts';
import { Recorder } from '../lib/engine/record.ts';
import { createLog } from '../lib/env/log.ts';
import type { Result } from '../lib/model.ts';
import { openWriterStore } from '../lib/store/open.ts';
import { CHROMIUM } from './browser/chromium.ts';
import { plausibleResult, type Habit } from './fixtures/plausible-past.ts';

const ROOT = process.cwd();
const PICTURE = join(ROOT, 'docs/images/home.png');
const DAY = 86_400_000;
const PAST = 91 * DAY;
/** Longer than any check waits for its first run, ms. */
const PATIENCE = 60_000;

/** How each check has behaved so far. Lengths in ms, `from` counted back from now. */
const HABITS: Readonly<Record<string, Habit>> = {
  website: { usual: 84, spread: 0.2, troubles: [] },
  shop: {
    usual: 132,
    spread: 0.25,
    troubles: [
      { from: 9.3 * DAY, lasts: 34 * 60_000, state: 'down', code: 'http_status' },
      { from: 41.6 * DAY, lasts: 3.2 * 3_600_000, state: 'degraded', code: 'slow' },
    ],
  },
  payments: {
    usual: 61,
    spread: 0.15,
    troubles: [{ from: 63.4 * DAY, lasts: 78 * 60_000, state: 'down', code: 'timeout' }],
  },
  search: {
    usual: 38,
    spread: 0.35,
    troubles: [
      { from: 5.45 * DAY, lasts: 52 * 60_000, state: 'degraded', code: 'slow' },
      { from: 27.2 * DAY, lasts: 21 * 60_000, state: 'down', code: 'connection_refused' },
    ],
  },
  mail: { usual: 4.2, spread: 0.3, troubles: [] },
  uploads: { usual: 2.1, spread: 0.4, troubles: [] },
  disk: { usual: 0.3, spread: 0.3, troubles: [] },
};

/** The configuration of the picture. */
function configuration(page: (path: string) => string, mailPort: number, folder: string): string {
  return `
site: { name: Acme, url: https://status.acme.example, description: Is it up?, timezone: Europe/Berlin }
defaults: { interval: 5m }
groups:
  - { id: public, name: Public services }
  - { id: inside, name: Behind the scenes }
checks:
  - { id: website, name: Website, group: public, type: http, url: '${page('/')}' }
  - { id: shop, name: Shop, group: public, type: http, url: '${page('/shop')}', expect: { body: { contains: Acme } } }
  - id: payments
    name: Payments
    group: public
    type: http
    url: ${page('/payments')}
    expect: { json: [{ path: $.status, equals: ok }] }
  - { id: search, name: Search, group: public, type: http, url: '${page('/search')}' }
  - { id: mail, name: Mail, group: inside, type: tcp, host: 127.0.0.1, port: ${mailPort} }
  - { id: uploads, name: Uploads, group: inside, type: storage, path: ${folder} }
  - { id: disk, name: Disk, group: inside, type: disk, path: ${folder}, degraded: 98, down: 99 }
`;
}

/** What the checks look at: pages that take as long as they usually do, and a port. */
async function startTargets(): Promise<{ page: (path: string) => string; mailPort: number; close: () => void }> {
  const pages: Server = createServer((request, response) => {
    const { usual = 50 } = HABITS[request.url?.slice(1) ?? ''] ?? HABITS['website'] ?? {};
    setTimeout(() => {
      response.setHeader('content-type', request.url === '/payments' ? 'application/json' : 'text/html');
      response.end(request.url === '/payments' ? '{"status":"ok"}' : '<h1>Acme</h1>');
    }, usual);
  }).listen(0, '127.0.0.1');
  const mail: TcpServer = createTcpServer((socket) => {
    socket.on('error', () => undefined); // the check hangs up as soon as it is connected
    socket.end('220 mail.acme.example\r\n');
  }).listen(0, '127.0.0.1');
  await Promise.all([once(pages, 'listening'), once(mail, 'listening')]);
  const portOf = (server: TcpServer) => (server.address() as AddressInfo).port;
  return {
    page: (path) => `http://127.0.0.1:${portOf(pages)}${path}`,
    mailPort: portOf(mail),
    close: () => {
      pages.closeAllConnections();
      pages.close();
      mail.close();
    },
  };
}

/** Records the past of every check up to now, as a worker would have. */
async function recordPast(path: string, config: Config): Promise<void> {
  const log = createLog('past');
  const end = Date.now();
  let now = end - PAST;
  const store = await openWriterStore({
    path,
    migrations: join(ROOT, 'prisma/migrations'),
    authority: 'status.acme.example',
    now,
  });
  await store.acquire({ holder: 'the past', now, ttl: PAST * 2, dead: [] });
  await store.applyCatalogue(config.catalogue, {});
  const recorder = new Recorder({
    store,
    state: await store.restore(),
    config,
    wallClock: () => now,
    log,
    onCommitted: () => undefined,
    onInternalError: (error) => {
      throw error;
    },
    onFenced: (error) => {
      throw error;
    },
  });
  while (now < end) {
    const until = Math.min(now + DAY, end);
    for (const result of pastOf(config.checks, now, until, end)) recorder.record(result);
    now = until;
    await recorder.flush();
    await recorder.closeDue();
  }
  const { results, fiveMinutes, hours } = config.catalogue.retention;
  while (
    (await store.trim({ results: now - results, fiveMinutes: now - fiveMinutes, hours: now - hours }, 20_000)) > 0
  );
  recorder.end();
  await store.release();
  await store.end();
}

/** The results of a span, in order of time; `now` is when the past ends. */
function pastOf(checks: readonly ConfiguredCheck[], from: number, to: number, now: number): Result[] {
  const results: Result[] = [];
  for (const [index, { id, interval }] of checks.entries()) {
    const habit = HABITS[id];
    if (habit === undefined) throw new Error(`there is no habit for the check ${id}`);
    const first = Math.ceil((from - index * 1_000) / interval) * interval + index * 1_000;
    for (let at = first; at < to; at += interval) results.push(plausibleResult(id, habit, at, now - at));
  }
  return results.sort((a, b) => a.at - b.at);
}

/** Resolves when every check has run since `from`. */
async function everyCheckRan(url: string, from: number, program: ChildProcess): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    if (program.exitCode !== null) throw new Error(`the program ended with code ${program.exitCode}`);
    const answer = await fetch(`${url}/api/health`).catch(() => null); // it does not listen yet
    const body = answer === null ? null : ((await answer.json()) as { checks?: { lastRunAt: string | null }[] });
    if (body?.checks?.every(({ lastRunAt }) => Date.parse(lastRunAt ?? '') > from) === true) return;
    if (Date.now() > deadline) throw new Error('not every check has run in time');
    await sleep(250);
  }
}

async function takePicture(url: string): Promise<void> {
  const browser = await chromium.launch(CHROMIUM);
  try {
    const page = await browser.newPage({
      viewport: { width: 1440, height: 900 },
      colorScheme: 'light',
      timezoneId: 'Europe/Berlin',
    });
    await page.goto(url, { waitUntil: 'networkidle' });
    await page.mouse.move(5, 5, { steps: 2 });
    await page.locator('html[data-awake]').waitFor({ state: 'attached' });
    await mkdir(join(ROOT, 'docs/images'), { recursive: true });
    await page.screenshot({ path: PICTURE });
  } finally {
    await browser.close();
  }
}

/** A port that is free now. */
async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const folder = await mkdtemp(join(tmpdir(), 'allswell-picture-'));
const targets = await startTargets();
let program: ChildProcess | null = null;
try {
  const database = join(folder, 'allswell.db');
  const file = join(folder, 'allswell.config.yaml');
  const source = configuration(targets.page, targets.mailPort, folder);
  await writeFile(file, source);
  const surroundings = { defaultUrl: '', databasePath: database, hostname: 'localhost', hasToken: false };
  const config = parseConfig({ source, file }, { ...surroundings, env: {}, readFile: () => '' });
  await recordPast(database, config);

  const port = await freePort();
  const startedAt = Date.now();
  program = spawn(process.execPath, [join(ROOT, 'bin/allswell.mjs'), 'start'], {
    cwd: folder,
    env: {
      NODE_ENV: 'production',
      PATH: process.env['PATH'],
      PORT: String(port),
      DATABASE_URL: `file:${database}`,
      ALLSWELL_CONFIG: file,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  await everyCheckRan(url, startedAt, program);
  await sleep(1_500); // the web process is at most a second behind
  await takePicture(url);
  process.stdout.write(`${PICTURE}\n`);
} finally {
  if (program !== null && program.exitCode === null) {
    program.kill('SIGTERM');
    await once(program, 'exit');
  }
  targets.close();
  await rm(folder, { recursive: true, force: true });
}
