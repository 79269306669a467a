import * as z from 'zod';
import type { IncidentJson, UpdateJson } from '../formats/incident-json.ts';
import type { MaintenanceJson, PlannedJson } from '../formats/maintenance-json.ts';
import {
  IMPACTS,
  INCIDENT_STATUSES,
  MAINTENANCE_STATUSES,
  type IncidentStatus,
  type MaintenanceStatus,
} from '../model.ts';
import { selectionQuery } from './health-schemas.ts';
import { checkId, instant, instantOrNull } from './scalars.ts';

/** Of one page of a list. */
export const MAX_LIMIT = 200;

const limitRule = `must be a number from 1 to ${MAX_LIMIT}`;
const paging = {
  limit: z.coerce
    .number(limitRule)
    .int(limitRule)
    .min(1, limitRule)
    .max(MAX_LIMIT, limitRule)
    .default(50)
    .meta({ description: 'How many at most.' }),
  cursor: z.string().optional().meta({ description: 'Where to go on: `next` of the page before.' }),
};

export const incidentsQuery = selectionQuery.extend({
  status: z.enum(['open', 'resolved', 'all']).default('all').meta({ description: 'Which incidents.' }),
  ...paging,
});
export const maintenanceQuery = selectionQuery.extend({
  status: z
    .enum([...MAINTENANCE_STATUSES, 'all'])
    .default('all')
    .meta({ description: 'Which windows.' }),
  ...paging,
});

const text = {
  body: z.string().meta({ description: 'Markdown, as it was written.' }),
  html: z.string().meta({ description: 'The same as sanitised HTML.' }),
};
const when = {
  at: instant.meta({ description: 'When it was; may lie before it was written.' }),
  createdAt: instant,
  updatedAt: instant,
};
const checks = z.array(checkId).readonly().meta({ description: 'The checks that it affects.' });

export const incidentUpdateSchema = z.object({
  id: z.string(),
  status: z.enum(INCIDENT_STATUSES),
  ...text,
  ...when,
}) satisfies z.ZodType<UpdateJson<IncidentStatus>>;

export const incidentSchema = z.object({
  id: z.string(),
  version: z.int().positive().meta({ description: 'Counts its changes. The entity tag is made of it.' }),
  title: z.string(),
  status: z.enum(INCIDENT_STATUSES),
  impact: z.enum(IMPACTS),
  checks,
  startedAt: instant,
  monitoringAt: instantOrNull,
  resolvedAt: instantOrNull.meta({ description: 'Null while it is open.' }),
  createdAt: instant,
  updatedAt: instant,
  updates: z.array(incidentUpdateSchema).readonly().meta({ description: 'Newest first.' }),
}) satisfies z.ZodType<IncidentJson>;

const next = z.string().nullable().meta({ description: 'The cursor of the next page; null on the last.' });

export const incidentsSchema = z.object({ incidents: z.array(incidentSchema), next });

export const editsSchema = z.object({
  edits: z
    .array(
      z.object({
        at: instant.meta({ description: 'When it was replaced.' }),
        incident: incidentSchema.meta({ description: 'What it was until then.' }),
      }),
    )
    .meta({ description: 'Newest first.' }),
});

const maintenanceUpdateSchema = z.object({
  id: z.string(),
  status: z.enum(MAINTENANCE_STATUSES),
  ...text,
  ...when,
}) satisfies z.ZodType<UpdateJson<MaintenanceStatus>>;

export const maintenanceSchema = z.object({
  id: z.string().meta({ description: "The plan's id; of a recurring one with the window's planned start behind it." }),
  plan: z.string(),
  title: z.string(),
  ...text,
  status: z.enum(MAINTENANCE_STATUSES),
  checks,
  startsAt: instant,
  endsAt: instant,
  recurring: z.boolean(),
  createdAt: instant,
  updatedAt: instant,
  updates: z.array(maintenanceUpdateSchema).readonly().meta({ description: 'Newest first.' }),
}) satisfies z.ZodType<MaintenanceJson>;

export const plannedSchema = maintenanceSchema.extend({
  version: z.int().positive().meta({ description: 'Counts the changes of the plan. The entity tag begins with it.' }),
  timezone: z.string().meta({ description: 'IANA name: in which a recurring window keeps its time of day.' }),
  rrule: z.string().nullable().meta({ description: 'RFC 5545, without `DTSTART`; null for a single window.' }),
  cancelledAt: instantOrNull.meta({ description: 'When the whole plan was cancelled.' }),
}) satisfies z.ZodType<PlannedJson>;

export const maintenanceListSchema = z.object({ maintenance: z.array(maintenanceSchema), next });
