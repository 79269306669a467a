import type * as z from 'zod';
import { json, NOT_MODIFIED, NOTHING_KNOWN } from './answers.ts';
import type { PathItem, Paths } from './operation.ts';
import { statuspageSchemas } from './statuspage-schemas.ts';

function documentOf(id: string, summary: string, schema: z.ZodType): PathItem {
  return {
    get: {
      id,
      tag: 'statuspage',
      summary,
      needs: 'open',
      headers: ['If-None-Match'],
      answers: { 200: json('The document.', schema), 304: NOT_MODIFIED, 503: NOTHING_KNOWN },
    },
  };
}

const { summary, status, components, incidents, maintenance } = statuspageSchemas;

/** The documents of Statuspage's public status API, version 2. */
export const statuspagePaths: Paths = {
  '/api/v2/summary.json': documentOf('v2Summary', 'Everything that is under way', summary),
  '/api/v2/status.json': documentOf('v2Status', 'The whole in a word', status),
  '/api/v2/components.json': documentOf('v2Components', 'Checks and groups', components),
  '/api/v2/incidents.json': documentOf('v2Incidents', 'The most recent incidents', incidents),
  '/api/v2/incidents/unresolved.json': documentOf('v2UnresolvedIncidents', 'Incidents that are open', incidents),
  '/api/v2/scheduled-maintenances.json': documentOf('v2Maintenance', 'The most recent maintenance', maintenance),
  '/api/v2/scheduled-maintenances/upcoming.json': documentOf('v2UpcomingMaintenance', 'What is planned', maintenance),
  '/api/v2/scheduled-maintenances/active.json': documentOf('v2ActiveMaintenance', 'What goes on', maintenance),
};
