import { openApiDocument } from '../../lib/api/document.ts';
import { PATHS } from '../../lib/api/paths.ts';
import { readSnapshot } from '../../lib/status/status.ts';
import { notReadyResponse, readingOptions, refuseMethod } from '../api/problem-response.ts';

export const dynamic = 'force-dynamic';

/** It is the same as long as the program is. */
let document: { readonly version: string; readonly text: string } | null = null;

/** The interface, as OpenAPI. */
export function GET(request: Request): Response {
  const snapshot = readSnapshot('public');
  if (snapshot === null) return notReadyResponse(request);
  const { version } = snapshot;
  if (document?.version !== version)
    document = { version, text: `${JSON.stringify(openApiDocument(PATHS, version))}\n` };
  return new Response(document.text, {
    headers: {
      'Content-Type': 'application/json',
      'Cache-Control': 'no-cache',
      'x-allswell-cache': 'revision',
      'x-allswell-query': '-',
    },
  });
}

export { readingOptions as OPTIONS, refuseMethod as DELETE, refuseMethod as PATCH };
export { refuseMethod as POST, refuseMethod as PUT };
