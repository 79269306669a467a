/** What an Authorization header presents, as the bytes that were sent. */
export type Presented =
  | { readonly scheme: 'bearer'; readonly token: Buffer }
  | { readonly scheme: 'basic'; readonly username: Buffer; readonly password: Buffer };

/** Reads an Authorization header (RFC 6750, RFC 7617); null for none and for any other scheme. */
export function presentedIn(authorization: string | null): Presented | null {
  const [, scheme = '', value = ''] = /^\s*([A-Za-z]+)(?:[ \t]+(.*?))?\s*$/.exec(authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return { scheme: 'bearer', token: Buffer.from(value, 'latin1') };
  if (scheme.toLowerCase() !== 'basic') return null;
  const pair = Buffer.from(value, 'base64');
  const colon = pair.indexOf(':');
  // Without a colon it is malformed: a username that matches none.
  if (colon === -1) return { scheme: 'basic', username: Buffer.alloc(0), password: Buffer.alloc(0) };
  return { scheme: 'basic', username: pair.subarray(0, colon), password: pair.subarray(colon + 1) };
}
