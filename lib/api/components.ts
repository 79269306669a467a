import * as z from 'zod';
import {
  cancelMaintenanceInput,
  editIncidentInput,
  editMaintenanceInput,
  editUpdateInput,
  openIncidentInput,
  postMaintenanceUpdateInput,
  scheduleMaintenanceInput,
  updateIncidentInput,
} from '../incidents/input.ts';
import { alertmanagerAnswer, alertmanagerPayload } from './alertmanager.ts';
import { badgeSchema } from './badge-paths.ts';
import { jsonFeedSchema } from './feed-schemas.ts';
import { healthPlusSchema, healthSchema, historySchema, liveSchema, resultSchema } from './health-schemas.ts';
import {
  editsSchema,
  incidentSchema,
  incidentUpdateSchema,
  incidentsSchema,
  maintenanceListSchema,
  maintenanceSchema,
  plannedSchema,
} from './notice-schemas.ts';
import { problemSchema } from './problem-schema.ts';
import { objectSchema } from './process-paths.ts';
import { pushInput } from './push.ts';
import {
  componentSchema,
  incidentDocumentSchema,
  maintenanceDocumentSchema,
  statuspageSchemas,
} from './statuspage-schemas.ts';

/** What is answered, by the names under which the document tells it. */
const OUTPUTS: Readonly<Record<string, z.ZodType>> = {
  Problem: problemSchema,
  Health: healthSchema,
  HealthPlus: healthPlusSchema,
  History: historySchema,
  Result: resultSchema,
  Live: liveSchema,
  Badge: badgeSchema,
  JsonFeed: jsonFeedSchema,
  Standard: objectSchema,
  TakenAlerts: alertmanagerAnswer,
  Incident: incidentSchema,
  IncidentUpdate: incidentUpdateSchema,
  IncidentList: incidentsSchema,
  IncidentEdits: editsSchema,
  MaintenanceWindow: maintenanceSchema,
  MaintenanceList: maintenanceListSchema,
  Maintenance: plannedSchema,
  V2Component: componentSchema,
  V2Incident: incidentDocumentSchema,
  V2Maintenance: maintenanceDocumentSchema,
  V2Summary: statuspageSchemas.summary,
  V2Status: statuspageSchemas.status,
  V2ComponentList: statuspageSchemas.components,
  V2IncidentList: statuspageSchemas.incidents,
  V2MaintenanceList: statuspageSchemas.maintenance,
};

/** What is taken. */
const INPUTS: Readonly<Record<string, z.ZodType>> = {
  OpenIncident: openIncidentInput,
  EditIncident: editIncidentInput,
  UpdateIncident: updateIncidentInput,
  EditUpdate: editUpdateInput,
  ScheduleMaintenance: scheduleMaintenanceInput,
  EditMaintenance: editMaintenanceInput,
  UpdateMaintenance: postMaintenanceUpdateInput,
  CancelMaintenance: cancelMaintenanceInput,
  Push: pushInput,
  Alerts: alertmanagerPayload,
};

export const COMPONENTS: readonly string[] = [...Object.keys(OUTPUTS), ...Object.keys(INPUTS)];
export const outputs = registryOf(OUTPUTS);
export const inputs = registryOf(INPUTS);

function registryOf(schemas: Readonly<Record<string, z.ZodType>>) {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  return registry;
}
