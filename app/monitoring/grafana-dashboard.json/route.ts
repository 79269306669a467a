import { readingOptions, refuseMethod } from '../../api/problem-response.ts';
import { monitoringFileResponse } from '../file-response.ts';

export const dynamic = 'force-dynamic';

/** A dashboard for Grafana. */
export function GET(request: Request): Response {
  return monitoringFileResponse(request, 'grafana-dashboard.json');
}

export { readingOptions as OPTIONS, refuseMethod as DELETE, refuseMethod as PATCH };
export { refuseMethod as POST, refuseMethod as PUT };
