import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { newPlace, run, startProgram, until, type Program } from './lifecycle/program.ts';
import { readStored, resultsOf, type Stored } from './stored.ts';
import { ask, health, samples } from './surfaces.ts';
import { httpChecks, startTarget, type Target } from './target.ts';

const STALL = 12_000;
const CHECKS = 10;
const names = Array.from({ length: CHECKS }, (_, index) => `c${index}`);
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function begun(): Promise<{ place: Awaited<ReturnType<typeof newPlace>>; program: Program; target: Target }> {
  const place = await newPlace();
  const target = await startTarget({ delay: 20, failing: 0 });
  // An answer that takes as long as our own stall would be called slow; the target itself is never that slow.
  const expected = 'expect: { responseTime: { degraded: 3s, down: 4s } }';
  place.configure(httpChecks(target.url, CHECKS, `interval: 1s, timeout: 5s, ${expected}`));
  const program = await startProgram(place);
  await until(
    async () => (await health(program)).json.status === 'pass',
    () => program.output(),
  );
  await wait(2_000);
  return { place, program, target };
}

/** Nothing bad was said of targets that were well all the time. */
function expectNoFault(stored: Stored): void {
  const results = names.flatMap((name) => resultsOf(stored, name));
  expect(results.filter(({ state }) => state === 'down' || state === 'degraded')).toEqual([]);
  expect(stored.transitions.filter(({ to }) => to === 'down' || to === 'degraded')).toEqual([]);
  expect(stored.outages).toEqual([]);
  expect(stored.faults).toEqual([]);
  const slow = results.filter(({ responseTime }) => (responseTime ?? 0) > 3_000);
  expect(slow, 'our own stall is nobody’s response time').toEqual([]);
}

test('a worker that stood still says nothing bad of its targets', async () => {
  const { place, program, target } = await begun();
  const worker = program.childNamed('worker') ?? 0;
  const from = performance.now();
  process.kill(worker, 'SIGSTOP');
  await wait(STALL);
  const missedBefore = readStored(place).figures?.missedRuns ?? 0;
  process.kill(worker, 'SIGCONT');
  await until(
    async () => (await health(program)).json.status === 'pass',
    () => program.output(),
  );
  await until(
    () => (readStored(place).figures?.missedRuns ?? 0) - missedBefore >= CHECKS * 10,
    () => program.output(),
  );
  expect(program.output()).toContain('this process stood still');
  await until(
    async () =>
      (samples((await ask(program, '/metrics')).body, 'health_check_stalled_seconds_total').get('') ?? 0) > 10,
  );
  expect(program.childNamed('worker')).toBe(worker);
  const stored = readStored(place);
  expectNoFault(stored);
  const missed = (stored.figures?.missedRuns ?? 0) - missedBefore;
  process.stdout.write(`stopped for ${STALL} ms: ${missed} runs missed, ${stored.figures?.internalErrors} errors\n`);
  expect(missed).toBeGreaterThanOrEqual(CHECKS * 10);
  expect(missed).toBeLessThanOrEqual(CHECKS * ((performance.now() - from) / 1_000 + 1));
  for (const [path, { most }] of Object.entries(await target.report())) expect([path, most]).toEqual([path, 1]);
});

test('while another process holds the database, checks go on and nothing is lost', async () => {
  const { place, program, target } = await begun();
  const before = readStored(place);
  const other = new Database(`${place.folder}/allswell.db`);
  other.exec('BEGIN EXCLUSIVE');
  const from = performance.now();
  const locked = Date.now();
  const answers: number[] = [];
  while (performance.now() - from < STALL) {
    const asked = performance.now();
    expect((await ask(program, '/')).status).toBe(200);
    expect((await ask(program, '/api/health')).status).toBe(200);
    answers.push(performance.now() - asked);
    await wait(250);
  }
  expect(readStored(place).log.length).toBe(before.log.length);
  const asked = Object.fromEntries(
    Object.entries(await target.report()).map(([path, { took }]) => [path.slice(1), took.length]),
  );
  other.exec('ROLLBACK');
  other.close();
  const last = before.log.at(-1)?.id ?? 0;
  await until(
    () => readStored(place).log.length - before.log.length >= CHECKS * 11,
    () => program.output(),
  );
  await until(
    async () => (await health(program)).json.status === 'pass',
    () => program.output(),
  );
  const stored = readStored(place);
  expectNoFault(stored);
  for (const name of names) {
    const count = resultsOf(stored, name).length;
    expect(count, name).toBeGreaterThanOrEqual((asked[name] ?? 0) - 1);
    const meanwhile = resultsOf(stored, name).filter(({ at }) => at > locked && at < locked + STALL);
    expect(meanwhile.length, `${name} went on`).toBeGreaterThan(STALL / 2_000);
  }
  const ids = stored.log.map(({ id }) => id).filter((id) => id > last);
  expect(ids).toEqual(ids.map((_, index) => last + 1 + index));
  const missed = (stored.figures?.missedRuns ?? 0) - (before.figures?.missedRuns ?? 0);
  process.stdout.write(
    `locked for ${STALL} ms: ${missed} missed, slowest page ${Math.max(...answers).toFixed(0)} ms\n`,
  );
});

test('of two workers on one database one schedules; the other takes over when it dies', async () => {
  const place = await newPlace();
  const target = await startTarget({ delay: 2, failing: 0 });
  place.configure(httpChecks(target.url, CHECKS, 'interval: 1s, timeout: 5s'));
  const first = run(place, 'worker');
  await until(
    () => first.output().includes(' running '),
    () => first.output(),
  );
  const second = run(place, 'worker');
  await until(
    () => second.output().includes('another worker holds the lease'),
    () => second.output(),
  );
  await wait(4_000);
  expect(second.output()).not.toContain(' running ');
  const count = readStored(place).log.length;
  // The second one must see that the first one is dead: its lease does not run out before this test does.
  first.process.kill('SIGSTOP');
  const database = new Database(`${place.folder}/allswell.db`);
  database.exec('UPDATE Lease SET expiresAt = expiresAt + 3600000');
  database.close();
  first.process.kill('SIGKILL');
  const took = await until(
    () => second.output().includes(' running '),
    () => second.output(),
  );
  await until(
    () => readStored(place).log.length > count + CHECKS,
    () => second.output(),
  );
  process.stdout.write(`the second worker took over after ${took.toFixed(0)} ms\n`);
  const stored = readStored(place);
  expectNoFault(stored);
  const ids = stored.log.map(({ id }) => id);
  expect(ids).toEqual(ids.map((_, index) => index + 1));
  for (const [path, { most }] of Object.entries(await target.report())) expect([path, most]).toEqual([path, 1]);
});
