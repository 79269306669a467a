import type { ProbeOutcome } from '../checks/check.ts';
import type { ConfiguredCheck } from '../config/config.ts';

/** A run that lost this much to stalls of our own says nothing bad about its target, ms. */
const TOLERATED = 500;
/** A response time of which stalls are no more than this share is one. */
const NEGLIGIBLE = 0.1;

/**
 * What the outcome of a run that lost `stalled` ms to stalls of ours still says; null: nothing, since what is bad
 * about it may be ours. An answer is an answer, but how long it took nobody knows: a response time that may be wrong
 * by more than a tenth is left out. The rest is marked.
 */
export function throughStall(
  { timeout, slowAfter }: Pick<ConfiguredCheck, 'timeout' | 'slowAfter'>,
  outcome: ProbeOutcome,
  stalled: number,
): ProbeOutcome | null {
  const { verdict, code, responseTime } = outcome;
  if (verdict !== 'up') {
    const limit = verdict === 'unknown' ? null : slowAfter[verdict];
    const wasIt =
      stalled > TOLERATED ||
      (code === 'timeout' && stalled > timeout * NEGLIGIBLE) ||
      (code === 'slow' && (responseTime ?? 0) - stalled <= (limit ?? 0));
    if (wasIt) return null;
  }
  const details = { ...outcome.details, stalled: Math.round(stalled) };
  if (responseTime !== undefined && stalled <= responseTime * NEGLIGIBLE) return { ...outcome, details };
  const phases = details.phases === undefined ? {} : { phases: {} };
  return { verdict, ...(code === undefined ? {} : { code }), details: { ...details, ...phases } };
}
