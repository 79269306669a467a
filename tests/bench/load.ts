import { execFile, spawnSync } from 'node:child_process';
import { Agent, get, type IncomingHttpHeaders } from 'node:http';
import { promisify } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

const execute = promisify(execFile);

export type Headers = Readonly<Record<string, string>>;

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: number;
  /** ms, to the first byte and to the last. */
  readonly firstByte: number;
  readonly took: number;
}

/** ms */
export interface Latencies {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly failed: number;
}

/** One request; the body is read and dropped. */
export function ask(url: string, headers: Headers, agent?: Agent, due = performance.now()): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const request = get(url, { headers, agent: agent ?? false }, (response) => {
      const firstByte = performance.now() - due;
      let bytes = 0;
      response.on('data', (chunk: Buffer) => (bytes += chunk.length));
      response.on('error', reject);
      response.on('end', () => {
        const { statusCode = 0 } = response;
        resolve({ status: statusCode, headers: response.headers, bytes, firstByte, took: performance.now() - due });
      });
    });
    request.on('error', reject);
  });
}

interface OpenLoop {
  readonly url: string;
  readonly headers: Headers;
  readonly rate: number;
  readonly seconds: number;
}

/**
 * Asks `rate` times a second for `seconds`, each request at its due time whether the last one was answered or not;
 * its time is counted from when it was due, so that a stall counts for all who would have come meanwhile.
 * From a thread of its own: whoever writes the database waits for the disk, and must not make the client wait.
 */
export function openLoop(
  url: string,
  headers: Headers,
  { rate, seconds }: { rate: number; seconds: number },
): Promise<Latencies> {
  const asked: OpenLoop = { url, headers, rate, seconds };
  const worker = new Worker(new URL(import.meta.url), { workerData: { openLoop: asked } });
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (latencies: Latencies) => resolve(latencies));
  });
}

if (!isMainThread) {
  const { openLoop: asked } = workerData as { readonly openLoop: OpenLoop }; // given above
  parentPort?.postMessage(await runOpenLoop(asked));
}

async function runOpenLoop({ url, headers, rate, seconds }: OpenLoop): Promise<Latencies> {
  const agent = new Agent({ keepAlive: true });
  const took: number[] = [];
  let failed = 0;
  const begin = performance.now() + 20;
  const requests = Array.from({ length: Math.round(rate * seconds) }, async (_, index) => {
    const due = begin + (index * 1_000) / rate;
    await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
    try {
      const answered = await ask(url, headers, agent, due);
      if (answered.status >= 400) failed += 1;
      took.push(answered.took);
    } catch {
      failed += 1;
    }
  });
  await Promise.all(requests);
  agent.destroy();
  return { ...quantiles(took), failed };
}

/** As many requests as come through, over 16 connections: by `wrk` where it is installed. A second. */
export async function throughput(url: string, headers: Headers, seconds: number): Promise<number> {
  if (!HAS_WRK) return ownThroughput(url, headers, seconds);
  const given = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const { stdout } = await execute('wrk', ['-t1', '-c16', `-d${seconds}s`, ...given, url]);
  if (/Non-2xx/.test(stdout)) throw new Error(`${url} did not answer well\n${stdout}`);
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1] ?? Number.NaN);
}

export const HAS_WRK = spawnSync('wrk', ['-v']).error === undefined;

async function ownThroughput(url: string, headers: Headers, seconds: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const begin = performance.now();
  const until = begin + seconds * 1_000;
  let count = 0;
  const client = async () => {
    while (performance.now() < until) {
      await ask(url, headers, agent);
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: 16 }, client));
  const took = performance.now() - begin;
  agent.destroy();
  return (count * 1_000) / took;
}

/** Of times in ms. */
export function quantiles(times: readonly number[]): Omit<Latencies, 'failed'> {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (q: number) => sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: sorted.at(-1) ?? Number.NaN };
}
