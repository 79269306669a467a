import { join } from 'node:path';
import type { Config } from '../../lib/config/config.ts';
import { parseConfig } from '../../lib/config/parse.ts';
import { Recorder } from '../../lib/engine/record.ts';
import { createLog } from '../../lib/env/log.ts';
import type { Result } from '../../lib/model.ts';
import { openWriterStore } from '../../lib/store/open.ts';
import { plausibleResult, type Habit } from '../fixtures/plausible-past.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const PAST = 91 * DAY;
/** Of these checks, a whole day of results is there: those whose own pages are measured. */
const WITH_HISTORY = 3;

/** A database of checks with a past, and a hand that writes more as the worker would. */
export interface BenchDatabase {
  /** Writes a result of each of the next `count` checks, now; resolves with the log's last id. */
  commit(count: number): Promise<number>;
  /** Writes one result of the first check, now, as it is or as a failure; resolves with the log's last id. */
  commitState(state: 'up' | 'down'): Promise<number>;
  end(): Promise<void>;
}

/** A configuration of this many checks, each in one of ten groups. Nothing ever runs them. */
export function configurationOf(checks: number): string {
  const groups = Array.from({ length: 10 }, (_, index) => `  - { id: g${index}, name: Group ${index} }\n`);
  const lines = Array.from(
    { length: checks },
    (_, index) =>
      `  - { id: ${idOf(index)}, name: Service ${index} of Acme, group: g${index % 10}, type: tcp, host: 127.0.0.1, port: 9 }\n`,
  );
  return `site: { name: Acme, url: http://localhost, description: Is it up? }
defaults: { interval: 1h }
groups:
${groups.join('')}checks:
${lines.join('')}`;
}

/** The id of a check by its place. */
export function idOf(index: number): string {
  return `service-${String(index).padStart(5, '0')}`;
}

/** Makes a database: 90 days of bars, an outage for every seventh check, a day of results for the first three. */
export async function makeDatabase(root: string, path: string, checks: number): Promise<BenchDatabase> {
  const surroundings = { defaultUrl: '', databasePath: path, hostname: 'localhost', hasToken: false };
  const source = { source: configurationOf(checks), file: 'bench.yaml' };
  const config: Config = parseConfig(source, { ...surroundings, env: {}, readFile: () => '' });
  const end = Date.now();
  let now = end - PAST;
  const store = await openWriterStore({ path, migrations: join(root, 'prisma/migrations'), authority: 'bench', now });
  await store.acquire({ holder: 'the benchmark', now, ttl: PAST * 2, dead: [] });
  await store.applyCatalogue(config.catalogue, {});
  let lastId = 0;
  const fail = (error: unknown) => {
    throw error;
  };
  const recorder = new Recorder({
    store,
    state: await store.restore(),
    // Of most checks it is given a handful of results, which stand for all between them.
    config: { ...config, checks: config.checks.map((check) => ({ ...check, interval: PAST })) },
    wallClock: () => now,
    // The outages that it makes are no news.
    log: { ...createLog('bench'), info: () => undefined, warn: () => undefined },
    onCommitted: (id) => (lastId = id),
    onInternalError: fail,
    onFenced: fail,
  });
  const results = pastOf(checks, end);
  for (let from = 0; from < results.length; from += 2_000) {
    const batch = results.slice(from, from + 2_000);
    for (const result of batch) {
      now = result.at;
      recorder.record(result);
    }
    await recorder.flush();
    await recorder.closeDue();
  }
  now = Date.now();
  // Given ahead, so that nothing moves the revision but what the benchmark commits.
  const figures = { startedAt: end - DAY, lagSeconds: 0.004, internalErrors: 0, missedRuns: 0 };
  const configuration = { configOk: true, configError: null, configLoadedAt: end - DAY };
  await store.saveFigures({ at: now + DAY, ...figures, ...configuration });

  let next = 0;
  return {
    commit: async (count) => {
      now = Date.now();
      for (let i = 0; i < count; i += 1) recorder.record(resultOf(next++ % checks, now, 0));
      await recorder.flush();
      return lastId;
    },
    commitState: async (state) => {
      now = Date.now();
      const result = resultOf(0, now, 0);
      recorder.record(state === 'up' ? result : { ...result, state, code: 'timeout' });
      await recorder.flush();
      return lastId;
    },
    end: async () => {
      recorder.end();
      await store.release();
      await store.end();
    },
  };
}

/** The results of all checks in order of time. */
function pastOf(checks: number, end: number): Result[] {
  const results: Result[] = [];
  for (let index = 0; index < checks; index += 1) {
    const trouble = habitOf(index).troubles[0];
    const times = new Set([PAST, 1_000]);
    if (trouble !== undefined) times.add(trouble.from - 1).add(trouble.from - trouble.lasts - 1);
    if (index < WITH_HISTORY) for (let ago = DAY; ago > 5_000; ago -= MINUTE) times.add(ago);
    for (const ago of times) results.push(resultOf(index, end - ago, ago));
  }
  return results.sort((a, b) => a.at - b.at);
}

function resultOf(index: number, at: number, ago: number): Result {
  return plausibleResult(idOf(index), habitOf(index), at, ago);
}

function habitOf(index: number): Habit {
  const usual = 20 + ((index * 37) % 400);
  const from = (2 + ((index * 13) % 80)) * DAY;
  const troubles =
    index % 7 === 0
      ? [{ from, lasts: (5 + (index % 90)) * MINUTE, state: 'down' as const, code: 'timeout' as const }]
      : [];
  return { usual, spread: 0.2, troubles };
}
