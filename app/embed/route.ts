import type { Words } from '../../components/words.ts';
import { nothingSuch } from '../../lib/formats/problem.ts';
import { select, type Selection } from '../../lib/status/select.ts';
import { readSnapshot } from '../../lib/status/status.ts';
import { readingOptions, refuseMethod } from '../api/problem-response.ts';
import { wordsIn } from '../language.ts';
import { pathOf, queryOf } from '../search.ts';
import { shareFacts } from '../share-facts.ts';
import { THEMES, widgetHtml, widgetProblem } from './widget.ts';

export const dynamic = 'force-dynamic';

/** The status as a widget for pages of others: always the public audience's. A refusal is a widget, too. */
export function GET(request: Request): Response {
  const { searchParams } = new URL(request.url);
  const asked = searchParams.get('theme') ?? 'auto';
  const theme = THEMES.find((one) => one === asked);
  const snapshot = readSnapshot('public');
  const words = wordsIn(snapshot?.site ?? null, searchParams.get('lang'), request.headers.get('accept-language'));
  const refused = (status: number, why: string) =>
    answer(status, widgetProblem(words.t('widget.refused'), theme ?? 'auto', words.language, why));
  if (theme === undefined) return refused(400, `theme must be one of ${THEMES.join(', ')}`);
  if (snapshot === null) return answer(503, widgetProblem(words.t('headline.allUnknown'), theme, words.language));
  const selection = {
    checks: [...new Set(searchParams.getAll('check'))],
    groups: [...new Set(searchParams.getAll('group'))],
  };
  const selected = select(snapshot, selection);
  if ('unknown' in selected) return refused(404, nothingSuch(selected.unknown, snapshot).detail);
  const href = `${snapshot.site.url}${pathTo(selection, words)}`;
  return answer(200, widgetHtml(shareFacts(selected.snapshot, words), { theme, href, words }));
}

/** The page that tells more. */
function pathTo(selection: Selection, { href }: Words): string {
  const { checks, groups } = selection;
  const [check, group] = [checks[0], groups[0]];
  if (checks.length + groups.length === 1 && check !== undefined) return href(`/checks/${encodeURIComponent(check)}`);
  if (checks.length + groups.length === 1 && group !== undefined) return href(`/groups/${encodeURIComponent(group)}`);
  return href(pathOf('/', queryOf(selection)));
}

function answer(status: number, html: string): Response {
  const kept: Record<string, string> =
    status === 200 ? { 'x-allswell-cache': 'revision', 'x-allswell-query': 'check group lang theme' } : {};
  return new Response(html, {
    status,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': status === 200 ? 'no-cache' : 'no-store',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'x-allswell-frames': 'any',
      ...kept,
    },
  });
}

export { readingOptions as OPTIONS, refuseMethod as DELETE, refuseMethod as PATCH };
export { refuseMethod as POST, refuseMethod as PUT };
