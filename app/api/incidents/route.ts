import { incidentsQuery } from '../../../lib/api/notice-schemas.ts';
import { readQuery } from '../../../lib/api/query.ts';
import { authoriseRequest } from '../../../lib/auth/request.ts';
import { incidentJson } from '../../../lib/formats/incident-json.ts';
import type { Incident } from '../../../lib/model.ts';
import { listResponse } from '../notice-response.ts';
import { problemResponse, refusalResponse, serving } from '../problem-response.ts';
import { answerWrite } from '../write.ts';
import { incidentAnswer } from './incident-answer.ts';

export const dynamic = 'force-dynamic';

/** Incidents, newest start first. */
export function GET(request: Request): Response {
  const grant = authoriseRequest(request.headers, 'public');
  if ('status' in grant) return refusalResponse(request, grant);
  const asked = readQuery(incidentsQuery, new URL(request.url).searchParams);
  if ('problem' in asked) return problemResponse(request, asked.problem);
  const { status } = asked.query;
  return listResponse<Incident>(request, asked.query, {
    audience: grant.audience,
    items: ({ incidents }) =>
      incidents.filter((one) => status === 'all' || (one.resolvedAt === null) === (status === 'open')),
    at: (incident) => incident.startedAt,
    direction: -1,
    body: (incidents, next) => ({ incidents: incidents.map(incidentJson), next }),
  });
}

/** Opens an incident. */
export function POST(request: Request): Promise<Response> {
  return answerWrite<Incident>(request, {
    body: 'needed',
    write: (notices, input, options) => notices.open(input, options),
    answer: (incident) => incidentAnswer(201, incident, { Location: `/api/incidents/${incident.id}` }),
  });
}

const { options, refuse } = serving('GET, HEAD, POST, OPTIONS');
export { options as OPTIONS, refuse as DELETE, refuse as PATCH, refuse as PUT };
