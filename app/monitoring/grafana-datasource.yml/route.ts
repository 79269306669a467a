import { readingOptions, refuseMethod } from '../../api/problem-response.ts';
import { monitoringFileResponse } from '../file-response.ts';

export const dynamic = 'force-dynamic';

/** Prometheus as a data source of Grafana, provisioned from a file. */
export function GET(request: Request): Response {
  return monitoringFileResponse(request, 'grafana-datasource.yml');
}

export { readingOptions as OPTIONS, refuseMethod as DELETE, refuseMethod as PATCH };
export { refuseMethod as POST, refuseMethod as PUT };
