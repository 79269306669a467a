import { FEED_KINDS, type FeedKind, type FeedRequest } from '../lib/formats/feed-entries.ts';
import { JSON_FEED_CONTENT_TYPE, renderJsonFeed } from '../lib/formats/json-feed.ts';
import { nothingSuch, type Problem } from '../lib/formats/problem.ts';
import { FORMATS } from '../lib/formats/registry.ts';
import type { Snapshot } from '../lib/model.ts';
import { select } from '../lib/status/select.ts';
import { readSnapshot } from '../lib/status/status.ts';
import { notReadyResponse, problemResponse } from './api/problem-response.ts';

/** The syntaxes in which feeds are served. JSON Feed has its own addresses alone: `/api/health` does not negotiate it. */
const SYNTAXES = {
  atom: FORMATS.atom,
  rss: FORMATS.rss,
  json: { contentType: JSON_FEED_CONTENT_TYPE, render: renderJsonFeed },
} as const satisfies Record<
  string,
  { readonly contentType: string; readonly render: (snapshot: Snapshot, request: FeedRequest) => string }
>;

/** Answers a feed's own address: open to everybody, and always the public audience's. */
export function feedResponse(request: Request, name: keyof typeof SYNTAXES): Response {
  const { pathname, searchParams } = new URL(request.url);
  const only = kindsOf(searchParams.getAll('only'));
  if ('status' in only) return problemResponse(request, only);
  const snapshot = readSnapshot('public');
  if (snapshot === null) return notReadyResponse(request);
  const selection = {
    checks: [...new Set(searchParams.getAll('check'))],
    groups: [...new Set(searchParams.getAll('group'))],
  };
  const selected = select(snapshot, selection);
  if ('unknown' in selected) return problemResponse(request, nothingSuch(selected.unknown, snapshot));
  const query = new URLSearchParams([
    ...selection.checks.map((check) => ['check', check]),
    ...selection.groups.map((group) => ['group', group]),
    ...only.map((kind) => ['only', kind]),
  ]).toString();
  const path = query === '' ? pathname : `${pathname}?${query}`;
  const { contentType, render } = SYNTAXES[name];
  return new Response(render(selected.snapshot, { path, ...selection, only }), {
    headers: {
      'Content-Type': contentType,
      'Cache-Control': 'no-cache',
      'x-allswell-cache': 'revision',
      ...hubLinks(snapshot, path),
    },
  });
}

/** What `?only=` asks for, or why it cannot have it. */
function kindsOf(asked: readonly string[]): readonly FeedKind[] | Problem {
  const unknown = asked.find((one) => !FEED_KINDS.some((kind) => kind === one));
  if (unknown === undefined) return FEED_KINDS.filter((kind) => asked.includes(kind));
  const detail = `only must be one of ${FEED_KINDS.join(', ')} (got ${JSON.stringify(unknown)})`;
  return { status: 400, title: 'Bad Request', detail };
}

/** WebSub (section 4): subscribers look for hub and topic in the headers first. */
function hubLinks({ feeds: { hub }, site }: Snapshot, path: string): Record<string, string> {
  if (hub === null) return {};
  const link = (url: string, rel: string) => `<${new URL(url).href}>; rel="${rel}"`;
  return { Link: [link(hub, 'hub'), link(`${site.url}${path}`, 'self')].join(', ') };
}
