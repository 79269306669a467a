import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const LAUNCHER = fileURLToPath(new URL('../../../bin/allswell.mjs', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** ms since it was started. */
  readonly after: number;
}

export interface Program {
  readonly process: ChildProcess;
  readonly url: string;
  readonly ended: Promise<Ended>;
  /** All that it said so far. */
  output(): string;
  /** Signals it and its children, as a terminal does. */
  signalGroup(signal: NodeJS.Signals): void;
  /** The pid of its web or worker. */
  childNamed(role: 'web' | 'worker'): number | null;
}

/** Notes what is to be done at the end; the last is done first. */
export type AtEnd = (work: () => void | Promise<void>) => void;

export interface Place {
  readonly folder: string;
  readonly port: number;
  readonly env: NodeJS.ProcessEnv;
  readonly atEnd: AtEnd;
  /** Writes the configuration. */
  configure(text: string): void;
}

/** A folder, a free port and the environment of a program that lives there, until the end: by default a test's. */
export async function newPlace(env: Record<string, string> = {}, atEnd: AtEnd = onTestFinished): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'allswell-life-'));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  const port = await freePort();
  return {
    folder,
    port,
    env: {
      NODE_ENV: 'production',
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      PORT: String(port),
      HOST: '127.0.0.1',
      DATABASE_URL: `file:${folder}/allswell.db`,
      ...env,
    },
    atEnd,
    configure: (text) => writeFileSync(join(folder, 'allswell.config.yaml'), text),
  };
}

/** Runs a command of ours in a place; killed with all its children at the end. */
export function run(place: Place, ...args: string[]): Program {
  const from = performance.now();
  const child = spawn(process.execPath, [LAUNCHER, ...args], { cwd: place.folder, env: place.env, detached: true });
  const pid = child.pid;
  if (pid === undefined) throw new Error('it could not be started');
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<Ended>((resolve) => {
    child.on('exit', (code) => resolve({ code, stdout, stderr, after: performance.now() - from }));
  });
  place.atEnd(() => {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // The whole group is gone already.
    }
  });
  return {
    process: child,
    url: `http://127.0.0.1:${place.port}`,
    ended,
    output: () => stdout + stderr,
    signalGroup: (signal) => void process.kill(-pid, signal),
    childNamed: (role) =>
      processes().find(({ parent, command }) => parent === pid && command.includes(`allswell ${role}`))?.pid ?? null,
  };
}

/** Starts everything, and waits until the checks run and the pages are served. */
export async function startProgram(place: Place): Promise<Program> {
  const program = run(place, 'start');
  await until(
    async () => program.process.exitCode !== null || (await isReady(program)),
    () => program.output(),
  );
  if (program.process.exitCode !== null)
    throw new Error(`it ended
${program.output()}`);
  return program;
}

export async function isReady(program: Program): Promise<boolean> {
  return (await statusOf(`${program.url}/readyz`)) === 200;
}

/** The status of an answer; null when there is none. */
export async function statusOf(url: string): Promise<number | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000), headers: { connection: 'close' } });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return null;
  }
}

/** Longer than anything takes that works, however slow and busy the machine is. ms. */
const PATIENCE = 60_000;

/** Waits until something holds; fails with what `tell` says when it never does. Returns how long it took, ms. */
export async function until(holds: () => boolean | Promise<boolean>, tell: () => string = () => ''): Promise<number> {
  const from = performance.now();
  while (!(await holds())) {
    if (performance.now() - from > PATIENCE) throw new Error(`not within ${PATIENCE} ms\n${tell()}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return performance.now() - from;
}

/** Every process of the machine that is alive, from /proc. */
export function processes(): { pid: number; parent: number; group: number; command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const [state, parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        if (state === 'Z') return [];
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        return [{ pid: Number(name), parent: Number(parent), group: Number(group), command }];
      } catch {
        return []; // it ended while we looked
      }
    });
}

/** Those that still live of the group that a program was started as. */
export function survivors(program: Program): string[] {
  return processes()
    .filter(({ group }) => group === program.process.pid)
    .map(({ command }) => command);
}

/** Below the ports that the system gives to sockets by itself: so many for each of two workers of the tests. */
const PORTS = { first: 11_000, each: 10_000 };
let nextPort = Math.floor(Math.random() * PORTS.each);

/** A port of loopback that nobody listens on, and that is given to nobody else before it is used. */
export async function freePort(): Promise<number> {
  const first = PORTS.first + (Number(process.env['VITEST_POOL_ID'] ?? 0) % 2) * PORTS.each;
  for (;;) {
    const port = first + (nextPort++ % PORTS.each);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => void server.close(() => resolve(true)));
  });
}
