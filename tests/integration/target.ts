import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const PROGRAM = fileURLToPath(new URL('./target.mjs', import.meta.url));

/** What the target did for one path. */
export interface PathReport {
  /** ms of each answer, in the order of the requests; null where the client went before it. */
  readonly took: readonly (number | null)[];
  readonly statuses: readonly number[];
  /** The most requests at once. */
  readonly most: number;
}

export interface Target {
  readonly url: string;
  report(): Promise<Readonly<Record<string, PathReport>>>;
}

/**
 * Starts a server in a process of its own, for the time of a test.
 *
 * @param options.delay ms before each answer
 * @param options.failing the share of answers that are 500
 */
export async function startTarget(options: { delay: number; failing: number }): Promise<Target> {
  const env = { ...process.env, DELAY: String(options.delay), FAILING: String(options.failing) };
  const child = fork(PROGRAM, [], { env });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [port] = (await once(child, 'message')) as [number];
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    report: async () => (await (await fetch(`${url}/.report`)).json()) as Record<string, PathReport>,
  };
}

/** HTTP checks of a target, each with a path of its own. */
export function httpChecks(url: string, count: number, options: string): string {
  const checks = Array.from({ length: count }, (_, index) => {
    return `  - { id: c${index}, name: C${index}, type: http, url: "${url}/c${index}", ${options} }`;
  });
  return `checks:\n${checks.join('\n')}\n`;
}
