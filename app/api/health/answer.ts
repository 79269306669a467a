import { authoriseRequest } from '../../../lib/auth/request.ts';
import { negotiate } from '../../../lib/formats/negotiate.ts';
import { nothingSuch, notNegotiated } from '../../../lib/formats/problem.ts';
import { formatOf } from '../../../lib/formats/registry.ts';
import type { Audience } from '../../../lib/model.ts';
import { select, type Selection } from '../../../lib/status/select.ts';
import { readSnapshot } from '../../../lib/status/status.ts';
import { notReadyResponse, problemResponse, refusalResponse, varyOn } from '../problem-response.ts';
import { runNow } from '../run-now.ts';

/** Answers a health endpoint: for the check of its path, or for what its query selects. */
export async function answerHealth(request: Request, id: string | null): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const fresh = searchParams.get('fresh');
  const grant = authoriseRequest(request.headers, fresh === 'true' ? 'admin' : 'metrics');
  if ('status' in grant) return refusalResponse(request, grant);

  const negotiated = negotiate(searchParams.getAll('format'), request.headers.get('accept'));
  if ('refused' in negotiated) return problemResponse(request, notNegotiated(negotiated));
  if (fresh !== null && fresh !== 'true' && fresh !== 'false')
    return problemResponse(request, {
      status: 400,
      title: 'Bad Request',
      detail: `fresh must be true or false (got ${JSON.stringify(fresh)})`,
    });
  const format = formatOf(negotiated.format);
  const audience = format.audience === 'public' ? 'public' : grant.audience;
  const selection = selectionOf(searchParams, id);

  let selected = readSelected(audience, selection);
  if (selected === null) return notReadyResponse(request);
  if ('problem' in selected) return problemResponse(request, selected.problem);
  if (fresh === 'true') {
    const running = selected.snapshot.checks.filter((check) => check.state !== 'paused').map((check) => check.id);
    const ran = await runNow(running);
    if ('problem' in ran) return problemResponse(request, ran.problem);
    // A changed configuration may have taken away what was selected before the run.
    selected = readSelected(audience, selection) ?? selected;
    if ('problem' in selected) return problemResponse(request, selected.problem);
  }

  const query = queryOf(selection, id);
  if (format.render === null) return pageInstead(id === null ? `/${query === '' ? '' : `?${query}`}` : `/checks/${id}`);
  const { snapshot } = selected;
  const self = `${pathname}?${[`format=${negotiated.format}`, query].filter(Boolean).join('&')}`;
  return new Response(format.render(snapshot, { path: self, ...selection }), {
    status: format.failsWith503 && snapshot.overall === 'fail' ? 503 : 200,
    headers: {
      'Content-Type': format.contentType,
      Vary: varyOn('Accept'),
      ...cachingOf(grant.audience, fresh === 'true'),
    },
  });
}

function readSelected(audience: Audience, selection: Selection) {
  const snapshot = readSnapshot(audience);
  if (snapshot === null) return null;
  const found = select(snapshot, selection);
  return 'unknown' in found ? { problem: nothingSuch(found.unknown, snapshot) } : found;
}

function selectionOf(parameters: URLSearchParams, id: string | null): Selection {
  if (id !== null) return { checks: [id], groups: [] };
  return { checks: [...new Set(parameters.getAll('check'))], groups: [...new Set(parameters.getAll('group'))] };
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
    headers: { Location: path, 'x-allswell-render': path, Vary: varyOn('Accept'), 'Cache-Control': 'no-cache' },
  });
}

function cachingOf(audience: Audience, fresh: boolean): Record<string, string> {
  if (fresh) return { 'Cache-Control': 'no-store' };
  return {
    'Cache-Control': audience === 'token' ? 'private, no-cache' : 'no-cache',
    'x-allswell-cache': 'revision',
  };
}
