import { createHash } from 'node:crypto';

const INLINE_SCRIPT = /<script(?<attributes>(?:\s[^>]*)?)>(?<code>[\s\S]*?)<\/script>/gi;

/**
 * Joins plain inline scripts that follow each other directly. Next writes one for each piece of its payload, each
 * needs a hash in the policy, and a header of more than 4 kB is more than nginx takes from an upstream.
 */
export function joinInlineScripts(html: string): string {
  const parts: string[] = [];
  let copied = 0;
  let plainUntil = -1;
  for (const match of html.matchAll(INLINE_SCRIPT)) {
    const end = match.index + match[0].length;
    if (match.groups?.attributes !== '') continue;
    if (match.index === plainUntil) {
      parts.push(html.slice(copied, plainUntil - '</script>'.length), ';\n');
      copied = match.index + '<script>'.length;
    }
    plainUntil = end;
  }
  return parts.length === 0 ? html : parts.join('') + html.slice(copied);
}

export interface PolicyOptions {
  /** Origins from which pictures may come, beside our own. */
  readonly pictures?: readonly string[];
  /** Whether pages of every origin may show it in a frame. */
  readonly isFramed?: boolean;
}

/**
 * The policy of an HTML answer: its own inline scripts by their hash, and nothing inline besides.
 *
 * @param html its bytes, a character each (`latin1`): they are what a hash is of
 */
export function contentSecurityPolicy(html: string, { pictures = [], isFramed = false }: PolicyOptions = {}): string {
  const hashes = new Set<string>();
  for (const match of html.matchAll(INLINE_SCRIPT)) {
    const { attributes = '', code = '' } = match.groups ?? {};
    if (/\ssrc\s*=/i.test(attributes) || /\stype="application\/ld\+json"/.test(attributes)) continue;
    hashes.add(`'sha256-${createHash('sha256').update(code, 'latin1').digest('base64')}'`);
  }
  return [
    "default-src 'self'",
    ["script-src 'self'", ...hashes].join(' '),
    "style-src 'self' 'unsafe-inline'",
    ["img-src 'self' data:", ...pictures].join(' '),
    "connect-src 'self'",
    "font-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    isFramed ? 'frame-ancestors *' : "frame-ancestors 'none'",
  ].join('; ');
}

/** On every answer, whoever made it. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()',
  'cross-origin-opener-policy': 'same-origin',
};

const FRAMED_HEADERS = Object.fromEntries(
  Object.entries(SECURITY_HEADERS).filter(([name]) => name !== 'x-frame-options'),
);

/** Those of one answer. X-Frame-Options cannot say that every origin may: the policy does. */
export function securityHeaders(isFramed: boolean): Readonly<Record<string, string>> {
  return isFramed ? FRAMED_HEADERS : SECURITY_HEADERS;
}

/** For sites whose own address is https. */
export const STRICT_TRANSPORT = 'max-age=31536000';
