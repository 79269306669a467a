import { healthQuery } from '../../../lib/api/health-schemas.ts';
import { readQuery } from '../../../lib/api/query.ts';
import { authoriseRequest } from '../../../lib/auth/request.ts';
import { negotiate } from '../../../lib/formats/negotiate.ts';
import { nothingSuch, notNegotiated } from '../../../lib/formats/problem.ts';
import { formatOf } from '../../../lib/formats/registry.ts';
import type { Audience } from '../../../lib/model.ts';
import { select, type Selection } from '../../../lib/status/select.ts';
import { readSnapshot } from '../../../lib/status/status.ts';
import { notReadyResponse, problemResponse, refusalResponse, varyOn } from '../problem-response.ts';
import { runNow } from '../run-now.ts';

/** All of the query that an answer depends on. */
const PARAMETERS = 'check group format fresh';

/** Answers a health endpoint: for the check of its path, or for what its query selects. */
export async function answerHealth(request: Request, id: string | null): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const wantsRun = searchParams.get('fresh') === 'true';
  const grant = authoriseRequest(request.headers, wantsRun ? 'admin' : 'metrics');
  if ('status' in grant) return refusalResponse(request, grant);

  const asked = readQuery(healthQuery, searchParams);
  if ('problem' in asked) return problemResponse(request, asked.problem);
  const { query } = asked;
  const negotiated = negotiate(query.format === undefined ? [] : [query.format], request.headers.get('accept'));
  if ('refused' in negotiated) return problemResponse(request, notNegotiated(negotiated));
  const format = formatOf(negotiated.format);
  const audience = format.audience === 'public' ? 'public' : grant.audience;
  const selection = id === null ? { checks: query.check, groups: query.group } : { checks: [id], groups: [] };

  let selected = readSelected(audience, selection);
  if (selected === null) return notReadyResponse(request);
  if ('problem' in selected) return problemResponse(request, selected.problem);
  if (wantsRun) {
    const running = selected.snapshot.checks.filter((check) => check.state !== 'paused').map((check) => check.id);
    const ran = await runNow(running);
    if ('problem' in ran) return problemResponse(request, ran.problem);
    // A changed configuration may have taken away what was selected before the run.
    selected = readSelected(audience, selection) ?? selected;
    if ('problem' in selected) return problemResponse(request, selected.problem);
  }

  const selecting = queryOf(selection, id);
  if (format.render === null)
    return pageInstead(id === null ? `/${selecting === '' ? '' : `?${selecting}`}` : `/checks/${id}`);
  const { snapshot } = selected;
  const self = `${pathname}?${[`format=${negotiated.format}`, selecting].filter(Boolean).join('&')}`;
  return new Response(format.render(snapshot, { path: self, ...selection }), {
    status: format.failsWith503 && snapshot.overall === 'fail' ? 503 : 200,
    headers: {
      'Content-Type': format.contentType,
      Vary: varyOn('Accept'),
      ...(wantsRun ? { 'Cache-Control': 'no-store' } : cachingOf(grant.audience)),
    },
  });
}

function readSelected(audience: Audience, selection: Selection) {
  const snapshot = readSnapshot(audience);
  if (snapshot === null) return null;
  const found = select(snapshot, selection);
  return 'unknown' in found ? { problem: nothingSuch(found.unknown, snapshot) } : found;
}

function queryOf({ checks, groups }: Selection, id: string | null): string {
  if (id !== null) return '';
  return new URLSearchParams([
    ...checks.map((check) => ['check', check]),
    ...groups.map((group) => ['group', group]),
  ]).toString();
}

/** The front renders the page in place; without it the browser is sent there. */
function pageInstead(path: string): Response {
  return new Response(null, {
    status: 307,
    headers: {
      Location: path,
      'x-allswell-render': path,
      'x-allswell-query': PARAMETERS,
      Vary: varyOn('Accept'),
      'Cache-Control': 'no-cache',
    },
  });
}

function cachingOf(audience: Audience): Record<string, string> {
  return {
    'Cache-Control': audience === 'token' ? 'private, no-cache' : 'no-cache',
    'x-allswell-cache': 'revision',
    'x-allswell-query': PARAMETERS,
  };
}
