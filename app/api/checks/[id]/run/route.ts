import { renderResultJson } from '../../../../../lib/formats/result-json.ts';
import { problemResponse, serving } from '../../../problem-response.ts';
import { adminCheck } from '../../admin-check.ts';
import { runNow } from '../../../run-now.ts';

export const dynamic = 'force-dynamic';

/** Runs a check now, and answers with its result. */
export async function POST(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const found = await adminCheck(request, params);
  if ('refusal' in found) return found.refusal;
  const { check } = found;
  const { id } = check;
  if (check.state === 'paused')
    return problemResponse(request, { status: 409, title: 'Conflict', detail: `the check "${id}" is paused` });

  const ran = await runNow([id]);
  if ('problem' in ran) return problemResponse(request, ran.problem);
  const result = ran.results.find((one) => one.check === id);
  if (result === undefined)
    return problemResponse(request, {
      status: 503,
      title: 'The worker could not run the check',
      detail: 'it gave no result',
    });
  return new Response(renderResultJson(result), {
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
  });
}

const { options, refuse } = serving('POST, OPTIONS');
export { options as OPTIONS, refuse as DELETE, refuse as GET, refuse as HEAD, refuse as PATCH, refuse as PUT };
