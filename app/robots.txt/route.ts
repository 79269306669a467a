import { renderRobots } from '../../lib/formats/sitemap.ts';
import { readSnapshot } from '../../lib/status/status.ts';
import { notReadyResponse, readingOptions, refuseMethod } from '../api/problem-response.ts';

export const dynamic = 'force-dynamic';

/** What robots may ask for. */
export function GET(request: Request): Response {
  const snapshot = readSnapshot('public');
  if (snapshot === null) return notReadyResponse(request);
  return new Response(renderRobots(snapshot), {
    headers: {
      'Content-Type': 'text/plain; charset=utf-8',
      'Cache-Control': 'no-cache',
      'x-allswell-cache': 'revision',
      'x-allswell-query': '-',
    },
  });
}

export { readingOptions as OPTIONS, refuseMethod as DELETE, refuseMethod as PATCH };
export { refuseMethod as POST, refuseMethod as PUT };
