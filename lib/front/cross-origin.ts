import type { IncomingMessage } from 'node:http';

/** What pages of every origin may read. Nothing there is unlocked by what a browser sends of itself. */
const OPEN =
  /^\/(?:(?:api|badge|monitoring)\/.*|(?:feed|history)\.(?:atom|rss|json)|openapi\.json|config\.schema\.json)$/;

const REQUEST_HEADERS = 'Authorization, Content-Type, If-None-Match, If-Match, Idempotency-Key';
const RESPONSE_HEADERS = 'ETag, Location, Link, Retry-After';
/** For a day a browser need not ask again; it may do so earlier. */
const MAX_AGE = '86400';

/** Whether this path is of the API that pages of every origin may use. */
export function isOpenToAll(path: string): boolean {
  return OPEN.test(path);
}

/**
 * What an answer tells a browser about pages of other origins (Fetch, 3.2.3); nothing where they may not read it.
 * `allow`: the methods that the answer says are served.
 */
export function crossOriginHeaders(request: IncomingMessage, allow: unknown): Readonly<Record<string, string>> {
  const [path = ''] = (request.url ?? '').split('?');
  if (!isOpenToAll(path)) return {};
  const headers = { 'access-control-allow-origin': '*', 'access-control-expose-headers': RESPONSE_HEADERS };
  if (request.method !== 'OPTIONS') return headers;
  return {
    ...headers,
    'access-control-allow-methods': typeof allow === 'string' ? allow : 'GET, HEAD',
    'access-control-allow-headers': REQUEST_HEADERS,
    'access-control-max-age': MAX_AGE,
  };
}
