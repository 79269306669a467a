import { readingOptions, refuseMethod } from '../../api/problem-response.ts';

export const dynamic = 'force-dynamic';

/** `/livez` under another name that monitoring systems ask for. */
export { GET } from '../../livez/route.ts';

export { readingOptions as OPTIONS, refuseMethod as DELETE, refuseMethod as PATCH };
export { refuseMethod as POST, refuseMethod as PUT };
