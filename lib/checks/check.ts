import type * as z from 'zod';
import type { Code, Details, ResultState, Verdict } from '../model.ts';

/** What others last said about a check. */
export interface Told {
  /** When they said it, Unix ms. */
  readonly at: number;
  readonly state: Verdict;
  readonly message: string | null;
  /** ms, at the first run after it was said; null from then on, so that it is counted once. */
  readonly responseTime: number | null;
  /** For how long nothing was said since then, ms: only time in which we listened. */
  readonly silence: number;
}

/**
 * What a probe is given. A probe only probes: the deadline, the retries, the thresholds and the severity are
 * the engine's.
 */
export interface ProbeContext {
  /** Aborted at the deadline or when the program ends. A probe must end soon after, all its sockets closed. */
  readonly signal: AbortSignal;
  /** Monotonic, ms (`performance.now`): what durations are measured with. */
  readonly now: () => number;
  /** Unix ms: only for what is compared with a calendar, as a certificate's end is. */
  readonly wallClock: () => number;
  /** One round trip to Allswell's own database; rejects with an `Error` when it fails. */
  readonly pingDatabase: () => Promise<void>;
  /** What others said about this check; null or absent: nothing yet. */
  readonly told?: Told | null;
}

/**
 * What a probe says. It throws only for a fault of ours (a bug, no file descriptors): that becomes `unknown`.
 * When `signal` aborts, it may reject with `signal.reason`; the engine knows its own deadline.
 */
export interface ProbeOutcome {
  /** `unknown`: the probe had nothing to judge by, which is nobody's fault. */
  readonly verdict: ResultState;
  /** Required unless the verdict is `up`. */
  readonly code?: Code;
  /** ms; absent where the target never answered. */
  readonly responseTime?: number;
  readonly details?: Details;
}

/** Two options that do not go together. `path` is within the type's options. */
export interface OptionConflict {
  readonly path: readonly (string | number)[];
  /** As a schema's message is: the rule, `must …`. */
  readonly message: string;
}

/**
 * A kind of check. One file each, listed in `registry.ts`.
 * `options` is a strict zod object of the keys that this type adds to the common ones (id, name, group, interval, …),
 * with `.describe()` on each for the JSON Schema. Its output type is what `probe` receives.
 */
export interface CheckType<Schema extends z.ZodObject = z.ZodObject> {
  readonly type: string;
  /** One line for `--help`, the schema and the documentation. */
  readonly summary: string;
  readonly options: Schema;
  readonly probe: (options: z.output<Schema>, context: ProbeContext) => Promise<ProbeOutcome>;
  /** Thresholds of the response time, for charts. */
  readonly slowAfter?: (options: z.output<Schema>) => { degraded: number | null; down: number | null };
  /** Rules between options, which the schema cannot hold because it is extended by the common keys. */
  readonly conflicts?: (options: z.output<Schema>) => readonly OptionConflict[];
}
