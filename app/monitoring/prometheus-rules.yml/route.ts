import { readingOptions, refuseMethod } from '../../api/problem-response.ts';
import { monitoringFileResponse } from '../file-response.ts';

export const dynamic = 'force-dynamic';

/** Alert rules for Prometheus. */
export function GET(request: Request): Response {
  return monitoringFileResponse(request, 'prometheus-rules.yml');
}

export { readingOptions as OPTIONS, refuseMethod as DELETE, refuseMethod as PATCH };
export { refuseMethod as POST, refuseMethod as PUT };
