import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { ALLOCATION, NODE_FLAGS } from '../../bin/child.ts';
import type { ControlMessage } from '../../lib/control/messages.ts';
import { cpuOf } from './proc.ts';

/** The program's web process, or the floor, on a port of loopback. */
export interface ServedBy {
  readonly url: string;
  /** ms of processor time that it has used so far, all threads: what other programs do meanwhile hardly changes it. */
  cpu(): number;
  /** Says that something was committed, as the supervisor does. */
  nudge(lastResultId: number): void;
  stop(): Promise<void>;
}

/** Starts the web process that was built, without supervisor and worker. */
export async function startWeb(root: string, folder: string, database: string, port: number): Promise<ServedBy> {
  const child = fork(join(root, 'dist/web.mjs'), [], {
    cwd: folder,
    execArgv: [...NODE_FLAGS.web],
    env: {
      ...ALLOCATION,
      NODE_ENV: 'production',
      PATH: process.env['PATH'] ?? '',
      PORT: String(port),
      HOST: '127.0.0.1',
      DATABASE_URL: `file:${database}`,
      NEXT_TELEMETRY_DISABLED: '1',
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await told(child, (message) => (message as ControlMessage).type === 'ready');
  return served(child, port);
}

/** Starts the server that only sends what `origin` answered once. */
export async function startFloor(root: string, origin: string): Promise<ServedBy> {
  const child = fork(join(root, 'tests/bench/floor-server.mjs'), [origin], { stdio: 'inherit' });
  const port = await told(child, (message) => typeof message === 'number');
  return served(child, port as number);
}

function served(child: ChildProcess, port: number): ServedBy {
  return {
    url: `http://127.0.0.1:${port}`,
    cpu: () => cpuOf(child.pid ?? 0),
    nudge: (lastResultId) => void child.send({ type: 'committed', lastResultId } satisfies ControlMessage),
    stop: async () => {
      if (child.exitCode !== null) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
    },
  };
}

/** The first message that is the one. Rejects when the process ends before. */
function told(child: ChildProcess, isIt: (message: unknown) => boolean): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the process ended with code ${code ?? 'none'}`)));
    child.on('message', (message) => {
      if (isIt(message)) resolve(message);
    });
  });
}
