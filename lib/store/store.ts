import type { Bucket, Tier } from '../history/bucket.ts';
import type { Catalogue, Outage, Result, RunTotals, Transition, WorkerFigures } from '../model.ts';

/** A result with the id that its worker gave it. */
export interface LoggedResult extends Result {
  readonly id: number;
}

/** How far the log is folded into closed buckets: every result with an id up to `foldedId` is in one. */
export interface Checkpoint {
  readonly foldedId: number;
  /** Log rows up to this id may be trimmed at the next close: readers had a whole bucket's time to read them. */
  readonly trimmedId: number;
  /** End of the last closed bucket, Unix ms. */
  readonly closedUntil: number;
}

/** What the store knows of a check, as of the checkpoint. */
export interface CheckRecord {
  readonly id: string;
  readonly runs: RunTotals;
  readonly lastResult: Result | null;
  /** `at` of the last result with a verdict. */
  readonly lastVerdictAt: number | null;
}

/** Who this database is; written once. */
export interface Instance {
  readonly id: string;
  readonly authority: string;
  readonly createdAt: number;
}

/** A closed bucket of one check. */
export interface CheckBucket {
  readonly check: string;
  readonly bucket: Bucket;
}

/** The results of one check in one closed five minutes. */
export interface PackedResults {
  readonly check: string;
  readonly start: number;
  readonly results: readonly Result[];
}

/** All that a worker needs to go on where the last one stopped. */
export interface WorkerState {
  readonly checkpoint: Checkpoint;
  readonly checks: readonly CheckRecord[];
  /** The log behind the checkpoint, by id. */
  readonly log: readonly LoggedResult[];
  /** All that is left of the log, what is folded already included: streaks reach back into it. */
  readonly recent: readonly LoggedResult[];
  /** The last transition of each check that has one. */
  readonly lastTransitions: readonly Transition[];
  /** The outages that have not ended. */
  readonly openOutages: readonly Outage[];
  readonly lastResultId: number;
  readonly lastTransitionId: number;
  readonly lastOutageId: number;
  readonly figures: WorkerFigures | null;
}

/** One batch: results in order of time, and what they caused. */
export interface Batch {
  readonly results: readonly LoggedResult[];
  readonly transitions: readonly Transition[];
  /** New and changed ones, whole. */
  readonly outages: readonly Outage[];
}

/** What is written when buckets close, in one transaction. */
export interface Close {
  readonly buckets: readonly CheckBucket[];
  readonly packed: readonly PackedResults[];
  readonly checks: readonly CheckRecord[];
  readonly checkpoint: Checkpoint;
}

/** Thrown by every write of a worker whose lease was taken by another: it must stop at once. */
export class FencedError extends Error {
  readonly code = 'LEASE_LOST';

  constructor() {
    super('another worker holds the lease of this database');
    this.name = 'FencedError';
  }
}

/** Thrown when the database cannot be used as it is: made by a newer version, no database at all, damaged. */
export class StoreError extends Error {
  readonly code: 'DATABASE_NEWER' | 'DATABASE_INVALID' | 'DATABASE_UNWRITABLE';

  constructor(code: StoreError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
    this.code = code;
  }
}

/**
 * The worker's half of a store: the only writer of results and of everything derived from them.
 * Calls are carried out one after another. After `acquire`, every write holds only while the lease does
 * (else `FencedError`), so that of two workers one writes.
 */
export interface WriterStore {
  readonly instance: Instance;
  /** Takes the lease when it is free, expired, or held by one of `dead`. Null when another worker has it. */
  acquire(options: {
    holder: string;
    now: number;
    ttl: number;
    dead: readonly string[];
  }): Promise<{ token: number } | null>;
  /** Who has the lease now. */
  leaseHolder(): Promise<string | null>;
  renew(expiresAt: number): Promise<void>;
  release(): Promise<void>;

  /** Renames by `formerIds`, adds what is new, and stores the catalogue for the readers. Returns remarks for the log. */
  applyCatalogue(
    catalogue: Catalogue,
    formerIds: Readonly<Record<string, readonly string[]>>,
  ): Promise<readonly string[]>;
  restore(): Promise<WorkerState>;
  append(batch: Batch): Promise<void>;
  saveFigures(figures: WorkerFigures): Promise<void>;

  /** Closed buckets of all checks with these starts; for merging late results and for rolling up. */
  buckets(tier: Tier, starts: readonly number[]): Promise<readonly CheckBucket[]>;
  packed(starts: readonly number[]): Promise<readonly PackedResults[]>;
  close(close: Close): Promise<void>;
  /** Deletes what is older than these instants, at most `limit` rows of each kind; returns how many went. */
  trim(before: { results: number; fiveMinutes: number; hours: number }, limit: number): Promise<number>;
  /** One round trip that reads. */
  ping(): Promise<void>;
  end(): Promise<void>;
}

/** What a reader builds its picture from, all of one moment. */
export interface ReaderState {
  readonly instance: Instance;
  readonly catalogue: Catalogue;
  readonly catalogueRevision: number;
  readonly checkpoint: Checkpoint;
  readonly figures: WorkerFigures | null;
  readonly checks: readonly CheckRecord[];
  readonly log: readonly LoggedResult[];
  /** Since `from`, and for each check the last one before it; ascending by (check, at, id). */
  readonly transitions: readonly Transition[];
  /** The first verdict of each check. */
  readonly firstVerdicts: readonly Transition[];
  readonly outages: readonly Outage[];
}

/** What came since a reader last looked. */
export interface ReaderChanges {
  readonly catalogueRevision: number;
  readonly checkpoint: Checkpoint;
  readonly figures: WorkerFigures | null;
  readonly log: readonly LoggedResult[];
  readonly transitions: readonly Transition[];
  /** All outages kept of the checks that have new transitions. */
  readonly outages: readonly Outage[];
}

/** Rows made of the log up to a checkpoint: whoever has the results behind it can complete them, each counted once. */
export interface Folded<Row> {
  readonly rows: readonly Row[];
  readonly checkpoint: Checkpoint;
}

/** The web's half: it never waits long for the database, and throws when that does not answer. */
export interface ReaderStore {
  /** Whether anything was committed since the last call. Cheap: no page is read. */
  changed(): Promise<boolean>;
  /** Everything, in one read transaction. Null while no worker has stored a catalogue yet. */
  load(from: number): Promise<ReaderState | null>;
  /** What is new behind these ids; null when there is a gap (trimmed away): then `load` anew. */
  changes(after: { resultId: number; transitionId: number }): Promise<ReaderChanges | null>;
  /** Closed buckets of one check with these starts, and how far the log was folded into them, of one moment. */
  checkBuckets(check: string, tier: Tier, starts: readonly number[]): Promise<Folded<Bucket>>;
  /** Results of one check in the closed five minutes with these starts, in the same way. */
  checkPacked(check: string, starts: readonly number[]): Promise<Folded<PackedResults>>;
  /** Transitions of one check since `from`, and the last one before it, ascending. */
  checkTransitions(check: string, from: number): Promise<readonly Transition[]>;
  end(): Promise<void>;
}
