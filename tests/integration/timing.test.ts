import { expect, test } from 'vitest';
import { newPlace, startProgram, until } from './lifecycle/program.ts';
import { readStored, resultsOf } from './stored.ts';
import { health } from './surfaces.ts';
import { httpChecks, startTarget } from './target.ts';

const CHECKS = 200;
const SPAN = 20_000;

test('200 checks a second: every run is counted, none overlaps, and times are as the target knows them', async () => {
  const place = await newPlace();
  const target = await startTarget({ delay: 5, failing: 0 });
  place.configure(httpChecks(target.url, CHECKS, 'interval: 1s, timeout: 5s'));
  const program = await startProgram(place);
  await until(
    async () => (await health(program)).json.status === 'pass',
    () => program.output(),
  );
  // Starting is no time to measure: both processes load their code on the same two cores.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const settled = Date.now();
  await until(() => (readStored(place).figures?.at ?? 0) > settled);
  const before = readStored(place).figures;
  const from = Date.now();
  await new Promise((resolve) => setTimeout(resolve, SPAN));
  const to = Date.now();
  program.process.kill('SIGTERM');
  await program.ended;

  const report = await target.report();
  const stored = readStored(place);
  expect(stored.faults).toEqual([]);
  const expected = Math.round((to - from) / 1_000);
  const differences: number[] = [];
  let ran = 0;
  for (let index = 0; index < CHECKS; index++) {
    const results = resultsOf(stored, `c${index}`);
    const { took, most } = report[`/c${index}`] ?? { took: [], most: 0 };
    expect([index, most]).toEqual([index, 1]);
    ran += results.filter(({ at }) => at >= from && at < to).length;
    // The runs that the end cut off have no result.
    expect(took.length - results.length).toBeLessThanOrEqual(1);
    results.forEach(({ at, responseTime, state }, run) => {
      expect(state).toBe('up');
      const real = took[run];
      if (at >= from && responseTime !== null && real != null) differences.push(responseTime - real);
    });
  }
  differences.sort((a, b) => a - b);
  const quantile = (q: number) => differences[Math.floor(q * (differences.length - 1))] ?? NaN;
  const missed = (stored.figures?.missedRuns ?? 0) - (before?.missedRuns ?? 0);
  const stalled = (stored.figures?.stalls?.seconds ?? 0) - (before?.stalls?.seconds ?? 0);
  const told = [0, 0.5, 0.95, 0.99, 1].map((q) => quantile(q).toFixed(2)).join(' / ');
  process.stdout.write(
    `${ran} runs in ${expected} s, ${missed} missed, stalled ${stalled} s, lag ${stored.figures?.lagSeconds} s; ` +
      `beyond what the target took, ms, min / p50 / p95 / p99 / max: ${told}\n`,
  );
  // Each check may have one run more or less within the span; what a busy machine held back is counted, not lost.
  expect(Math.abs(ran + missed - CHECKS * expected)).toBeLessThanOrEqual(CHECKS);
  if (stalled === 0) expect(missed).toBe(0);
  // How exact they are is for `npm run bench -- accuracy`: no machine is busy enough to be taken for a wrong clock.
  expect(Math.abs(quantile(0.5))).toBeLessThan(20);
});
