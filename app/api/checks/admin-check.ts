import { authoriseRequest } from '../../../lib/auth/request.ts';
import { nothingSuch } from '../../../lib/formats/problem.ts';
import type { CheckView } from '../../../lib/model.ts';
import { readSnapshot } from '../../../lib/status/status.ts';
import { checkIdOf } from '../check-id.ts';
import { notReadyResponse, problemResponse, refusalResponse } from '../problem-response.ts';

/** The check of the path, to a request that may have it run; the refusal to any other, and of a check that is not there. */
export async function adminCheck(
  request: Request,
  params: Promise<{ readonly id: string }>,
): Promise<{ readonly check: CheckView } | { readonly refusal: Response }> {
  const grant = authoriseRequest(request.headers, 'admin');
  if ('status' in grant) return { refusal: refusalResponse(request, grant) };
  const snapshot = readSnapshot(grant.audience);
  if (snapshot === null) return { refusal: notReadyResponse(request) };
  const id = await checkIdOf(params);
  const check = snapshot.checks.find((one) => one.id === id);
  if (check !== undefined) return { check };
  return { refusal: problemResponse(request, nothingSuch({ checks: [id], groups: [] }, snapshot)) };
}
