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
import {
  ADMIN_REFUSALS,
  BAD_QUERY,
  BODY_REFUSALS,
  json,
  KEY_REFUSALS,
  NOT_MODIFIED,
  NOTHING_KNOWN,
  NOTHING_SUCH,
  OVERTAKEN,
} from './answers.ts';
import { INCIDENT, MAINTENANCE, PLANNED } from './examples.ts';
import {
  editsSchema,
  incidentSchema,
  incidentUpdateSchema,
  incidentsQuery,
  incidentsSchema,
  maintenanceListSchema,
  maintenanceQuery,
  plannedSchema,
} from './notice-schemas.ts';
import type { Answer, Operation, Paths } from './operation.ts';

const incidentId = z.string().meta({ description: 'The id of an incident.' });
const updateId = z.string().meta({ description: 'The id of one of its updates.' });
const maintenanceId = z
  .string()
  .meta({ description: 'The id of a maintenance; of a recurring one also that of one of its windows.' });

const NOTHING_MORE: Operation['answers'] = {};

/** A write: what is done, with what, and what it answers when it is done. */
function write(
  id: string,
  tag: 'incidents' | 'maintenance',
  summary: string,
  options: {
    readonly body?: Operation['body'];
    readonly done: Readonly<Record<number, Answer>>;
    /** Whether it makes something that was not there, and so has nothing to match. */
    readonly isNew?: boolean;
    readonly description?: string;
  },
): Operation {
  const { body, done, isNew = false, description } = options;
  return {
    id,
    tag,
    summary,
    ...(description === undefined ? {} : { description }),
    needs: 'admin',
    headers: [...(isNew ? [] : (['If-Match'] as const)), 'Idempotency-Key'],
    ...(body === undefined ? {} : { body }),
    answers: {
      ...done,
      ...(body === undefined ? KEY_REFUSALS : BODY_REFUSALS),
      ...ADMIN_REFUSALS,
      ...(isNew ? NOTHING_MORE : { 404: NOTHING_SUCH, 412: OVERTAKEN }),
      503: NOTHING_KNOWN,
    },
  };
}

const incident = (description: string) => json(description, incidentSchema, INCIDENT);
const madeIncident = (description: string) => json(description, incidentSchema, INCIDENT, ['ETag', 'Location']);
const planned = (description: string) => json(description, plannedSchema, PLANNED);
const madePlanned = (description: string) => json(description, plannedSchema, PLANNED, ['ETag', 'Location']);
const gone = { 204: { description: 'It is gone.' } } as const;

const incidentPaths: Paths = {
  '/api/incidents': {
    get: {
      id: 'listIncidents',
      tag: 'incidents',
      summary: 'Incidents, newest start first',
      needs: 'public',
      query: incidentsQuery,
      headers: ['If-None-Match'],
      answers: {
        200: json('A page of them.', incidentsSchema, { incidents: [INCIDENT], next: null }, ['ETag', 'Link']),
        304: NOT_MODIFIED,
        400: BAD_QUERY,
        404: NOTHING_SUCH,
        503: NOTHING_KNOWN,
      },
    },
    post: write('openIncident', 'incidents', 'Open an incident', {
      isNew: true,
      body: {
        schema: openIncidentInput,
        example: { title: 'Sign-in fails', impact: 'major', checks: ['website'], body: 'We are **looking** into it.' },
      },
      done: { 201: madeIncident('It is open.') },
    }),
  },
  '/api/incidents/{id}': {
    parameters: { id: incidentId },
    get: {
      id: 'getIncident',
      tag: 'incidents',
      summary: 'An incident with all of its updates',
      needs: 'public',
      headers: ['If-None-Match'],
      answers: { 200: incident('The incident.'), 304: NOT_MODIFIED, 404: NOTHING_SUCH, 503: NOTHING_KNOWN },
    },
    patch: write('editIncident', 'incidents', 'Change what stands of an incident', {
      body: { schema: editIncidentInput, example: { title: 'Sign-in and sign-up fail', impact: 'critical' } },
      done: { 200: incident('As it is now.') },
    }),
    delete: write('deleteIncident', 'incidents', 'Delete an incident', { done: gone }),
  },
  '/api/incidents/{id}/updates': {
    parameters: { id: incidentId },
    post: write('updateIncident', 'incidents', 'Write an update', {
      body: { schema: updateIncidentInput, example: { status: 'resolved', body: 'All is well again.' } },
      done: { 201: madeIncident('The incident with the update, which `Location` leads to.') },
    }),
  },
  '/api/incidents/{id}/updates/{updateId}': {
    parameters: { id: incidentId, updateId },
    get: {
      id: 'getIncidentUpdate',
      tag: 'incidents',
      summary: 'An update of an incident',
      needs: 'public',
      headers: ['If-None-Match'],
      answers: {
        200: json('The update.', incidentUpdateSchema, INCIDENT.updates[0]),
        304: NOT_MODIFIED,
        404: NOTHING_SUCH,
        503: NOTHING_KNOWN,
      },
    },
    patch: write('editIncidentUpdate', 'incidents', 'Change an update', {
      body: { schema: editUpdateInput, example: { body: 'All is well again since noon.' } },
      done: { 200: incident('The incident as it is now.') },
    }),
  },
  '/api/incidents/{id}/edits': {
    parameters: { id: incidentId },
    get: {
      id: 'listIncidentEdits',
      tag: 'incidents',
      summary: 'What an incident was before each of its changes',
      needs: 'admin',
      answers: {
        200: json('Newest first.', editsSchema, { edits: [{ at: INCIDENT.updatedAt, incident: INCIDENT }] }),
        304: NOT_MODIFIED,
        ...ADMIN_REFUSALS,
        404: NOTHING_SUCH,
        503: NOTHING_KNOWN,
      },
    },
  },
};

const maintenancePaths: Paths = {
  '/api/maintenance': {
    get: {
      id: 'listMaintenance',
      tag: 'maintenance',
      summary: 'Windows of maintenance, in order of their start',
      description: 'Those of the last 90 days, those that go on, and those of the next 90 days.',
      needs: 'public',
      query: maintenanceQuery,
      headers: ['If-None-Match'],
      answers: {
        200: json('A page of them.', maintenanceListSchema, { maintenance: [MAINTENANCE], next: null }, [
          'ETag',
          'Link',
        ]),
        304: NOT_MODIFIED,
        400: BAD_QUERY,
        404: NOTHING_SUCH,
        503: NOTHING_KNOWN,
      },
    },
    post: write('scheduleMaintenance', 'maintenance', 'Schedule a maintenance', {
      isNew: true,
      body: {
        schema: scheduleMaintenanceInput,
        example: {
          title: 'Database upgrade',
          body: 'Saving takes longer.',
          checks: ['website'],
          startsAt: '2026-06-21T22:00:00Z',
          endsAt: '2026-06-21T23:00:00Z',
          timezone: 'Europe/Berlin',
          rrule: 'FREQ=WEEKLY;BYDAY=SU',
        },
      },
      done: { 201: madePlanned('It is scheduled.') },
    }),
  },
  '/api/maintenance/{id}': {
    parameters: { id: maintenanceId },
    get: {
      id: 'getMaintenance',
      tag: 'maintenance',
      summary: 'A maintenance: the window that is named, else the one that goes on, comes next, or was the last',
      needs: 'public',
      headers: ['If-None-Match'],
      answers: { 200: planned('The window.'), 304: NOT_MODIFIED, 404: NOTHING_SUCH, 503: NOTHING_KNOWN },
    },
    patch: write('editMaintenance', 'maintenance', 'Change a maintenance', {
      body: { schema: editMaintenanceInput, example: { endsAt: '2026-06-22T00:00:00Z' } },
      done: { 200: planned('As it is now.') },
    }),
    delete: write('deleteMaintenance', 'maintenance', 'Delete a maintenance with all of its windows', { done: gone }),
  },
  '/api/maintenance/{id}/updates': {
    parameters: { id: maintenanceId },
    post: write('updateMaintenance', 'maintenance', 'Write an update', {
      body: { schema: postMaintenanceUpdateInput, example: { body: 'The copy is made; we switch over now.' } },
      done: { 201: madePlanned('The maintenance with the update.') },
    }),
  },
  '/api/maintenance/{id}/cancel': {
    parameters: { id: maintenanceId },
    post: write('cancelMaintenance', 'maintenance', 'Cancel a window, or all that are to come', {
      description: 'A window that goes on ends now. Without a body all are meant, or the one that the path names.',
      body: { schema: cancelMaintenanceInput, example: {} },
      done: { 200: planned('As it is now.') },
    }),
  },
};

/** What people write and plan. */
export const noticePaths: Paths = { ...incidentPaths, ...maintenancePaths };
