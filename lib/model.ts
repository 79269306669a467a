/**
 * The vocabulary. Every other file takes its words from here, and this file imports nothing. It is long because there
 * is one: a word that had two homes would come to mean two things.
 *
 * Units, unless a name says otherwise: instants are Unix milliseconds (`number`), durations are milliseconds.
 * Times leave the program as `YYYY-MM-DDTHH:mm:ss.sssZ`, durations as seconds.
 */

/** What a run can say about a target. `unknown`: the run failed by our own fault, or nobody told it anything. */
export const RESULT_STATES = ['up', 'degraded', 'down', 'unknown'] as const;
export type ResultState = (typeof RESULT_STATES)[number];

/** A verdict is what a run says when it says something. */
export const VERDICTS = ['up', 'degraded', 'down'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** The confirmed state of a check. */
export const STATES = ['up', 'degraded', 'down', 'unknown', 'paused'] as const;
export type State = (typeof STATES)[number];

export const OVERALL = ['pass', 'warn', 'fail'] as const;
export type Overall = (typeof OVERALL)[number];

export const SEVERITIES = ['critical', 'warning'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Who looks. `token`: a request with a valid metrics or admin token. */
export const AUDIENCES = ['public', 'token'] as const;
export type Audience = (typeof AUDIENCES)[number];

/** The windows for which uptime is told, and their lengths. */
export const WINDOWS = { '24h': 86_400_000, '7d': 604_800_000, '30d': 2_592_000_000, '90d': 7_776_000_000 } as const;
export type Window = keyof typeof WINDOWS;

/** The parts of an HTTP exchange, in order. */
export const PHASES = ['dns', 'connect', 'tls', 'processing', 'transfer'] as const;
export type Phase = (typeof PHASES)[number];
export type Phases = Partial<Record<Phase, number>>;

/** The life of an incident, as people tell it. */
export const INCIDENT_STATUSES = ['investigating', 'identified', 'monitoring', 'resolved', 'postmortem'] as const;
export type IncidentStatus = (typeof INCIDENT_STATUSES)[number];

/** How bad an incident is, in ascending order. */
export const IMPACTS = ['none', 'minor', 'major', 'critical'] as const;
export type Impact = (typeof IMPACTS)[number];

/** The life of a maintenance window. It begins and ends by time alone; only people cancel one. */
export const MAINTENANCE_STATUSES = ['scheduled', 'in_progress', 'completed', 'cancelled'] as const;
export type MaintenanceStatus = (typeof MAINTENANCE_STATUSES)[number];

/** Upper bounds of the classes of response times, s, as Prometheus counts them (`le`); above the last is one more. */
export const HISTOGRAM_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] as const;

/** The languages that the pages speak, by their BCP 47 tags. */
export const LANGUAGES = ['en', 'de', 'fr', 'es', 'ja', 'zh', 'ar'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The form of a check's id. */
export const CHECK_ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/;

/** How long past its interval and timeout a result stays valid. */
export const VALIDITY_MARGIN = 5_000;

/**
 * Why a run did not end well: the code that machines read, and the neutral text that anybody may read
 * (no address, no host name, no raw error). `soft` marks codes of runs in which the target answered in full:
 * such a run is successful for latency figures although a threshold was crossed.
 */
export const CODES = {
  timeout: { text: 'timed out' },
  connection_refused: { text: 'connection refused' },
  connection_reset: { text: 'connection reset' },
  connection_closed: { text: 'connection closed before the answer was complete' },
  host_unreachable: { text: 'host unreachable' },
  network_unreachable: { text: 'network unreachable' },
  connection_failed: { text: 'connection failed' },
  dns_not_found: { text: 'name not found' },
  dns_no_answer: { text: 'name has no such record' },
  dns_error: { text: 'name look-up failed' },
  dns_unexpected_answer: { text: 'unexpected DNS answer' },
  tls_error: { text: 'TLS handshake failed' },
  certificate_expired: { text: 'certificate has expired' },
  certificate_not_yet_valid: { text: 'certificate is not valid yet' },
  certificate_name_mismatch: { text: 'certificate is for another name' },
  certificate_untrusted: { text: 'certificate is not trusted' },
  certificate_expires_soon: { text: 'certificate expires soon', soft: true },
  http_status: { text: 'unexpected HTTP status' },
  http_invalid: { text: 'invalid HTTP answer' },
  too_many_redirects: { text: 'too many redirects' },
  redirect_invalid: { text: 'invalid redirect' },
  header_mismatch: { text: 'unexpected response header' },
  body_mismatch: { text: 'unexpected response body' },
  body_too_large: { text: 'response body larger than 1 MiB' },
  body_undecodable: { text: 'response body could not be decoded' },
  json_invalid: { text: 'response is not JSON' },
  json_mismatch: { text: 'unexpected value in the JSON response' },
  slow: { text: 'slow response', soft: true },
  usage_high: { text: 'usage above its limit', soft: true },
  usage_unreadable: { text: 'usage could not be read' },
  storage_failed: { text: 'storage could not be written and read back' },
  storage_mismatch: { text: 'storage returned other data than was written' },
  database_failed: { text: 'database did not answer' },
  reported_down: { text: 'reported as down' },
  reported_degraded: { text: 'reported as degraded', soft: true },
  heartbeat_missed: { text: 'no report in time' },
  not_reported: { text: 'nothing was reported' },
  internal_error: { text: 'the check could not be run' },
  internal_resources: { text: 'the check could not be run: out of local resources' },
  internal_stall: { text: 'the check could not be judged: the monitor itself was stalled' },
} as const satisfies Record<string, { text: string; soft?: boolean }>;
export type Code = keyof typeof CODES;

/** Whether a run of this state and code got a whole answer from its target: what latency figures count. */
export function isSuccessful(state: ResultState, code: Code | null): boolean {
  if (state === 'up') return true;
  return state === 'degraded' && code !== null && (CODES[code] as { soft?: boolean }).soft === true;
}

/** What a probe found out beside its verdict. Lengths in ms, instants in Unix ms. */
export interface Details {
  readonly phases?: Phases;
  /** `notAfter` of the leaf certificate. */
  readonly certificateExpiresAt?: number;
  /** A raw text for operators: addresses, numbers, system errors. Never a secret. Not for the public. */
  readonly raw?: string;
  /** How long this program stood still during the run. Its response time is null where that may have spoiled it. */
  readonly stalled?: number;
  /** The last word of others about a `push` check, and for how long (ms) none came since while we listened. */
  readonly pushed?: { readonly at: number; readonly state: Verdict; readonly silence: number };
}

/** What others say about a `push` check. */
export interface Push {
  readonly check: string;
  readonly state: Verdict;
  /** For operators only. */
  readonly message: string | null;
  /** ms; null where they measured nothing. */
  readonly responseTime: number | null;
}

/** One run of a check. `at` is the end of the run. */
export interface Result {
  readonly check: string;
  readonly at: number;
  readonly state: ResultState;
  /** ms, from the name look-up to the last byte; null where nothing was measured. */
  readonly responseTime: number | null;
  readonly code: Code | null;
  readonly details: Details | null;
}

/**
 * A change of a check's confirmed state. `at` is when the new state began (the first result of the streak that
 * confirmed it, or the moment at which validity was lost); `confirmedAt` is when it became known.
 */
export interface Transition {
  readonly id: number;
  readonly check: string;
  readonly at: number;
  readonly confirmedAt: number;
  readonly from: State;
  readonly to: State;
  readonly code: Code | null;
}

/** The transition that ended a check's time without a verdict. Its id stays when the check is renamed. */
export interface FirstVerdict {
  readonly id: number;
  readonly at: number;
  readonly state: Verdict;
}

/** A maximal run of `degraded` and `down`; `unknown` and `paused` inside do not end it. */
export interface Outage {
  readonly id: number;
  readonly check: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly worst: 'degraded' | 'down';
  /** The code at its start or at its last worsening. */
  readonly code: Code | null;
  /** When something about it last changed, as it became known: its feed entry's `updated`. */
  readonly updatedAt: number;
}

/** What people wrote about an incident or a maintenance at one time. */
export interface Update<Status> {
  readonly id: string;
  readonly status: Status;
  /** Markdown, as it was written. */
  readonly body: string;
  /** The same as sanitised HTML. */
  readonly html: string;
  /** When it was, as shown: may lie before it was written. */
  readonly at: number;
  readonly createdAt: number;
  /** When it was last edited. */
  readonly updatedAt: number;
}

/** What people write about trouble. */
export interface Incident {
  readonly id: string;
  /** Counts its changes, from 1. */
  readonly version: number;
  /** Plain text, one line. */
  readonly title: string;
  /** That of its newest update. */
  readonly status: IncidentStatus;
  readonly impact: Impact;
  /** Ids of the checks that it affects. */
  readonly checks: readonly string[];
  /** May lie before `createdAt`. */
  readonly startedAt: number;
  /** When it last came to `monitoring`; null if never. */
  readonly monitoringAt: number | null;
  /** Null while it is open. */
  readonly resolvedAt: number | null;
  readonly createdAt: number;
  /** When anything about it last changed: its feed entry's `updated`. */
  readonly updatedAt: number;
  /** Newest first; never empty. */
  readonly updates: readonly Update<IncidentStatus>[];
}

/** When an incident was open, in order; `to` is null while it is. Opened again, it is not taken for one that never ended. */
export function openSpans({ startedAt, updates }: Pick<Incident, 'startedAt' | 'updates'>): [OpenSpan, ...OpenSpan[]] {
  const spans: [OpenSpan, ...OpenSpan[]] = [{ from: startedAt, to: null }];
  for (const { status, at } of updates.toReversed()) {
    const last = spans.at(-1) ?? spans[0];
    const isOver = status === 'resolved' || status === 'postmortem';
    if (isOver && last.to === null) spans[spans.length - 1] = { ...last, to: at };
    else if (!isOver && last.to !== null) spans.push({ from: at, to: null });
  }
  return spans;
}

/** How long these took together, ms; one that is open counts for nothing. */
export function openLength(spans: readonly OpenSpan[]): number {
  return spans.reduce((sum, { from, to }) => sum + (to ?? from) - from, 0);
}

/** A time in which an incident was open. */
export interface OpenSpan {
  readonly from: number;
  readonly to: number | null;
}

/** A planned maintenance as it is stored: one window, or the rule by which windows recur. */
export interface MaintenancePlan {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  /** Markdown, and the same as sanitised HTML. */
  readonly body: string;
  readonly html: string;
  readonly checks: readonly string[];
  /** The first window. */
  readonly startsAt: number;
  readonly endsAt: number;
  /** IANA name: in which a recurring window keeps its time of day. */
  readonly timezone: string;
  /** RFC 5545 `RRULE` without `DTSTART`, as in `FREQ=WEEKLY;BYDAY=SU`; null for a single window. */
  readonly rrule: string | null;
  /** Windows that went otherwise than planned, by their planned start. `endsAt` null: cancelled before it began. */
  readonly exceptions: readonly { readonly start: number; readonly endsAt: number | null; readonly at: number }[];
  /** From then on there are no windows any more; null while it stands. */
  readonly cancelledAt: number | null;
  readonly createdAt: number;
  /** When anything about it last changed. */
  readonly updatedAt: number;
  /** When what all of its windows share last changed: an update or an exception is of one window only. */
  readonly editedAt: number;
  /** What people wrote while it went on, newest first; `status` is what the window was then. */
  readonly updates: readonly Update<MaintenanceStatus>[];
}

/** One window of a maintenance, as every surface sees it. */
export interface Maintenance {
  /** The plan's id; of a recurring one with the planned start behind it, as in `k3v9…-20260617T2200Z`. */
  readonly id: string;
  readonly plan: string;
  readonly title: string;
  readonly body: string;
  readonly html: string;
  readonly status: MaintenanceStatus;
  readonly checks: readonly string[];
  readonly startsAt: number;
  readonly endsAt: number;
  readonly recurring: boolean;
  readonly createdAt: number;
  /** When anything about it last changed, its beginning and end included: its feed entry's `updated`. */
  readonly updatedAt: number;
  /** Those that fall to this window, newest first. */
  readonly updates: readonly Update<MaintenanceStatus>[];
}

/** Successful runs by response time: of each class of `HISTOGRAM_BOUNDS` and of those above; not cumulative. */
export interface Histogram {
  readonly counts: readonly number[];
  /** ms */
  readonly sum: number;
}

/** What everybody may know of a check's configuration. No target, no credential. */
export interface CatalogueCheck {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly group: string | null;
  readonly type: string;
  readonly severity: Severity;
  readonly public: boolean;
  readonly paused: boolean;
  readonly interval: number;
  readonly timeout: number;
  readonly failureThreshold: number;
  readonly successThreshold: number;
  /** The one-millisecond-exact thresholds drawn into charts, where there are any. */
  readonly slowAfter: { readonly degraded: number | null; readonly down: number | null };
  /** Ids that it had before: what people wrote may still name them. */
  readonly formerIds: readonly string[];
}

export interface CatalogueGroup {
  readonly id: string;
  readonly name: string;
}

/** A file of the operator's, as it is served. */
export interface BrandFile {
  /** Its media type. */
  readonly type: string;
  readonly base64: string;
  /** Names its content. */
  readonly hash: string;
}

/** A picture of ours to serve, or the address of one elsewhere. */
export type BrandPicture = BrandFile | { readonly url: string };

/** How the operator wants the pages to look. */
export interface Brand {
  /** `dark` null: the same on dark pages. */
  readonly logo: { readonly light: BrandPicture; readonly dark: BrandPicture | null } | null;
  /** As `#rrggbb`. */
  readonly accent: { readonly light: string; readonly dark: string } | null;
  readonly links: readonly { readonly text: string; readonly url: string }[];
  readonly css: BrandFile | null;
  /** Markdown. */
  readonly header: string | null;
  readonly footer: string | null;
  /** Whether search engines may list the pages. */
  readonly indexed: boolean;
}

export interface Site {
  readonly name: string;
  /** Absolute, without a trailing slash. */
  readonly url: string;
  readonly description: string | null;
  /** IANA name; the days of the page are days there. */
  readonly timezone: string;
  /** Absent until a worker of this version has stored it. */
  readonly brand?: Brand;
  /** What the pages speak to those who prefer none of `languages`. Missing in catalogues of older versions: `en`. */
  readonly language?: Language;
  /** What the pages speak. Missing in catalogues of older versions: all. */
  readonly languages?: readonly Language[];
}

export interface MetricsSettings {
  readonly prefix: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Whether the histogram of response times is among them. */
  readonly histogram: boolean;
}

export interface FeedSettings {
  /** The WebSub hub that feeds name; null: none. */
  readonly hub: string | null;
}

/** How long each tier of history is kept, in ms. Days and transitions are kept for ever. */
export interface Retention {
  readonly results: number;
  readonly fiveMinutes: number;
  readonly hours: number;
}

/** How alerts that Alertmanager tells of are taken. */
export interface HookSettings {
  /** The label that names the check whose state an alert drives. */
  readonly checkLabel: string;
  /** The label that makes an incident of an alert: `true`. */
  readonly incidentLabel: string;
  readonly severityLabel: string;
  /** Severities that degrade; any other takes down. */
  readonly degraded: readonly string[];
  /** After so long without a word an alert is taken for gone, ms. */
  readonly forgetAfter: number;
}

/**
 * The public side of the configuration, stored by the worker: all that the web process knows of it.
 * Checks are in the order of the file.
 */
export interface Catalogue {
  readonly site: Site;
  readonly metrics: MetricsSettings;
  readonly feeds: FeedSettings;
  readonly retention: Retention;
  readonly countMaintenance: boolean;
  /** Absent from what an older version stored. */
  readonly hook?: HookSettings;
  readonly groups: readonly CatalogueGroup[];
  readonly checks: readonly CatalogueCheck[];
}

/** The worker's own figures: one row, written every 10 s or when they change. */
export interface WorkerFigures {
  /** When the row was written, by the worker's wall clock. */
  readonly at: number;
  readonly startedAt: number;
  /** The greatest delay of a run's start behind its due time in the last minute, s. */
  readonly lagSeconds: number;
  /** Runs and writes that failed by our own fault, since the first start of this database. */
  readonly internalErrors: number;
  /** Runs that were due while the last one still ran, or while we were stalled, since the first start. */
  readonly missedRuns: number;
  /** Time in which the worker stood still, s, and results of runs that it fell into; absent from what an older version wrote. */
  readonly stalls?: { readonly seconds: number; readonly results: number };
  /** How often the wall clock was set while a worker ran, since the first start; absent from what an older version wrote. */
  readonly clockSteps?: number;
  /** Requests that delivered alerts to an Alertmanager, since the first start; absent from what an older version wrote. */
  readonly notifications?: { readonly total: number; readonly failed: number };
  /** Whether the file on disk is the configuration in force. */
  readonly configOk: boolean;
  readonly configError: string | null;
  /** Unix ms of the last successful load. */
  readonly configLoadedAt: number;
}

export type RunTotals = Readonly<Record<ResultState, number>>;

/** Time of a span by state, in ms. `noData` is time in which we did not run, were paused, or did not exist. */
export interface StateTime {
  readonly up: number;
  readonly degraded: number;
  readonly down: number;
  readonly unknown: number;
  readonly paused: number;
  /** Before the first verdict. */
  readonly none: number;
  /** Excluded as maintenance (already taken out of the others). */
  readonly maintenance: number;
}

/** A day of the bars, in the site's time zone. */
export interface Day {
  /** `YYYY-MM-DD` in the site's time zone. */
  readonly date: string;
  readonly start: number;
  readonly end: number;
  readonly time: StateTime;
  /** The ratio, or null without data. */
  readonly uptime: number | null;
  /** What colours the bar: the worst verdict that has time in the day, or `none` without data. */
  readonly worst: Verdict | 'none';
}

/** Latency of a span over successful runs, ms; null without any. */
export interface Latency {
  readonly count: number;
  readonly min: number | null;
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

/** A point of a check's history. */
export interface HistoryBucket {
  readonly start: number;
  readonly end: number;
  /** Runs by their result's state. */
  readonly runs: RunTotals;
  readonly time: StateTime;
  readonly uptime: number | null;
  readonly latency: Latency;
}

export const RANGES = ['1h', '24h', '7d', '30d', '90d', '1y'] as const;
export type Range = (typeof RANGES)[number];

/** Where the time of one run went. */
export interface PhasedRun {
  readonly at: number;
  readonly phases: Phases;
  /** This program stood still meanwhile, so that nobody knows where the time went. */
  readonly stalled?: boolean;
}

/** All that a check's page and its history endpoint show of a range. */
export interface CheckHistory {
  readonly check: string;
  readonly range: Range;
  readonly from: number;
  readonly to: number;
  readonly bucketMs: number;
  readonly buckets: readonly HistoryBucket[];
  /** Confirmed states over the range, clipped to it, in order; for the timeline. */
  readonly spans: readonly { readonly from: number; readonly to: number; readonly state: State | 'none' }[];
  readonly total: HistoryBucket;
  /** The latest runs whose phases are known, oldest first, whatever the range is; for the page alone. */
  readonly phased: readonly PhasedRun[];
}

/** What happened in a span of the past, however long ago, to the checks that an audience sees. */
export interface Past {
  /** Those that touch the span, newest start first. */
  readonly outages: readonly Outage[];
  /** How many there are; those that are too many to be told are the oldest. */
  readonly outageCount: number;
  /** The same of checks that were public and are not configured any more: nothing but their ids is known. */
  readonly gone: readonly Outage[];
  /** The windows that touch the span, in order of their start. */
  readonly maintenance: readonly Maintenance[];
}

/** A check as every surface sees it. */
export interface CheckView {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly group: string | null;
  readonly type: string;
  readonly severity: Severity;
  readonly public: boolean;
  readonly state: State;
  /**
   * Since when it has this state; null if it never had another and has no verdict. Trouble lasts since before the
   * `unknown` and `paused` inside of it, as its outage does.
   */
  readonly since: number | null;
  /** When its state changed last, to whatever; null if it never did. */
  readonly changedAt: number | null;
  /** End of the last run, of whatever result; null if it never ran. */
  readonly lastRunAt: number | null;
  /** ms of the latest run. */
  readonly responseTime: number | null;
  readonly code: Code | null;
  /** Neutral for the public; with the raw text for a token's audience. Null when all is well. */
  readonly message: string | null;
  readonly maintenance: boolean;
  readonly uptime: Readonly<Record<Window, number | null>>;
  /** The last 90 days, oldest first, today last. */
  readonly days: readonly Day[];
  /** The mean response time of each of the last 24 hours (UTC) in ms, the running one last; null without any. */
  readonly sparkline: readonly (number | null)[];
  readonly phases: Phases | null;
  readonly certificateExpiresAt: number | null;
  readonly runs: RunTotals;
  readonly histogram: Histogram;
  /** Newest start first: those that are open or that touched the last 90 days, 100 at most. */
  readonly outages: readonly Outage[];
  readonly firstVerdict: FirstVerdict | null;
  readonly interval: number;
  readonly slowAfter: { readonly degraded: number | null; readonly down: number | null };
}

export interface GroupView {
  readonly id: string;
  readonly name: string;
  readonly checks: readonly string[];
}

/** What the snapshot says of the worker. */
export interface WorkerView {
  /** Whether its last word is recent. */
  readonly alive: boolean;
  /** When it last wrote anything, results included; null before, and absent where nobody asked. */
  readonly lastSeenAt?: number | null;
  readonly figures: WorkerFigures | null;
}

/**
 * The one value that page, JSON, feed, badge and metrics are functions of.
 * Every time in it is at or before `generatedAt`; it is true until `validUntil` or until `revision` moves.
 */
export interface Snapshot {
  readonly revision: string;
  readonly audience: Audience;
  readonly generatedAt: number;
  readonly validUntil: number;
  /** Set when the database did not answer and this is the last known value: since when. */
  readonly staleSince: number | null;
  /** Names the instance in feed ids for ever: the authority and date of a `tag:` URI (RFC 4151), and a UUID. */
  readonly instance: { readonly id: string; readonly authority: string; readonly date: string };
  readonly site: Site;
  readonly metrics: MetricsSettings;
  readonly feeds: FeedSettings;
  /** Absent until a worker of this version has stored it. */
  readonly hook?: HookSettings;
  /** The operator's own texts around every page, as sanitised HTML; absent where there are none. */
  readonly written?: { readonly header: string | null; readonly footer: string | null };
  readonly version: string;
  readonly overall: Overall;
  /** One plain sentence for the banner and for `description`. */
  readonly description: string;
  /** Whether any check is up, degraded or down now: without, there is nothing to say about the whole. */
  readonly hasVerdict: boolean;
  readonly groups: readonly GroupView[];
  /** In the order of the configuration. */
  readonly checks: readonly CheckView[];
  /** All that this audience may see, newest start first; `checks` are those that it sees, by their ids of today, and public ones that are gone. */
  readonly incidents: readonly Incident[];
  /**
   * Windows in order of their start: of the last 90 days, those that go on, and those to come in the next 90 days
   * (of a recurring plan the next one at least).
   */
  readonly maintenance: readonly Maintenance[];
  readonly worker: WorkerView;
}

/** An instant as every surface writes it. */
export function iso(at: number): string {
  return new Date(at).toISOString();
}

/** What a record of the log may carry beside its message. Undefined is left out. Never a secret. */
export type LogValue = string | number | boolean | null | undefined | Error;
export type LogFields = Readonly<Record<string, LogValue>>;

/** The log: what every room takes as an argument, and `lib/env` makes. One line a record. */
export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}
