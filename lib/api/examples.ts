import type * as z from 'zod';
import type { alertmanagerPayload } from './alertmanager.ts';
import type { IncidentJson } from '../formats/incident-json.ts';
import type { MaintenanceJson, PlannedJson } from '../formats/maintenance-json.ts';
import type { healthSchema, historySchema, resultSchema } from './health-schemas.ts';

export const INCIDENT: IncidentJson = {
  id: 'k3v9zq0a7m2d',
  version: 2,
  title: 'Sign-in fails',
  status: 'monitoring',
  impact: 'major',
  checks: ['website'],
  startedAt: '2026-06-17T08:30:00.000Z',
  monitoringAt: '2026-06-17T09:05:00.000Z',
  resolvedAt: null,
  createdAt: '2026-06-17T08:41:12.345Z',
  updatedAt: '2026-06-17T09:05:03.210Z',
  updates: [
    {
      id: 'u8x1c5n4b6hw',
      status: 'monitoring',
      body: 'A mend is in place.',
      html: '<p>A mend is in place.</p>',
      at: '2026-06-17T09:05:00.000Z',
      createdAt: '2026-06-17T09:05:03.210Z',
      updatedAt: '2026-06-17T09:05:03.210Z',
    },
    {
      id: 'f2r7t9y3k1ps',
      status: 'investigating',
      body: 'We are **looking** into it.',
      html: '<p>We are <strong>looking</strong> into it.</p>',
      at: '2026-06-17T08:30:00.000Z',
      createdAt: '2026-06-17T08:41:12.345Z',
      updatedAt: '2026-06-17T08:41:12.345Z',
    },
  ],
};

export const MAINTENANCE: MaintenanceJson = {
  id: 'm5d8w2q6x0ja-20260621T2200Z',
  plan: 'm5d8w2q6x0ja',
  title: 'Database upgrade',
  body: 'Saving takes longer.',
  html: '<p>Saving takes longer.</p>',
  status: 'scheduled',
  checks: ['website'],
  startsAt: '2026-06-21T22:00:00.000Z',
  endsAt: '2026-06-21T23:00:00.000Z',
  recurring: true,
  createdAt: '2026-06-15T10:00:00.000Z',
  updatedAt: '2026-06-15T10:00:00.000Z',
  updates: [],
};

export const PLANNED: PlannedJson = {
  ...MAINTENANCE,
  version: 1,
  timezone: 'Europe/Berlin',
  rrule: 'FREQ=WEEKLY;BYDAY=SU',
  cancelledAt: null,
};

export const HEALTH: z.output<typeof healthSchema> = {
  status: 'pass',
  description: 'All systems operational',
  generatedAt: '2026-06-17T09:05:03.210Z',
  checks: [
    {
      id: 'website',
      name: 'Website',
      group: 'public',
      type: 'http',
      status: 'pass',
      state: 'up',
      since: '2026-06-01T00:00:12.000Z',
      lastRunAt: '2026-06-17T09:04:51.000Z',
      responseTimeSeconds: 0.053,
      code: null,
      message: null,
      maintenance: false,
      uptime: { '24h': 1, '7d': 0.9993, '30d': 0.99987, '90d': null },
    },
  ],
};

const BUCKET = {
  start: '2026-06-17T08:00:00.000Z',
  end: '2026-06-17T09:00:00.000Z',
  count: 120,
  runs: { up: 118, degraded: 1, down: 1, unknown: 0 },
  seconds: { up: 3540, degraded: 30, down: 30, unknown: 0, paused: 0, none: 0, maintenance: 0 },
  uptime: 0.9917,
  successful: 119,
  min: 0.041,
  mean: 0.053,
  p50: 0.052,
  p95: 0.08,
  p99: 0.099,
  max: 0.1,
};

export const HISTORY: z.output<typeof historySchema> = {
  check: 'website',
  range: '7d',
  from: '2026-06-17T08:00:00.000Z',
  to: '2026-06-17T09:00:00.000Z',
  bucketSeconds: 3600,
  buckets: [BUCKET],
  spans: [{ from: '2026-06-17T08:00:00.000Z', to: '2026-06-17T09:00:00.000Z', state: 'up' }],
  total: BUCKET,
};

export const RESULT: z.output<typeof resultSchema> = {
  check: 'website',
  at: '2026-06-17T09:05:03.210Z',
  state: 'down',
  responseTimeSeconds: 0.004,
  code: 'connection_refused',
  message: 'connection refused',
  raw: 'connect ECONNREFUSED 127.0.0.1:8080',
  phases: null,
  certificateExpiresAt: null,
};

export const ALERTS: z.input<typeof alertmanagerPayload> = {
  version: '4',
  groupKey: '{}:{alertname="SignInFails"}',
  status: 'firing',
  commonAnnotations: { summary: 'Sign-in fails' },
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'SignInFails', severity: 'critical' },
      annotations: { summary: 'Sign-in fails' },
      startsAt: '2026-06-17T08:30:00.000Z',
      endsAt: '0001-01-01T00:00:00Z',
      fingerprint: 'a3f1c2d4e5b60718',
    },
  ],
};
