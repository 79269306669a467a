import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { CAN_DISTURB, newDisturbedPlace, type DisturbedPlace } from './disturbance.ts';
import { run, statusOf, until, type Program } from './lifecycle/program.ts';
import { readStored, resultsOf, type Stored } from './stored.ts';
import { ask, health, samples } from './surfaces.ts';
import { httpChecks, startTarget } from './target.ts';

const HOUR = 3_600_000;
const CHECKS = 5;
const names = Array.from({ length: CHECKS }, (_, index) => `c${index}`);
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Lived {
  readonly place: DisturbedPlace;
  readonly worker: Program;
  readonly web: Program;
  readonly output: () => string;
}

/** Worker and pages with a target that is well all the time, and slow in nobody's eyes but a stalled one's. */
async function begin(): Promise<Lived> {
  const place = await newDisturbedPlace();
  const { url } = await startTarget({ delay: 20, failing: 0 });
  const limits = 'expect: { responseTime: { degraded: 500ms, down: 900ms } }';
  place.configure(httpChecks(url, CHECKS, `interval: 1s, timeout: 1s, ${limits}`));
  const worker = run(place, 'worker');
  const web = run(place, 'web');
  const output = () => worker.output() + web.output();
  await until(async () => (await statusOf(`${web.url}/readyz`)) === 200, output);
  await until(async () => (await health(web)).json.status === 'pass', output);
  await wait(2_000);
  return { place, worker, web, output };
}

async function metric(web: Program, name: string): Promise<number> {
  return samples((await ask(web, '/metrics')).body, `health_check_${name}`).get('') ?? Number.NaN;
}

/** Nothing bad was said of targets that were well, and no row is wrong. */
function expectNoFault(stored: Stored): void {
  const results = names.flatMap((name) => resultsOf(stored, name));
  expect(results.filter(({ state }) => state === 'down' || state === 'degraded')).toEqual([]);
  expect(stored.transitions.filter(({ to }) => to === 'down' || to === 'degraded')).toEqual([]);
  expect(stored.outages).toEqual([]);
  expect(stored.faults).toEqual([]);
  expect(results.filter(({ responseTime }) => (responseTime ?? 0) > 500)).toEqual([]);
}

describe.skipIf(!CAN_DISTURB)('a machine that misbehaves', () => {
  test('a clock set back by an hour: times go on from there, nothing is lost, and a death is noticed in time', async () => {
    const { place, worker, web, output } = await begin();
    const before = readStored(place);
    place.setClock(-HOUR);
    const isBack = () => (readStored(place).log.at(-1)?.at ?? Infinity) < Date.now() - HOUR + 5_000;
    await until(isBack, output);
    expect(output()).toContain('the clock of this machine was set');
    await until(async () => (await metric(web, 'clock_steps_total')) === 1, output);
    await until(async () => (await health(web)).json.status === 'pass', output);
    const seen = (await metric(web, 'worker_last_seen_timestamp_seconds')) * 1_000;
    expect(Math.abs(seen - (Date.now() - HOUR))).toBeLessThan(12_000);
    for (const { lastRunAt } of (await health(web)).json.checks)
      expect(Date.parse(lastRunAt ?? '')).toBeLessThan(Date.now() - HOUR + 5_000);
    const after = readStored(place);
    expectNoFault(after);
    for (const name of names) expect(resultsOf(after, name).length).toBeGreaterThan(resultsOf(before, name).length);
    expect(after.transitions.map(({ to }) => to)).toEqual(names.map(() => 'up'));
    worker.process.kill('SIGKILL');
    await worker.ended;
    // 1 s interval, 1 s timeout, 5 s.
    await until(async () => (await health(web)).json.checks.every(({ state }) => state === 'unknown'), output);
    await until(async () => (await statusOf(`${web.url}/readyz`)) === 503, output);
  });

  test('a clock set forward by an hour: an hour without data, and no fault of anybody', async () => {
    const { place, web, output } = await begin();
    place.setClock(HOUR);
    await until(() => (readStored(place).log.at(-1)?.at ?? 0) > Date.now() + HOUR - 5_000, output);
    await until(async () => (await health(web)).json.status === 'pass', output);
    await until(async () => (await metric(web, 'clock_steps_total')) === 1, output);
    await wait(1_500);
    const stored = readStored(place);
    expectNoFault(stored);
    for (const name of names)
      expect(stored.transitions.filter(({ check }) => check === name).map(({ to }) => to)).toEqual([
        'up',
        'unknown',
        'up',
      ]);
  });

  test('a disk that is slow to say that a write is safe: no false word, a line in the log, and its time in the metrics', async () => {
    const { place, web, output } = await begin();
    const [lost, marked] = [await metric(web, 'stalled_seconds_total'), await metric(web, 'stalled_results_total')];
    place.slowDisk(1_500);
    await wait(12_000);
    place.slowDisk(0);
    await until(async () => (await health(web)).json.status === 'pass', output);
    await until(async () => (await metric(web, 'stalled_seconds_total')) > lost + 3, output);
    expect(await metric(web, 'stalled_results_total')).toBeGreaterThan(marked);
    expect(output()).toContain('this process stood still');
    expect(output()).toContain('a write took long');
    const stored = readStored(place);
    expectNoFault(stored);
    const results = names.flatMap((name) => resultsOf(stored, name));
    process.stdout.write(
      `disk of 1,500 ms a write: ${(await metric(web, 'stalled_seconds_total')) - lost} s lost, ` +
        `${(await metric(web, 'stalled_results_total')) - marked} results marked, ` +
        `${results.filter(({ state }) => state === 'unknown').length} unknown\n`,
    );
  });

  test('a database that another process holds for 8 s: what runs meanwhile is kept, and nobody is blamed', async () => {
    const { place, web, output } = await begin();
    const before = readStored(place).log.at(-1)?.id ?? 0;
    const errors = await metric(web, 'internal_errors_total');
    const other = new Database(`${place.folder}/allswell.db`);
    other.exec('BEGIN IMMEDIATE');
    // The first 5 s are borne in silence.
    await wait(8_000);
    other.exec('ROLLBACK');
    other.close();
    await until(() => (readStored(place).log.at(-1)?.id ?? 0) > before + CHECKS * 7, output);
    await until(async () => (await metric(web, 'internal_errors_total')) > errors, output);
    expect(output()).toContain('the database did not take a write');
    expect(output()).toContain('a write took long');
    expectNoFault(readStored(place));
  });
});
