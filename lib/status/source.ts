import type { CalendarDay, Interval } from '../history/uptime.ts';
import type { Audience, CheckHistory, Day, Past, Range, Snapshot, WorkerView } from '../model.ts';

/**
 * What reads the store and answers every surface of this process. One a process: pages, routes and the front are
 * separate module graphs, so it lives on `globalThis`.
 */
export interface StatusSource {
  /**
   * The snapshot for an audience: synchronous, from memory, at most 1 s behind the store, derived anew where time
   * alone has changed it. Null before the store could be read for the first time (the worker has not migrated yet).
   */
  snapshot(audience: Audience): Snapshot | null;
  /** Names what `snapshot` would return now: two calls with the same revision give the same value. */
  revision(): string;
  /** Calls back after each move of the revision that came from the store. Returns how to stop. */
  subscribe(listener: () => void): () => void;
  /**
   * Before such a move: what `work` asks this source for, until it is done, is what will be said after it. The move
   * waits for that a moment, unless somebody waits for the move. Returns how to stop.
   */
  beforeMove(work: () => Promise<void>): () => void;
  /** The history of a check that this audience may see; null when there is no such check. Reads the database, and rejects when that does not answer. */
  history(audience: Audience, check: string, range: Range): Promise<CheckHistory | null>;
  /** What happened in a span of the past, which may be older than what a snapshot tells. Rejects like `history`; null before the first snapshot. */
  past(audience: Audience, span: Interval): Promise<Past | null>;
  /** The checks' time on a day that is over or goes on, by their ids. Rejects like `history`; null before the first snapshot. */
  day(audience: Audience, day: CalendarDay): Promise<ReadonlyMap<string, Day> | null>;
  /** Waits until the log is read up to this result, or until `timeout` ms have passed. */
  follow(resultId: number, timeout: number): Promise<void>;
  /** Reads what was committed up to now, so that the next snapshot shows it; does nothing when the database fails. */
  refresh(): Promise<void>;
  readiness(): Readiness;
  close(): Promise<void>;
}

/** What `/readyz` tells. */
export interface Readiness {
  readonly ready: boolean;
  /** One sentence a finding, empty when ready. */
  readonly reasons: readonly string[];
  readonly worker: WorkerView;
  readonly databaseAnswers: boolean;
  readonly schemaReady: boolean;
}

const KEY = Symbol.for('allswell.status');

/** Puts the process's source in place; done once, by `bin/web`. */
export function provideStatus(source: StatusSource): void {
  (globalThis as { [KEY]?: StatusSource })[KEY] = source;
}

/** The source that was provided, or null. */
export function providedStatus(): StatusSource | null {
  return (globalThis as { [KEY]?: StatusSource })[KEY] ?? null;
}
