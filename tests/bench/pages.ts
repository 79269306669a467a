import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { WHOLE_CHROMIUM } from '../browser/chromium.ts';
import { lighthouseOf } from '../browser/lighthouse.ts';
import { startSharedBrowser, type SharedBrowser } from '../browser/shared-browser.ts';
import { newEnding } from '../integration/servers.ts';
import { freePort } from '../integration/lifecycle/program.ts';
import { idOf, makeDatabase, type BenchDatabase } from './database.ts';
import { ask, quantiles, throughput } from './load.ts';
import { load, machine } from './machine.ts';
import { scriptBytes, watchPage, type Watched } from './page-watch.ts';
import { figure, table } from './table.ts';
import { startWeb, type ServedBy } from './web-process.ts';

const HELP = `usage: npm run bench -- pages [options]

  --checks 50,1000   how many; JavaScript and Lighthouse are those of the first
  --seconds 5        of each measurement of requests
  --idle 60          seconds for which nobody asks, before a transition is committed and the first visitor comes
  --rounds 10        transitions whose way to the page is timed
  --no-lighthouse    leaves Lighthouse out
  --json FILE        writes the figures there, too

Starts the web process that was built on databases of 50 and of 1,000 checks with 90 days, and looks at its pages over
HTTP and in Chromium.
`;

/** What is answered only when the revision has not moved for this long is not made anew ahead, ms. */
const RENEWED_WITHIN = 10_500;
const PAGE = { accept: 'text/html', 'accept-encoding': 'gzip' };
/** Visitors that come at the same time. */
const CROWD = 200;

interface Options {
  readonly seconds: number;
  readonly idle: number;
  readonly rounds: number;
}

/** Of one number of checks. Times in ms. */
interface SizeFigures {
  readonly checks: number;
  readonly bytes: number;
  readonly gzipBytes: number;
  /** To the first byte, while the revision moves each second: wall-clock. */
  readonly firstByte: number;
  readonly perSecond: number;
  /** Processor time after a move of the revision: of the first answer alone, and when a crowd asks at once. */
  readonly alone: number;
  readonly crowd: number;
  /** From the commit of a transition to the first answer that shows it: told by the worker, and found out alone. */
  readonly told: number;
  readonly untold: number;
  /** The same where the first visitor comes after an idle time, and nobody told. */
  readonly afterIdle: number;
  readonly watched: Watched;
}

/** Of any number of checks: bytes of JavaScript, gzip; Lighthouse's scores by page. */
interface FirstFigures {
  readonly home: number;
  readonly check: number;
  readonly scores: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const say = (text: string) => void process.stderr.write(`${text}\n`);
const print = (text: string) => void process.stdout.write(`${text}\n`);

/** Runs the benchmark, prints its tables and returns the exit code. */
export async function main(args: readonly string[], { root }: { readonly root: string }): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      checks: { type: 'string', default: '50,1000' },
      seconds: { type: 'string', default: '5' },
      idle: { type: 'string', default: '60' },
      rounds: { type: 'string', default: '10' },
      'no-lighthouse': { type: 'boolean', default: false },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    print(HELP);
    return 0;
  }
  const options = { seconds: Number(values.seconds), idle: Number(values.idle), rounds: Number(values.rounds) };
  print(`${machine()}; load ${load()}\n`);
  const { atEnd, end } = newEnding();
  try {
    const shared = await startSharedBrowser(atEnd, WHOLE_CHROMIUM);
    const sizes: SizeFigures[] = [];
    const first: FirstFigures[] = [];
    for (const checks of values.checks.split(',').map(Number))
      await withWeb(root, checks, async (web, database) => {
        if (first.length === 0) {
          first.push(await measuredOnce(shared, web, !values['no-lighthouse']));
          reportOnce(first);
        }
        const figures = await measured(web, database, checks, options);
        say(`${checks} checks: in Chromium`);
        sizes.push({ ...figures, watched: await watchPage(shared, web, database) });
        report(sizes.slice(-1));
      });
    if (values.json !== undefined) writeFileSync(values.json, JSON.stringify({ sizes, first }, null, 2));
    return 0;
  } finally {
    await end();
  }
}

async function measuredOnce(shared: SharedBrowser, web: ServedBy, isScored: boolean): Promise<FirstFigures> {
  const check = `${web.url}/checks/${idOf(0)}`;
  const scores: Record<string, Readonly<Record<string, number>>> = {};
  const pages = { home: web.url, 'check page': check };
  for (const [name, url] of Object.entries(isScored ? pages : {})) {
    say(`Lighthouse: ${name}`);
    scores[name] = (await lighthouseOf(url, shared, ['performance', 'accessibility', 'best-practices'])).scores;
  }
  return { home: await scriptBytes(shared, web.url), check: await scriptBytes(shared, check), scores };
}

async function withWeb(
  root: string,
  checks: number,
  work: (web: ServedBy, database: BenchDatabase) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'allswell-bench-'));
  const closers: (() => Promise<void>)[] = [];
  try {
    say(`${checks} checks: making the database`);
    const path = join(folder, 'bench.db');
    const database = await makeDatabase(root, path, checks);
    closers.unshift(() => database.end());
    const web = await startWeb(root, folder, path, await freePort());
    closers.unshift(() => web.stop());
    await work(web, database);
  } finally {
    for (const close of closers) await close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measured(
  web: ServedBy,
  database: BenchDatabase,
  checks: number,
  { seconds, idle, rounds }: Options,
): Promise<Omit<SizeFigures, 'watched'>> {
  const plain = await ask(web.url, { accept: 'text/html' });
  const gzip = await ask(web.url, PAGE);
  say(`${checks} checks: requests`);
  const perSecond = await throughput(web.url, PAGE, seconds);
  const firstByte = await firstByteWhileMoving(web, database, checks, seconds);
  say(`${checks} checks: renderings`);
  const alone = await costAfterMove(web, database, 1);
  const crowd = await costAfterMove(web, database, CROWD);
  say(`${checks} checks: freshness`);
  const told = await greatestDelay(web, database, rounds, true);
  const untold = await greatestDelay(web, database, rounds, false);
  say(`${checks} checks: nobody asks for ${idle} s`);
  await sleep(idle * 1_000);
  const afterIdle = await greatestDelay(web, database, 2, false);
  const bytes = { bytes: plain.bytes, gzipBytes: gzip.bytes };
  return { checks, ...bytes, perSecond, firstByte, alone, crowd, told, untold, afterIdle };
}

/** Twenty visitors a second, while a thirtieth of the checks has news each second; the median. */
async function firstByteWhileMoving(web: ServedBy, database: BenchDatabase, checks: number, seconds: number) {
  const timer = setInterval(() => {
    void database.commit(Math.max(1, Math.round(checks / 30))).then((id) => web.nudge(id));
  }, 1_000);
  const took: number[] = [];
  const until = performance.now() + seconds * 2_000;
  const agent = new Agent({ keepAlive: true });
  while (performance.now() < until) {
    took.push(await firstByteOf(web.url, agent));
    await sleep(50);
  }
  clearInterval(timer);
  agent.destroy();
  return quantiles(took).p50;
}

function firstByteOf(url: string, agent: Agent): Promise<number> {
  const from = performance.now();
  return new Promise((resolve, reject) => {
    get(url, { headers: PAGE, agent }, (response) => {
      response.once('readable', () => {
        const took = performance.now() - from;
        response.once('end', () => resolve(took)).resume();
      });
    }).on('error', reject);
  });
}

/** ms of processor time that `visitors` cost who ask at once after the revision moved, nobody having asked lately. */
async function costAfterMove(web: ServedBy, database: BenchDatabase, visitors: number): Promise<number> {
  const costs: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    await sleep(RENEWED_WITHIN);
    web.nudge(await database.commit(1));
    await sleep(300); // it reads what is new; nothing is derived before somebody asks
    await ask(`${web.url}/live`, {});
    const before = web.cpu();
    await Promise.all(Array.from({ length: visitors }, () => ask(web.url, PAGE)));
    costs.push(web.cpu() - before);
  }
  return quantiles(costs).p50;
}

/** The longest time from the commit of a transition to the first answer that shows it, ms. */
async function greatestDelay(web: ServedBy, database: BenchDatabase, rounds: number, nudged: boolean) {
  let greatest = 0;
  for (let round = 0; round < rounds; round += 1) {
    const state = round % 2 === 0 ? 'down' : 'up';
    const id = await database.commitState(state);
    const from = performance.now();
    if (nudged) web.nudge(id);
    while ((await saysDown(web.url)) !== (state === 'down')) {
      if (performance.now() - from > 30_000) throw new Error(`not shown within 30 s: ${state}`);
      await sleep(10);
    }
    greatest = Math.max(greatest, performance.now() - from);
    await sleep(700);
  }
  if (rounds % 2 === 1) await database.commitState('up');
  return greatest;
}

async function saysDown(url: string): Promise<boolean> {
  const html = await (await fetch(url, { headers: { accept: 'text/html', 'accept-language': 'en' } })).text();
  return /<h1[^>]*>(.*?)<\/h1>/s.exec(html)?.[1]?.includes(' down') ?? false;
}

const kilobytes = (bytes: number) => `${(bytes / 1_000).toFixed(1)} kB`;
const ms = (value: number) => `${figure(value)} ms`;

function reportOnce(first: readonly FirstFigures[]): void {
  const rows = first.flatMap(({ home, check, scores }) => [
    ['JavaScript of home, gzip', kilobytes(home), '150 kB'],
    ['JavaScript of a check page, chart seen, gzip', kilobytes(check), '260 kB'],
    ...Object.entries(scores).map(([name, all]) => [`Lighthouse, ${name}`, scoresOf(all), '95, 100, 100']),
  ]);
  print(`${table(['', 'measured', 'goal'], rows)}load ${load()}\n`);
}

function scoresOf(scores: Readonly<Record<string, number>>): string {
  return Object.entries(scores)
    .map(([category, score]) => `${category} ${score}`)
    .join(', ');
}

function report(sizes: readonly SizeFigures[]): void {
  for (const size of sizes) {
    const { checks, watched } = size;
    const few = checks <= 50;
    const rows = [
      ['HTML of home, gzip', kilobytes(size.gzipBytes), few ? '20 kB' : '120 kB'],
      ['HTML of home, raw', kilobytes(size.bytes), few ? '' : '1,200 kB'],
      ['first byte of home, p50', ms(size.firstByte), few ? '10 ms' : '40 ms'],
      ['requests a second of home', figure(size.perSecond), few ? '500' : ''],
      [`CPU after a move: 1 visitor, ${CROWD} at once`, `${ms(size.alone)}, ${ms(size.crowd)}`, 'one rendering'],
      ['transition to page: told, not told', `${ms(size.told)}, ${ms(size.untold)}`, '2,000 ms'],
      ['the same, not told, after an idle time', ms(size.afterIdle), '2,000 ms'],
      ['layout shift, live updates included', String(watched.shift), '0'],
      ['longest task while scrolling', ms(watched.scrolling), '50 ms'],
      ['longest task while moving over bars', ms(watched.pointing), '50 ms'],
      ['longest task of a live update', ms(watched.updating), ''],
      ['longest task of the load', ms(watched.loading), ''],
      ['longest task of waking', ms(watched.waking), ''],
    ];
    print(`${table([`${checks} checks`, 'measured', 'goal'], rows)}load ${load()}\n`);
    for (const what of watched.moved) print(`moved: ${what}\n`);
  }
}
