import { checkIdOf } from '../../check-id.ts';
import { readingOptions, refuseMethod } from '../../problem-response.ts';
import { answerHealth } from '../answer.ts';

export const dynamic = 'force-dynamic';

/** The health of one check. */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  return answerHealth(request, await checkIdOf(params));
}

export { readingOptions as OPTIONS, refuseMethod as DELETE, refuseMethod as PATCH };
export { refuseMethod as POST, refuseMethod as PUT };
