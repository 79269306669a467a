import { controlClient, type RunAnswer } from '../../lib/control/client.ts';
import type { Result } from '../../lib/model.ts';
import type { Problem } from '../../lib/formats/problem.ts';
import { readSnapshot, status } from '../../lib/status/status.ts';

/** For the runs; below the time in which an answer must begin. */
const RUN_TIMEOUT = 25_000;
/** For the results to be read back. */
const READ_TIMEOUT = 2_000;
/** Between two looks whether the results are there. */
const LOOK_EVERY = 100;

/** Has the worker run these checks, and waits until the snapshots show their results. */
export async function runNow(
  checks: readonly string[],
): Promise<{ results: readonly Result[] } | { problem: Problem }> {
  if (checks.length === 0) return { results: [] };
  if (!status().readiness().worker.alive) return { problem: AWAY };
  const answer = await controlClient().run(checks, RUN_TIMEOUT);
  if (answer.outcome !== 'ran') return { problem: problemOf(answer) };
  if (answer.lastResultId !== null) await status().follow(answer.lastResultId, READ_TIMEOUT);
  // The worker's announcement may still be under way, so look at the results themselves, too.
  for (let left = READ_TIMEOUT; left > 0 && !areShown(answer.results); left -= LOOK_EVERY)
    await status().follow(Number.MAX_SAFE_INTEGER, LOOK_EVERY);
  return { results: answer.results };
}

function areShown(results: readonly Result[]): boolean {
  const checks = new Map(readSnapshot('token')?.checks.map((check) => [check.id, check.lastRunAt]));
  return results.every(({ check, at }) => !checks.has(check) || (checks.get(check) ?? 0) >= at);
}

const AWAY: Problem = {
  status: 503,
  title: 'The worker is away',
  detail: 'checks cannot be run now: the worker is not there',
};

function problemOf(answer: Exclude<RunAnswer, { outcome: 'ran' }>): Problem {
  if (answer.outcome === 'timeout')
    return {
      status: 504,
      title: 'The worker did not answer in time',
      detail: `the checks did not end within ${RUN_TIMEOUT / 1_000} s; their results will follow`,
    };
  if (answer.outcome === 'failed')
    return { status: 503, title: 'The worker could not run the checks', detail: answer.error };
  return AWAY;
}
