import { readPush } from '../../../../../lib/api/push.ts';
import { renderResultJson } from '../../../../../lib/formats/result-json.ts';
import { problemResponse, serving } from '../../../problem-response.ts';
import { adminCheck } from '../../admin-check.ts';
import { pushNow } from '../../../run-now.ts';

export const dynamic = 'force-dynamic';

/** Takes what others say about a push check, and answers with the result that it became. */
export async function POST(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const found = await adminCheck(request, params);
  if ('refusal' in found) return found.refusal;
  const { check } = found;
  const { id } = check;
  const conflict = (detail: string) => problemResponse(request, { status: 409, title: 'Conflict', detail });
  if (check.type !== 'push') return conflict(`the check "${id}" is of type ${check.type}, which nobody can push to`);
  if (check.state === 'paused') return conflict(`the check "${id}" is paused`);

  const read = readPush(id, await request.text(), new URL(request.url).searchParams);
  if ('problem' in read) return problemResponse(request, read.problem);
  const pushed = await pushNow([read.push]);
  const result = 'problem' in pushed ? undefined : pushed.results.find((one) => one.check === id);
  if (result === undefined) {
    const detail = 'it took the push, and gave no result';
    const none = { status: 503, title: 'The worker could not run the check', detail };
    return problemResponse(request, 'problem' in pushed ? pushed.problem : none, { 'Retry-After': '5' });
  }
  return new Response(renderResultJson(result), {
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
  });
}

const { options, refuse } = serving('POST, OPTIONS');
export { options as OPTIONS, refuse as DELETE, refuse as GET, refuse as HEAD, refuse as PATCH, refuse as PUT };
