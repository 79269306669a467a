import { renderManifest } from '../../lib/formats/manifest.ts';
import { readSnapshot } from '../../lib/status/status.ts';
import { notReadyResponse, readingOptions, refuseMethod } from '../api/problem-response.ts';

export const dynamic = 'force-dynamic';

/** What a phone asks that keeps the page among its programs. */
export function GET(request: Request): Response {
  const snapshot = readSnapshot('public');
  if (snapshot === null) return notReadyResponse(request);
  return new Response(renderManifest(snapshot.site), {
    headers: {
      'Content-Type': 'application/manifest+json',
      'Cache-Control': 'no-cache',
      'x-allswell-cache': 'revision',
      'x-allswell-query': '-',
    },
  });
}

export { readingOptions as OPTIONS, refuseMethod as DELETE, refuseMethod as PATCH };
export { refuseMethod as POST, refuseMethod as PUT };
