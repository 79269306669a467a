import { entityTag } from '../../../../lib/api/preconditions.ts';
import { authoriseRequest } from '../../../../lib/auth/request.ts';
import { incidentJson } from '../../../../lib/formats/incident-json.ts';
import type { Incident } from '../../../../lib/model.ts';
import { readSnapshot } from '../../../../lib/status/status.ts';
import { checkIdOf } from '../../check-id.ts';
import { jsonResponse, keptHeaders, noSuch } from '../../notice-response.ts';
import { notReadyResponse, problemResponse, refusalResponse, serving } from '../../problem-response.ts';
import { answerWrite, GONE } from '../../write.ts';
import { incidentAnswer, incidentVersion } from '../incident-answer.ts';

export const dynamic = 'force-dynamic';

interface Context {
  readonly params: Promise<{ id: string }>;
}

/** An incident with all of its updates. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const grant = authoriseRequest(request.headers, 'public');
  if ('status' in grant) return refusalResponse(request, grant);
  const snapshot = readSnapshot(grant.audience);
  if (snapshot === null) return notReadyResponse(request);
  const id = await checkIdOf(params);
  const incident = snapshot.incidents.find((one) => one.id === id);
  if (incident === undefined) return problemResponse(request, noSuch('incident', id));
  return jsonResponse(incidentJson(incident), {
    ETag: entityTag(incident.version, incident.checks),
    ...keptHeaders(grant.audience, '-'),
  });
}

/** Changes what stands of an incident. */
export async function PATCH(request: Request, { params }: Context): Promise<Response> {
  const id = await checkIdOf(params);
  return answerWrite<Incident>(request, {
    body: 'needed',
    version: incidentVersion(id),
    write: (notices, input, options) => notices.edit(id, input, options),
    answer: (incident) => incidentAnswer(200, incident),
  });
}

/** Deletes an incident. */
export async function DELETE(request: Request, { params }: Context): Promise<Response> {
  const id = await checkIdOf(params);
  return answerWrite<Incident>(request, {
    body: 'none',
    version: incidentVersion(id),
    write: (notices, _input, options) => notices.remove(id, options),
    answer: () => GONE,
  });
}

const { options, refuse } = serving('GET, HEAD, PATCH, DELETE, OPTIONS');
export { options as OPTIONS, refuse as POST, refuse as PUT };
