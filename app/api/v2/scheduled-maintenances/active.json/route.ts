import { readingOptions, refuseMethod } from '../../../problem-response.ts';
import { statuspageResponse } from '../../statuspage-response.ts';

export const dynamic = 'force-dynamic';

/** The maintenance windows that go on. */
export function GET(request: Request): Response {
  return statuspageResponse(request, 'scheduled-maintenances/active');
}

export { readingOptions as OPTIONS, refuseMethod as DELETE, refuseMethod as PATCH };
export { refuseMethod as POST, refuseMethod as PUT };
