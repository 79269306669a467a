import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import pg from 'pg';
import { addResult, emptyBucket } from '../../lib/history/bucket.ts';
import { openWriterStore } from '../../lib/store/open.ts';
import { openPostgresWriter } from '../../lib/store/postgres/open.ts';
import type { Close, LoggedResult, WriterStore } from '../../lib/store/store.ts';
import { catalogue, check } from '../fixtures/catalogue.ts';
import { newEnding, startPostgres, type RealServer } from '../integration/servers.ts';
import { quantiles } from './load.ts';
import { load } from './machine.ts';
import { cpuOf } from './proc.ts';
import { figure, table } from './table.ts';

const HELP = `usage: npm run bench -- stores [options]

  --checks 1000     how many checks there are
  --batches 12,50,1000
                    results that are appended in one transaction
  --seconds 3       how long each of three rounds lasts
  --workers 1,4     on PostgreSQL: so many at once, with 50 results a transaction, each in a database of its own as a
                    shard would be

Appends to a SQLite file and to Debian's PostgreSQL, both with every commit on disk, taking turns; and closes five minutes
of all checks. Processor time is of both sides: the program's and, of PostgreSQL, the server's.
`;

const ROUNDS = 3;
const T0 = Date.parse('2026-03-01T12:00:00.000Z');

interface Subject {
  readonly name: string;
  readonly store: WriterStore;
  /** Whose processor time it takes. */
  readonly pids: () => readonly number[];
  lastId: number;
}

interface Appended {
  results: number;
  /** ms, one for each transaction. */
  readonly commits: number[];
  /** ms */
  readonly own: number[];
  readonly all: number[];
}

/** Measures the same writes on every store that there is. */
export async function main(args: readonly string[], { root }: { root: string }): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      checks: { type: 'string', default: '1000' },
      batches: { type: 'string', default: '12,50,1000' },
      seconds: { type: 'string', default: '3' },
      workers: { type: 'string', default: '1,4' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const [checks, seconds] = [Number(values.checks), Number(values.seconds)];
  const { atEnd, end } = newEnding();
  try {
    const server = await startPostgres(atEnd, { isDurable: true });
    const folder = mkdtempSync(join(tmpdir(), 'allswell-stores-'));
    atEnd(() => rmSync(folder, { recursive: true, force: true }));
    const path = join(folder, 'a.db');
    const sqlite = await openWriterStore({
      path,
      migrations: join(root, 'prisma/migrations'),
      authority: 'bench.example',
      now: T0,
    });
    const subjects: Subject[] = [
      { name: 'SQLite', store: sqlite, pids: () => [process.pid], lastId: 0 },
      { name: 'PostgreSQL', store: await openShard(root, server, 0), pids: () => serverPids(server), lastId: 0 },
    ];
    for (const { store } of subjects) await prepare(store, checks);
    print(await appends(subjects, values.batches.split(',').map(Number), checks, seconds));
    print(await closes(subjects, checks));
    print(await together(root, server, values.workers.split(',').map(Number), checks, seconds));
    for (const { store } of subjects) await store.end();
    return 0;
  } finally {
    await end();
  }
}

function print(text: string): void {
  process.stdout.write(`${text}load average ${load()}\n\n`);
}

async function appends(
  subjects: readonly Subject[],
  sizes: readonly number[],
  checks: number,
  seconds: number,
): Promise<string> {
  const rows: string[][] = [];
  for (const size of sizes) {
    const appended = new Map(subjects.map((subject) => [subject, newAppended()]));
    for (let round = 0; round < ROUNDS; round++)
      for (const [subject, sum] of appended) await appendFor(subject, size, checks, seconds * 1_000, sum);
    for (const [{ name }, { results, commits, own, all }] of appended) {
      const { p50, p99 } = quantiles(commits);
      const elapsed = sumOf(commits) / 1_000;
      const perResult = (ms: number) => figure((ms * 1_000) / results);
      rows.push([
        `${name}, ${size} a transaction`,
        figure(results / elapsed),
        ...[p50, p99].map(figure),
        perResult(sumOf(own)),
        perResult(sumOf(all)),
      ]);
    }
  }
  return table(['append', 'results/s', 'p50 ms', 'p99 ms', 'own µs', 'all µs'], rows);
}

const newAppended = (): Appended => ({ results: 0, commits: [], own: [], all: [] });

async function appendFor(subject: Subject, size: number, checks: number, ms: number, sum: Appended): Promise<void> {
  const before = new Map(subject.pids().map((pid) => [pid, cpuOf(pid)]));
  const own = process.cpuUsage();
  const until = performance.now() + ms;
  for (let at = performance.now(); at < until;) {
    const results = resultsFrom(subject.lastId + 1, size, checks);
    subject.lastId += size;
    await subject.store.append({ results, transitions: [], outages: [] });
    const now = performance.now();
    sum.commits.push(now - at);
    sum.results += size;
    at = now;
  }
  const used = process.cpuUsage(own);
  const usedHere = (used.user + used.system) / 1_000;
  sum.own.push(usedHere);
  sum.all.push(subject.pids().includes(process.pid) ? usedHere : usedHere + usedSince(before, subject));
}

/** Five minutes of every check, 15 results each, as one closing. */
async function closes(subjects: readonly Subject[], checks: number): Promise<string> {
  const rows: string[][] = [];
  for (const subject of subjects) {
    const took: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const close = closeOf(T0 + round * 300_000, checks, subject.lastId);
      const from = performance.now();
      await subject.store.close(close);
      took.push(performance.now() - from);
    }
    rows.push([subject.name, ...took.map(figure)]);
  }
  return table([`close of ${checks} checks, ms`, ...Array.from({ length: ROUNDS }, (_, n) => `${n + 1}.`)], rows);
}

/** Several workers of one server, each with a lease, a log and ids of its own. */
async function together(
  root: string,
  server: RealServer,
  counts: readonly number[],
  checks: number,
  seconds: number,
): Promise<string> {
  const size = 50;
  const rows: string[][] = [];
  for (const count of counts) {
    const shards: Subject[] = [];
    for (let shard = 1; shard <= count; shard++) {
      const store = await openShard(root, server, shard);
      await prepare(store, checks);
      shards.push({ name: `shard ${shard}`, store, pids: () => [], lastId: 0 });
    }
    const sums = shards.map(newAppended);
    const from = performance.now();
    await Promise.all(
      shards.map((shard, index) => appendFor(shard, size, checks, seconds * 1_000, sums[index] ?? newAppended())),
    );
    const elapsed = (performance.now() - from) / 1_000;
    const { p50, p99 } = quantiles(sums.flatMap(({ commits }) => commits));
    const results = sums.reduce((sum, one) => sum + one.results, 0);
    rows.push([`${count}`, figure(results / elapsed), figure(results / elapsed / size), ...[p50, p99].map(figure)]);
    for (const { store } of shards) await store.end();
    await dropShards(server, count);
  }
  return table(['workers on PostgreSQL', 'results/s', 'transactions/s', 'p50 ms', 'p99 ms'], rows);
}

async function prepare(store: WriterStore, checks: number): Promise<void> {
  await store.acquire({ holder: 'bench', now: T0, ttl: 86_400_000, dead: [] });
  await store.applyCatalogue(catalogue(...Array.from({ length: checks }, (_, index) => check(`check-${index}`))), {});
}

function resultsFrom(first: number, count: number, checks: number): LoggedResult[] {
  return Array.from({ length: count }, (_, index) => {
    const id = first + index;
    const responseTime = 20 + ((id * 7_919) % 100_000) / 1_000;
    const details = { phases: { dns: 0.4, connect: 1.2, processing: responseTime - 2, transfer: 0.4 } };
    return { id, check: `check-${id % checks}`, at: T0 + id * 20, state: 'up', responseTime, code: null, details };
  });
}

function closeOf(start: number, checks: number, foldedId: number): Close {
  const names = Array.from({ length: checks }, (_, index) => `check-${index}`);
  const results = new Map(
    names.map((name) => [
      name,
      resultsFrom(1, 15, 1).map((result, index) => ({ ...result, check: name, at: start + index * 20_000 })),
    ]),
  );
  return {
    buckets: names.map((name) => {
      const bucket = emptyBucket(0, start);
      for (const result of results.get(name) ?? []) addResult(bucket, result);
      return { check: name, bucket };
    }),
    packed: names.map((name) => ({ check: name, start, results: results.get(name) ?? [] })),
    checks: names.map((id) => ({
      id,
      runs: { up: 15, degraded: 0, down: 0, unknown: 0 },
      lastResult: results.get(id)?.at(-1) ?? null,
      lastVerdictAt: start,
      histogram: null,
    })),
    checkpoint: { foldedId, trimmedId: 0, closedUntil: start + 300_000 },
  };
}

const urlOf = ({ port }: RealServer, database: string) => `postgresql://postgres@127.0.0.1:${port}/${database}`;

async function openShard(root: string, server: RealServer, shard: number): Promise<WriterStore> {
  const url = urlOf(server, `shard_${shard}`);
  await administer(server, `CREATE DATABASE shard_${shard}`);
  await promisify(execFile)(process.execPath, [join(root, 'prisma/create-postgres.mjs'), url]);
  return openPostgresWriter({ url, authority: 'bench.example', now: T0 });
}

async function dropShards(server: RealServer, count: number): Promise<void> {
  for (let shard = 1; shard <= count; shard++) await administer(server, `DROP DATABASE shard_${shard} WITH (FORCE)`);
}

async function administer(server: RealServer, statement: string): Promise<void> {
  const client = new pg.Client(urlOf(server, 'postgres'));
  await client.connect();
  await client.query(statement);
  await client.end();
}

/** The server's processes: those with its port on their command line, and their children. */
function serverPids({ port }: RealServer): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const postmaster = pids.find((pid) => read(pid, 'cmdline').split('\0').includes(`${port}`));
  const children = pids.filter((pid) => / \S (\d+) /.exec(read(pid, 'stat').replace(/^.*\)/, ''))?.[1] === postmaster);
  return [postmaster, ...children].map(Number);
}

function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // It has ended.
    return '';
  }
}

/** Processor time since `before` of those of its processes that there are now, ms. */
function usedSince(before: ReadonlyMap<number, number>, { pids }: Subject): number {
  return sumOf(pids().map((pid) => cpuOf(pid) - (before.get(pid) ?? 0)));
}

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
