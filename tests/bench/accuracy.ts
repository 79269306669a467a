import { fork, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePort, newPlace, startProgram, type Place } from '../integration/lifecycle/program.ts';
import { readStored, resultsOf } from '../integration/stored.ts';
import { ask, openLoop, quantiles } from './load.ts';
import { machine } from './machine.ts';
import { figure, table } from './table.ts';

const HELP = `usage: npm run bench -- accuracy [options]

  --delay 50           ms after which the target answers
  --probes 20          checks that ask it, each every second
  --checks 1000        other HTTP checks of the same worker, each every 20 s
  --rate 50            requests a second to the program meanwhile, one half to / and one to /metrics
  --seconds 60         how long it is measured, after one whole round of the others
  --no-peer            without blackbox_exporter beside it
  --json FILE          writes the figures there, too

Runs the whole program; each page was asked for once before. The error of a response time is what was recorded beyond
the time from the target's first sight of the request to its answer, by the target's own clock: its timer's error is
taken out, what is left is the connection, the transfer and ourselves. blackbox_exporter is asked for the same target in
the same run.
`;

const BLACKBOX = 'prometheus-blackbox-exporter';
/** One round of the other checks, s. */
const ROUND = 20;
/** Of the probes, ms: an answer and a result that lie nearer are of the same run. */
const HALF_INTERVAL = 500;

interface Plan {
  readonly delay: number;
  readonly probes: number;
  readonly checks: number;
  readonly rate: number;
  readonly seconds: number;
}

/** Differences between a time that was recorded and the target's own, ms. */
interface Errors {
  readonly count: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
  /** Runs without a time: it was left out, or the run failed. */
  readonly without: number;
}

interface Measured {
  readonly allswell: Errors;
  readonly blackbox: Errors | null;
  readonly pages: { readonly path: string; readonly p50: number; readonly p99: number; readonly failed: number }[];
  readonly stalledSeconds: number;
  readonly load: number;
}

/** Measures how true the recorded times are. */
export async function main(args: readonly string[], { root }: { root: string }): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      delay: { type: 'string', default: '50' },
      probes: { type: 'string', default: '20' },
      checks: { type: 'string', default: '1000' },
      rate: { type: 'string', default: '50' },
      seconds: { type: 'string', default: '60' },
      'no-peer': { type: 'boolean', default: false },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const [delay, probes, checks] = [Number(values.delay), Number(values.probes), Number(values.checks)];
  const plan: Plan = { delay, probes, checks, rate: Number(values.rate), seconds: Number(values.seconds) };
  if (Object.values(plan).some((value) => !Number.isInteger(value) || value < 0) || probes * plan.seconds === 0) {
    process.stderr.write(`every figure must be a whole number (got ${JSON.stringify(plan)})\n\n${HELP}`);
    return 2;
  }
  process.stdout.write(`${machine()}\n`);
  const work: (() => void | Promise<void>)[] = [];
  try {
    const hasPeer = !values['no-peer'] && spawnSync(BLACKBOX, ['--version']).error === undefined;
    const measured = await measure(root, plan, hasPeer, (last) => work.unshift(last));
    process.stdout.write(report(plan, measured));
    if (values.json !== undefined) writeFileSync(values.json, JSON.stringify({ plan, ...measured }, null, 2));
    return 0;
  } finally {
    for (const last of work) await last();
  }
}

async function measure(
  root: string,
  plan: Plan,
  hasPeer: boolean,
  atEnd: (work: () => void | Promise<void>) => void,
): Promise<Measured> {
  const target = await startTarget(root, 'delay-target.mjs', atEnd);
  const others = await startTarget(root, 'target-server.mjs', atEnd);
  const place = await newPlace({ HOST: '127.0.0.1' }, atEnd);
  place.configure(configuration(plan, target.port, others.port));
  const program = await startProgram(place);
  atEnd(async () => {
    program.process.kill('SIGTERM');
    await program.ended;
  });
  progress(`the first round: ${ROUND} s`);
  await sleep((ROUND + 2) * 1_000);
  await delaysOf(target);
  const from = Date.now();
  const stalledBefore = readStored(place).figures?.stalls?.seconds ?? 0;
  progress(`measuring: ${plan.seconds} s`);
  const pages = plan.rate === 0 ? [] : ['/', '/metrics'];
  // The first of each kind has its code compiled, for half a second with 1,000 checks: all that came meanwhile would wait.
  for (const path of pages) await ask(`${program.url}${path}`, {});
  const [peer, ...answered] = await Promise.all([
    hasPeer ? askBlackbox(plan, target.port) : null,
    ...pages.map((path) =>
      openLoop(`${program.url}${path}`, {}, { rate: plan.rate / pages.length, seconds: plan.seconds }),
    ),
    sleep(plan.seconds * 1_000),
  ]);
  const load = loadavg()[0] ?? Number.NaN;
  // What is recorded last is written within a second.
  await sleep(2_000);
  const answers = await delaysOf(target);
  const stored = readStored(place);
  return {
    allswell: allswellErrors(plan, place, from, answers),
    blackbox:
      peer === null ? null : errorsOf(peer.map((recorded, index) => [recorded, answers.get(`b${index}`)?.[0]?.took])),
    pages: pages.map((path, index) => {
      const { p50, p99, failed } = answered[index] as Awaited<ReturnType<typeof openLoop>>; // in the order of `pages`
      return { path, p50, p99, failed };
    }),
    stalledSeconds: (stored.figures?.stalls?.seconds ?? 0) - stalledBefore,
    load,
  };
}

/** Each result with the answer of the target that ended with it. */
function allswellErrors(plan: Plan, place: Place, from: number, answers: ReadonlyMap<string, Answer[]>): Errors {
  const stored = readStored(place);
  const pairs = Array.from({ length: plan.probes }, (_, index) => `p${index}`).flatMap((id) => {
    const own = answers.get(id) ?? [];
    const results = resultsOf(stored, id).filter(({ at }) => at >= from + 1_000);
    return results.map(({ at, responseTime }) => {
      const answer = own.find((one) => Math.abs(one.at - at) < HALF_INTERVAL);
      return [responseTime, answer?.took] as const;
    });
  });
  return errorsOf(pairs);
}

function errorsOf(pairs: readonly (readonly [number | null, number | undefined])[]): Errors {
  const errors = pairs.flatMap(([recorded, actual]) =>
    recorded === null || actual === undefined ? [] : [Math.abs(recorded - actual)],
  );
  const sorted = [...errors].sort((a, b) => a - b);
  const { count, p50, p99, max } = quantiles(errors);
  const p90 = sorted[Math.max(0, Math.ceil(0.9 * sorted.length) - 1)] ?? Number.NaN;
  return { count, p50, p90, p99, max, without: pairs.length - errors.length };
}

function configuration({ probes, checks, delay }: Plan, target: number, others: number): string {
  const line = (id: string, url: string, interval: string) =>
    `  - { id: ${id}, name: ${id}, type: http, url: "${url}", interval: ${interval} }`;
  return [
    'site: { url: "http://127.0.0.1" }',
    'defaults: { timeout: 5s }',
    'checks:',
    ...Array.from({ length: probes }, (_, i) =>
      line(`p${i}`, `http://127.0.0.1:${target}/c/p${i}?delay=${delay}`, '1s'),
    ),
    ...Array.from({ length: checks }, (_, i) => line(`c${i}`, `http://127.0.0.1:${others}/c/c${i}`, `${ROUND}s`)),
    '',
  ].join('\n');
}

/** How long the target took, and when it was done, by its clocks. */
interface Answer {
  readonly took: number;
  readonly at: number;
}

interface Target {
  readonly process: ChildProcess;
  readonly port: number;
}

async function startTarget(root: string, program: string, atEnd: (work: () => void) => void): Promise<Target> {
  const child = fork(join(root, 'tests/bench', program));
  atEnd(() => void child.kill());
  const [port] = (await once(child, 'message')) as [number];
  return { process: child, port };
}

/** What it answered after a delay: by id, in order, since the last call. */
async function delaysOf(target: Target): Promise<Map<string, Answer[]>> {
  const message = once(target.process, 'message') as Promise<[[string, number, number][]]>;
  target.process.send('delays');
  const answers = new Map<string, Answer[]>();
  for (const [id, took, at] of (await message)[0]) answers.set(id, [...(answers.get(id) ?? []), { took, at }]);
  return answers;
}

/** As many probes of the target as our own checks make, evenly spread; what it says that each took, ms. */
async function askBlackbox({ probes, seconds, delay }: Plan, target: number): Promise<(number | null)[]> {
  const folder = mkdtempSync(join(tmpdir(), 'allswell-bench-'));
  const port = await freePort();
  const config = join(folder, 'blackbox.yml');
  writeFileSync(config, 'modules:\n  http_2xx:\n    prober: http\n    http: { preferred_ip_protocol: ip4 }\n');
  const child = spawn(BLACKBOX, [`--config.file=${config}`, `--web.listen-address=127.0.0.1:${port}`], {
    stdio: 'ignore',
  });
  const agent = new Agent({ keepAlive: true });
  try {
    await sleep(500);
    const asked: Promise<number | null>[] = [];
    const from = performance.now();
    for (let index = 0; index < probes * (seconds - 1); index++) {
      const wait = from + (index * 1_000) / probes - performance.now();
      if (wait > 1) await sleep(wait);
      const url = encodeURIComponent(`http://127.0.0.1:${target}/c/b${index}?delay=${delay}`);
      asked.push(durationSaid(`http://127.0.0.1:${port}/probe?module=http_2xx&target=${url}`, agent));
    }
    return await Promise.all(asked);
  } finally {
    agent.destroy();
    child.kill('SIGTERM');
    await once(child, 'exit');
    rmSync(folder, { recursive: true, force: true });
  }
}

function durationSaid(url: string, agent: Agent): Promise<number | null> {
  return new Promise((resolve) => {
    get(url, { agent }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('error', () => resolve(null));
      response.on('end', () => {
        const seconds = /^probe_success 1$/m.test(text) ? /^probe_duration_seconds (\S+)$/m.exec(text)?.[1] : undefined;
        resolve(seconds === undefined ? null : Number(seconds) * 1_000);
      });
    }).on('error', () => resolve(null));
  });
}

function report(plan: Plan, { allswell, blackbox, pages, stalledSeconds, load }: Measured): string {
  const row = (title: string, key: keyof Errors) => {
    const peer = blackbox?.[key] ?? null;
    const isTime = key !== 'count' && key !== 'without';
    const ratio = peer === null || peer === 0 || !isTime ? '' : `${figure(allswell[key] / peer)} ×`;
    return [title, figure(allswell[key]), figure(peer), ratio];
  };
  const rows = [
    row('probes', 'count'),
    row('without a time', 'without'),
    row('error p50, ms', 'p50'),
    row('error p90, ms', 'p90'),
    row('error p99, ms', 'p99'),
    row('error max, ms', 'max'),
  ];
  const asked = pages.map(
    ({ path, p50, p99, failed }) => `${path} p50 ${figure(p50)} ms, p99 ${figure(p99)} ms, ${failed} failed\n`,
  );
  return (
    `\na target that answers after ${plan.delay} ms; ${plan.checks} other checks each ${ROUND} s, ${plan.rate} requests a second\n` +
    `${table(['', 'Allswell', 'blackbox', 'ratio'], rows)}\n${asked.join('')}` +
    `the worker stood still for ${figure(stalledSeconds)} s; load of the machine ${figure(load)}\n`
  );
}

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}
