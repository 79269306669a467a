import { join } from 'node:path';
import { RANGES, isSuccessful, type CheckHistory, type Range } from '../../lib/model.ts';
import { readCheckHistory } from '../../lib/status/history.ts';
import { Memory } from '../../lib/status/memory.ts';
import { openReaderStore } from '../../lib/store/open.ts';
import type { ReaderStore } from '../../lib/store/store.ts';
import { quantiles, type Latencies } from './load.ts';
import { resultsOfYear, type Year } from './year.ts';

const HORIZON = 92 * 86_400_000;

/** How far percentiles lie from those of all single runs. */
export interface Exactness {
  readonly range: Range;
  /** Points with runs, totals included. */
  readonly points: number;
  readonly runs: number;
  /** The greatest relative error of p50, p95 and p99. */
  readonly error: number;
  /** Points whose number of runs is another. */
  readonly miscounted: number;
}

/** Reads histories of one check after another, so that none was read before. `cpu`: ms of processor time a read. */
export async function readInProcess(
  root: string,
  year: Year,
  reads: number,
): Promise<Record<Range, Omit<Latencies, 'failed'> & { cpu: number }>> {
  const figures = {} as Record<Range, Omit<Latencies, 'failed'> & { cpu: number }>;
  await withReader(root, year, async (store, memory) => {
    const { checks } = memory.catalogue;
    for (const range of RANGES) {
      const took: number[] = [];
      const before = process.cpuUsage();
      for (let index = 0; index < reads; index++) {
        const check = checks[(index * 97) % checks.length];
        if (check === undefined) continue;
        const begin = performance.now();
        await readCheckHistory(store, memory, check, range, year.end);
        took.push(performance.now() - begin);
      }
      const { user, system } = process.cpuUsage(before);
      figures[range] = { ...quantiles(took), cpu: (user + system) / 1_000 / reads };
    }
  });
  return figures;
}

/** Holds every point of every range of some checks against the runs that it is of. */
export async function exactnessOf(root: string, year: Year, checks: number): Promise<Exactness[]> {
  const exact: Exactness[] = [];
  await withReader(root, year, async (store, memory) => {
    for (const range of RANGES) {
      const sum = { range, points: 0, runs: 0, error: 0, miscounted: 0 };
      for (let index = 0; index < checks; index++) {
        const check = memory.catalogue.checks[index];
        if (check !== undefined)
          compare(await readCheckHistory(store, memory, check, range, year.end), year, index, sum);
      }
      exact.push(sum);
    }
  });
  return exact;
}

function compare(
  { from, to, buckets, total, bucketMs }: CheckHistory,
  year: Year,
  check: number,
  sum: { points: number; runs: number; error: number; miscounted: number },
): void {
  const results = resultsOfYear(year, check, from, to + 1);
  for (const { start, end, runs, latency } of [...buckets, { ...total, start: from, end: to }]) {
    const until = end === to ? to + 1 : start + (start === from && end === to ? to - from + 1 : bucketMs);
    const own = results.filter(({ at }) => at >= start && at < until);
    const told = runs.up + runs.degraded + runs.down + runs.unknown;
    if (told !== own.length) sum.miscounted++;
    const times = own
      .flatMap(({ state, code, responseTime }) =>
        isSuccessful(state, code) && responseTime !== null ? [responseTime] : [],
      )
      .sort((a, b) => a - b);
    if (times.length === 0) continue;
    sum.points++;
    sum.runs += own.length;
    for (const [q, value] of [
      [0.5, latency.p50],
      [0.95, latency.p95],
      [0.99, latency.p99],
    ] as const) {
      const exact = times[Math.max(0, Math.ceil(q * times.length - 1e-9) - 1)] ?? Number.NaN;
      sum.error = Math.max(sum.error, Math.abs((value ?? Number.NaN) - exact) / exact);
    }
  }
}

async function withReader(
  root: string,
  year: Year,
  work: (store: ReaderStore, memory: Memory) => Promise<void>,
): Promise<void> {
  const store = await openReaderStore({ path: year.path, migrations: join(root, 'prisma/migrations') });
  const state = await store?.load(year.end - HORIZON);
  if (store === null || state === undefined || state === null) throw new Error(`there is nothing in ${year.path}`);
  try {
    await work(store, new Memory(state));
  } finally {
    await store.end();
  }
}
