import * as z from 'zod';
import type { AlertGroup } from '../incidents/alerts.ts';

const texts = z.record(z.string(), z.string());

const instant = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)), { error: 'must be an instant as of RFC 3339' })
  .meta({ format: 'date-time' });

const status = z.enum(['firing', 'resolved']);

/** What Alertmanager's webhook sends, version 4; members that are not named here are passed over. */
export const alertmanagerPayload = z.looseObject({
  version: z.literal('4'),
  groupKey: z.string().min(1).max(10_000).meta({ description: 'Names the group: an incident belongs to one.' }),
  status,
  truncatedAlerts: z.int().min(0).default(0).meta({ description: 'How many alerts were left out.' }),
  commonAnnotations: texts.default({}),
  alerts: z.array(
    z.looseObject({
      status,
      labels: texts,
      annotations: texts.default({}),
      startsAt: instant,
      endsAt: instant,
      fingerprint: z.string().min(1).max(200),
    }),
  ),
});

/** What came of a delivery. */
export const alertmanagerAnswer = z.object({
  checks: z
    .array(z.object({ check: z.string(), state: z.enum(['up', 'degraded', 'down']) }))
    .meta({ description: 'The checks that were told a state.' }),
  incidents: z
    .array(z.object({ id: z.string(), change: z.enum(['opened', 'reopened', 'updated', 'resolved', 'none']) }))
    .meta({ description: 'The incidents that the alerts belong to, and what was done to them.' }),
  ignored: z
    .array(z.object({ fingerprint: z.string(), reason: z.string() }))
    .meta({ description: 'The alerts that changed nothing, and why.' }),
});

/** Reads a delivery; what is wrong with it where it is none. */
export function readAlertGroup(
  body: string,
): { readonly group: AlertGroup } | { readonly errors: readonly { pointer: string; detail: string }[] } {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { errors: [{ pointer: '#', detail: 'must be JSON' }] };
  }
  const read = alertmanagerPayload.safeParse(value);
  if (!read.success) {
    return {
      errors: read.error.issues.slice(0, 20).map(({ path, message }) => ({
        pointer: `#${path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')}`,
        detail: message,
      })),
    };
  }
  const { groupKey: key, status: whole, truncatedAlerts: truncated, commonAnnotations, alerts } = read.data;
  return {
    group: {
      key,
      firing: whole === 'firing',
      truncated,
      annotations: commonAnnotations,
      alerts: alerts.map(({ status, labels, annotations, startsAt, endsAt, fingerprint }) => ({
        fingerprint,
        firing: status === 'firing',
        labels,
        annotations,
        startsAt: Date.parse(startsAt),
        // Of an alert that fires it is the year 1, or when Alertmanager would take it for resolved.
        endsAt: status === 'firing' ? null : Date.parse(endsAt),
      })),
    },
  };
}
