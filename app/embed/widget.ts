import { LANGUAGE_FACTS } from '../../components/languages.ts';
import { colorsOf, GROUNDS, type Scheme } from '../../components/state-colors.ts';
import { stateMark } from '../../components/state-mark.ts';
import type { Tone } from '../../components/state-words.ts';
import type { Words } from '../../components/words.ts';
import { escapeAttribute, escapeXml } from '../../lib/formats/xml.ts';
import type { Language } from '../../lib/model.ts';
import type { ShareFacts } from '../share-facts.ts';

export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export interface WidgetOptions {
  readonly theme: Theme;
  /** The page that it leads to, absolute. */
  readonly href: string;
  readonly words: Words;
}

/** How often a widget that is seen asks for news, and how many failures it takes to say so. */
const EVERY = 30_000;
const PATIENCE = 3;

/**
 * Tells the page around it how high it is, and keeps itself current. Always the same text, so that its hash in the
 * policy is. Not reaching the server is said, and no error of the page around.
 */
const SCRIPT = `(() => {
  const id = 'widget';
  const size = () => parent !== window && parent.postMessage({ type: 'allswell:height', height: Math.ceil(document.body.getBoundingClientRect().height) }, '*');
  new ResizeObserver(size).observe(document.body);
  let failures = 0;
  const ask = async () => {
    if (document.visibilityState !== 'visible') return;
    try {
      const answer = await fetch(location.href, { cache: 'no-cache', signal: AbortSignal.timeout(10000) });
      if (!answer.ok) throw new Error(answer.status);
      const news = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const [shown, next] = [document.getElementById(id), news.getElementById(id)];
      failures = 0;
      delete document.body.dataset.lost;
      if (next && shown.outerHTML !== next.outerHTML) shown.replaceWith(document.adoptNode(next));
      document.title = news.title;
    } catch {
      if (++failures >= ${PATIENCE}) document.body.dataset.lost = '';
    }
  };
  setInterval(ask, ${EVERY});
  document.addEventListener('visibilitychange', ask);
})();`;

const STYLE = `*{box-sizing:border-box}
html{background:transparent}
body{margin:0;font:400 15px/1.4 Inter,ui-sans-serif,system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',sans-serif}
#widget{display:flex;align-items:center;gap:12px;padding:12px 16px;border-radius:14px;background:var(--wash);color:var(--ink);text-decoration:none;overflow-wrap:anywhere}
#widget:focus-visible{outline:2px solid currentcolor;outline-offset:-4px}
#widget:hover h1{text-decoration:underline}
svg{flex:none;width:24px;height:24px;forced-color-adjust:none}
h1,small{display:block;text-wrap:balance}
h1{margin:0;font-size:inherit;font-weight:600}
small{font-size:13px}
.lost{display:none}
[data-lost] .lost{display:block}
[data-lost] svg{opacity:.5}
:lang(ja){word-break:auto-phrase}`;

/** The widget that pages of others show in a frame: a document of its own, without a framework. */
export function widgetHtml(facts: ShareFacts, { theme, href, words }: WidgetOptions): string {
  const { tone, site, title, detail, maintenance } = facts;
  const mark = stateMark(tone, 'var(--fill)', 'var(--glyph)', ' aria-hidden="true"');
  const lines = [detail, maintenance, site].flatMap((line) => (line === null ? [] : `<bdi>${escapeXml(line)}</bdi>`));
  return page(
    `${title} – ${site}`,
    theme,
    words.language,
    `<a id="widget" href="${escapeAttribute(href)}" target="_blank" rel="noopener" style="${colors(tone, 'light')}${colors(tone, 'dark')}">` +
      `${mark}<div><h1>${escapeXml(title)}</h1><small>${lines.join(' · ')}</small>` +
      `<small class="lost">${escapeXml(words.t('widget.lost'))}</small></div></a>`,
  );
}

/** The same where it cannot tell a status: one sentence. `why`, for whoever wrote its address, is English. */
export function widgetProblem(text: string, theme: Theme, language: Language, why: string | null = null): string {
  const reason = why === null ? '' : `<small lang="en" dir="ltr">${escapeXml(why)}</small>`;
  const mark = stateMark('unknown', 'var(--fill)', 'var(--glyph)', ' aria-hidden="true"');
  return page(
    text,
    theme,
    language,
    `<div id="widget" style="${colors('unknown', 'light')}${colors('unknown', 'dark')}">${mark}<div><h1>${escapeXml(text)}</h1>${reason}</div></div>`,
  );
}

/** The colours of a scheme as properties of the element, so that they change with it. */
function colors(tone: Tone, scheme: Scheme): string {
  const { fill, ink, wash } = colorsOf(tone, scheme);
  const at = scheme === 'light' ? 'l' : 'd';
  return `--${at}f:${fill};--${at}i:${ink};--${at}w:${wash};`;
}

function page(title: string, theme: Theme, language: Language, body: string): string {
  const { tag, dir } = LANGUAGE_FACTS[language];
  const use = (scheme: Scheme) => {
    const at = scheme === 'light' ? 'l' : 'd';
    return `#widget{--fill:var(--${at}f);--ink:var(--${at}i);--wash:var(--${at}w);--glyph:${GROUNDS[scheme].glyph}}`;
  };
  const scheme = theme === 'auto' ? `${use('light')}@media(prefers-color-scheme:dark){${use('dark')}}` : use(theme);
  return (
    `<!DOCTYPE html>\n<html lang="${tag}" dir="${dir}"><head><meta charset="utf-8">` +
    '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">' +
    `<title>${escapeXml(title)}</title><style>${STYLE}\n${scheme}</style>` +
    '<noscript><meta http-equiv="refresh" content="60"></noscript></head>' +
    `<body><main>${body}</main><script>${SCRIPT}</script></body></html>\n`
  );
}
