import Database from 'better-sqlite3';
import { fork, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ALLOCATION, NODE_FLAGS } from '../../bin/child.ts';
import { freePort } from '../integration/lifecycle/program.ts';
import { quantiles } from './load.ts';
import { figuresOf, socketsOf, type ProcessFigures } from './proc.ts';
import { figure, table } from './table.ts';

const HELP = `usage: npm run bench -- checks [options]

  --checks 1000        how many HTTP checks, each over a new connection
  --interval 20        seconds between two runs of one
  --seconds 60         how long it is measured, after one whole interval
  --black-holes 0      as many of the checks then lead to where nobody answers (timeout 5 s), and at last not any more
  --practice 0         seconds before it is measured: a young process is still compiling
  --no-peer            without blackbox_exporter and bare node:http beside it
  --json FILE          writes the figures there, too

Runs a real worker (no pages) against a server of loopback in a process of its own. Lateness is what that server sees:
how far a request comes behind the grid that the check's own requests make. Starts a second are its figures, too, as a
multiple of checks / interval. Bare node:http makes as many requests at the same pace, and nothing else: one at a time,
and eight together as neighbours start.
`;

const BLACKBOX = 'prometheus-blackbox-exporter';
/** s */
const HOLE_TIMEOUT = 5;
const SOCKETS_BACK = 10;
const FIGURES_WRITTEN = 11;
/** How often sockets are counted, ms. */
const SOCKETS_EVERY = 5_000;

interface Measured {
  readonly runs: number;
  readonly seconds: number;
  /** ms of processor time a run. */
  readonly cpu: number;
  /** Share of one core. */
  readonly core: number;
  readonly memory: number;
}

/** ms of processor time a request of `node:http` alone. */
interface Bare {
  readonly alone: number;
  readonly together: number;
}

interface WorkerFigures extends Measured {
  readonly expected: number;
  /** Bytes a run. */
  readonly toDisk: number;
  readonly written: number;
  readonly lateness: { readonly p50: number; readonly p99: number; readonly max: number; readonly within1s: number };
  /** How long after the process began the last check started for the first time, s; busiest second by the mean. */
  readonly firstRound: { readonly seconds: number; readonly peak: number };
  /** Starts in the busiest second of all, as a multiple of the mean over an interval. */
  readonly peak: number;
  /** The greatest resident set, bytes: of now, and what of it is the process's own. */
  readonly resident: { readonly peak: number; readonly now: number; readonly own: number };
  /** By the worker's own count. */
  readonly missed: number;
  /** Requests that came to the target while another of the same check waited there. */
  readonly overlaps: number;
  /** The most of those counted while it was measured. */
  readonly sockets: { readonly before: number; readonly during: number; readonly after: number };
}

/** Measures what checks cost. */
export async function main(args: readonly string[], { root }: { root: string }): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      checks: { type: 'string', default: '1000' },
      interval: { type: 'string', default: '20' },
      seconds: { type: 'string', default: '60' },
      'black-holes': { type: 'string', default: '0' },
      practice: { type: 'string', default: '0' },
      'no-peer': { type: 'boolean', default: false },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const plan = {
    checks: Number(values.checks),
    interval: Number(values.interval),
    seconds: Number(values.seconds),
    blackHoles: Number(values['black-holes']),
    practice: Number(values.practice),
  };
  if (Object.values(plan).some((value) => !Number.isInteger(value) || value < 0) || plan.interval === 0) {
    process.stderr.write(`every figure must be a whole number (got ${JSON.stringify(plan)})\n\n${HELP}`);
    return 2;
  }
  process.stdout.write(
    `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, Node ${process.version}\n`,
  );
  const target = await startTarget(root);
  try {
    const worker = await measureWorker(root, target, plan);
    const hasPeer = !values['no-peer'] && spawnSync(BLACKBOX, ['--version']).error === undefined;
    const peer = hasPeer ? await measureBlackbox(target, plan) : null;
    const bare = values['no-peer'] ? null : await measureBare(root, target, plan);
    process.stdout.write(report(plan, worker, peer, bare));
    if (values.json !== undefined) writeFileSync(values.json, JSON.stringify({ plan, worker, peer, bare }, null, 2));
    return 0;
  } finally {
    target.process.kill();
  }
}

interface Target {
  readonly process: ChildProcess;
  readonly port: number;
}

interface Plan {
  readonly checks: number;
  readonly interval: number;
  readonly seconds: number;
  readonly blackHoles: number;
  readonly practice: number;
}

async function startTarget(root: string): Promise<Target> {
  const child = fork(join(root, 'tests/bench/target-server.mjs'));
  const [port] = (await once(child, 'message')) as [number];
  return { process: child, port };
}

/** Who was asked for, and when (ms, monotonic), since the last call. */
async function arrivalsAt(target: Target): Promise<[string, number][]> {
  const answer = once(target.process, 'message') as Promise<[[string, number][]]>;
  target.process.send('arrivals');
  return (await answer)[0];
}

/** How many requests came while another of the same check waited, since the last call. */
async function overlapsAt(target: Target): Promise<number> {
  const answer = once(target.process, 'message') as Promise<[number]>;
  target.process.send('overlaps');
  return (await answer)[0];
}

/** The configuration with so many black holes: to the very same checks, so that they keep their grids. */
function configurationOf(target: Target, plan: Plan, blackHoles: number): string {
  const checks = Array.from({ length: plan.checks }, (_, index) => {
    const url = `http://127.0.0.1:${target.port}/${index < blackHoles ? 'hole' : 'c'}/c${index}`;
    const timeout = index < plan.blackHoles ? `, timeout: ${HOLE_TIMEOUT}s` : '';
    return `  - { id: c${index}, name: Check ${index}, type: http, url: "${url}"${timeout} }`;
  });
  const head = `site: { url: "http://127.0.0.1" }\ndefaults: { interval: ${plan.interval}s }\nchecks:\n`;
  return `${head}${checks.join('\n')}\n`;
}

async function measureWorker(root: string, target: Target, plan: Plan): Promise<WorkerFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'allswell-bench-'));
  const configure = (blackHoles: number) =>
    writeFileSync(join(folder, 'allswell.config.yaml'), configurationOf(target, plan, blackHoles));
  configure(0);
  const child = spawn(process.execPath, [...NODE_FLAGS.worker, join(root, 'dist/worker.mjs')], {
    cwd: folder,
    env: {
      ...ALLOCATION,
      NODE_ENV: 'production',
      PATH: process.env['PATH'] ?? '',
      DATABASE_URL: `file:${folder}/allswell.db`,
    },
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  const pid = child.pid ?? 0;
  const startedAt = Number(process.hrtime.bigint()) / 1e6;
  try {
    progress(`the first round: ${plan.interval} s`);
    await sleep((plan.interval + 2) * 1_000);
    // Of each check the first: what comes behind is taken over by what came before.
    const first = new Map((await arrivalsAt(target)).toReversed());
    const socketsBefore = socketsOf(pid);
    if (plan.blackHoles > 0) {
      progress(`${plan.blackHoles} of them become black holes: ${plan.interval} s`);
      configure(plan.blackHoles);
      await sleep(plan.interval * 1_000);
    }
    if (plan.practice > 0) progress(`practice: ${plan.practice} s`);
    await sleep(plan.practice * 1_000);
    await arrivalsAt(target);
    const overlapsBefore = await overlapsAt(target);
    const missedBefore = missedIn(folder);
    const before = figuresOf(pid);
    progress(`measuring: ${plan.seconds} s`);
    const from = performance.now();
    const end = from + plan.seconds * 1_000;
    let socketsDuring = 0;
    for (let left = end - from; left > 0; left = end - performance.now()) {
      await sleep(Math.min(left, SOCKETS_EVERY));
      socketsDuring = Math.max(socketsDuring, socketsOf(pid));
    }
    const after = figuresOf(pid);
    const seconds = (performance.now() - from) / 1_000;
    const arrivals = await arrivalsAt(target);
    const overlaps = (await overlapsAt(target)) + overlapsBefore;
    // It writes its own figures every 10 s.
    await sleep(FIGURES_WRITTEN * 1_000);
    const missed = missedIn(folder) - missedBefore;
    if (plan.blackHoles > 0) {
      progress(`the black holes end: ${HOLE_TIMEOUT + SOCKETS_BACK} s`);
      configure(0);
      await sleep((HOLE_TIMEOUT + SOCKETS_BACK) * 1_000);
    }
    const live = plan.checks - plan.blackHoles;
    // Black holes see nobody, and yet their runs are runs.
    const runs = Math.round(arrivals.length * (live === 0 ? 1 : plan.checks / live));
    return {
      ...measured(before, after, runs, seconds),
      expected: Math.round((plan.checks * seconds) / plan.interval),
      toDisk: (after.toDisk - before.toDisk) / runs,
      written: (after.written - before.written) / runs,
      lateness: latenessOf(arrivals, plan.interval * 1_000),
      firstRound: firstRoundOf([...first.values()], startedAt),
      peak: busiestSecond(arrivals.map(([, at]) => at)) / (live / plan.interval),
      resident: residentOf(pid),
      missed,
      overlaps,
      sockets: { before: socketsBefore, during: socketsDuring, after: socketsOf(pid) },
    };
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs that were missed, as the worker itself last wrote. */
function missedIn(folder: string): number {
  const database = new Database(join(folder, 'allswell.db'), { readonly: true });
  try {
    const row = database.prepare('SELECT json FROM "Worker"').get() as { json: string } | undefined;
    return row === undefined ? 0 : (JSON.parse(row.json) as { missedRuns: number }).missedRuns;
  } finally {
    database.close();
  }
}

/** `node:http` and nothing else, at the same pace: ms of processor time a probe, one at a time and eight together. */
async function measureBare(root: string, target: Target, plan: Plan): Promise<Bare> {
  const measure = async (together: number) => {
    progress(`bare node:http, ${together} at a time: ${plan.practice + plan.seconds} s`);
    const pace = [target.port, plan.checks / plan.interval, together, plan.interval + plan.practice, plan.seconds];
    const child = fork(join(root, 'tests/bench/bare-probes.mjs'), pace.map(String));
    const [cpu] = (await once(child, 'message')) as [number];
    await once(child, 'exit');
    return cpu;
  };
  const bare = { alone: await measure(1), together: await measure(8) };
  await arrivalsAt(target);
  return bare;
}

/** The same probes by blackbox_exporter, asked for each at its time over connections that are kept. */
async function measureBlackbox(target: Target, plan: Plan): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'allswell-bench-'));
  const port = await freePort();
  const config = join(folder, 'blackbox.yml');
  writeFileSync(config, 'modules:\n  http_2xx:\n    prober: http\n    http: { preferred_ip_protocol: ip4 }\n');
  const child = spawn(BLACKBOX, [`--config.file=${config}`, `--web.listen-address=127.0.0.1:${port}`], {
    stdio: 'ignore',
  });
  const { Agent } = await import('node:http');
  const agent = new Agent({ keepAlive: true });
  try {
    await sleep(1_000);
    progress(`blackbox_exporter: ${plan.seconds} s`);
    await arrivalsAt(target);
    const before = figuresOf(child.pid ?? 0);
    const from = performance.now();
    const probes: Promise<unknown>[] = [];
    const step = (plan.interval * 1_000) / plan.checks;
    for (let index = 0; index * step < plan.seconds * 1_000; index++) {
      const wait = from + index * step - performance.now();
      if (wait > 1) await sleep(wait);
      const url = encodeURIComponent(`http://127.0.0.1:${target.port}/c/c${index % plan.checks}`);
      probes.push(fetched(`http://127.0.0.1:${port}/probe?module=http_2xx&target=${url}`, agent));
    }
    await Promise.all(probes);
    const after = figuresOf(child.pid ?? 0);
    const runs = (await arrivalsAt(target)).length;
    return measured(before, after, runs, (performance.now() - from) / 1_000);
  } finally {
    agent.destroy();
    child.kill('SIGTERM');
    await once(child, 'exit');
    rmSync(folder, { recursive: true, force: true });
  }
}

function fetched(url: string, agent: import('node:http').Agent): Promise<void> {
  return new Promise((resolve) => {
    get(url, { agent }, (response) =>
      response
        .resume()
        .on('end', resolve)
        .on('error', () => resolve()),
    ).on('error', () => resolve());
  });
}

function measured(before: ProcessFigures, after: ProcessFigures, runs: number, seconds: number): Measured {
  const cpu = after.cpu - before.cpu;
  return { runs, seconds, cpu: cpu / runs, core: cpu / (seconds * 1_000), memory: after.memory };
}

/** How far requests come behind the grid on which the earliest of each check lie, ms. */
function latenessOf(arrivals: readonly [string, number][], interval: number): WorkerFigures['lateness'] {
  const byCheck = new Map<string, number[]>();
  for (const [id, at] of arrivals) byCheck.set(id, [...(byCheck.get(id) ?? []), at]);
  const late = [...byCheck.values()].flatMap((times) => {
    const origin = times[0] ?? 0;
    const offsets = times.map((at) => at - origin - Math.round((at - origin) / interval) * interval);
    const earliest = Math.min(...offsets);
    return offsets.map((offset) => offset - earliest);
  });
  const { p50, p99, max } = quantiles(late);
  return { p50, p99, max, within1s: late.filter((ms) => ms <= 1_000).length / late.length };
}

function firstRoundOf(times: readonly number[], startedAt: number): WorkerFigures['firstRound'] {
  const last = Math.max(...times);
  const mean = (times.length * 1_000) / Math.max(last - Math.min(...times), 1_000);
  return { seconds: (last - startedAt) / 1_000, peak: busiestSecond(times) / mean };
}

/** The most of these times that lie within one second, wherever it begins. */
function busiestSecond(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  let most = 0;
  for (let from = 0, to = 0; to < sorted.length; to++) {
    while ((sorted[to] ?? 0) - (sorted[from] ?? 0) >= 1_000) from++;
    most = Math.max(most, to - from + 1);
  }
  return most;
}

function residentOf(pid: number): WorkerFigures['resident'] {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const bytes = (key: string) => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? NaN) * 1_024;
  return { peak: bytes('VmHWM'), now: bytes('VmRSS'), own: bytes('RssAnon') };
}

function report(plan: Plan, worker: WorkerFigures, peer: Measured | null, bare: Bare | null): string {
  const MIB = 1_048_576;
  const rows: (readonly [string, string, string, string])[] = [
    ['runs', figure(worker.runs), peer === null ? '–' : figure(peer.runs), ''],
    [
      'CPU a run, ms',
      figure(worker.cpu),
      figure(peer?.cpu ?? null),
      peer === null ? '' : `${figure(worker.cpu / peer.cpu)} ×`,
    ],
    ...(bare === null
      ? []
      : ([
          ['bare node:http, one at a time', figure(bare.alone), '', `${figure(worker.cpu / bare.alone)} ×`],
          ['bare node:http, eight together', figure(bare.together), '', `${figure(worker.cpu / bare.together)} ×`],
        ] as const)),
    ['of a core, %', figure(worker.core * 100), figure(peer === null ? null : peer.core * 100), ''],
    ['memory (PSS), MiB', figure(worker.memory / MIB), figure(peer === null ? null : peer.memory / MIB), ''],
    [
      'resident now, peak, own, MiB',
      [worker.resident.now, worker.resident.peak, worker.resident.own].map((size) => figure(size / MIB)).join(', '),
      '–',
      '',
    ],
    ['to disk a run, bytes', figure(worker.toDisk), '–', ''],
    ['started / expected', `${figure((100 * worker.runs) / Math.max(1, worker.expected))} %`, '–', ''],
    ['missed, overlapping', `${worker.missed}, ${worker.overlaps}`, '–', ''],
    ['lateness p50, ms', figure(worker.lateness.p50), '–', ''],
    ['lateness p99, ms', figure(worker.lateness.p99), '–', ''],
    ['lateness max, ms', figure(worker.lateness.max), '–', ''],
    ['within 1 s, %', (worker.lateness.within1s * 100).toFixed(3), '–', ''],
    ['first round, s after the start', figure(worker.firstRound.seconds), '–', ''],
    ['its peak / mean', figure(worker.firstRound.peak), '–', ''],
    ['busiest second / mean', figure(worker.peak), '–', ''],
    [
      'sockets before, during, after',
      `${worker.sockets.before}, ${worker.sockets.during}, ${worker.sockets.after}`,
      '–',
      '',
    ],
    ['load of the machine', figure(loadavg()[0] ?? null), '', ''],
  ];
  const holes = plan.blackHoles === 0 ? '' : `, ${plan.blackHoles} of them black holes`;
  return `\n${plan.checks} HTTP checks each ${plan.interval} s${holes}, ${figure(worker.seconds)} s\n${table(['', 'Allswell', 'blackbox', 'ratio'], rows)}`;
}

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}
