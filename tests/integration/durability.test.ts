import { expect, test } from 'vitest';
import type { LoggedResult } from '../../lib/store/store.ts';
import { isReady, newPlace, startProgram, survivors, until } from './lifecycle/program.ts';
import { readStored, resultsOf, type Stored } from './stored.ts';
import { ask, health } from './surfaces.ts';
import { httpChecks, startTarget } from './target.ts';

const CHECKS = 60;
const ROUNDS = 8;
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('kills at any moment lose nothing that was committed, and double nothing', async () => {
  const place = await newPlace();
  const target = await startTarget({ delay: 5, failing: 0.05 });
  place.configure(httpChecks(target.url, CHECKS, 'interval: 1s, timeout: 1s, retries: 0'));
  const program = await startProgram(place);
  const paths = ['/', '/checks/c1', '/api/health', '/api/health?format=prometheus', '/feed.atom', '/metrics'];
  let isLoaded = true;
  let answered = 0;
  const load = paths.map(async (path) => {
    while (isLoaded) {
      await ask(program, path).then(
        () => answered++,
        () => wait(50), // it was killed under us
      );
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
      20_000,
      () => program.output(),
    );
    returns.push({ role, took });
    note(readStored(place));
  }
  isLoaded = false;
  await Promise.all(load);
  await wait(1_500);
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
  for (const { role, took } of returns) expect(took, role).toBeLessThan(5_000);
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

    // With thresholds of 1 the transitions are the changes of the results; `unknown` comes between lives at most.
    const told = stored.transitions.filter((it) => it.check === check);
    told.forEach((it, at) => expect(it.from).toBe(told[at - 1]?.to ?? 'unknown'));
    const verdicts = told.filter(({ to }) => to !== 'unknown').map(({ to, at }) => ({ to, at }));
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
