import { expect, test } from 'vitest';
import { countResponseTime, histogramFrom } from '../../lib/history/histogram.ts';
import type { LoggedResult } from '../../lib/store/store.ts';
import { CounterWatch } from './counters.ts';
import { isReady, newPlace, startProgram, survivors, until } from './lifecycle/program.ts';
import { readStored, resultsOf, type Stored } from './stored.ts';
import { ask, health } from './surfaces.ts';
import { httpChecks, startTarget } from './target.ts';

const CHECKS = 60;
const ROUNDS = 8;
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The series of the runs that a check's histogram counts. */
const runsIn = (check: string) => `health_check_response_duration_seconds_count{check="${check}"}`;

/** How many of the stored runs it is to count. */
function measured(stored: Stored, check: string): number {
  const histogram = histogramFrom(null);
  for (const result of resultsOf(stored, check)) countResponseTime(histogram, result);
  return histogram.counts.reduce((sum, count) => sum + count, 0);
}

test('kills at any moment lose nothing that was committed, and double nothing', async () => {
  const place = await newPlace();
  const target = await startTarget({ delay: 5, failing: 0.05 });
  const checks = httpChecks(target.url, CHECKS, 'interval: 1s, timeout: 1s, retries: 0');
  place.configure(`metrics: { histogram: true }\n${checks}`);
  const program = await startProgram(place);
  const paths = ['/', '/checks/c1', '/api/health', '/api/health?format=prometheus', '/feed.atom', '/metrics'];
  let isLoaded = true;
  let answered = 0;
  const counters = new CounterWatch();
  const load = paths.map(async (path) => {
    while (isLoaded) {
      const answer = await ask(program, path).catch(() => null);
      if (answer === null)
        await wait(50); // it was killed under us
      else answered++;
      if (answer?.status === 200 && path === '/metrics') counters.look(answer.body);
      await wait(20);
    }
  });

  /** What was ever seen committed. */
  const ledger = new Map<number, LoggedResult>();
  const note = (stored: Stored) => {
    for (const result of stored.log) {
      const known = ledger.get(result.id);
      if (known !== undefined) expect(result).toEqual(known);
      ledger.set(result.id, result);
    }
    const inLog = new Set(stored.log.map(({ id }) => id));
    for (const id of ledger.keys())
      if (id > stored.checkpoint.foldedId && !inLog.has(id)) throw new Error(`the result ${id} is gone`);
    expect(stored.faults).toEqual([]);
  };

  const returns: { role: string; took: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    // Longer than a life that is started again without a pause.
    await wait(5_200 + Math.random() * 1_500);
    const role = round % 2 === 0 ? 'worker' : 'web';
    const pid = program.childNamed(role) ?? 0;
    note(readStored(place));
    process.kill(pid, 'SIGKILL');
    const killed = Date.now();
    const took = await until(
      async () =>
        (program.childNamed(role) ?? pid) !== pid &&
        (await isReady(program)) &&
        (await health(program)).json.checks.some(({ lastRunAt }) => Date.parse(lastRunAt ?? '') > killed),
      () => program.output(),
    );
    returns.push({ role, took });
    note(readStored(place));
  }
  isLoaded = false;
  await Promise.all(load);
  // What was committed before a scrape is in it, a second later at the latest.
  const committed = readStored(place);
  note(committed);
  const told = async () => {
    counters.look((await ask(program, '/metrics')).body);
    return Array.from({ length: CHECKS }, (_, index) => `c${index}`).every(
      (check) => (counters.valueOf(runsIn(check)) ?? 0) >= measured(committed, check),
    );
  };
  await until(told, () => program.output());
  note(readStored(place));
  program.process.kill('SIGTERM');
  expect((await program.ended).code).toBe(0);
  expect(survivors(program)).toEqual([]);

  const stored = readStored(place);
  note(stored);
  process.stdout.write(
    `returns, ms: ${returns.map(({ role, took }) => `${role} ${took.toFixed(0)}`).join(', ')}; ${answered} answers, ${ledger.size} results, ` +
      `${stored.transitions.length} transitions, ${stored.outages.length} outages\n`,
  );
  // Ids go on where the last worker's log ended: only what nobody saw committed is missing, and was given anew.
  const ids = [...ledger.keys()].sort((a, b) => a - b);
  expect(ids).toEqual(ids.map((_, index) => index + 1));

  const report = await target.report();
  for (let index = 0; index < CHECKS; index++) {
    const check = `c${index}`;
    const results = resultsOf(stored, check);
    expect(results.map(({ at }) => at)).toEqual(results.map(({ at }) => at).sort((a, b) => a - b));
    const { statuses, most } = report[`/${check}`] ?? { statuses: [], most: 0 };
    expect(most).toBeLessThanOrEqual(2); // a killed worker's request may meet its successor's
    // A batch and a run at most are lost by each death of the worker.
    expect(statuses.length - results.length).toBeLessThanOrEqual((ROUNDS / 2) * 3 + 1);
    expect(results.length).toBeLessThanOrEqual(statuses.length);

    const told = counters.valueOf(runsIn(check)) ?? NaN;
    expect(told).toBeLessThanOrEqual(measured(stored, check));

    // With thresholds of 1 the transitions are the changes of the results; `unknown` comes between lives at most.
    const transitions = stored.transitions.filter((it) => it.check === check);
    transitions.forEach((it, at) => expect(it.from).toBe(transitions[at - 1]?.to ?? 'unknown'));
    const verdicts = transitions
      .filter(({ to }) => to !== 'unknown')
      // The same verdict as before a gap, where a return took longer than a result is valid.
      .filter((it, at, all) => all[at - 1]?.to !== it.to)
      .map(({ to, at }) => ({ to, at }));
    const changes = results
      .filter(({ state }) => state !== 'unknown')
      .filter((it, at, all) => all[at - 1]?.state !== it.state)
      .map(({ state, at }) => ({ to: state, at }));
    expect(verdicts, check).toEqual(changes);
    const outages = stored.outages.filter((it) => it.check === check);
    const begun = verdicts.filter(({ to }) => to === 'down').map(({ at }) => at);
    expect(outages.map(({ startedAt }) => startedAt)).toEqual(begun);
    outages.forEach(({ startedAt, endedAt }) =>
      expect(endedAt).toBe(verdicts.find((it) => it.to === 'up' && it.at >= startedAt)?.at ?? null),
    );
  }
});
