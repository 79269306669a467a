import { readingOptions, refuseMethod } from '../../problem-response.ts';
import { statuspageResponse } from '../statuspage-response.ts';

export const dynamic = 'force-dynamic';

/** Everything of the page that is under way. */
export function GET(request: Request): Response {
  return statuspageResponse(request, 'summary');
}

export { readingOptions as OPTIONS, refuseMethod as DELETE, refuseMethod as PATCH };
export { refuseMethod as POST, refuseMethod as PUT };
