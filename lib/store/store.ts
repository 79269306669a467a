import type { Bucket, Tier } from '../history/bucket.ts';
import type { ImportedPast } from '../history/import.ts';
import type { Interval } from '../history/uptime.ts';
import type {
  Catalogue,
  Histogram,
  Incident,
  MaintenancePlan,
  Outage,
  Result,
  RunTotals,
  Transition,
  WorkerFigures,
} from '../model.ts';

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
  /** Of all successful runs; null of a database that did not count them before. */
  readonly histogram: Histogram | null;
}

/** What people write, as it stands; `deleted` where it is not shown any more. */
export type Notice =
  | { readonly kind: 'incident'; readonly notice: Incident; readonly deleted: boolean }
  | { readonly kind: 'maintenance'; readonly notice: MaintenancePlan; readonly deleted: boolean };

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
  /** In the order of their rows. */
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

/** Buckets and packed results to be written, whole. */
export interface ClosedRows {
  readonly buckets: readonly CheckBucket[];
  readonly packed: readonly PackedResults[];
}

/** What moves the checkpoint, in one transaction. Its rows are those that were valid before, with what came late. */
export interface Close extends ClosedRows {
  readonly checks: readonly CheckRecord[];
  readonly checkpoint: Checkpoint;
}

/** Who asks for the lease. */
export interface LeaseRequest {
  readonly holder: string;
  /** Unix ms. */
  readonly now: number;
  /** How long it is given for, ms. */
  readonly ttl: number;
  /** Holders that are known to be dead. */
  readonly dead: readonly string[];
}

/** Thrown by every write of a worker whose lease was taken by another: it must stop at once. */
export class FencedError extends Error {
  readonly code = 'LEASE_LOST';

  constructor() {
    super('another worker holds the lease of this database');
    this.name = 'FencedError';
  }
}

/** Thrown when the database cannot be used as it is: made by a newer version, no database at all, damaged, without room. */
export class StoreError extends Error {
  /** `DATABASE_FULL` alone may be over by itself. */
  readonly code: 'DATABASE_NEWER' | 'DATABASE_INVALID' | 'DATABASE_UNWRITABLE' | 'DATABASE_FULL';

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
  acquire(request: LeaseRequest): Promise<{ token: number } | null>;
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

  /** Closed buckets of these checks (all, unless named) with these starts; for merging late results and for rolling up. */
  buckets(tier: Tier, starts: readonly number[], checks?: readonly string[]): Promise<readonly CheckBucket[]>;
  packed(starts: readonly number[], checks?: readonly string[]): Promise<readonly PackedResults[]>;
  /**
   * Writes rows of spans that end behind `closedUntil`, ahead of the close that moves it. A row is valid only when its
   * span has ended by `closedUntil`: until then no call of any store returns it. Written again, it is replaced.
   */
  writeAhead(rows: ClosedRows): Promise<void>;
  close(close: Close): Promise<void>;
  /** Deletes what may be trimmed of the log, about `limit` results at most; returns whether something is left. */
  trimLog(limit: number): Promise<boolean>;
  /**
   * Deletes what is older than these instants, at most `limit` rows of each kind; returns how many went. What an hour or a
   * day that is not closed is still to be made of stays.
   */
  trim(before: { results: number; fiveMinutes: number; hours: number }, limit: number): Promise<number>;
  /** One round trip that reads. */
  ping(): Promise<void>;
  end(): Promise<void>;
}

/** The successful runs of one check by the hour: of 25 hours of which the last is the one that is not closed. */
export interface HourlyResponses {
  readonly check: string;
  /** Where the first hour begins. */
  readonly from: number;
  readonly counts: readonly number[];
  /** Of their response times, µs. */
  readonly sums: readonly number[];
}

/** What a reader builds its picture from, all of one moment. */
export interface ReaderState {
  readonly instance: Instance;
  readonly catalogue: Catalogue;
  /** Ids of checks that were public and are not configured any more. */
  readonly retired: readonly string[];
  readonly checkpoint: Checkpoint;
  readonly figures: WorkerFigures | null;
  readonly checks: readonly CheckRecord[];
  /** What of the last day is folded into buckets; the log holds the rest. Checks without any are missing. */
  readonly responses: readonly HourlyResponses[];
  readonly log: readonly LoggedResult[];
  /** Since `from`, and for each check the last one before it; ascending by (check, at, id). */
  readonly transitions: readonly Transition[];
  /** The first verdict of each check. */
  readonly firstVerdicts: readonly Transition[];
  readonly outages: readonly Outage[];
  /** All that people wrote. */
  readonly notices: readonly Notice[];
  readonly noticeRevision: number;
}

/** What came since a reader last looked. */
export interface ReaderChanges {
  readonly checkpoint: Checkpoint;
  readonly figures: WorkerFigures | null;
  readonly log: readonly LoggedResult[];
  readonly transitions: readonly Transition[];
  /** All outages kept of the checks that have new transitions. */
  readonly outages: readonly Outage[];
  /** New and changed ones, deleted ones too. */
  readonly notices: readonly Notice[];
  readonly noticeRevision: number;
}

/** Rows made of the log up to a checkpoint: whoever has the results behind it can complete them, each counted once. */
export interface Folded<Row> {
  readonly rows: readonly Row[];
  readonly checkpoint: Checkpoint;
}

/** Buckets of one check, and sums of some of them that lie together, as stored: each bucket is in one at most. */
export interface FoldedBuckets extends Folded<Bucket> {
  /** `to`: where the last one of its buckets ends, exclusive; it begins with the first one. All between are in it. */
  readonly sums: readonly { readonly sum: Bucket; readonly to: number }[];
}

/** The web's half: it never waits long for the database, and throws when that does not answer. */
export interface ReaderStore {
  /** Whether anything was committed since the last call. Cheap: no page is read. */
  changed(): Promise<boolean>;
  /** Everything, in one read transaction. Null while no worker has stored a catalogue yet. */
  load(from: number): Promise<ReaderState | null>;
  /**
   * What is new behind these ids; null when there is a gap (trimmed away), or the catalogue is not the one of the last
   * `load` (it is when a worker stored it again as it was): then `load` anew.
   */
  changes(after: { resultId: number; transitionId: number; noticeRevision: number }): Promise<ReaderChanges | null>;
  /**
   * Closed buckets of one check with these starts, and how far the log was folded into them, of one moment.
   *
   * @param withSums whether sums may stand for sketches that are not looked into, as long as nothing is added to them. Default is true
   */
  checkBuckets(check: string, tier: Tier, starts: readonly number[], withSums?: boolean): Promise<FoldedBuckets>;
  /** Results of one check in the closed five minutes with these starts, in the same way. */
  checkPacked(check: string, starts: readonly number[]): Promise<Folded<PackedResults>>;
  /** Transitions of one check since `from`, and the last one before it, ascending. */
  checkTransitions(check: string, from: number): Promise<readonly Transition[]>;
  /** Transitions of these checks in a span, and of each the last one before it, ascending by (check, at, id). */
  transitionsBetween(checks: readonly string[], span: Interval): Promise<readonly Transition[]>;
  /** Outages of these checks that touch a span, newest start first, `limit` at most; and how many there are. */
  outagesBetween(
    checks: readonly string[],
    span: Interval,
    limit: number,
  ): Promise<{ readonly outages: readonly Outage[]; readonly count: number }>;
  end(): Promise<void>;
}

/** An alert from outside, by Alertmanager's fingerprint. */
export interface StoredAlert {
  readonly fingerprint: string;
  /** The check whose state it drives. */
  readonly check: string | null;
  /** The incident that it opened. */
  readonly incident: string | null;
  readonly firing: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Unix ms. */
  readonly startsAt: number;
  /** When it ended; null while it fires. */
  readonly endsAt?: number | null;
  /** Alertmanager's key of the group that it came with. */
  readonly group?: string;
  readonly updatedAt: number;
}

/** The answer that a write was given, kept under its Idempotency-Key. */
export interface KeptAnswer {
  /** Names the request: another request with the same key is refused. */
  readonly fingerprint: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One change by people, all or nothing. */
export interface NoticeChange {
  /** As they are to be. `version` is one more than what is stored; 1 for a new one. */
  readonly put: readonly Notice[];
  readonly alerts?: readonly StoredAlert[];
  readonly answer?: { readonly key: string; readonly answer: KeptAnswer };
  /** Unix ms. */
  readonly at: number;
}

/**
 * What people write: the only part of the store that others than the worker write. Any number of processes may
 * have one open; a change that another one has overtaken is told so and writes nothing.
 */
export interface NoticeStore {
  /** The notice of this id; null when there is none or it was deleted. */
  notice(id: string): Promise<Notice | null>;
  /** All that are not deleted, newest `createdAt` first. */
  notices(kind: Notice['kind']): Promise<readonly Notice[]>;
  /** What it was before each of its changes, newest first. */
  edits(id: string): Promise<readonly { readonly at: number; readonly notice: Notice['notice'] }[]>;
  alerts(fingerprints: readonly string[]): Promise<readonly StoredAlert[]>;
  /** Those that fire and drive one of these checks, or that belong to one of these incidents. */
  alertsOf(what: { checks: readonly string[]; incidents: readonly string[] }): Promise<readonly StoredAlert[]>;
  /** The answer under a key, when it is not older than `since`. */
  keptAnswer(key: string, since: number): Promise<KeptAnswer | null>;
  /**
   * Writes all of it, what was before included, or nothing: `conflict` when a version is not the next one any more,
   * or an answer stands under the key already. Waits up to 5 s for the lock.
   */
  write(change: NoticeChange): Promise<'written' | 'conflict'>;
  /** Deletes answers and alerts that stopped firing, when they are older than this. */
  trim(before: number): Promise<void>;
  end(): Promise<void>;
}

/** Of a table that is kept by time: its first and last start. */
export interface Extent {
  readonly first: number;
  readonly last: number;
}

/** The sum that is stored beside buckets which lie together, and those: for whom it is quicker to read. */
export interface StoredSum {
  readonly sum: Bucket;
  readonly parts: readonly Bucket[];
}

/** Rows that are there and cannot be read. */
export interface Unreadable {
  readonly table: string;
  /** Null where that cannot be told, or where they are of no check. */
  readonly check: string | null;
  /** The span of time that they are of, Unix ms, `to` exclusive; null where they are of none, or that cannot be told. */
  readonly from: number | null;
  readonly to: number | null;
  /** The rule that they break, with what was found. */
  readonly rule: string;
}

/**
 * The whole past of a database, for tools that go through it. It is read in pieces, beside a running server too, and
 * nothing in it is changed. What cannot be read is a `StoreError`, or left out and noted: as the archive was opened.
 */
export interface ArchiveStore {
  /** What was left out so far, each once. */
  readonly unreadable: readonly Unreadable[];
  /** Ids of all checks that ever were, in order. */
  readonly ids: readonly string[];
  catalogue(): Promise<Catalogue>;
  readonly checkpoint: Checkpoint;
  checks(): Promise<readonly CheckRecord[]>;
  /** What is in the way of trusting the file at all; empty when nothing is. */
  damage(): Promise<readonly string[]>;
  /** Looks at all that no other call returns: rows of unknown checks or between two starts, and what is not of the past. */
  inspect(): Promise<void>;
  /** From where to where there are closed buckets of a tier, or packed results; null without any. */
  extent(what: Tier | 'packed'): Promise<Extent | null>;
  /** Closed buckets of all checks with these starts. */
  buckets(tier: Tier, starts: readonly number[]): Promise<readonly CheckBucket[]>;
  /** The sums that are stored beside closed buckets of one check, in order. */
  sums(check: string, tier: Tier): Promise<readonly StoredSum[]>;
  packed(starts: readonly number[]): Promise<readonly PackedResults[]>;
  /** The results that may not be in a closed bucket yet, by id. */
  log(): Promise<readonly LoggedResult[]>;
  /** Of one check, in order. */
  transitions(check: string): Promise<readonly Transition[]>;
  outages(check: string): Promise<readonly Outage[]>;
  end(): Promise<void>;
}

/** Puts another program's past before that of our checks. Opened on a database that is not in use. */
export interface ImportStore {
  readonly catalogue: Catalogue;
  /** All checks that ever were. */
  readonly checks: readonly string[];
  /** Up to here everything will be in closed buckets once something is written. Unix ms. */
  readonly closedUntil: number;
  /** Where a check's own past begins: its first change of state, or what was counted before it; null without any. */
  beginning(check: string): number | null;
  /** @throws StoreError when a worker has the database */
  assertFree(): void;
  /** Writes all that `add` is given, or nothing when it throws. @throws StoreError when a worker has the database */
  write(work: (add: (check: string, past: ImportedPast) => void) => void): void;
  end(): void;
}
