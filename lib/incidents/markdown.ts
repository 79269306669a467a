import { Marked } from 'marked';
import sanitizeHtml from 'sanitize-html';
import type { Incident, MaintenancePlan } from '../model.ts';

/** Elements as they may be nested, at most: what lies deeper is left out. */
const DEEPEST = 50;

/** Attributes of every link: it was written by people, and leads elsewhere. */
const REL = 'nofollow noopener noreferrer';

const marked = new Marked({
  gfm: true,
  // People break lines where they mean it, as in comments on GitHub.
  breaks: true,
  async: false,
  tokenizer: {
    // There are no tables in what may be shown: their text would run together.
    table: () => undefined,
  },
  renderer: {
    // No images: a request to elsewhere from each reader of the page. What they show is told instead.
    image: ({ text }) => escapeText(text),
    checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
    hr: () => '',
  },
});

const OPTIONS: sanitizeHtml.IOptions = {
  allowedTags: ['p', 'br', 'strong', 'em', 'del', 'code', 'pre', 'ul', 'ol', 'li', 'blockquote', 'a', 'h3', 'h4'],
  allowedAttributes: { a: ['href', 'rel'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowProtocolRelative: false,
  nestingLimit: DEEPEST,
  disallowedTagsMode: 'discard',
  // What leads nowhere that may be linked to is text.
  exclusiveFilter: ({ tag, attribs }) => (tag === 'a' && attribs.href === undefined ? 'excludeTag' : false),
  // Their text is no text.
  nonTextTags: [
    'script',
    'style',
    'textarea',
    'option',
    'noscript',
    'template',
    'iframe',
    'svg',
    'math',
    'title',
    'xmp',
  ],
  transformTags: {
    a: (tagName, { href = '' }): sanitizeHtml.Tag =>
      isLink(href) ? { tagName, attribs: { href, rel: REL } } : { tagName, attribs: {} },
    b: 'strong',
    i: 'em',
    s: 'del',
    strike: 'del',
    // The page's own headings are above those that people write.
    h1: 'h3',
    h2: 'h3',
    h5: 'h4',
    h6: 'h4',
  },
};

/**
 * Markdown (GFM) as sanitised HTML: paragraphs, line breaks, emphasis, code, lists, quotes, links to http, https and
 * mailto, headings as h3 and h4. HTML within it is sanitised like the rest.
 */
export function renderMarkdown(text: string): string {
  return sanitiseHtml(htmlOf(withoutControls(text))).trim();
}

function htmlOf(text: string): string {
  try {
    return marked.parse(text, { async: false });
  } catch {
    // Thousands of quotes within quotes exhaust the stack: such a text is shown as it was written.
    return `<p>${escapeText(text)}</p>`;
  }
}

/** HTML with nothing in it but the elements of `renderMarkdown`. What it returns, it leaves as it is. */
export function sanitiseHtml(html: string): string {
  // Once more behind it: a control character may be written as a reference.
  return withoutControls(sanitizeHtml(withoutControls(html), OPTIONS));
}

/** What people wrote, its HTML sanitised anew: a page trusts nothing for having been in the database. */
export function sanitised<Written extends Incident | MaintenancePlan>(notice: Written): Written {
  const updates = notice.updates.map((update) => ({ ...update, html: sanitiseHtml(update.html) }));
  return 'html' in notice ? { ...notice, html: sanitiseHtml(notice.html), updates } : { ...notice, updates };
}

/**
 * Text without what is not a character of XML 1.0 or moves a terminal: control characters except tab and line feed,
 * halves of surrogate pairs, U+FFFE and U+FFFF. Lines end with a line feed.
 */
export function withoutControls(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/[\p{Cs}\u{FFFE}\u{FFFF}]|(?![\t\n])\p{Cc}/gu, '');
}

function isLink(href: string): boolean {
  return /^(https?:\/\/|mailto:)\S+$/i.test(href) && URL.canParse(href);
}

function escapeText(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
