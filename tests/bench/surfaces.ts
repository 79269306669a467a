import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePort } from '../integration/lifecycle/program.ts';
import { idOf, makeDatabase, type BenchDatabase } from './database.ts';
import { countRuns, type RunCount } from './extra-runs.ts';
import { ask, HAS_WRK, openLoop, quantiles, throughput, type Headers, type Latencies } from './load.ts';
import { figure, table } from './table.ts';
import { startFloor, startWeb, type ServedBy } from './web-process.ts';

const HELP = `usage: npm run bench -- surfaces [options]

  --checks 10,1000,10000   how many checks, one run each
  --only /metrics,/        these surfaces only, by their path as in the table
  --seconds 2              of each measurement
  --rate 50                requests a second while latency is measured
  --json FILE              writes the figures there, too
  --no-runs                does not count the runs of checks by a whole program
`;

/** What is answered only when the revision has not moved for this long is not made anew ahead, ms. */
const RENEWED_WITHIN = 10_500;
/** Times that cold answers are measured. */
const COLD_ROUNDS = 3;

interface Surface {
  readonly path: string;
  readonly accept?: string;
}

/** Everything that is served, by its path. */
const SURFACES: readonly Surface[] = [
  { path: '/', accept: 'text/html' },
  { path: `/checks/${idOf(0)}`, accept: 'text/html' },
  { path: '/api/health' },
  { path: '/api/health?format=prometheus' },
  { path: '/api/health?format=openmetrics' },
  { path: '/metrics' },
  { path: '/api/health?format=text' },
  { path: '/feed.atom' },
  { path: '/badge/status.svg' },
  { path: `/badge/${idOf(0)}/uptime.svg` },
  { path: '/api/v2/summary.json' },
  { path: `/api/checks/${idOf(0)}/history?range=24h` },
  { path: '/live' },
  { path: '/livez' },
];

interface SurfaceFigures {
  readonly path: string;
  readonly bytes: number;
  readonly gzipBytes: number;
  /** A second. */
  readonly plain: number;
  readonly gzip: number;
  readonly unchanged: number | null;
  /** `gzip` as a share of what the floor does with the same bytes. */
  readonly floor: number;
  /** µs of processor time a request, gzip: of ours, and of the floor. */
  readonly cpu: number;
  readonly floorCpu: number;
  readonly latency: Latencies;
  /** ms, gzip: the median of the first after the revision moved. */
  readonly cold: number;
}

/** `cpu`: ms of processor time a second of the web process: following the log, deriving, rendering, compressing and answering. */
interface Moving extends Latencies {
  readonly cpu: number;
  /** The same requests to the floor, which has nothing to do but to send: what this machine and the client take. */
  readonly floor: Latencies;
}

interface SizeFigures {
  readonly checks: number;
  /** ms: the first answer of any kind after the revision moved, in which the snapshot is derived. */
  readonly derive: number;
  readonly surfaces: readonly SurfaceFigures[];
  /** Latency at `rate` while a result of every thirtieth check is committed each second. */
  readonly moving: Readonly<Record<string, Moving>>;
}

interface Options {
  readonly sizes: readonly number[];
  readonly only: readonly string[] | null;
  readonly seconds: number;
  readonly rate: number;
}

const say = (text: string) => void process.stderr.write(`${text}\n`);

/** Runs the benchmark, prints its tables and returns the exit code. */
export async function main(args: readonly string[], { root }: { readonly root: string }): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      checks: { type: 'string', default: '10,1000,10000' },
      only: { type: 'string' },
      seconds: { type: 'string', default: '2' },
      rate: { type: 'string', default: '50' },
      json: { type: 'string' },
      'no-runs': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const options: Options = {
    sizes: values.checks.split(',').map(Number),
    only: values.only?.split(',') ?? null,
    seconds: Number(values.seconds),
    rate: Number(values.rate),
  };
  const machine = `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, Node ${process.version}`;
  print(`${machine}; throughput by ${HAS_WRK ? 'wrk' : 'our own client'}, 16 connections, on the same machine\n`);
  const sizes: SizeFigures[] = [];
  for (const checks of options.sizes) {
    const measured = await atSize(root, checks, options);
    sizes.push(measured);
    printSize(measured, options);
  }
  const runs = values['no-runs'] ? null : await countRuns(root, say);
  if (runs !== null) printRuns(runs);
  if (values.json !== undefined)
    writeFileSync(values.json, `${JSON.stringify({ machine, at: new Date().toISOString(), sizes, runs }, null, 2)}\n`);
  return 0;
}

/** All figures with this many checks. */
async function atSize(root: string, checks: number, options: Options): Promise<SizeFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'allswell-bench-'));
  const closers: (() => Promise<void>)[] = [];
  try {
    say(`${checks} checks: making the database`);
    const path = join(folder, 'bench.db');
    const database = await makeDatabase(root, path, checks);
    closers.unshift(() => database.end());
    const web = await startWeb(root, folder, path, await freePort());
    closers.unshift(() => web.stop());
    const surfaces = await thoseServed(web, options.only);
    const { derive, cold } = await coldAnswers(web, database, surfaces, checks);
    const floor = await startFloor(root, web.url);
    closers.unshift(() => floor.stop());
    const figures: SurfaceFigures[] = [];
    for (const surface of surfaces) {
      say(`${checks} checks: ${surface.path}`);
      figures.push({ ...(await measured(surface, web, floor, options)), cold: cold.get(surface.path) ?? Number.NaN });
    }
    return { checks, derive, surfaces: figures, moving: await whileMoving(web, floor, database, checks, options) };
  } finally {
    for (const close of closers) await close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Those that this build serves. */
async function thoseServed(web: ServedBy, only: Options['only']): Promise<Surface[]> {
  const served: Surface[] = [];
  for (const surface of SURFACES) {
    if (only !== null && !only.includes(surface.path)) continue;
    const { status } = await ask(web.url + surface.path, headersOf(surface));
    if (status === 200) served.push(surface);
    else say(`${surface.path} is answered with ${status}: left out`);
  }
  return served;
}

/** How long the first answer of each takes after the revision moved: nobody has asked lately, so none is made ahead. */
async function coldAnswers(web: ServedBy, database: BenchDatabase, surfaces: readonly Surface[], checks: number) {
  const derives: number[] = [];
  const times = new Map<string, number[]>();
  for (let round = 0; round < COLD_ROUNDS; round += 1) {
    say(`${checks} checks: cold answers, ${round + 1} of ${COLD_ROUNDS}`);
    await sleep(RENEWED_WITHIN);
    web.nudge(await database.commit(perSecond(checks)));
    await sleep(300); // it reads what is new; nothing is derived before somebody asks
    derives.push((await ask(`${web.url}/live`, {})).took);
    for (const surface of surfaces) {
      const { took } = await ask(web.url + surface.path, { ...headersOf(surface), 'accept-encoding': 'gzip' });
      times.set(surface.path, [...(times.get(surface.path) ?? []), took]);
    }
  }
  const cold = new Map([...times].map(([path, took]) => [path, quantiles(took).p50]));
  return { derive: quantiles(derives).p50, cold };
}

async function measured(
  surface: Surface,
  web: ServedBy,
  floor: ServedBy,
  { seconds, rate }: Options,
): Promise<Omit<SurfaceFigures, 'cold'>> {
  const url = web.url + surface.path;
  const plainHeaders = headersOf(surface);
  const gzipHeaders = { ...plainHeaders, 'accept-encoding': 'gzip' };
  const plainAnswer = await ask(url, plainHeaders);
  const gzipAnswer = await ask(url, gzipHeaders);
  const { etag } = gzipAnswer.headers;
  const plain = await throughput(url, plainHeaders, seconds);
  const ours = await costOf(web, surface.path, gzipHeaders, seconds);
  const unchanged =
    etag === undefined ? null : await throughput(url, { ...gzipHeaders, 'if-none-match': etag }, seconds);
  await ask(floor.url + surface.path, gzipHeaders);
  const bare = await costOf(floor, surface.path, gzipHeaders, seconds);
  const latency = await openLoop(url, gzipHeaders, { rate, seconds: Math.max(seconds, 2) });
  const { path } = surface;
  return {
    path,
    bytes: plainAnswer.bytes,
    gzipBytes: gzipAnswer.bytes,
    plain,
    gzip: ours.rate,
    unchanged,
    floor: ours.rate / bare.rate,
    cpu: ours.cpu,
    floorCpu: bare.cpu,
    latency,
  };
}

/** Requests a second, and the µs of processor time that each of them costs its server. */
async function costOf(server: ServedBy, path: string, headers: Headers, seconds: number) {
  const before = server.cpu();
  const rate = await throughput(server.url + path, headers, seconds);
  return { rate, cpu: ((server.cpu() - before) * 1_000) / (rate * seconds) };
}

/** Scrapes at `rate` while results are committed each second, as with an interval of 30 s. */
async function whileMoving(
  web: ServedBy,
  floor: ServedBy,
  database: BenchDatabase,
  checks: number,
  { rate, seconds }: Options,
) {
  const moving: Record<string, Moving> = {};
  for (const path of ['/metrics', '/api/health?format=prometheus']) {
    say(`${checks} checks: ${path} while the revision moves`);
    const timer = setInterval(() => {
      void database.commit(perSecond(checks)).then((id) => web.nudge(id));
    }, 1_000);
    const headers = { 'accept-encoding': 'gzip' };
    await openLoop(web.url + path, headers, { rate, seconds: 2 }); // the first is nobody's renewal
    const [before, from] = [web.cpu(), performance.now()];
    const latency = await openLoop(web.url + path, headers, { rate, seconds: seconds * 10 });
    const cpu = ((web.cpu() - before) * 1_000) / (performance.now() - from);
    await ask(floor.url + path, headers);
    const bare = await openLoop(floor.url + path, headers, { rate, seconds: seconds * 10 });
    clearInterval(timer);
    moving[path] = { ...latency, cpu, floor: bare };
    await sleep(500);
  }
  return moving;
}

function perSecond(checks: number): number {
  return Math.max(1, Math.round(checks / 30));
}

function headersOf({ accept }: Surface): Headers {
  return accept === undefined ? {} : { accept };
}

function printSize({ checks, derive, surfaces, moving }: SizeFigures, { rate }: Options): void {
  const head = [
    'surface',
    'bytes',
    'gzip',
    'req/s',
    'req/s gzip',
    'req/s 304',
    'of floor',
    'p50 ms',
    'p99 ms',
    'cold ms',
  ];
  const rows = surfaces.map((one) => [
    one.path,
    one.bytes.toLocaleString('en-US'),
    one.gzipBytes === one.bytes ? '–' : one.gzipBytes.toLocaleString('en-US'),
    figure(one.plain),
    figure(one.gzip),
    figure(one.unchanged),
    `${Math.round(one.floor * 100)}%`,
    figure(one.cpu),
    figure(one.floorCpu),
    figure(one.latency.p50),
    figure(one.latency.p99),
    figure(one.cold),
  ]);
  print(
    `\n${checks.toLocaleString('en-US')} checks; a web process, no worker. p50 and p99 at ${rate} requests/s, gzip.`,
  );
  print(`The snapshot after a move of the revision: ${figure(derive)} ms; "cold" is behind it.\n`);
  print(table(head, rows));
  print(`While ${perSecond(checks)} results are committed each second, at ${rate} requests/s, gzip:\n`);
  const cells = Object.entries(moving).map(([path, { p50, p99, max, count, failed, cpu, floor }]) => [
    path,
    ...[p50, p99, max, floor.p50, floor.p99, floor.max, cpu].map(figure),
    String(count),
    String(failed),
  ]);
  const columns = [
    'p50 ms',
    'p99 ms',
    'max ms',
    'floor p50',
    'floor p99',
    'floor max',
    'cpu ms/s',
    'requests',
    'failed',
  ];
  print(table(['surface', ...columns], cells));
}

function printRuns({ idle, asked, requests, seconds, due }: RunCount): void {
  print(`Runs of checks in ${seconds} s, counted by their target (a whole program, ${due} due by its schedule):`);
  print(`  without a request: ${idle}; while ${requests.toLocaleString('en-US')} requests were answered: ${asked}\n`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
