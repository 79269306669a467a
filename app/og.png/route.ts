import { nothingSuch } from '../../lib/formats/problem.ts';
import { select } from '../../lib/status/select.ts';
import { readSnapshot } from '../../lib/status/status.ts';
import { notReadyResponse, problemResponse, readingOptions, refuseMethod } from '../api/problem-response.ts';
import { wordsIn } from '../language.ts';
import { pictureOf } from './picture.tsx';

export const dynamic = 'force-dynamic';

/**
 * The status as a picture, for programs that show one beside a shared address. Always the public audience's, and in the
 * language that the address names: those programs fetch it once for all their readers.
 */
export async function GET(request: Request): Promise<Response> {
  const snapshot = readSnapshot('public');
  if (snapshot === null) return notReadyResponse(request);
  const { searchParams } = new URL(request.url);
  const selection = { checks: searchParams.getAll('check'), groups: searchParams.getAll('group') };
  const selected = select(snapshot, selection);
  if ('unknown' in selected) return problemResponse(request, nothingSuch(selected.unknown, snapshot));
  const words = wordsIn(snapshot.site, searchParams.get('lang'), null);
  return new Response(new Uint8Array(await pictureOf(selected.snapshot, words)), {
    headers: {
      'Content-Type': 'image/png',
      'Cache-Control': 'public, max-age=60',
      'x-allswell-cache': 'revision',
      'x-allswell-query': 'check group lang',
    },
  });
}

export { readingOptions as OPTIONS, refuseMethod as DELETE, refuseMethod as PATCH };
export { refuseMethod as POST, refuseMethod as PUT };
