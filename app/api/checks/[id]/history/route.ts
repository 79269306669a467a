import { historyQuery } from '../../../../../lib/api/health-schemas.ts';
import { readQuery } from '../../../../../lib/api/query.ts';
import { authoriseRequest } from '../../../../../lib/auth/request.ts';
import { renderHistoryCsv } from '../../../../../lib/formats/history-csv.ts';
import { renderHistoryJson } from '../../../../../lib/formats/history-json.ts';
import { nothingSuch } from '../../../../../lib/formats/problem.ts';
import { readSnapshot } from '../../../../../lib/status/status.ts';
import { checkIdOf } from '../../../check-id.ts';
import { readHistoryInTurn } from '../../../history-reads.ts';
import {
  notReadyResponse,
  problemResponse,
  readingOptions,
  refusalResponse,
  refuseMethod,
  varyOn,
} from '../../../problem-response.ts';

export const dynamic = 'force-dynamic';

/** A check's history over a range, as JSON or CSV. */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const grant = authoriseRequest(request.headers, 'public');
  if ('status' in grant) return refusalResponse(request, grant);
  const asked = readQuery(historyQuery, new URL(request.url).searchParams);
  if ('problem' in asked) return problemResponse(request, asked.problem);
  const { range, format } = asked.query;

  const snapshot = readSnapshot(grant.audience);
  if (snapshot === null) return notReadyResponse(request);
  const id = await checkIdOf(params);
  const read = await readHistoryInTurn(grant.audience, id, range);
  if ('problem' in read) return problemResponse(request, read.problem, { 'Retry-After': '1' });
  const { history } = read;
  if (history === null) return problemResponse(request, nothingSuch({ checks: [id], groups: [] }, snapshot));

  const vary = varyOn();
  return new Response(format === 'csv' ? renderHistoryCsv(history) : renderHistoryJson(history), {
    headers: {
      'Content-Type': format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/json',
      ...(format === 'csv' ? { 'Content-Disposition': `attachment; filename="${id}-${range}.csv"` } : {}),
      'Cache-Control': grant.audience === 'token' ? 'private, no-cache' : 'no-cache',
      ...(vary === '' ? {} : { Vary: vary }),
      'x-allswell-cache': 'revision',
      'x-allswell-query': 'range format',
    },
  });
}

export { readingOptions as OPTIONS, refuseMethod as DELETE, refuseMethod as PATCH };
export { refuseMethod as POST, refuseMethod as PUT };
