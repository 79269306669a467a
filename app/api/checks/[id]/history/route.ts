import { authoriseRequest } from '../../../../../lib/auth/request.ts';
import { renderHistoryCsv } from '../../../../../lib/formats/history-csv.ts';
import { renderHistoryJson } from '../../../../../lib/formats/history-json.ts';
import { NOT_ANSWERING, nothingSuch, unknownParameter } from '../../../../../lib/formats/problem.ts';
import { RANGES } from '../../../../../lib/model.ts';
import { readHistory, readSnapshot } from '../../../../../lib/status/status.ts';
import { checkIdOf } from '../../../check-id.ts';
import {
  notReadyResponse,
  problemResponse,
  readingOptions,
  refusalResponse,
  refuseMethod,
  varyOn,
} from '../../../problem-response.ts';

export const dynamic = 'force-dynamic';

const HISTORY_FORMATS = ['json', 'csv'] as const;

/** A check's history over a range, as JSON or CSV. */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { searchParams } = new URL(request.url);
  const grant = authoriseRequest(request.headers, 'public');
  if ('status' in grant) return refusalResponse(request, grant);
  const askedRange = searchParams.get('range') ?? '24h';
  const range = RANGES.find((one) => one === askedRange);
  if (range === undefined) return problemResponse(request, unknownParameter('range', askedRange, RANGES));
  const askedFormat = searchParams.get('format') ?? 'json';
  const format = HISTORY_FORMATS.find((one) => one === askedFormat);
  if (format === undefined) return problemResponse(request, unknownParameter('format', askedFormat, HISTORY_FORMATS));

  const snapshot = readSnapshot(grant.audience);
  if (snapshot === null) return notReadyResponse(request);
  const id = await checkIdOf(params);
  const history = await readHistory(grant.audience, id, range).catch(() => undefined);
  if (history === undefined) return problemResponse(request, NOT_ANSWERING, { 'Retry-After': '1' });
  if (history === null) return problemResponse(request, nothingSuch({ checks: [id], groups: [] }, snapshot));

  const vary = varyOn();
  return new Response(format === 'csv' ? renderHistoryCsv(history) : renderHistoryJson(history), {
    headers: {
      'Content-Type': format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/json',
      ...(format === 'csv' ? { 'Content-Disposition': `attachment; filename="${id}-${range}.csv"` } : {}),
      'Cache-Control': grant.audience === 'token' ? 'private, no-cache' : 'no-cache',
      ...(vary === '' ? {} : { Vary: vary }),
      'x-allswell-cache': 'revision',
    },
  });
}

export { readingOptions as OPTIONS, refuseMethod as DELETE, refuseMethod as PATCH };
export { refuseMethod as POST, refuseMethod as PUT };
