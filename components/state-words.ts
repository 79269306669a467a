import type { Snapshot, State } from '../lib/model.ts';

/** A colour and a shape of the page. */
export type Tone = State | 'maintenance' | 'cancelled' | 'major' | 'note';

/**
 * What colours the page as a whole: the worst that its checks say, and `unknown` where they say nothing, or are well but
 * not known to be so now.
 */
export function toneOf(snapshot: Snapshot): Tone {
  if (snapshot.overall === 'fail') return 'down';
  const has = (state: State) => snapshot.checks.some((check) => check.state === state);
  if (has('down') || has('degraded')) return 'degraded';
  if (has('unknown') || !hasHistory(snapshot)) return 'unknown';
  if (!has('up')) return 'paused';
  return knownUntil(snapshot) === null ? 'up' : 'unknown';
}

/** Until when the checks were as a snapshot says; null while they are known to be: nothing stands between. */
export function knownUntil(snapshot: Snapshot): number | null {
  const { staleSince, worker } = snapshot;
  if (staleSince !== null) return staleSince;
  return worker.alive || !hasHistory(snapshot) ? null : lastWord(worker);
}

/** When the worker last wrote anything; null before. Its own figures come every 10 s only, results between them. */
export function lastWord({ lastSeenAt, figures }: Snapshot['worker']): number | null {
  return lastSeenAt ?? figures?.at ?? null;
}

/** Whether any check ever had a verdict: without, all that can be said is that the first is waited for. */
export function hasHistory({ checks }: Snapshot): boolean {
  return checks.some((check) => check.firstVerdict !== null);
}
