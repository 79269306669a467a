import { maintenanceQuery } from '../../../lib/api/notice-schemas.ts';
import { readQuery } from '../../../lib/api/query.ts';
import { authoriseRequest } from '../../../lib/auth/request.ts';
import { maintenanceJson } from '../../../lib/formats/maintenance-json.ts';
import type { Maintenance, MaintenancePlan } from '../../../lib/model.ts';
import { listResponse } from '../notice-response.ts';
import { problemResponse, refusalResponse, serving } from '../problem-response.ts';
import { answerWrite } from '../write.ts';
import { maintenanceAnswer } from './maintenance-answer.ts';

export const dynamic = 'force-dynamic';

/** Windows of maintenance, in order of their start. */
export function GET(request: Request): Response {
  const grant = authoriseRequest(request.headers, 'public');
  if ('status' in grant) return refusalResponse(request, grant);
  const asked = readQuery(maintenanceQuery, new URL(request.url).searchParams);
  if ('problem' in asked) return problemResponse(request, asked.problem);
  const { status } = asked.query;
  return listResponse<Maintenance>(request, asked.query, {
    audience: grant.audience,
    items: ({ maintenance }) => maintenance.filter((one) => status === 'all' || one.status === status),
    at: (window) => window.startsAt,
    direction: 1,
    body: (maintenance, next) => ({ maintenance: maintenance.map(maintenanceJson), next }),
  });
}

/** Schedules a maintenance. */
export function POST(request: Request): Promise<Response> {
  return answerWrite<MaintenancePlan>(request, {
    body: 'needed',
    write: (notices, input, options) => notices.schedule(input, options),
    answer: (plan) => maintenanceAnswer(201, plan, plan.id, { Location: `/api/maintenance/${plan.id}` }),
  });
}

const { options, refuse } = serving('GET, HEAD, POST, OPTIONS');
export { options as OPTIONS, refuse as DELETE, refuse as PATCH, refuse as PUT };
