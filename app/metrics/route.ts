import { authoriseRequest } from '../../lib/auth/request.ts';
import { writeOpenMetrics, writePrometheus } from '../../lib/formats/exposition.ts';
import { metricFamilies } from '../../lib/formats/metric-families.ts';
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
import { processFamilies } from './process-families.ts';

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

  const ours = metricFamilies(snapshot);
  const names = new Set(ours.map((family) => family.name));
  const families = [...ours, ...(await processFamilies()).filter((family) => !names.has(family.name))];
  // Scrapers of every age come here: one that accepts neither gets the older.
  const isOpenMetrics = 'format' in asked && asked.format === 'openmetrics';
  const write = isOpenMetrics ? writeOpenMetrics : writePrometheus;
  return new Response(write(families, snapshot.metrics.labels), {
    headers: {
      'Content-Type': formatOf(isOpenMetrics ? 'openmetrics' : 'prometheus').contentType,
      'Cache-Control': 'no-store',
      Vary: varyOn('Accept'),
    },
  });
}

export { readingOptions as OPTIONS, refuseMethod as DELETE, refuseMethod as PATCH };
export { refuseMethod as POST, refuseMethod as PUT };
