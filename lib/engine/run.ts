import type { ProbeOutcome, Told } from '../checks/check.ts';
import { isOurFault } from '../checks/errors.ts';
import { probe } from '../checks/registry.ts';
import type { ConfiguredCheck } from '../config/config.ts';
import {
  PHASES,
  VALIDITY_MARGIN,
  type Code,
  type Details,
  type Phases,
  type Result,
  type ResultState,
} from '../model.ts';
import { throughStall } from './stalled.ts';

/** How long a probe may take to end after its deadline before it is left behind, ms. */
const GRACE = 1_000;
/** What is left of a result's validity for ending and writing the run that comes next, ms. */
const RESERVE = 1_000;

/** What runs are made with. */
export interface RunContext {
  /** Monotonic, ms. */
  readonly now: () => number;
  /** Unix ms. */
  readonly wallClock: () => number;
  readonly pingDatabase: () => Promise<void>;
  /** ms lost to stalls of this process since the monotonic instant given. */
  readonly stalledSince: (from: number) => number;
  /** Told of each fault of ours, with the check that it spoiled. */
  readonly onInternalError: (check: string, error: unknown) => void;
  /** What others said about the check; null or absent: nothing yet. */
  readonly told?: Told | null;
  /** Aborted when the program ends: `runOnce` then rejects with its reason, and there is no result. */
  readonly signal: AbortSignal;
}

/**
 * Runs a check once: its attempts, each until its deadline, and what they amount to. A retry begins only within the
 * check's interval, and all of them end within its timeout and what validity leaves beyond that, so that a result is
 * never later than its predecessor's validity. Faults of ours give `unknown`; they never reject. `at` is the end of
 * the run.
 */
export async function runOnce(check: ConfiguredCheck, context: RunContext): Promise<Result> {
  const started = context.now();
  const budget = check.timeout + VALIDITY_MARGIN - RESERVE;
  let result = await attempt(check, check.timeout, context);
  for (let retry = 0; retry < check.retries; retry++) {
    const spent = context.now() - started;
    if (result.state === 'up' || spent >= check.interval || spent >= budget) break;
    result = await attempt(check, Math.min(check.timeout, budget - spent), context);
  }
  return result;
}

class Deadline extends Error {
  override readonly name = 'Deadline';
}

async function attempt(check: ConfiguredCheck, timeout: number, context: RunContext): Promise<Result> {
  context.signal.throwIfAborted();
  const started = context.now();
  const control = new AbortController();
  const judged = (outcome: ProbeOutcome): Result => {
    const verdict = softened(check, outcome.verdict);
    // What others said was not measured here.
    const stalled = outcome.details?.pushed === undefined ? context.stalledSince(started) : 0;
    const told = stalled > 0 ? throughStall(check, outcome, stalled) : outcome;
    if (told === null) {
      const error = new Error(`the monitor was stalled for ${Math.round(stalled)} ms during the run`);
      context.onInternalError(check.id, error);
      return { ...ours(check, 'internal_stall', context), details: { stalled: Math.round(stalled) } };
    }
    const { responseTime, code, details } = told;
    return {
      check: check.id,
      at: context.wallClock(),
      state: verdict,
      responseTime: responseTime === undefined ? null : toMicrosecond(responseTime),
      code: verdict === 'up' ? null : (code ?? null),
      details: details === undefined ? null : exact(details),
    };
  };
  try {
    const outcome = await untilDeadline(check, timeout, control, context);
    // An answer that came with the deadline is late all the same.
    return judged(control.signal.aborted ? { verdict: 'down', code: 'timeout' } : outcome);
  } catch (error) {
    if (context.signal.aborted) throw context.signal.reason;
    if (control.signal.aborted)
      return judged({ verdict: 'down', code: 'timeout', details: { raw: (control.signal.reason as Error).message } });
    context.onInternalError(check.id, error);
    return ours(check, isOurFault(error) ? 'internal_resources' : 'internal_error', context);
  }
}

/** Probes, aborted at the deadline or when the program ends. A probe that does not end soon after is left behind. */
function untilDeadline(
  check: ConfiguredCheck,
  timeout: number,
  control: AbortController,
  context: RunContext,
): Promise<ProbeOutcome> {
  const { signal } = control;
  return new Promise((resolve, reject) => {
    let grace: NodeJS.Timeout | null = null;
    const abort = (reason: unknown) => {
      control.abort(reason);
      grace = setTimeout(leave, GRACE).unref();
    };
    const stop = () => abort(context.signal.reason);
    const stops = stopsOf(context.signal);
    stops.add(stop);
    const timer = setTimeout(() => abort(new Deadline(`no verdict within ${Math.round(timeout)} ms`)), timeout);
    const over = () => {
      clearTimeout(timer);
      if (grace !== null) clearTimeout(grace);
      stops.delete(stop);
    };
    const leave = () => {
      over();
      reject(signal.reason as Error);
    };
    const settled =
      <T>(settle: (value: T) => void) =>
      (value: T) => {
        over();
        settle(value);
      };
    const { now, wallClock, pingDatabase, told = null } = context;
    // What it throws at once is a rejection too: the timers end with either.
    const probing = async () => probe(check.type, check.options, { signal, now, wallClock, pingDatabase, told });
    probing().then(settled<ProbeOutcome>(resolve), settled<unknown>(reject));
  });
}

const stopsBySignal = new WeakMap<AbortSignal, Set<() => void>>();

/** What is done when a signal aborts. One listener for all runs: to take one of many off a signal walks them all. */
function stopsOf(signal: AbortSignal): Set<() => void> {
  let stops = stopsBySignal.get(signal);
  if (stops === undefined) {
    const all = new Set<() => void>();
    signal.addEventListener('abort', () => all.forEach((stop) => stop()), { once: true });
    stopsBySignal.set(signal, (stops = all));
  }
  return stops;
}

/** ms, to the microsecond: what the store keeps, and all that a clock can be trusted with. */
function toMicrosecond(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

function exact(details: Details): Details {
  if (details.phases === undefined) return details;
  const phases: Phases = {};
  for (const phase of PHASES) {
    const ms = details.phases[phase];
    if (ms !== undefined) phases[phase] = toMicrosecond(ms);
  }
  return { ...details, phases };
}

/** A failing check of severity `warning` is degraded, not down. */
function softened(check: ConfiguredCheck, verdict: ResultState): ResultState {
  return verdict === 'down' && check.severity === 'warning' ? 'degraded' : verdict;
}

function ours(check: ConfiguredCheck, code: Code, context: RunContext): Result {
  return { check: check.id, at: context.wallClock(), state: 'unknown', responseTime: null, code, details: null };
}
