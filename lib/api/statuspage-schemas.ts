import * as z from 'zod';
import { COMPONENT_STATUSES, type Component } from '../formats/statuspage-components.ts';
import type { IncidentDocument, MaintenanceDocument } from '../formats/statuspage-incidents.ts';
import { IMPACTS, INCIDENT_STATUSES, MAINTENANCE_STATUSES } from '../model.ts';
import { instant, instantOrNull } from './scalars.ts';

const text = z.string();
const textOrNull = z.string().nullable();
const componentStatus = z.enum(COMPONENT_STATUSES);

const page = z.object({ id: text, name: text, url: z.url(), time_zone: text, updated_at: instant });

const status = z.object({
  indicator: z.enum(['none', 'maintenance', 'minor', 'major', 'critical']),
  description: text,
});

export const componentSchema = z.object({
  id: text,
  name: text,
  status: componentStatus,
  created_at: instant,
  updated_at: instant,
  position: z.int().positive(),
  description: textOrNull,
  showcase: z.boolean(),
  start_date: z.iso.date().nullable(),
  group_id: textOrNull,
  page_id: text,
  group: z.boolean(),
  only_show_if_degraded: z.boolean(),
  components: z.array(text).readonly().optional().meta({ description: 'Of a group: the ids of its components.' }),
}) satisfies z.ZodType<Component>;

const updateSchema = z.object({
  id: text,
  status: z.enum([...INCIDENT_STATUSES, ...MAINTENANCE_STATUSES]),
  body: text,
  incident_id: text,
  created_at: instant,
  updated_at: instant,
  display_at: instant,
  affected_components: z
    .array(z.object({ code: text, name: text, old_status: componentStatus, new_status: componentStatus }))
    .readonly()
    .nullable(),
  deliver_notifications: z.boolean(),
  custom_tweet: textOrNull,
  tweet_id: textOrNull,
});

export const incidentDocumentSchema = z.object({
  id: text,
  name: text,
  status: z.enum([...INCIDENT_STATUSES, ...MAINTENANCE_STATUSES]),
  created_at: instant,
  updated_at: instant,
  monitoring_at: instantOrNull,
  resolved_at: instantOrNull,
  impact: z.enum([...IMPACTS, 'maintenance']),
  shortlink: z.url(),
  started_at: instant,
  page_id: text,
  incident_updates: z.array(updateSchema).readonly(),
  components: z.array(componentSchema).readonly(),
  reminder_intervals: textOrNull,
}) satisfies z.ZodType<IncidentDocument>;

export const maintenanceDocumentSchema = incidentDocumentSchema.extend({
  scheduled_for: instant,
  scheduled_until: instant,
}) satisfies z.ZodType<MaintenanceDocument>;

const incidents = z.array(incidentDocumentSchema);
const scheduled_maintenances = z.array(maintenanceDocumentSchema);
const components = z.array(componentSchema);

export const statuspageSchemas = {
  summary: z.object({ page, components, incidents, scheduled_maintenances, status }),
  status: z.object({ page, status }),
  components: z.object({ page, components }),
  incidents: z.object({ page, incidents }),
  maintenance: z.object({ page, scheduled_maintenances }),
} as const;
