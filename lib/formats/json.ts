import { iso, WINDOWS, type CheckView, type Overall, type Snapshot, type State, type Window } from '../model.ts';
import { secondsOrNull } from './decimal.ts';

/** How a check's state reads in the words of a health endpoint. */
const STATUS: Readonly<Record<State, Overall | 'unknown' | 'paused'>> = {
  up: 'pass',
  degraded: 'warn',
  down: 'fail',
  unknown: 'unknown',
  paused: 'paused',
};

/** Allswell's own JSON. What has no data is `null`. */
export function renderJson(snapshot: Snapshot): string {
  return `${JSON.stringify({
    status: snapshot.overall,
    description: snapshot.description,
    generatedAt: iso(snapshot.generatedAt),
    // Only there when the database does not answer, and this is the last known value.
    ...(snapshot.staleSince === null ? {} : { staleSince: iso(snapshot.staleSince) }),
    checks: snapshot.checks.map(checkJson),
  })}\n`;
}

function checkJson(check: CheckView): Record<string, unknown> {
  return {
    id: check.id,
    name: check.name,
    group: check.group,
    type: check.type,
    status: STATUS[check.state],
    state: check.state,
    since: check.since === null ? null : iso(check.since),
    lastRunAt: check.lastRunAt === null ? null : iso(check.lastRunAt),
    responseTimeSeconds: secondsOrNull(check.responseTime),
    code: check.code,
    message: check.message,
    maintenance: check.maintenance,
    uptime: Object.fromEntries((Object.keys(WINDOWS) as Window[]).map((window) => [window, check.uptime[window]])),
  };
}
