import type { IncomingHttpHeaders } from 'node:http';
import type { Language } from '../model.ts';
import { chooseLanguage } from '../status/language.ts';

/** Browsers send few different headers, but one on each request. */
const chosen = new Map<string, Language>();
const MAX_CHOSEN = 512;

/**
 * Puts the language that a request gets in the place of its `Accept-Language`: there are thousands of such headers,
 * and one answer a language. Where one alone is spoken, nothing depends on it.
 */
export function settleLanguage(headers: IncomingHttpHeaders, query: string, languages: readonly Language[]): void {
  if (languages.length < 2) {
    delete headers['accept-language'];
    return;
  }
  const named = query.includes('lang=') ? new URLSearchParams(query).get('lang') : null;
  const accepted = headers['accept-language'] ?? '';
  const key = `${languages.join()} ${named ?? ''} ${accepted}`;
  let language = chosen.get(key);
  if (language === undefined) {
    language = chooseLanguage({ language: languages[0], languages }, named, accepted);
    if (chosen.size >= MAX_CHOSEN) chosen.clear();
    chosen.set(key, language);
  }
  headers['accept-language'] = language;
}

/** Whether an answer is a page, which speaks a language: its HTML, or the payload of the same. */
export function isSpoken(contentType: string): boolean {
  return /^text\/(?:html|x-component)/i.test(contentType);
}

/** The language that an HTML document says it is in. */
export function languageOfHtml(html: string): string | undefined {
  return /<html[^>]*? lang="([A-Za-z-]+)"/.exec(html.slice(0, 4_096))?.[1];
}
