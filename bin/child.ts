import { fork, type ChildProcess } from 'node:child_process';
import { setPriority } from 'node:os';
import type { ControlMessage } from '../lib/control/messages.ts';

/** A process that lived this long was not broken from the start, and is started again at once. ms. */
const HEALTHY_LIFE = 5_000;
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 10_000;
/** A signal to the whole group reaches the child first now and then: time for it to reach us, too. ms. */
const AFTER_PLAIN_END = 100;

export interface ChildOptions {
  readonly role: 'web' | 'worker';
  readonly file: string;
  readonly env: NodeJS.ProcessEnv;
  /** Called with each new process, before it says anything. */
  readonly onStart: () => void;
  readonly onMessage: (message: ControlMessage) => void;
  /** Called when a process ended by itself. `false`: do not start another one. */
  readonly onEnd: (how: { readonly code: number | null; readonly text: string }) => boolean;
}

/**
 * A young generation of 16 MB, the usual one, takes 22 MB more and makes nothing faster (1,000 checks). A heap whose old
 * part may grow to 256 MB before it is first collected does so: the worker of 10,000 checks, of which 95 MB live, came to
 * 459 MB, and with this to 280. The web process goes without source maps: those of Next's chunks take 20 MB of heap and
 * 0.4 s of the start.
 */
export const NODE_FLAGS = {
  worker: ['--enable-source-maps', '--max-semi-space-size=4', '--initial-old-space-size=64'],
  web: ['--max-semi-space-size=4'],
} as const;

/** glibc gives each thread an arena of its own; with one for two threads the worker takes 40 MB less. */
export const ALLOCATION = { MALLOC_ARENA_MAX: '2' };

/** On a machine without time to spare a response time is measured before a page is rendered. */
const NICENESS = { web: 5, worker: 0 } as const;

/** A process that is started again whenever it ends, until it is stopped. */
export class Child {
  private readonly options: ChildOptions;
  private process: ChildProcess | null = null;
  private timer: NodeJS.Timeout | null = null;
  private pause = 0;
  private isStopping = false;
  private whenGone: () => void = () => undefined;

  constructor(options: ChildOptions) {
    this.options = options;
  }

  get pid(): number | null {
    return this.process?.pid ?? null;
  }

  start(): void {
    const { role, file } = this.options;
    const env = { ...ALLOCATION, ...this.options.env };
    const startedAt = performance.now();
    const child = fork(file, [], { env, execArgv: [...NODE_FLAGS[role]], stdio: 'inherit' });
    this.process = child;
    yieldTo(NICENESS[role], child.pid);
    child.on('message', (message) => this.options.onMessage(message as ControlMessage)); // only ours speak on it
    let isOver = false;
    const over = (code: number | null, text: string) => {
      if (isOver) return;
      isOver = true;
      this.process = null;
      this.ended(code, text, performance.now() - startedAt);
    };
    child.on('error', (error) => {
      // Also raised when a message or a signal could not be delivered: then the process is there, or its end is told.
      if (child.pid === undefined) over(null, error.message);
    });
    child.on('exit', (code, signal) => over(code, signal === null ? `code ${code ?? 'none'}` : signal));
    this.options.onStart();
  }

  /** Sends a message; whether there was a process to send it to. */
  send(message: ControlMessage): boolean {
    if (this.process?.connected !== true) return false;
    this.process.send(message, () => undefined); // what cannot be delivered is followed by its end
    return true;
  }

  signal(name: NodeJS.Signals): void {
    this.process?.kill(name);
  }

  /** Asks the process to end, and resolves when it is gone. */
  stop(): Promise<void> {
    this.isStopping = true;
    if (this.timer !== null) clearTimeout(this.timer);
    if (this.process === null) return Promise.resolve();
    const gone = new Promise<void>((resolve) => (this.whenGone = resolve));
    if (!this.send({ type: 'stop' })) this.signal('SIGTERM');
    return gone;
  }

  private ended(code: number | null, text: string, lived: number): void {
    if (this.isStopping) {
      this.whenGone();
      return;
    }
    if (!this.options.onEnd({ code, text })) return;
    if (lived >= HEALTHY_LIFE) this.pause = 0;
    else this.pause = Math.min(LONGEST_PAUSE, this.pause === 0 ? FIRST_PAUSE : this.pause * 2);
    const wait = Math.max(this.pause, code === 0 ? AFTER_PLAIN_END : 0);
    this.timer = setTimeout(() => this.start(), wait);
  }
}

/** Makes a process nicer, at once: its threads, which it has not started yet, inherit it. */
function yieldTo(niceness: number, pid: number | undefined): void {
  if (niceness === 0 || pid === undefined) return;
  try {
    setPriority(pid, niceness);
  } catch {
    // Where a sandbox forbids it, both compete as equals.
  }
}
