import { authoriseRequest } from '../../lib/auth/request.ts';
import { negotiate } from '../../lib/formats/negotiate.ts';
import { notNegotiated } from '../../lib/formats/problem.ts';
import { formatOf } from '../../lib/formats/registry.ts';
import { readSnapshot } from '../../lib/status/status.ts';
import {
  notReadyResponse,
  problemResponse,
  readingOptions,
  refusalResponse,
  refuseMethod,
  varyOn,
} from '../api/problem-response.ts';
import { metricsText } from './metrics-text.ts';

export const dynamic = 'force-dynamic';

/** The metrics of all checks and of this process, for a scraper. */
export async function GET(request: Request): Promise<Response> {
  const grant = authoriseRequest(request.headers, 'metrics');
  if ('status' in grant) return refusalResponse(request, grant);
  const parameters = new URL(request.url).searchParams.getAll('format');
  const asked = negotiate(parameters, request.headers.get('accept'), ['prometheus', 'openmetrics']);
  if ('refused' in asked && asked.refused !== 'not-acceptable') return problemResponse(request, notNegotiated(asked));
  const snapshot = readSnapshot(grant.audience);
  if (snapshot === null) return notReadyResponse(request);

  // Scrapers of every age come here: one that accepts neither gets the older.
  const format = 'format' in asked && asked.format === 'openmetrics' ? 'openmetrics' : 'prometheus';
  return new Response(await metricsText(snapshot, format), {
    headers: {
      'Content-Type': formatOf(format).contentType,
      'Cache-Control': grant.audience === 'token' ? 'private, no-cache' : 'no-cache',
      Vary: varyOn('Accept'),
      // The process's own may be a second old; no scrape waits for what a moment has changed.
      'x-allswell-cache': 'revision; max-age=1',
      'x-allswell-query': 'format',
    },
  });
}

export { readingOptions as OPTIONS, refuseMethod as DELETE, refuseMethod as PATCH };
export { refuseMethod as POST, refuseMethod as PUT };
