import { Agent, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { newPlace, startProgram } from '../integration/lifecycle/program.ts';
import { newEnding } from '../integration/servers.ts';
import { ask } from './load.ts';

/** How often checks ran, with and without requests. */
export interface RunCount {
  /** Of each count. */
  readonly seconds: number;
  /** By the schedule. */
  readonly due: number;
  readonly idle: number;
  readonly asked: number;
  readonly requests: number;
}

const CHECKS = 5;
const INTERVAL = 2;
const SECONDS = 10;
const REQUESTS = 10_000;
const PATHS = ['/api/health', '/api/health?format=prometheus', '/metrics', '/', '/feed.atom', '/badge/status.svg'];

/** Starts the whole program, and has its target count the runs in which it is asked and those in which it is not. */
export async function countRuns(root: string, say: (text: string) => void): Promise<RunCount> {
  say(`a whole program in ${root}: counting runs of checks`);
  const { atEnd, end } = newEnding();
  try {
    let runs = 0;
    const target = createServer((_request, response) => {
      runs += 1;
      response.end('ok');
    });
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
    atEnd(() => {
      target.closeAllConnections();
      target.close();
    });
    const { port } = target.address() as AddressInfo; // it listens on a port
    const place = await newPlace({}, atEnd);
    const checks = Array.from(
      { length: CHECKS },
      (_, index) => `  - { id: c${index}, name: Check ${index}, type: http, url: 'http://127.0.0.1:${port}/' }\n`,
    );
    place.configure(`defaults: { interval: ${INTERVAL}s, timeout: 1s }\nchecks:\n${checks.join('')}`);
    const program = await startProgram(place);
    await sleep(2 * INTERVAL * 1_000);
    const counted = async (work: Promise<unknown>) => {
      const before = runs;
      await Promise.all([work, sleep(SECONDS * 1_000)]);
      return runs - before;
    };
    const idle = await counted(Promise.resolve());
    const asked = await counted(askMany(program.url));
    return { seconds: SECONDS, due: (SECONDS / INTERVAL) * CHECKS, idle, asked, requests: REQUESTS };
  } finally {
    await end();
  }
}

async function askMany(url: string): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  let next = 0;
  const client = async () => {
    while (next < REQUESTS) await ask(url + (PATHS[next++ % PATHS.length] ?? '/'), {}, agent);
  };
  await Promise.all(Array.from({ length: 16 }, client));
  agent.destroy();
}
