import { authoriseRequest } from '../../../../../../lib/auth/request.ts';
import { updateJson } from '../../../../../../lib/formats/incident-json.ts';
import type { Incident } from '../../../../../../lib/model.ts';
import { readSnapshot } from '../../../../../../lib/status/status.ts';
import { checkIdOf } from '../../../../check-id.ts';
import { jsonResponse, keptHeaders, noSuch } from '../../../../notice-response.ts';
import { notReadyResponse, problemResponse, refusalResponse, serving } from '../../../../problem-response.ts';
import { answerWrite } from '../../../../write.ts';
import { incidentAnswer, incidentVersion } from '../../../incident-answer.ts';

export const dynamic = 'force-dynamic';

interface Context {
  readonly params: Promise<{ id: string; updateId: string }>;
}

/** An update of an incident. */
export async function GET(request: Request, context: Context): Promise<Response> {
  const grant = authoriseRequest(request.headers, 'public');
  if ('status' in grant) return refusalResponse(request, grant);
  const snapshot = readSnapshot(grant.audience);
  if (snapshot === null) return notReadyResponse(request);
  const { id, updateId } = await idsOf(context);
  const incident = snapshot.incidents.find((one) => one.id === id);
  if (incident === undefined) return problemResponse(request, noSuch('incident', id));
  const update = incident.updates.find((one) => one.id === updateId);
  if (update === undefined) return problemResponse(request, noSuch('update', updateId));
  return jsonResponse(updateJson(update), keptHeaders(grant.audience, '-'));
}

/** Changes an update of an incident. */
export async function PATCH(request: Request, context: Context): Promise<Response> {
  const { id, updateId } = await idsOf(context);
  return answerWrite<Incident>(request, {
    body: 'needed',
    version: incidentVersion(id),
    write: (notices, input, options) => notices.editUpdate(id, updateId, input, options),
    answer: (incident) => incidentAnswer(200, incident),
  });
}

async function idsOf({ params }: Context): Promise<{ id: string; updateId: string }> {
  return { id: await checkIdOf(params), updateId: await checkIdOf(params.then((all) => ({ id: all.updateId }))) };
}

const { options, refuse } = serving('GET, HEAD, PATCH, OPTIONS');
export { options as OPTIONS, refuse as DELETE, refuse as POST, refuse as PUT };
