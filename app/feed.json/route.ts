import { readingOptions, refuseMethod } from '../api/problem-response.ts';
import { feedResponse } from '../feed-response.ts';

export const dynamic = 'force-dynamic';

/** The feed in JSON Feed. */
export function GET(request: Request): Response {
  return feedResponse(request, 'json');
}

export { readingOptions as OPTIONS, refuseMethod as DELETE, refuseMethod as PATCH };
export { refuseMethod as POST, refuseMethod as PUT };
