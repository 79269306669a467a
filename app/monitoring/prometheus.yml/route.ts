import { readingOptions, refuseMethod } from '../../api/problem-response.ts';
import { monitoringFileResponse } from '../file-response.ts';

export const dynamic = 'force-dynamic';

/** A configuration of Prometheus that scrapes this site. */
export function GET(request: Request): Response {
  return monitoringFileResponse(request, 'prometheus.yml');
}

export { readingOptions as OPTIONS, refuseMethod as DELETE, refuseMethod as PATCH };
export { refuseMethod as POST, refuseMethod as PUT };
