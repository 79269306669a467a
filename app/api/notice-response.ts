import { pageOf } from '../../lib/api/paging.ts';
import type { Audience, Snapshot } from '../../lib/model.ts';
import { nothingSuch, type Problem } from '../../lib/formats/problem.ts';
import { select } from '../../lib/status/select.ts';
import { notReadyResponse, problemResponse, varyOn } from './problem-response.ts';
import { readSnapshot } from '../../lib/status/status.ts';

/** What all lists of notices can be asked for. */
interface ListQuery {
  readonly check: readonly string[];
  readonly group: readonly string[];
  readonly limit: number;
  readonly cursor?: string | undefined;
}

interface Listed {
  readonly id: string;
  readonly checks: readonly string[];
}

/** Answers with a page of notices of the snapshot, in the order of their ids within the same time. */
export function listResponse<Item extends Listed>(
  request: Request,
  query: ListQuery,
  options: {
    readonly audience: Audience;
    /** Those of a snapshot that are asked for, in order. */
    readonly items: (snapshot: Snapshot) => readonly Item[];
    readonly at: (item: Item) => number;
    readonly direction: 1 | -1;
    readonly body: (items: readonly Item[], next: string | null) => object;
  },
): Response {
  const { audience, at, direction } = options;
  const snapshot = readSnapshot(audience);
  if (snapshot === null) return notReadyResponse(request);
  const selected = select(snapshot, { checks: query.check, groups: query.group });
  if ('unknown' in selected) return problemResponse(request, nothingSuch(selected.unknown, snapshot));
  const items = options.items(selected.snapshot);
  const page = pageOf(items, { limit: query.limit, cursor: query.cursor, at, direction });
  if ('problem' in page) return problemResponse(request, page.problem);
  return jsonResponse(options.body(page.items, page.next), {
    ...keptHeaders(audience, 'check cursor group limit status'),
    ...(page.next === null ? {} : { Link: `<${withCursor(request, page.next)}>; rel="next"` }),
  });
}

/** JSON that was asked for. */
export function jsonResponse(body: object, headers: Record<string, string>): Response {
  return new Response(`${JSON.stringify(body)}\n`, { headers: { 'Content-Type': 'application/json', ...headers } });
}

/** The headers of an answer that holds until the revision moves. `query`: the parameters that matter, `-` for none. */
export function keptHeaders(audience: Audience, query: string): Record<string, string> {
  return { ...freshHeaders(audience), 'x-allswell-cache': 'revision', 'x-allswell-query': query };
}

/** The headers of an answer that is made anew each time. */
export function freshHeaders(audience: Audience): Record<string, string> {
  const vary = varyOn();
  return {
    'Cache-Control': audience === 'token' ? 'private, no-cache' : 'no-cache',
    ...(vary === '' ? {} : { Vary: vary }),
  };
}

/** A notice, or a part of one, that is not there. */
export function noSuch(kind: 'incident' | 'maintenance' | 'update', id: string): Problem {
  return { status: 404, title: 'Not Found', detail: `there is no ${kind} ${JSON.stringify(id)}` };
}

function withCursor(request: Request, cursor: string): string {
  const { pathname, searchParams } = new URL(request.url);
  searchParams.set('cursor', cursor);
  return `${pathname}?${searchParams.toString()}`;
}
