import type { OutgoingHttpHeaders } from 'node:http';

/**
 * A site below a path, as `https://acme.example/status`. The build knows nothing of it, since Next wants its base path
 * when it builds and `site.url` may change while we run: requests lose the prefix at the door, answers get it back.
 * A proxy in front may pass the prefix or strip it.
 */

/** A request's target without the prefix; as it is where it has none. */
export function withoutBase(url: string, base: string): string {
  if (base === '' || !url.startsWith(base)) return url;
  const rest = url.slice(base.length);
  if (rest === '' || rest.startsWith('?')) return `/${rest}`;
  return rest.startsWith('/') ? rest : url;
}

/** The headers of an answer, its addresses below the prefix. */
export function rebasedHeaders(headers: OutgoingHttpHeaders, base: string): OutgoingHttpHeaders {
  if (base === '') return headers;
  const rebased = { ...headers };
  if (typeof headers.location === 'string') rebased.location = headers.location.replace(/^\/(?![/\\])/, `${base}/`);
  if (typeof headers.link === 'string') rebased.link = headers.link.replace(/<\/(?!\/)/g, `<${base}/`);
  return rebased;
}

/**
 * The body of an answer, its addresses below the prefix: those in the tags of HTML, those in the payload from which
 * the page is made again in the browser, and where the scripts of the build look for each other.
 */
export function rebased(body: string, type: string, base: string): string {
  if (base === '') return body;
  if (/^text\/html/i.test(type)) return rebasedHtml(body, base);
  if (/^text\/x-component/i.test(type)) return rebasedPayload(body, base);
  if (/javascript/i.test(type)) return body.replaceAll('"/_next/"', `"${base}/_next/"`);
  if (/^text\/css/i.test(type)) return body.replaceAll(/url\((["']?)\/_next\//g, `url($1${base}/_next/`);
  return body;
}

/** Tags alone: in text and in attributes, what people wrote has its `<` and `"` escaped. */
const TAG = /<[a-z][^<>]*>/gi;
const ADDRESS = /(\s(?:href|src|srcset|action)=")\/(?!\/)/gi;
const INLINE_SCRIPT = /(<script(?:\s[^>]*)?>)([\s\S]*?)(?=<\/script>)/gi;
/** How Next writes a piece of a page's payload: as a string of JavaScript. */
const PIECE = /(?<=self\.__next_f\.push\(\[1,)"(?:[^"\\]|\\.)*"(?=\]\))/g;

function rebasedHtml(html: string, base: string): string {
  const pieces = [...html.matchAll(PIECE)].map(([piece]) => JSON.parse(piece) as string);
  // A row of the payload may go on in the next piece: all of it goes into the first one.
  let payload: string | null = rebasedPayload(pieces.join(''), base);
  const inScript = (code: string) =>
    code.replace(PIECE, () => {
      const piece = asScript(payload ?? '');
      payload = null;
      return piece;
    });
  const inTags = (text: string) => text.replace(TAG, (tag) => tag.replace(ADDRESS, `$1${base}/`));
  const parts: string[] = [];
  let from = 0;
  for (const match of html.matchAll(INLINE_SCRIPT)) {
    const [whole, tag = '', code = ''] = match;
    parts.push(inTags(html.slice(from, match.index)), inTags(tag), inScript(code));
    from = match.index + whole.length;
  }
  return parts.join('') + inTags(html.slice(from));
}

function asScript(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Quotes that people wrote are escaped, so that they cannot be taken for those of a property or an address. */
const PROPERTY = /(?<!\\)"(?:href|src|srcSet|action)":"\/(?!\/)/g;
const ASSET = /(?<!\\)"\/_next\//g;
const HINT = /^([0-9a-f]*:H[A-Z]\[")\/(?!\/)/;
/** A long text, which stands as it is behind its length in bytes. */
const LONG_TEXT = /^[0-9a-f]+:T([0-9a-f]+),/;

/** The payload of React's server components: rows of JSON, each on a line, and long texts. */
function rebasedPayload(payload: string, base: string): string {
  const bytes = Buffer.from(payload);
  const parts: Buffer[] = [];
  let at = 0;
  while (at < bytes.length) {
    const [head, length] = LONG_TEXT.exec(bytes.subarray(at, at + 32).toString('latin1')) ?? [];
    if (head !== undefined && length !== undefined) {
      const end = at + head.length + parseInt(length, 16);
      parts.push(bytes.subarray(at, end));
      at = end;
      continue;
    }
    const newline = bytes.indexOf(0x0a, at);
    const end = newline === -1 ? bytes.length : newline + 1;
    const row = bytes.subarray(at, end).toString('utf8');
    const hinted = row.replace(HINT, `$1${base}/`);
    const named = hinted.replace(PROPERTY, (property) => `${property.slice(0, -1)}${base}/`);
    parts.push(Buffer.from(named.replace(ASSET, `"${base}/_next/`)));
    at = end;
  }
  return Buffer.concat(parts).toString('utf8');
}
