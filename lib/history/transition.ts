import {
  type Code,
  type Outage,
  type Result,
  type State,
  type Transition,
  VALIDITY_MARGIN,
  type Verdict,
  VERDICTS,
} from '../model.ts';

/** How many results in a row it takes to leave a confirmed verdict, for the worse and for the better. */
export interface Thresholds {
  readonly failureThreshold: number;
  readonly successThreshold: number;
}

/** Where a check stands: all that the next event is judged by. */
export interface Standing {
  readonly state: State;
  /** `at` of the last transition; null before the first. */
  readonly since: number | null;
  /** Results in a row on one side of the confirmed verdict that have not reached their threshold; null without. */
  readonly streak: Streak | null;
  /** End of the last run that gave a verdict: what validity is counted from. */
  readonly lastVerdictAt: number | null;
  /** The last result of whatever state. */
  readonly lastResult: Result | null;
  readonly outage: OpenOutage | null;
  readonly everHadVerdict: boolean;
}

/** Results in a row that are all worse, or all better, than the confirmed verdict. */
export interface Streak {
  readonly side: 'worse' | 'better';
  readonly count: number;
  /** The streak as it went: one step for each change of state within it. */
  readonly steps: readonly Step[];
}

export interface Step {
  readonly at: number;
  readonly to: State;
  readonly code: Code | null;
}

/** An outage that has not ended. */
export interface OpenOutage {
  readonly startedAt: number;
  readonly worst: 'degraded' | 'down';
  readonly code: Code | null;
}

export const initialStanding: Standing = {
  state: 'unknown',
  since: null,
  streak: null,
  lastVerdictAt: null,
  lastResult: null,
  outage: null,
  everHadVerdict: false,
};

/** What can happen to a check. Instants are Unix ms. */
export type StandingEvent =
  | { readonly kind: 'result'; readonly result: Result }
  /** No verdict came in time: `at` is when the last one lost its validity, `confirmedAt` when that was noticed. */
  | { readonly kind: 'stale'; readonly at: number; readonly confirmedAt: number }
  | { readonly kind: 'paused'; readonly at: number }
  | { readonly kind: 'resumed'; readonly at: number };

/** What an event changed, in order: to be written as it is. */
export interface Changes {
  readonly transitions: readonly Omit<Transition, 'id' | 'check'>[];
  readonly outage: readonly OutageChange[];
}

/** The whole outage as it is after the change. `startedAt` is that of the open one, except for `opened`. */
export interface OutageChange extends Omit<Outage, 'id' | 'check'> {
  readonly kind: 'opened' | 'worsened' | 'ended';
}

/** A standing and what led to it. */
export interface Advance {
  readonly standing: Standing;
  readonly changes: Changes;
}

/**
 * Judges one event.
 *
 * - The first verdict, and the first after `unknown`, needs no threshold.
 * - Results worse than a confirmed verdict (up < degraded < down) need `failureThreshold` in a row, better ones
 *   `successThreshold`. A result equal to it ends the streak, one on the other side begins another.
 *   When a streak is confirmed, its transitions are those that it went through, from its first result on.
 * - An `unknown` result is our own fault: it moves nothing but `lastResult`. So does any result of a paused check.
 * - An outage is opened, worsened and ended by transitions alone; `unknown` and `paused` do not touch it.
 * - A transition's `at` never lies before the one before it: late results and steps of the clock are moved up.
 */
export function advance(standing: Standing, event: StandingEvent, thresholds: Thresholds): Advance {
  switch (event.kind) {
    case 'result':
      return judge(standing, event.result, thresholds);
    case 'stale':
      if (!isVerdict(standing.state)) return unchanged(standing);
      return move(standing, [{ at: event.at, to: 'unknown', code: null }], event.confirmedAt);
    case 'paused':
      if (standing.state === 'paused') return unchanged(standing);
      return move(standing, [{ at: event.at, to: 'paused', code: null }], event.at);
    case 'resumed':
      if (standing.state !== 'paused') return unchanged(standing);
      return move(standing, [{ at: event.at, to: 'unknown', code: null }], event.at);
  }
}

/** The instant at which a verdict loses its validity unless another comes. Interval and timeout in ms. */
export function validUntil(lastVerdictAt: number, interval: number, timeout: number): number {
  return lastVerdictAt + interval + timeout + VALIDITY_MARGIN;
}

/**
 * The standing of a check as the store knows it. `transition` is its last one, `outage` its open one.
 * `recent` are its latest results, oldest first, `lastResult` included: a streak is found again in them as far as
 * they reach back, and with it the first failing result. `everHadVerdict` need be told only where the last
 * transition and result do not show it.
 */
export function restoreStanding(parts: {
  readonly transition: Pick<Transition, 'at' | 'confirmedAt' | 'from' | 'to'> | null;
  readonly outage: OpenOutage | null;
  readonly lastResult: Result | null;
  readonly recent?: readonly Result[];
  readonly everHadVerdict?: boolean;
}): Standing {
  const { transition, outage, lastResult } = parts;
  const state = transition?.to ?? 'unknown';
  const known = lastResult === null ? [] : [lastResult];
  const recent = parts.recent !== undefined && parts.recent.length > 0 ? parts.recent : known;
  const lastVerdict = [...recent].reverse().find((result) => result.state !== 'unknown');
  return {
    state,
    since: transition?.at ?? null,
    streak: isVerdict(state)
      ? recent.reduce<Streak | null>((streak, result) => extend(streak, state, result), null)
      : null,
    lastVerdictAt: lastVerdict?.at ?? (isVerdict(state) ? (transition?.confirmedAt ?? null) : null),
    lastResult: lastResult ?? recent.at(-1) ?? null,
    outage: outage === null ? null : { startedAt: outage.startedAt, worst: outage.worst, code: outage.code },
    everHadVerdict:
      parts.everHadVerdict ?? (outage !== null || [transition?.from, transition?.to].some((it) => it && isVerdict(it))),
  };
}

function judge(standing: Standing, result: Result, thresholds: Thresholds): Advance {
  const seen = { ...standing, lastResult: result };
  if (result.state === 'unknown' || standing.state === 'paused') return unchanged(seen);
  const judged = { ...seen, lastVerdictAt: result.at, everHadVerdict: true };
  if (!isVerdict(standing.state)) {
    return move(judged, [{ at: result.at, to: result.state, code: result.code }], result.at);
  }
  const streak = extend(standing.streak, standing.state, result);
  if (streak === null) return unchanged({ ...judged, streak });
  const threshold = streak.side === 'worse' ? thresholds.failureThreshold : thresholds.successThreshold;
  if (streak.count < threshold) return unchanged({ ...judged, streak });
  return move(judged, streak.steps, result.at);
}

/** The streak after one more result; null when the result agrees with the confirmed verdict. */
function extend(streak: Streak | null, confirmed: Verdict, result: Result): Streak | null {
  if (result.state === 'unknown') return streak;
  const distance = rank(result.state) - rank(confirmed);
  if (distance === 0) return null;
  const side = distance > 0 ? 'worse' : 'better';
  const step: Step = { at: result.at, to: result.state, code: result.code };
  if (streak?.side !== side) return { side, count: 1, steps: [step] };
  const steps = streak.steps.at(-1)?.to === step.to ? streak.steps : [...streak.steps, step];
  return { side, count: streak.count + 1, steps };
}

/** Takes confirmed steps: each becomes a transition, and each transition may change the outage. */
function move(standing: Standing, steps: readonly Step[], confirmedAt: number): Advance {
  const transitions: Changes['transitions'][number][] = [];
  const outageChanges: OutageChange[] = [];
  let { state, since, outage } = standing;
  for (const step of steps) {
    const at = Math.max(step.at, since ?? step.at);
    const transition = { at, confirmedAt: Math.max(confirmedAt, at), from: state, to: step.to, code: step.code };
    const change = changeOutage(outage, transition);
    transitions.push(transition);
    if (change !== null) {
      outageChanges.push(change);
      outage = change.kind === 'ended' ? null : { startedAt: change.startedAt, worst: change.worst, code: change.code };
    }
    state = step.to;
    since = at;
  }
  return {
    standing: { ...standing, state, since, streak: null, outage },
    changes: { transitions, outage: outageChanges },
  };
}

/** What a transition does to the open outage; null for nothing. */
function changeOutage(outage: OpenOutage | null, transition: Changes['transitions'][number]): OutageChange | null {
  const { at, to, code, confirmedAt: updatedAt } = transition;
  if (to === 'degraded' || to === 'down') {
    if (outage === null) return { kind: 'opened', startedAt: at, endedAt: null, worst: to, code, updatedAt };
    if (rank(to) <= rank(outage.worst)) return null;
    return { kind: 'worsened', startedAt: outage.startedAt, endedAt: null, worst: to, code, updatedAt };
  }
  if (to !== 'up' || outage === null) return null;
  return { kind: 'ended', ...outage, endedAt: at, updatedAt };
}

function unchanged(standing: Standing): Advance {
  return { standing, changes: { transitions: [], outage: [] } };
}

/** Worse is greater. */
function rank(verdict: Verdict): number {
  return VERDICTS.indexOf(verdict);
}

/** Whether a state is one that a run gave. */
export function isVerdict(state: State): state is Verdict {
  return state === 'up' || state === 'degraded' || state === 'down';
}
