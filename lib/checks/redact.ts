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

/** `cleanText` with every one of `secrets` masked, in plain and in percent encoding. */
export function redactText(text: string, secrets: readonly string[]): string {
  const forms = new Set<string>();
  for (const secret of secrets) {
    if (secret.length < SHORTEST_SECRET) continue;
    const line = secret.replace(UNPRINTABLE, ' ').trim();
    const jsonForm = JSON.stringify(secret).slice(1, -1);
    for (const form of [line, jsonForm, encodeURIComponent(line.toWellFormed()), encodeURI(line.toWellFormed())])
      if (form.length >= SHORTEST_SECRET) forms.add(form);
  }
  let line = text.replace(UNPRINTABLE, ' ');
  // The longest first: one secret may be a part of another.
  for (const form of [...forms].sort((a, b) => b.length - a.length)) line = line.replaceAll(form, MASK);
  return cleanText(line);
}

/** A URL that may be shown: without credentials and fragment, the values of its query masked. */
export function redactUrl(url: URL): string {
  const query = [...url.searchParams.keys()].map((key) => `${encodeURIComponent(key)}=${MASK}`).join('&');
  return `${url.protocol}//${url.host}${url.pathname}${query === '' ? '' : `?${query}`}`;
}
