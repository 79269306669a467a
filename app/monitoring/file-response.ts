import { metricsCredential } from '../../lib/auth/request.ts';
import { MONITORING_FILES, type MonitoringFileName } from '../../lib/formats/monitoring/files.ts';
import { readSnapshot } from '../../lib/status/status.ts';
import { notReadyResponse } from '../api/problem-response.ts';

/**
 * Answers with a file for Prometheus or Grafana, to be saved. It is open to everybody: it holds no secret and names no
 * check, only the prefix and the names of the labels that are configured, and which kind of credential is asked for.
 */
export function monitoringFileResponse(request: Request, name: MonitoringFileName): Response {
  const snapshot = readSnapshot('public');
  if (snapshot === null) return notReadyResponse(request);
  const { site, metrics } = snapshot;
  const { contentType, render } = MONITORING_FILES[name];
  return new Response(render({ site, metrics, credential: metricsCredential() }), {
    headers: {
      'Content-Type': contentType,
      'Content-Disposition': `attachment; filename="${name}"`,
      'Cache-Control': 'no-cache',
      'x-allswell-cache': 'revision',
    },
  });
}
