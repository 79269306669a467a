import type { CheckView, Day, HistoryBucket, CheckHistory, Outage, Snapshot, StateTime } from '../../../lib/model.ts';
import { describe, overallOf } from '../../../lib/status/select.ts';

/** 2026-03-04T05:06:07.089Z */
export const NOW = Date.UTC(2026, 2, 4, 5, 6, 7, 89);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What hostile and careless people call things. */
export const NASTY_NAME =
  'A "quoted" \\ back\\nslash\nsecond line\t<b>R&D</b> &amp; \u0000\u0007\u0085 🚀 שלום \u202Eabc';

const NO_TIME: StateTime = { up: 0, degraded: 0, down: 0, unknown: 0, paused: 0, none: 0, maintenance: 0 };

const today: Day = {
  date: '2026-03-04',
  start: NOW - 5 * HOUR,
  end: NOW,
  time: { ...NO_TIME, up: 5 * HOUR },
  uptime: 1,
  worst: 'up',
};

/** A number that only depends on the check's id. */
function verdictId(id: string): number {
  return Buffer.from(id).reduce((sum, byte) => (sum * 31 + byte) % 100_000, 7);
}

function check(id: string, over: Partial<CheckView>): CheckView {
  const since = over.since === undefined ? NOW - 3 * DAY : over.since;
  return {
    id,
    name: id,
    description: null,
    group: null,
    type: 'http',
    severity: 'critical',
    public: true,
    state: 'up',
    since,
    changedAt: since,
    lastRunAt: NOW - 12_345,
    responseTime: 53.2104,
    code: null,
    message: null,
    maintenance: false,
    uptime: { '24h': 1, '7d': 0.9993055555555556, '30d': 0.99999, '90d': null },
    days: [today],
    sparkline: [],
    phases: null,
    certificateExpiresAt: null,
    runs: { up: 120, degraded: 0, down: 0, unknown: 0 },
    histogram: { counts: [0, 0, 0, 100, 15, 5, 0, 0, 0, 0, 0, 0, 0], sum: 6_385.248 },
    outages: [],
    firstVerdict: { id: verdictId(id), at: NOW - 30 * DAY, state: 'up' },
    interval: 30_000,
    slowAfter: { degraded: null, down: null },
    ...over,
  };
}

function outage(id: number, name: string, over: Partial<Outage>): Outage {
  return {
    id,
    check: name,
    startedAt: NOW - 2 * DAY,
    endedAt: null,
    worst: 'down',
    code: null,
    updatedAt: NOW - 2 * DAY + 500,
    ...over,
  };
}

const CHECKS: readonly CheckView[] = [
  check('website', {
    name: 'Website',
    group: 'public',
    phases: { dns: 1.5, connect: 0.25, tls: 12, processing: 30.4604, transfer: 9 },
    certificateExpiresAt: Date.UTC(2026, 5, 1),
    outages: [
      outage(7, 'website', {
        startedAt: NOW - 2 * DAY,
        endedAt: NOW - 2 * DAY + 4 * MINUTE + 12_000,
        updatedAt: NOW - 2 * DAY + 4 * MINUTE + 12_400,
        code: 'connection_refused',
      }),
      outage(3, 'website', {
        startedAt: NOW - 9 * DAY,
        endedAt: NOW - 8 * DAY + 3 * HOUR,
        worst: 'degraded',
        updatedAt: NOW - 8 * DAY + 3 * HOUR,
        code: 'slow',
      }),
    ],
  }),
  check('api.v2', {
    name: NASTY_NAME,
    group: 'public',
    state: 'down',
    since: NOW - HOUR,
    responseTime: 10_000,
    code: 'timeout',
    message: 'timed out',
    uptime: { '24h': 0.958333, '7d': 1, '30d': 0.0000001, '90d': 0 },
    runs: { up: 9_007_199_254, degraded: 3, down: 12, unknown: 1 },
    outages: [outage(9, 'api.v2', { startedAt: NOW - HOUR, updatedAt: NOW - HOUR + 90_000, code: 'timeout' })],
  }),
  check('mail_1', {
    name: 'Mail & calendar',
    type: 'tcp',
    severity: 'warning',
    state: 'degraded',
    since: NOW - 90_500,
    responseTime: 0.0004,
    code: 'connection_reset',
    message: 'connection reset',
    maintenance: true,
    outages: [
      outage(10, 'mail_1', {
        startedAt: NOW - 90_500,
        updatedAt: NOW - 90_000,
        worst: 'degraded',
        code: 'connection_reset',
      }),
    ],
  }),
  check('stale', {
    name: 'Stale',
    type: 'database',
    state: 'unknown',
    lastRunAt: NOW - 10 * MINUTE,
    message: 'no current result',
    responseTime: 0.1,
  }),
  check('new', {
    name: 'New',
    type: 'dns',
    state: 'unknown',
    since: null,
    lastRunAt: null,
    responseTime: null,
    message: 'waiting for the first run',
    uptime: { '24h': null, '7d': null, '30d': null, '90d': null },
    days: [],
    runs: { up: 0, degraded: 0, down: 0, unknown: 0 },
    firstVerdict: null,
  }),
  check('paused', { name: 'Paused', type: 'disk', state: 'paused', since: NOW - DAY, message: 'paused' }),
  check('secret', {
    name: 'Back office',
    group: 'internal',
    public: false,
    state: 'down',
    code: 'http_status',
    message: 'unexpected HTTP status: 500 from 10.0.0.7',
    outages: [outage(11, 'secret', { code: 'http_status' })],
  }),
];

/** One snapshot with a check of each kind, as this audience sees it. */
export function richSnapshot(audience: 'public' | 'token'): Snapshot {
  const checks = CHECKS.filter((one) => one.public || audience === 'token');
  const groups = [
    { id: 'public', name: 'Public services', checks: ['website', 'api.v2'] },
    ...(audience === 'token' ? [{ id: 'internal', name: 'Internal', checks: ['secret'] }] : []),
  ];
  return {
    revision: '17',
    audience,
    generatedAt: NOW,
    validUntil: NOW + 60_000,
    staleSince: null,
    instance: { id: '3f1d4c0e-8a55-4c1b-9a51-0d7a7a1c2b3d', authority: 'status.acme.example', date: '2026-01-02' },
    site: { name: 'Acme', url: 'https://status.acme.example', description: null, timezone: 'Europe/Berlin' },
    metrics: {
      prefix: 'django_health_check',
      labels: { environment: 'production', note: 'a "b" \\ c', check: 'never instead of the id' },
      histogram: false,
    },
    feeds: { hub: null },
    version: '1.2.3',
    overall: overallOf(checks),
    description: describe(checks),
    hasVerdict: true,
    groups,
    checks,
    incidents: [],
    maintenance: [],
    worker: {
      alive: true,
      lastSeenAt: NOW - 1_250,
      figures: {
        at: NOW - 3_000,
        startedAt: NOW - DAY,
        lagSeconds: 0.0123,
        internalErrors: 2,
        missedRuns: 5,
        stalls: { seconds: 12.345, results: 4 },
        clockSteps: 1,
        notifications: { total: 7, failed: 3 },
        configOk: false,
        configError: 'allswell.config.yaml:3:1: checks: is wrong',
        configLoadedAt: NOW - DAY,
      },
    },
  };
}

/** What a fresh machine shows before anything ran. */
export function emptySnapshot(): Snapshot {
  return {
    ...richSnapshot('public'),
    metrics: { prefix: 'health_check', labels: {}, histogram: false },
    overall: 'pass',
    description: describe([]),
    hasVerdict: false,
    groups: [],
    checks: [],
    worker: { alive: false, figures: null },
  };
}

function bucket(start: number, over: Partial<HistoryBucket>): HistoryBucket {
  return {
    start,
    end: start + 5 * MINUTE,
    runs: { up: 9, degraded: 1, down: 0, unknown: 0 },
    time: { ...NO_TIME, up: 4 * MINUTE, degraded: MINUTE },
    uptime: 1,
    latency: { count: 10, min: 40.1234, mean: 53.5, p50: 52, p95: 80, p99: 99.9999, max: 100 },
    ...over,
  };
}

/** Three buckets: a good one, one with trouble, one without data. */
export const HISTORY: CheckHistory = {
  check: 'website',
  range: '1h',
  from: NOW - HOUR,
  to: NOW,
  bucketMs: 5 * MINUTE,
  buckets: [
    bucket(NOW - HOUR, {}),
    bucket(NOW - HOUR + 5 * MINUTE, {
      runs: { up: 2, degraded: 0, down: 6, unknown: 2 },
      time: { ...NO_TIME, up: MINUTE, down: 2 * MINUTE, unknown: MINUTE, maintenance: MINUTE },
      uptime: 1 / 3,
      latency: { count: 2, min: 0.0004, mean: 1, p50: 1, p95: 2, p99: 2, max: 2 },
    }),
    bucket(NOW - HOUR + 10 * MINUTE, {
      runs: { up: 0, degraded: 0, down: 0, unknown: 0 },
      time: { ...NO_TIME, none: 5 * MINUTE },
      uptime: null,
      latency: { count: 0, min: null, mean: null, p50: null, p95: null, p99: null, max: null },
    }),
  ],
  spans: [
    { from: NOW - HOUR, to: NOW - HOUR + 6 * MINUTE, state: 'up' },
    { from: NOW - HOUR + 6 * MINUTE, to: NOW, state: 'none' },
  ],
  total: bucket(NOW - HOUR, { end: NOW }),
  phased: [],
};
