import { nothingSuch } from '../lib/formats/problem.ts';
import { formatOf, type FormatName } from '../lib/formats/registry.ts';
import { select } from '../lib/status/select.ts';
import { readSnapshot } from '../lib/status/status.ts';
import { notReadyResponse, problemResponse } from './api/problem-response.ts';

/** Answers a feed's own address: open to everybody, and always the public audience's. */
export function feedResponse(request: Request, name: Extract<FormatName, 'atom' | 'rss'>): Response {
  const { pathname, searchParams } = new URL(request.url);
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
  ]).toString();
  const format = formatOf(name);
  const path = query === '' ? pathname : `${pathname}?${query}`;
  return new Response(format.render?.(selected.snapshot, { path, ...selection }), {
    headers: {
      'Content-Type': format.contentType,
      'Cache-Control': 'no-cache',
      'x-allswell-cache': 'revision',
      'x-allswell-query': 'check group',
    },
  });
}
