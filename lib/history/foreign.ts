import type { Code } from '../model.ts';

/**
 * What another program's run said. A `retry` is no verdict, but what was known stays known; a `maintenance` is no
 * verdict, and nothing is known of it.
 */
export type ForeignState = 'up' | 'down' | 'retry' | 'maintenance';

/** One run that another program kept. */
export interface ForeignRun {
  /** Unix ms. */
  readonly at: number;
  readonly state: ForeignState;
  /** ms; null where nothing was measured. */
  readonly responseTime: number | null;
  readonly code: Code | null;
}

/** A change of state that another program told of; from then on its state was this. */
export interface ForeignChange {
  readonly at: number;
  readonly state: ForeignState;
  readonly code: Code | null;
}

/** Runs of an hour or a day of UTC, of which another program kept the figures only. Response times in ms. */
export interface ForeignAggregate {
  readonly start: number;
  readonly up: number;
  readonly down: number;
  /** Of successful runs; null where nothing was measured. */
  readonly mean: number | null;
  readonly min: number | null;
  readonly max: number | null;
}

/** The past of one of another program's monitors. All in order of time, each instant Unix ms. */
export interface ForeignPast {
  /** The distance of its runs, ms. */
  readonly interval: number;
  /** How long past a run its verdict holds while no other comes, ms. */
  readonly validity: number;
  readonly runs: Iterable<ForeignRun>;
  readonly changes: readonly ForeignChange[];
  readonly hours: readonly ForeignAggregate[];
  readonly days: readonly ForeignAggregate[];
}

const WORDS: readonly (readonly [RegExp, Code])[] = [
  [/certificate has expired|CERT_HAS_EXPIRED|x509: certificate has expired/i, 'certificate_expired'],
  [/self[- ]signed|unable to verify|unknown authority/i, 'certificate_untrusted'],
  [/altnames|certificate is valid for/i, 'certificate_name_mismatch'],
  [/\b(E?TIMEDOUT|ESOCKETTIMEDOUT|ECONNABORTED)\b|time-?d? ?out|deadline exceeded/i, 'timeout'],
  [/ECONNREFUSED|connection refused/i, 'connection_refused'],
  [/ECONNRESET|connection reset|socket hang up/i, 'connection_reset'],
  [/EHOSTUNREACH|no route to host/i, 'host_unreachable'],
  [/ENETUNREACH|network is unreachable/i, 'network_unreachable'],
  [/ENOTFOUND|EAI_AGAIN|no such host|NXDOMAIN/i, 'dns_not_found'],
  [/status code \d|^\d{3} - /i, 'http_status'],
  [/keyword/i, 'body_mismatch'],
  [/No heartbeat in the time window/i, 'heartbeat_missed'],
];

/** Our code for another program's raw error. The text itself is not kept: it may hold addresses and secrets. */
export function codeOfText(text: string): Code {
  return WORDS.find(([pattern]) => pattern.test(text))?.[1] ?? 'reported_down';
}
