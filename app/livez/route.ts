import { readingOptions, refuseMethod } from '../api/problem-response.ts';

export const dynamic = 'force-dynamic';

/** Says that this process answers. */
export function GET(): Response {
  return new Response('ok\n', {
    headers: {
      'Content-Type': 'text/plain; charset=utf-8',
      'Cache-Control': 'no-store',
      // It is asked for often, and the front that answers is of this process: the pages behind it each second.
      'x-allswell-cache': 'revision; max-age=1',
      'x-allswell-query': '-',
    },
  });
}

export { readingOptions as OPTIONS, refuseMethod as DELETE, refuseMethod as PATCH };
export { refuseMethod as POST, refuseMethod as PUT };
