import { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { Child } from '../../../bin/child.ts';
import { EXIT } from '../../../bin/exit-code.ts';
import { supervise } from '../../../bin/supervisor.ts';
import type { Log, LogFields } from '../../../lib/model.ts';

const ENV = { NODE_ENV: 'test' } as const;

// The processes are real; the clock by which they are judged goes only when a test moves it.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** A folder with these programs. */
function folderOf(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'allswell-children-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** A process that lives until it is told to end, and how long it is waited for after each of its ends. */
function startChild() {
  const file = join(folderOf({ 'it.mjs': `process.on('message', () => process.exit(0));` }), 'it.mjs');
  let tellEnd = () => {};
  const child = new Child({
    role: 'web',
    file,
    env: ENV,
    onStart: () => undefined,
    onMessage: () => undefined,
    onEnd: () => {
      tellEnd();
      return true;
    },
  });
  child.start();
  onTestFinished(async () => {
    const gone = child.stop();
    child.signal('SIGKILL');
    await gone;
  });
  /** Has it live so long and end, and starts it again; returns the pause before. ms. */
  const live = async (life: number, end: () => unknown = () => child.signal('SIGKILL')) => {
    const before = child.pid;
    vi.advanceTimersByTime(life);
    const ended = new Promise<void>((resolve) => (tellEnd = resolve));
    end();
    await ended;
    expect(child.pid).toBeNull();
    const from = performance.now();
    vi.advanceTimersToNextTimer();
    expect(child.pid).not.toBeNull();
    expect(child.pid).not.toBe(before);
    return Math.round(performance.now() - from);
  };
  return { child, live };
}

test('one that dies soon after its start is started again after a pause that doubles, up to 10 s', async () => {
  const { live } = startChild();
  const pauses = [];
  for (const life of [0, 0, 0, 4_999, 0, 0, 0, 0]) pauses.push(await live(life));
  expect(pauses).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
});

test('one that lived for 5 s is started again at once, and its pauses begin anew', async () => {
  const { child, live } = startChild();
  const pauses = [];
  for (const life of [0, 0, 5_000, 0, 60_000]) pauses.push(await live(life));
  expect(pauses).toEqual([250, 500, 0, 250, 0]);
  // A plain end may be that of us all, of which it heard first.
  expect(await live(5_000, () => child.send({ type: 'stop' }))).toBe(100);
});

/** Web and worker that end only when their supervisor is gone, and what they were sent. */
async function superviseTheDeaf() {
  const deaf = `for (const name of ['SIGTERM', 'SIGINT']) process.on(name, () => {});
    process.on('disconnect', () => process.exit());`;
  const dist = folderOf({
    'worker.mjs': `${deaf}\nprocess.send({ type: 'committed', lastResultId: 0 });`,
    // Ready when it hears of the worker that it is, too.
    'web.mjs': `${deaf}\nprocess.on('message', ({ type }) => {
      if (type === 'committed') process.send({ type: 'ready', role: 'web', url: 'http://status.example' });
    });`,
  });
  const signal = vi.spyOn(ChildProcess.prototype, 'kill');
  const warned: unknown[] = [];
  const warn = (message: string, fields?: LogFields) => void warned.push([message, fields]);
  const log: Log = { info: () => undefined, warn, error: () => undefined };
  const others = new Set(['SIGTERM', 'SIGINT'].flatMap((name) => process.listeners(name as NodeJS.Signals)));
  let code: Promise<number> | undefined;
  await new Promise<void>((print) => {
    code = supervise({ dist, workerEnv: ENV, webEnv: ENV, log, print: () => print() });
  });
  return {
    code,
    warned,
    /** As if we got it, but for those who listen besides the supervisor. */
    tell: (name: NodeJS.Signals) => {
      for (const listener of process.listeners(name)) if (!others.has(listener)) listener(name);
    },
    killed: () => signal.mock.contexts.filter((_child, call) => signal.mock.calls[call]?.[0] === 'SIGKILL'),
  };
}

test('children that do not end when told to are killed after 8.5 s, and that is said', async () => {
  const { code, tell, killed, warned } = await superviseTheDeaf();
  tell('SIGTERM');
  vi.advanceTimersByTime(8_499);
  expect(killed()).toEqual([]);
  expect(warned).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(warned).toEqual([
    ['the worker has not ended and is killed', { seconds: 8.5 }],
    ['the web has not ended and is killed', { seconds: 8.5 }],
  ]);
  // The time after which it goes without them does not come.
  expect(await code).toBe(EXIT.healthy);
  expect(killed().map((child) => (child as ChildProcess).signalCode)).toEqual(['SIGKILL', 'SIGKILL']);
});

test('children that do not end are killed at once when the keyboard asks twice', async () => {
  const { code, tell, killed, warned } = await superviseTheDeaf();
  tell('SIGINT');
  expect(killed()).toEqual([]);
  vi.advanceTimersByTime(2_000);
  tell('SIGINT');
  expect(warned).toEqual([
    ['the worker has not ended and is killed', { seconds: 2 }],
    ['the web has not ended and is killed', { seconds: 2 }],
  ]);
  expect(await code).toBe(EXIT.healthy);
  expect(killed().map((child) => (child as ChildProcess).signalCode)).toEqual(['SIGKILL', 'SIGKILL']);
});
