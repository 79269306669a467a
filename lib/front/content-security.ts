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

/** The policy of an HTML answer: its own inline scripts by their hash, and nothing inline besides. */
export function contentSecurityPolicy(html: string): string {
  const hashes = new Set<string>();
  for (const match of html.matchAll(INLINE_SCRIPT)) {
    const { attributes = '', code = '' } = match.groups ?? {};
    if (/\ssrc\s*=/i.test(attributes)) continue;
    hashes.add(`'sha256-${createHash('sha256').update(code).digest('base64')}'`);
  }
  return [
    "default-src 'self'",
    ["script-src 'self'", ...hashes].join(' '),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
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

/** For sites whose own address is https. */
export const STRICT_TRANSPORT = 'max-age=31536000';
