import { z } from 'zod';
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
import { healthPlusSchema, healthSchema, historySchema, liveSchema, resultSchema } from './health-schemas.ts';
import {
  editsSchema,
  incidentSchema,
  incidentsSchema,
  maintenanceListSchema,
  maintenanceSchema,
  plannedSchema,
} from './notice-schemas.ts';
import { problemSchema } from './problem-schema.ts';

/** What is answered, by the names under which the document tells it. */
const OUTPUTS: Readonly<Record<string, z.ZodType>> = {
  Problem: problemSchema,
  Health: healthSchema,
  HealthPlus: healthPlusSchema,
  History: historySchema,
  Result: resultSchema,
  Live: liveSchema,
  Incident: incidentSchema,
  IncidentList: incidentsSchema,
  IncidentEdits: editsSchema,
  MaintenanceWindow: maintenanceSchema,
  MaintenanceList: maintenanceListSchema,
  Maintenance: plannedSchema,
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
};

export const COMPONENTS: readonly string[] = [...Object.keys(OUTPUTS), ...Object.keys(INPUTS)];
export const outputs = registryOf(OUTPUTS);
export const inputs = registryOf(INPUTS);

function registryOf(schemas: Readonly<Record<string, z.ZodType>>) {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  return registry;
}
