/**
 * A text with the credentials of the URL in it replaced by `***`, for messages that quote what somebody wrote:
 * `https://me:secret@host/?token=x` becomes `https://***@host/?token=***`. It masks too much rather than too little,
 * since a text that is quoted is often one that could not be parsed.
 */
export function maskCredentials(text: string): string {
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.exec(text)?.[0] ?? '';
  const rest = text.slice(scheme.length);
  const at = rest.lastIndexOf('@');
  // A password may hold a slash that was not encoded: any colon before the last `@` may begin one.
  const authority = /^[^/?#]*/.exec(rest)?.[0] ?? '';
  const hasCredentials = at >= 0 && (authority.includes('@') || rest.slice(0, at).includes(':'));
  const masked = hasCredentials ? `***@${rest.slice(at + 1)}` : rest;
  return scheme + masked.replace(SECRET_PARAMETER, '$1***');
}

const SECRET_PARAMETER =
  /([?&;][^=&;#\s]*(?:token|secret|passw|pwd|auth|key|sig|credential|session|code)[^=&;#\s]*=)[^&;#\s]*/gi;
