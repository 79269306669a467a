import { fork, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePort } from '../integration/lifecycle/program.ts';
import { quantiles } from './load.ts';
import { figuresOf, type ProcessFigures } from './proc.ts';
import { figure, table } from './table.ts';

const HELP = `usage: npm run bench -- checks [options]

  --checks 1000        how many HTTP checks, each over a new connection
  --interval 20        seconds between two runs of one
  --seconds 60         how long it is measured, after one whole interval
  --black-holes 0      as many of the checks lead to where nobody answers (timeout 5 s)
  --no-peer            without blackbox_exporter beside it
  --json FILE          writes the figures there, too

Runs a real worker (no pages) against a server of loopback in a process of its own. Lateness is what that server sees:
how far a request comes behind the grid that the check's own requests make.
`;

const BLACKBOX = 'prometheus-blackbox-exporter';

interface Measured {
  readonly runs: number;
  readonly seconds: number;
  /** ms of processor time a run. */
  readonly cpu: number;
  /** Share of one core. */
  readonly core: number;
  readonly memory: number;
}

interface WorkerFigures extends Measured {
  readonly expected: number;
  /** Bytes a run. */
  readonly toDisk: number;
  readonly written: number;
  readonly lateness: { readonly p50: number; readonly p99: number; readonly max: number; readonly within1s: number };
  /** Starts in the busiest second of the first interval, as a multiple of the mean. */
  readonly firstRound: { readonly seconds: number; readonly peak: number };
  readonly socketsBefore: number;
  readonly socketsAfter: number;
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
    process.stdout.write(report(plan, worker, peer));
    if (values.json !== undefined) writeFileSync(values.json, JSON.stringify({ plan, worker, peer }, null, 2));
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

async function measureWorker(root: string, target: Target, plan: Plan): Promise<WorkerFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'allswell-bench-'));
  const checks = Array.from({ length: plan.checks }, (_, index) => {
    const hole = index < plan.blackHoles;
    const url = `http://127.0.0.1:${target.port}/${hole ? 'hole' : 'c'}/c${index}`;
    return `  - { id: c${index}, name: Check ${index}, type: http, url: "${url}"${hole ? ', timeout: 5s' : ''} }`;
  });
  const head = `site: { url: "http://127.0.0.1" }\ndefaults: { interval: ${plan.interval}s }\nchecks:\n`;
  writeFileSync(join(folder, 'allswell.config.yaml'), `${head}${checks.join('\n')}\n`);
  const child = spawn(process.execPath, [join(root, 'dist/worker.mjs')], {
    cwd: folder,
    env: { NODE_ENV: 'production', PATH: process.env['PATH'] ?? '', DATABASE_URL: `file:${folder}/allswell.db` },
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  const pid = child.pid ?? 0;
  try {
    progress(`the first round: ${plan.interval} s`);
    await sleep((plan.interval + 2) * 1_000);
    const first = (await arrivalsAt(target)).map(([, at]) => at);
    const before = figuresOf(pid);
    progress(`measuring: ${plan.seconds} s`);
    const from = performance.now();
    await sleep(plan.seconds * 1_000);
    const after = figuresOf(pid);
    const seconds = (performance.now() - from) / 1_000;
    const arrivals = await arrivalsAt(target);
    const live = plan.checks - plan.blackHoles;
    // Black holes see nobody, and yet their runs are runs.
    const runs = Math.round(arrivals.length * (live === 0 ? 1 : plan.checks / live));
    return {
      ...measured(before, after, runs, seconds),
      expected: Math.round((live * seconds) / plan.interval),
      toDisk: (after.toDisk - before.toDisk) / runs,
      written: (after.written - before.written) / runs,
      lateness: latenessOf(arrivals, plan.interval * 1_000),
      firstRound: firstRoundOf(first),
      socketsBefore: before.sockets,
      socketsAfter: after.sockets,
    };
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
    rmSync(folder, { recursive: true, force: true });
  }
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

/** How long the first round took, and its busiest second as a multiple of the mean. */
function firstRoundOf(times: readonly number[]): WorkerFigures['firstRound'] {
  const first = Math.min(...times);
  const seconds = Math.max(...times) - first;
  const perSecond = new Map<number, number>();
  for (const at of times) {
    const second = Math.floor((at - first) / 1_000);
    perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
  }
  const mean = (times.length * 1_000) / Math.max(seconds, 1_000);
  return { seconds: seconds / 1_000, peak: Math.max(...perSecond.values()) / mean };
}

function report(plan: Plan, worker: WorkerFigures, peer: Measured | null): string {
  const MIB = 1_048_576;
  const rows: [string, string, string, string][] = [
    ['runs', figure(worker.runs), peer === null ? '–' : figure(peer.runs), ''],
    [
      'CPU a run, ms',
      figure(worker.cpu),
      figure(peer?.cpu ?? null),
      peer === null ? '' : `${figure(worker.cpu / peer.cpu)} ×`,
    ],
    ['of a core, %', figure(worker.core * 100), figure(peer === null ? null : peer.core * 100), ''],
    ['memory (PSS), MiB', figure(worker.memory / MIB), figure(peer === null ? null : peer.memory / MIB), ''],
    ['to disk a run, bytes', figure(worker.toDisk), '–', ''],
    ['started / expected', `${figure((100 * worker.runs) / Math.max(1, worker.expected))} %`, '–', ''],
    ['lateness p50, ms', figure(worker.lateness.p50), '–', ''],
    ['lateness p99, ms', figure(worker.lateness.p99), '–', ''],
    ['lateness max, ms', figure(worker.lateness.max), '–', ''],
    ['within 1 s, %', (worker.lateness.within1s * 100).toFixed(3), '–', ''],
    ['first round, s', figure(worker.firstRound.seconds), '–', ''],
    ['its peak / mean', figure(worker.firstRound.peak), '–', ''],
    ['sockets at begin, end', `${worker.socketsBefore}, ${worker.socketsAfter}`, '–', ''],
  ];
  const holes = plan.blackHoles === 0 ? '' : `, ${plan.blackHoles} of them black holes`;
  return `\n${plan.checks} HTTP checks each ${plan.interval} s${holes}, ${figure(worker.seconds)} s\n${table(['', 'Allswell', 'blackbox', 'ratio'], rows)}`;
}

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}
