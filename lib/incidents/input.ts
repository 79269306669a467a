import * as z from 'zod';
import { IMPACTS, INCIDENT_STATUSES } from '../model.ts';
import { withoutControls } from './markdown.ts';

/** What may be written, at most. */
export const LIMITS = { title: 200, body: 20_000, checks: 200, updates: 1_000 } as const;

/** How a field of an incident or a maintenance may be given: the one definition for REST, command line and OpenAPI. */
const title = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(LIMITS.title, `must have at most ${LIMITS.title} characters`)
  .regex(/^[^\p{Cc}\p{Cs}\u2028\u2029\ufffe\uffff]*$/u, 'must be one line without control characters')
  .describe('One line of plain text.');

const body = z
  .string()
  .overwrite(withoutControls)
  .regex(/\S/, 'must not be blank')
  .max(LIMITS.body, `must have at most ${LIMITS.body} characters`)
  .describe('Markdown (GFM).');

const checks = z
  .array(z.string())
  .max(LIMITS.checks, `must have at most ${LIMITS.checks} entries`)
  .describe('Ids of the checks that it affects.');

const instant = z.iso
  .datetime({ offset: true, error: 'must be an instant with its offset, as in 2026-06-17T22:00:00Z' })
  .refine((text) => inReach(Date.parse(text)), 'must be between the years 2000 and 2200')
  .transform((text) => Date.parse(text));

const impact = z.enum(IMPACTS);
const status = z.enum(INCIDENT_STATUSES);

const timezone = z
  .string()
  .refine(isTimezone, 'must be an IANA time zone, as in Europe/Berlin')
  .describe('IANA time zone in which a recurring window keeps its time of day.');

const rrule = z
  .string()
  .trim()
  .toUpperCase()
  .max(500, 'must have at most 500 characters')
  .describe('RFC 5545 RRULE without DTSTART, as in FREQ=WEEKLY;BYDAY=SU.');

const occurrence = z
  .string()
  .describe('One window of a recurring maintenance: its id, or its planned start as an instant.');

export const openIncidentInput = z.strictObject({
  title,
  impact: impact.default('minor'),
  status: status.default('investigating'),
  checks: checks.default([]),
  body,
  at: instant.optional().describe('When it was, where that was earlier than now.'),
});
export type OpenIncidentInput = z.input<typeof openIncidentInput>;

export const updateIncidentInput = z.strictObject({
  status: status.optional().describe('Default is what the incident is at that time.'),
  body,
  at: instant.optional().describe('When it was, where that was earlier than now.'),
  impact: impact.optional(),
  checks: checks.optional(),
  title: title.optional(),
});
export type UpdateIncidentInput = z.input<typeof updateIncidentInput>;

export const editIncidentInput = z.strictObject({
  title: title.optional(),
  impact: impact.optional(),
  checks: checks.optional(),
  startedAt: instant.optional().describe('When it began; not after its first update.'),
});
export type EditIncidentInput = z.input<typeof editIncidentInput>;

export const editUpdateInput = z.strictObject({
  body: body.optional(),
  status: status.optional(),
  at: instant.optional(),
});
export type EditUpdateInput = z.input<typeof editUpdateInput>;

export const scheduleMaintenanceInput = z.strictObject({
  title,
  body: body.describe('Markdown (GFM): what is done, and what it means for visitors.'),
  checks: checks.default([]),
  startsAt: instant.describe('Start of the first window.'),
  endsAt: instant.describe('End of the first window.'),
  timezone: timezone.optional().describe("IANA time zone of the recurrence. Default is the site's."),
  rrule: rrule.nullable().default(null),
});
export type ScheduleMaintenanceInput = z.input<typeof scheduleMaintenanceInput>;

export const editMaintenanceInput = z.strictObject({
  title: title.optional(),
  body: body.optional(),
  checks: checks.optional(),
  startsAt: instant.optional(),
  endsAt: instant.optional(),
  timezone: timezone.optional(),
  rrule: rrule.nullable().optional(),
  occurrence: occurrence.optional().describe('The window whose `endsAt` is meant, of a recurring maintenance.'),
});
export type EditMaintenanceInput = z.input<typeof editMaintenanceInput>;

export const postMaintenanceUpdateInput = z.strictObject({
  body,
  at: instant.optional().describe('When it was, where that was earlier than now.'),
});
export type PostMaintenanceUpdateInput = z.input<typeof postMaintenanceUpdateInput>;

export const cancelMaintenanceInput = z.strictObject({
  occurrence: occurrence.optional().describe('The one window to cancel; without it, all that are to come.'),
});
export type CancelMaintenanceInput = z.input<typeof cancelMaintenanceInput>;

/** Also says so of what is no instant: that is another rule's to refuse. */
function inReach(at: number): boolean {
  return Number.isNaN(at) || (at >= Date.UTC(2000) && at < Date.UTC(2200));
}

/** Whether this runtime knows the time zone. */
export function isTimezone(name: string): boolean {
  // Offsets, which some runtimes take too, know no summer time.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
