import { createHash } from 'node:crypto';
import { wrongHeader, type Problem } from '../formats/problem.ts';

/** What If-Match admits: these versions, or whichever there is. */
export type Admitted = { readonly versions: readonly number[] } | 'any';

/**
 * The entity tag of a version (RFC 9110, 8.8.3). The same version reads otherwise to those who see other checks of it, and
 * after a check was renamed: `checks` are those that are told. `rest` names what time alone has made of it, where it has.
 */
export function entityTag(version: number, checks: readonly string[], rest = ''): string {
  const told = checks.length === 0 ? '' : createHash('sha256').update(checks.join('\n')).digest('hex').slice(0, 8);
  return `"${[String(version), rest, told].filter((part) => part !== '').join('-')}"`;
}

/** Reads If-Match (RFC 9110, 13.1.1); without it all is admitted. Tags that are weak, or not ours, match nothing. */
export function readIfMatch(header: string | null): Admitted | { readonly problem: Problem } {
  if (header === null || header.trim() === '*') return 'any';
  const tags = /^\s*(?:W\/)?"[^"]*"(?:\s*,\s*(?:W\/)?"[^"]*")*\s*$/.test(header)
    ? [...header.matchAll(/(W\/)?"([^"]*)"/g)]
    : null;
  if (tags === null) return { problem: wrongHeader('If-Match', 'must be entity tags, as in "3", or *', header) };
  return {
    versions: tags.flatMap(([, weak, tag = '']) => {
      const [, version] = weak === undefined ? (/^([1-9]\d{0,8})(?:-.*)?$/.exec(tag) ?? []) : [];
      return version === undefined ? [] : [Number(version)];
    }),
  };
}

/** Reads Idempotency-Key: a string of RFC 8941, or the same without its quotes. Null without one. */
export function readIdempotencyKey(
  header: string | null,
): { readonly key: string | null } | { readonly problem: Problem } {
  if (header === null) return { key: null };
  const [, quoted, bare] = /^\s*(?:"((?:[ !#-[\]-~]|\\["\\]){1,255})"|([!#-[\]-~]{1,255}))\s*$/.exec(header) ?? [];
  const key = quoted?.replace(/\\(.)/g, '$1') ?? bare;
  if (key === undefined)
    return { problem: wrongHeader('Idempotency-Key', 'must be 1 to 255 printable characters of ASCII', header) };
  return { key };
}
