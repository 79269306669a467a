import { readingOptions, refuseMethod } from '../problem-response.ts';
import { answerHealth } from './answer.ts';

export const dynamic = 'force-dynamic';

/** The health of everything, or of what the query selects. */
export function GET(request: Request): Promise<Response> {
  return answerHealth(request, null);
}

export { readingOptions as OPTIONS, refuseMethod as DELETE, refuseMethod as PATCH };
export { refuseMethod as POST, refuseMethod as PUT };
