import { authoriseRequest } from '../../../../../lib/auth/request.ts';
import { incidentJson } from '../../../../../lib/formats/incident-json.ts';
import { notices } from '../../../../../lib/incidents/source.ts';
import { iso } from '../../../../../lib/model.ts';
import { checkIdOf } from '../../../check-id.ts';
import { freshHeaders, jsonResponse, noSuch } from '../../../notice-response.ts';
import { problemResponse, readingOptions, refusalResponse, refuseMethod } from '../../../problem-response.ts';
import { failureResponse } from '../../../write.ts';

export const dynamic = 'force-dynamic';

/** What an incident was before each of its changes; one that was deleted included. */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const grant = authoriseRequest(request.headers, 'admin');
  if ('status' in grant) return refusalResponse(request, grant);
  const id = await checkIdOf(params);
  try {
    const all = await notices();
    const edits = (await all.edits(id)).flatMap(({ at, notice }) =>
      'impact' in notice ? [{ at: iso(at), incident: incidentJson(notice) }] : [],
    );
    if (edits.length === 0 && (await all.incident(id)) === null)
      return problemResponse(request, noSuch('incident', id));
    return jsonResponse({ edits }, freshHeaders(grant.audience));
  } catch (error) {
    return failureResponse(request, error);
  }
}

export { readingOptions as OPTIONS, refuseMethod as DELETE, refuseMethod as PATCH };
export { refuseMethod as POST, refuseMethod as PUT };
