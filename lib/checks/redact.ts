/** The longest raw text that is kept. */
const RAW_LENGTH = 300;

/** Shorter texts are no secrets, and masking them would garble everything else. */
const SHORTEST_SECRET = 3;

export const MASK = '***';

// Control characters, line and paragraph separators, and what turns the direction of writing.
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/g;

/** One printable line of at most 300 characters, whatever a target has put into it. */
export function cleanText(text: string): string {
  const line = text.replace(UNPRINTABLE, ' ').trim();
  return line.length <= RAW_LENGTH ? line : `${line.slice(0, RAW_LENGTH - 1)}…`;
}

/** What is looked at of a text; nothing that is kept comes from further behind. */
const LOOKED_AT = 16_384;

/** Of a secret in parts, such as a body: each part costs. */
const MOST_PARTS = 500;

/**
 * `cleanText` with every one of `secrets` masked, and every word of four characters or more in them: a target may
 * tell a single one. Percent encoding and case make no difference.
 */
export function redactText(text: string, secrets: readonly string[]): string {
  const words = secrets.flatMap((secret) => secret.split(/[\s"'`{}[\]<>():,;=&]+/).filter(({ length }) => length >= 4));
  const masked = [...new Set([...secrets, ...words.slice(0, MOST_PARTS)])]
    .map((secret) => secret.replace(UNPRINTABLE, ' ').trim())
    .filter(({ length }) => length >= SHORTEST_SECRET)
    // The longest first: one secret may be a part of another.
    .sort((a, b) => b.length - a.length);
  let line = text.slice(0, LOOKED_AT).replace(UNPRINTABLE, ' ');
  for (const secret of masked) line = line.replace(anySpelling(secret), MASK);
  return cleanText(line);
}

/** Matches a text with any of its characters percent-encoded, once or twice, or escaped as in JSON. */
function anySpelling(text: string): RegExp {
  const characters = Array.from(text.slice(0, LOOKED_AT), (character) => {
    const literal = character.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
    if (/^[a-z0-9]$/i.test(character)) return literal;
    const bytes = [...Buffer.from(character)].map((byte) => `%(?:25)?${byte.toString(16).padStart(2, '0')}`).join('');
    return `(?:\\\\?${literal}|${bytes})`;
  });
  return new RegExp(characters.join(''), 'gi');
}

/** A URL that may be shown: without credentials and fragment, the values of its query masked. */
export function redactUrl(url: URL): string {
  const query = [...url.searchParams.keys()].map((key) => `${encodeURIComponent(key)}=${MASK}`).join('&');
  return `${url.protocol}//${url.host}${url.pathname}${query === '' ? '' : `?${query}`}`;
}
