import { readingOptions, refuseMethod } from '../api/problem-response.ts';
import { feedResponse } from '../feed-response.ts';

export const dynamic = 'force-dynamic';

/** The feed in RSS 2.0, under the address that subscribers of other status pages know. */
export function GET(request: Request): Response {
  return feedResponse(request, 'rss');
}

export { readingOptions as OPTIONS, refuseMethod as DELETE, refuseMethod as PATCH };
export { refuseMethod as POST, refuseMethod as PUT };
