import { controlClient, type RunAnswer } from '../../lib/control/client.ts';
import type { Push, Result } from '../../lib/model.ts';
import type { Problem } from '../../lib/formats/problem.ts';
import { status } from '../../lib/status/status.ts';

/** For the runs; below the time in which an answer must begin. */
const RUN_TIMEOUT = 25_000;
/** For the results to be read back. */
const READ_TIMEOUT = 2_000;

/** Has the worker run these checks, and waits until the snapshots show what came of it. */
export async function runNow(
  checks: readonly string[],
): Promise<{ results: readonly Result[] } | { problem: Problem }> {
  if (checks.length === 0) return { results: [] };
  if (!status().readiness().worker.alive) return { problem: AWAY };
  return shown(await controlClient().run(checks, RUN_TIMEOUT));
}

/** Tells the worker what others say about push checks, and waits until the snapshots show it. */
export async function pushNow(pushes: readonly Push[]): Promise<{ results: readonly Result[] } | { problem: Problem }> {
  if (pushes.length === 0) return { results: [] };
  if (!status().readiness().worker.alive) return { problem: AWAY };
  return shown(await controlClient().push(pushes, RUN_TIMEOUT));
}

async function shown(answer: RunAnswer): Promise<{ results: readonly Result[] } | { problem: Problem }> {
  if (answer.outcome !== 'ran') return { problem: problemOf(answer) };
  await status().follow(answer.lastResultId, READ_TIMEOUT);
  return { results: answer.results };
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
