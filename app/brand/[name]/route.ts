import type { Brand, BrandFile } from '../../../lib/model.ts';
import { readSnapshot } from '../../../lib/status/status.ts';
import { notReadyResponse, problemResponse, readingOptions, refuseMethod } from '../../api/problem-response.ts';

export const dynamic = 'force-dynamic';

/** The operator's own files, by the names under which pages ask for them. */
const FILES: Readonly<Record<string, (brand: Brand) => BrandFile | null>> = {
  logo: ({ logo }) => (logo !== null && 'base64' in logo.light ? logo.light : null),
  'logo-dark': ({ logo }) =>
    logo?.dark !== null && logo?.dark !== undefined && 'base64' in logo.dark ? logo.dark : null,
  'style.css': ({ css }) => css,
};

export async function GET(
  request: Request,
  { params }: { params: Promise<{ readonly name: string }> },
): Promise<Response> {
  const snapshot = readSnapshot('public');
  if (snapshot === null) return notReadyResponse(request);
  const { brand } = snapshot.site;
  const { name } = await params;
  const find = Object.hasOwn(FILES, name) ? FILES[name] : undefined;
  const file = brand === undefined ? null : (find?.(brand) ?? null);
  if (file === null)
    return problemResponse(request, { status: 404, title: 'Not Found', detail: 'no such file is configured' });
  // Pages name the content that they mean, which then never changes.
  const isNamed = new URL(request.url).searchParams.get('v') === file.hash;
  return new Response(Buffer.from(file.base64, 'base64'), {
    headers: {
      'Content-Type': file.type,
      'Cache-Control': isNamed ? 'public, max-age=31536000, immutable' : 'no-cache',
      // A picture may hold scripts: opened by itself, it may do nothing.
      'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
      'x-allswell-cache': 'revision',
      'x-allswell-query': 'v',
    },
  });
}

export { readingOptions as OPTIONS, refuseMethod as DELETE, refuseMethod as PATCH };
export { refuseMethod as POST, refuseMethod as PUT };
