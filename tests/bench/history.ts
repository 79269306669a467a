import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { RANGES, type Range } from '../../lib/model.ts';
import { freePort, processes } from '../integration/lifecycle/program.ts';
import { idOf } from './database.ts';
import { exactnessOf, readInProcess, type Exactness } from './history-reads.ts';
import { ask, quantiles, type Latencies } from './load.ts';
import { load, machine } from './machine.ts';
import { cpuOf, figuresOf } from './proc.ts';
import { figure, table } from './table.ts';
import { keptYear, yearConfiguration, type Year } from './year.ts';

const HELP = `usage: npm run bench -- history [options]

  --checks 1000    how many HTTP checks, each 20 s
  --days 400       of the past; the database is made once and kept in the system's temporary folder for half a day
  --reads 200      histories read of each range, each of another check
  --seconds 120    how long the program runs before its memory is read
  --json FILE      writes the figures there, too

Reads histories in this process and from a whole program that runs the checks, holds the percentiles against those of
every single run, and compares start, home page and memory with those of the same checks without a past.
`;

interface Program {
  readonly url: string;
  readonly pids: { readonly web: number; readonly worker: number };
  /** ms from its start to the first page that shows the checks. */
  readonly firstPage: number;
  /** ms of processor time of web and worker until then. */
  readonly startCpu: number;
  end(): Promise<void>;
}

/** ms, of the home page: to the first byte, and to the last. */
interface HomeTimes {
  readonly first: Omit<Latencies, 'failed'>;
  readonly whole: Omit<Latencies, 'failed'>;
}

interface ProgramFigures {
  readonly firstPage: number;
  readonly startCpu: number;
  readonly home: HomeTimes;
  /** Of one rendering each: every request in a revision of its own. */
  readonly fresh: HomeTimes;
  /** Bytes, proportional. */
  readonly web: number;
  readonly worker: number;
}

type Served = Readonly<Record<Range, Omit<Latencies, 'failed'> & { readonly cpu: number }>>;

/** Measures what a year of history costs. */
export async function main(args: readonly string[], { root }: { readonly root: string }): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      checks: { type: 'string', default: '1000' },
      days: { type: 'string', default: '400' },
      reads: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '120' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const [checks, days, reads, seconds] = [values.checks, values.days, values.reads, values.seconds].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  if (values.help || ![checks, days, reads, seconds].every((value) => Number.isInteger(value) && value > 0)) {
    process.stdout.write(HELP);
    return values.help ? 0 : 2;
  }
  const folder = mkdtempSync(join(tmpdir(), 'allswell-bench-'));
  const target = await startTarget(root);
  try {
    const told = machine();
    say(`${told}; load ${load()}\n`);
    const year = await keptYear(root, join(folder, 'year.db'), { checks, days });
    const inProcess = await readInProcess(root, year, reads);
    say(`\nhistories of one check each, read in this process; load ${load()}\n${readTable(inProcess)}`);
    const exact = await exactnessOf(root, year, 3);
    say(`\npercentiles held against every single run\n${exactTable(exact)}`);

    const served = await withProgram(root, folder, 'year.db', checks, target.port, (program) =>
      measureProgram(program, year, reads, seconds),
    );
    say(`\nthe same by /api/checks/{id}/history, while the checks run; load ${load()}\n${readTable(served.histories)}`);
    const empty = await withProgram(root, folder, 'empty.db', checks, target.port, (program) =>
      measureProgram(program, null, reads, seconds),
    );
    say(`\nthe program; load ${load()}\n${programTable(served.figures, empty.figures)}`);
    const figures = { year, inProcess, exact, served, empty: empty.figures };
    if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(figures, null, 2));
    return 0;
  } finally {
    target.process.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startTarget(root: string): Promise<{ process: ChildProcess; port: number }> {
  const child = fork(join(root, 'tests/bench/target-server.mjs'));
  const [port] = (await once(child, 'message')) as [number];
  return { process: child, port };
}

async function withProgram<T>(
  root: string,
  folder: string,
  database: string,
  checks: number,
  target: number,
  work: (program: Program) => Promise<T>,
): Promise<T> {
  writeFileSync(join(folder, 'allswell.config.yaml'), yearConfiguration(checks, `http://127.0.0.1:${target}`));
  const program = await startProgram(root, folder, database);
  try {
    return await work(program);
  } finally {
    await program.end();
  }
}

async function startProgram(root: string, folder: string, database: string): Promise<Program> {
  const port = await freePort();
  const begin = performance.now();
  const child = spawn(process.execPath, [join(root, 'bin/allswell.mjs'), 'start'], {
    cwd: folder,
    env: {
      NODE_ENV: 'production',
      PATH: process.env['PATH'] ?? '',
      HOST: '127.0.0.1',
      PORT: String(port),
      DATABASE_URL: `file:${join(folder, database)}`,
      NEXT_TELEMETRY_DISABLED: '1',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const gone = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  while (child.exitCode === null && !(await showsChecks(url))) await sleep(20);
  const firstPage = performance.now() - begin;
  const pidOf = (name: string) =>
    processes().find(({ parent, command }) => parent === child.pid && command.includes(name))?.pid ?? 0;
  const pids = { web: pidOf('allswell web'), worker: pidOf('allswell worker') };
  const startCpu = cpuOf(pids.web) + cpuOf(pids.worker);
  return {
    url,
    pids,
    firstPage,
    startCpu,
    end: async () => {
      child.kill('SIGTERM');
      await gone;
    },
  };
}

/** Whether the home page tells of the checks already. */
async function showsChecks(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { headers: { accept: 'text/html' } });
    return response.ok && (await response.text()).includes('Service 0 of Acme');
  } catch {
    return false; // nobody listens yet
  }
}

async function measureProgram(
  { url, pids, firstPage, startCpu }: Program,
  year: Year | null,
  reads: number,
  seconds: number,
): Promise<{ figures: ProgramFigures; histories: Served }> {
  const begin = performance.now();
  await sleep(20_000);
  const histories = {} as Record<Range, Served[Range]>;
  for (const range of year === null ? [] : RANGES) {
    const took: number[] = [];
    for (let index = 0; index < reads; index++) {
      const id = idOf((index * 97 + 13) % (year?.checks ?? 1));
      took.push((await ask(`${url}/api/checks/${id}/history?range=${range}`, {})).took);
    }
    histories[range] = { ...quantiles(took), cpu: Number.NaN };
  }
  const [home, fresh] = [await homeTimes(url, 100), await homeTimes(url, 900)];
  await sleep(Math.max(0, seconds * 1_000 - (performance.now() - begin)));
  const [web, worker] = [figuresOf(pids.web).memory, figuresOf(pids.worker).memory];
  return { figures: { firstPage, startCpu, home, fresh, web, worker }, histories };
}

/** The home page, asked for every `pause` ms. */
async function homeTimes(url: string, pause: number): Promise<HomeTimes> {
  const first: number[] = [];
  const whole: number[] = [];
  for (let count = 0; count < 40; count++) {
    const { firstByte, took } = await ask(url, { accept: 'text/html', 'accept-encoding': 'gzip' });
    first.push(firstByte);
    whole.push(took);
    await sleep(pause);
  }
  return { first: quantiles(first), whole: quantiles(whole) };
}

function readTable(reads: Readonly<Record<Range, Omit<Latencies, 'failed'> & { readonly cpu: number }>>): string {
  return table(
    ['range', 'reads', 'p50 ms', 'p99 ms', 'max ms', 'CPU ms'],
    RANGES.map((range) => {
      const { count, p50, p99, max, cpu } = reads[range];
      return [range, ...[count, p50, p99, max, cpu].map(figure)];
    }),
  );
}

function exactTable(exact: readonly Exactness[]): string {
  return table(
    ['range', 'points', 'runs', 'greatest error, %', 'other counts'],
    exact.map(({ range, points, runs, error, miscounted }) => {
      return [range, String(points), String(runs), (error * 100).toFixed(3), String(miscounted)];
    }),
  );
}

function programTable(year: ProgramFigures, empty: ProgramFigures): string {
  const row = (name: string, of: (figures: ProgramFigures) => number) => {
    return [name, figure(of(year)), figure(of(empty)), figure(of(year) / of(empty))];
  };
  return table(
    ['', 'with the year', 'without', 'ratio'],
    [
      row('start to first page, ms', (it) => it.firstPage),
      row('CPU of web and worker until then, ms', (it) => it.startCpu),
      row('home page, first byte, p50 ms', (it) => it.home.first.p50),
      row('home page, first byte, p99 ms', (it) => it.home.first.p99),
      row('home page, whole, p50 ms', (it) => it.home.whole.p50),
      row('home page each 0.9 s, first byte, p50 ms', (it) => it.fresh.first.p50),
      row('home page each 0.9 s, first byte, p99 ms', (it) => it.fresh.first.p99),
      row('memory of web, MiB (PSS)', (it) => it.web / 2 ** 20),
      row('memory of worker, MiB (PSS)', (it) => it.worker / 2 ** 20),
      row('both, MiB', (it) => (it.web + it.worker) / 2 ** 20),
    ],
  );
}

const say = (text: string) => void process.stdout.write(text);
