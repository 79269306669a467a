import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import { quantiles } from './load.ts';
import { load, machine } from './machine.ts';
import { figuresOf } from './proc.ts';
import { Life } from './storage-life.ts';
import { figure, table } from './table.ts';
import { keptYear, makeYear, type Year } from './year.ts';

const HELP = `usage: npm run bench -- storage [options]

  --checks 1000    how many checks
  --interval 20    how often each runs, s
  --days 3         how long the past is whose midnight is measured, and of which a day is trimmed
  --kept           takes the year of --days that other benchmarks keep; else one is made that ends before midnight
  --steps 100      steps of trimming that are measured

Results come by a clock that runs as fast as they are written; what is written, and in how many transactions, is what
a worker would write in that time. A pause is the longest time for which the event loop does nothing else, while buckets
close or are trimmed. Sizes are those of whole pages.
`;

const MINUTE = 60_000;
const DAY = 86_400_000;
const MIB = 1_048_576;

interface Place {
  readonly root: string;
  readonly folder: string;
  readonly checks: number;
  /** ms */
  readonly interval: number;
}

/** Measures what is written and stored, and the pauses of closing and trimming. */
export async function main(args: readonly string[], { root }: { root: string }): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      checks: { type: 'string', default: '1000' },
      interval: { type: 'string', default: '20' },
      days: { type: 'string', default: '3' },
      steps: { type: 'string', default: '100' },
      kept: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const [checks = 0, seconds = 0, days = 0, steps = 0] = [
    values.checks,
    values.interval,
    values.days,
    values.steps,
  ].map(Number);
  if ([checks, seconds, days, steps].some((value) => !Number.isInteger(value) || value < 1)) {
    process.stderr.write(`checks, interval, days and steps must be whole numbers\n\n${HELP}`);
    return 2;
  }
  say(machine());
  const place = { root, folder: mkdtempSync(join(tmpdir(), 'allswell-bench-')), checks, interval: seconds * 1_000 };
  try {
    await measureBytes(place);
    say('making the past');
    const path = join(place.folder, 'past.db');
    // Four minutes before midnight, so that the next close ends a day.
    const end = Math.ceil(Date.now() / DAY) * DAY - 4 * MINUTE;
    const past = values.kept
      ? await keptYear(root, path, { checks, days })
      : await makeYear(root, path, { checks, days, end });
    say(sizesOf(past));
    await measurePauses(place, past, steps);
  } finally {
    rmSync(place.folder, { recursive: true, force: true });
  }
  return 0;
}

/** Ten minutes of a worker, the ten before them lived through so that all is as it always is. */
async function measureBytes({ root, folder, checks, interval }: Place): Promise<void> {
  const path = join(folder, 'fresh.db');
  const now = Math.floor(Date.now() / (60 * MINUTE)) * 60 * MINUTE + 2 * MINUTE;
  const life = await Life.begin({ root, path, checks, interval, now });
  await life.live(11 * MINUTE);
  const [before, results] = [figuresOf(process.pid), life.results];
  await life.live(10 * MINUTE);
  const after = figuresOf(process.pid);
  const runs = life.results - results;
  await life.end();
  say(
    table(
      [`${runs} runs in 10 minutes, load ${load()}`, 'a run'],
      [
        ['to disk, bytes', figure((after.toDisk - before.toDisk) / runs)],
        ['CPU of recording, writing and closing, ms', figure((after.cpu - before.cpu) / runs)],
      ],
    ),
  );
}

function sizesOf({ path }: Year): string {
  const database = new Database(path, { readonly: true });
  try {
    const one = (sql: string) =>
      Number(Object.values(database.prepare<[], Record<string, number>>(sql).get() ?? {})[0]);
    const pages = (name: string) => one(`SELECT sum(pgsize) FROM dbstat WHERE name = '${name}' AND aggregate = TRUE`);
    const [packs, rows] = [pages('Packed'), one('SELECT count(*) FROM Packed')];
    const tiers = [0, 1, 2].map((tier) => {
      const [count, bytes, sketch] = ['count(*)', 'avg(count)', 'avg(length(sketch))'].map((what) =>
        one(`SELECT ${what} FROM Bucket WHERE tier = ${tier}`),
      );
      return [`sketch of a bucket, tier ${tier} (${count} of ${Math.round(bytes ?? 0)} results)`, figure(sketch ?? 0)];
    });
    const batches = one('SELECT sum(length(results)) FROM Batch');
    const logged = one(`SELECT sum(length(results) - length(replace(results, char(10), ''))) FROM Batch`);
    return table(
      ['stored', 'bytes'],
      [
        ['a result, packed', figure(packs / (rows * 15))],
        ['a result in the log (text)', figure(batches / logged)],
        ['a bucket, all tiers, pages and key', figure(pages('Bucket') / one('SELECT count(*) FROM Bucket'))],
        ...tiers,
        ['the file, MiB', figure(statSync(path).size / MIB)],
      ],
    );
  } finally {
    database.close();
  }
}

async function measurePauses({ root, checks, interval }: Place, { path, end }: Year, steps: number): Promise<void> {
  const life = await Life.begin({ root, path, checks, interval, now: end });
  const rows: string[][] = [];
  const note = (what: string, pauses: readonly Pause[]) => {
    const { p50, p99, max } = quantiles(pauses.map(({ wall }) => wall));
    const cpu = pauses.map((pause) => pause.cpu);
    const all = cpu.reduce((sum, one) => sum + one, 0);
    rows.push([what, ...[p50, p99, max, quantiles(cpu).max, all].map(figure), walOf(path)]);
  };
  for (let close = 0; close < 14; close++) {
    const closed = await life.untilClose();
    const pauses = await pausesOf(() => life.close());
    const what = closed % DAY === 0 ? 'midnight' : closed % (60 * MINUTE) === 0 ? 'an hour' : 'five minutes';
    if (close < 2 || what !== 'five minutes') note(`closing ${what}`, pauses);
  }
  const before = statSync(path).size;
  const horizon = life.now - DAY;
  const [trimming, gone] = [[] as Pause[], [] as number[]];
  for (let step = 0; step < steps; step++) {
    const limits = { results: horizon, fiveMinutes: horizon, hours: horizon };
    trimming.push(...(await pausesOf(async () => gone.push(await life.store.trim(limits, life.trimStep)))));
    await life.live(1_000);
  }
  note(`trimming ${gone.reduce((sum, one) => sum + one, 0)} rows in ${steps} steps`, trimming);
  await life.end();
  say(table([`pauses, ms; load ${load()}`, 'p50', 'p99', 'max', 'max CPU', 'all CPU', 'WAL, MiB'], rows));
  say(`file: ${figure(before / MIB)} MiB before trimming, ${figure(statSync(path).size / MIB)} after\n`);
}

/** How long the loop did nothing else, and the processor time of that (all threads), which a loaded machine changes little; ms. */
interface Pause {
  readonly wall: number;
  readonly cpu: number;
}

/** The pauses of the loop until the work is done. */
async function pausesOf(work: () => Promise<unknown>): Promise<Pause[]> {
  const pauses: Pause[] = [];
  let isDone = false;
  let last = { wall: performance.now(), cpu: process.cpuUsage() };
  const look = () => {
    const { user, system } = process.cpuUsage(last.cpu);
    const now = { wall: performance.now(), cpu: process.cpuUsage() };
    pauses.push({ wall: now.wall - last.wall, cpu: (user + system) / 1_000 });
    last = now;
  };
  const tick = () => {
    look();
    if (!isDone) setImmediate(tick);
  };
  setImmediate(tick);
  await work();
  isDone = true;
  look();
  return pauses.filter(({ wall }) => wall > 0.5);
}

function walOf(path: string): string {
  return existsSync(`${path}-wal`) ? figure(statSync(`${path}-wal`).size / MIB) : '–';
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
