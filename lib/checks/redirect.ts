import { ProbeFailure } from './errors.ts';
import { redactUrl } from './redact.ts';

/** A request as it goes over the wire. */
export interface HttpRequest {
  readonly url: URL;
  readonly method: string;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/**
 * Request headers that are no secrets and mean the same everywhere. Any other may authenticate, whatever its name
 * is: its value is masked in every text, and another origin is not sent it.
 */
const HARMLESS_HEADERS = new Set([
  'accept',
  'accept-charset',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'content-encoding',
  'content-language',
  'content-type',
  'dnt',
  'pragma',
  'range',
  'user-agent',
]);

export function isHarmless(header: string): boolean {
  return HARMLESS_HEADERS.has(header);
}

/**
 * The request that a redirect asks for (RFC 9110, 15.4): what 303 names is read by GET, and so by custom is what 301
 * and 302 name after a POST; the others repeat the request. Throws a `ProbeFailure` when it may not be followed.
 */
export function nextRequest(request: HttpRequest, status: number, location: string): HttpRequest {
  const url = target(request.url, location);
  const sameOrigin = url.origin === request.url.origin;
  const carries = Object.keys(request.headers).some((name) => !isHarmless(name) && name !== 'host');
  if (request.url.protocol === 'https:' && url.protocol === 'http:' && carries)
    throw new ProbeFailure(
      'redirect_invalid',
      `redirect from https to ${redactUrl(url)} of a request with credentials`,
    );

  const reads =
    (status === 303 && request.method !== 'HEAD') || ((status === 301 || status === 302) && request.method === 'POST');
  const method = reads ? 'GET' : request.method;
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(
      ([name]) => (sameOrigin || isHarmless(name)) && !(reads && name.startsWith('content-')),
    ),
  );
  return { url, method, headers, body: reads ? null : request.body };
}

/** Where a Location points to. Credentials that a target puts into it are not sent. */
function target(base: URL, header: string): URL {
  // Node reads headers as Latin-1; what is not ASCII in a Location is UTF-8 in practice.
  const location = Buffer.from(header, 'latin1').toString();
  if (!URL.canParse(location, base)) throw new ProbeFailure('redirect_invalid', `invalid Location: ${location}`);
  const url = new URL(location, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new ProbeFailure('redirect_invalid', `Location is neither http nor https: ${location}`);
  url.username = '';
  url.password = '';
  return url;
}
