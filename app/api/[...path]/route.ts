import { problemResponse } from '../problem-response.ts';

export const dynamic = 'force-dynamic';

/** Whatever else is asked of the API. */
function nothing(request: Request): Response {
  return problemResponse(request, { status: 404, title: 'Not Found', detail: 'there is nothing at this address' });
}

export { nothing as DELETE, nothing as GET, nothing as OPTIONS, nothing as PATCH, nothing as POST, nothing as PUT };
