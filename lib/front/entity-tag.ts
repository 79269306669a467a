import { createHash } from 'node:crypto';

/** The opaque part of an entity tag: a hash of what makes a representation. */
export function hashOf(contentType: string, body: Buffer): string {
  return createHash('sha256').update(contentType).update('\0').update(body).digest('base64url').slice(0, 27);
}

/** RFC 9110, 13.1.2: whether an If-None-Match names this strong tag, by weak comparison. */
export function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  for (const [, opaque] of ifNoneMatch.matchAll(/(?:W\/)?("[^"]*")/g)) if (opaque === etag) return true;
  return false;
}
