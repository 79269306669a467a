import { badgeFacts, NOT_FOUND_FACTS, type BadgeFacts } from '../../../lib/formats/badge-facts.ts';
import {
  BADGE_KINDS,
  BADGE_PARAMETERS,
  badgeLookOf,
  badgeNameOf,
  type BadgeLook,
  type BadgeName,
} from '../../../lib/formats/badge-request.ts';
import { renderBadgeJson, renderBadgeSvg } from '../../../lib/formats/badge.ts';
import { nothingSuch, type Problem } from '../../../lib/formats/problem.ts';
import { select } from '../../../lib/status/select.ts';
import { readSnapshot } from '../../../lib/status/status.ts';
import { readHistoryInTurn } from '../../api/history-reads.ts';
import { notReadyResponse, problemResponse, readingOptions, refuseMethod } from '../../api/problem-response.ts';

export const dynamic = 'force-dynamic';

/** The badges: open to everybody, and always the public audience's. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ readonly path: readonly string[] }> },
): Promise<Response> {
  const look = badgeLookOf(new URL(request.url).searchParams);
  if ('problem' in look) return problemResponse(request, look.problem);
  const path = (await params).path.map(decoded);
  const name = badgeNameOf(path);
  if (name === null)
    return path.at(-1)?.endsWith('.svg') === true
      ? svgResponse(404, NOT_FOUND_FACTS, look)
      : problemResponse(request, {
          status: 404,
          title: 'Not Found',
          detail: `there is no such badge; there are ${BADGE_KINDS.join(', ')}, each as .svg and .json`,
        });

  if (name.kind === 'response-time' && name.scope !== 'check' && look.window !== null)
    return problemResponse(request, {
      status: 400,
      title: 'Bad Request',
      detail: "window is for one check: a group's response time is that of its latest runs",
    });

  const snapshot = readSnapshot('public');
  if (snapshot === null) return notReadyResponse(request);
  const selection = {
    checks: name.scope === 'check' ? [name.id] : [],
    groups: name.scope === 'group' ? [name.id] : [],
  };
  const selected = select(snapshot, selection);
  if ('unknown' in selected)
    return name.format === 'svg'
      ? svgResponse(404, NOT_FOUND_FACTS, look)
      : problemResponse(request, nothingSuch(selected.unknown, snapshot));

  const read = await medianOf(name, look);
  if ('problem' in read) return problemResponse(request, read.problem, { 'Retry-After': '1' });
  const facts = badgeFacts(selected.snapshot, { name, window: look.window, median: read.median });
  if (name.format === 'svg') return svgResponse(200, facts, look);
  return new Response(renderBadgeJson(facts, look), { headers: { 'Content-Type': 'application/json', ...CACHING } });
}

/** Of a check's response time over a window; undefined where the latest is asked for. */
async function medianOf(
  { scope, kind, id }: BadgeName,
  { window }: BadgeLook,
): Promise<{ readonly median: number | null | undefined } | { readonly problem: Problem }> {
  if (kind !== 'response-time' || scope !== 'check' || window === null) return { median: undefined };
  const read = await readHistoryInTurn('public', id, window);
  return 'problem' in read ? read : { median: read.history?.total.latency.p50 ?? null };
}

/** Short, so that proxies for images, such as GitHub's, ask again soon. */
const CACHING = {
  'Cache-Control': 'public, max-age=30',
  'x-allswell-cache': 'revision',
  'x-allswell-query': BADGE_PARAMETERS.join(' '),
};

/** One that is not there is a picture, too: a page that shows it says so instead of showing a broken one. */
function svgResponse(code: 200 | 404, facts: BadgeFacts, look: BadgeLook): Response {
  return new Response(renderBadgeSvg(facts, look), {
    status: code,
    headers: {
      'Content-Type': 'image/svg+xml; charset=utf-8',
      'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
      ...CACHING,
    },
  });
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // no id, so it is not found as it stands
  }
}

export { readingOptions as OPTIONS, refuseMethod as DELETE, refuseMethod as PATCH };
export { refuseMethod as POST, refuseMethod as PUT };
