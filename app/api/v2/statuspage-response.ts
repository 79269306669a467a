import { renderStatuspage, type StatuspageDocument } from '../../../lib/formats/statuspage.ts';
import { readSnapshot } from '../../../lib/status/status.ts';
import { notReadyResponse } from '../problem-response.ts';

/** Answers a document of Statuspage's API: open to everybody, and always the public audience's. */
export function statuspageResponse(request: Request, document: StatuspageDocument): Response {
  const snapshot = readSnapshot('public');
  if (snapshot === null) return notReadyResponse(request);
  return new Response(renderStatuspage(snapshot, document), {
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache', 'x-allswell-cache': 'revision' },
  });
}
