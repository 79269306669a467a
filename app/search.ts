import type { Selection } from '../lib/status/select.ts';

/** The query of a page as Next gives it. */
export type Search = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The values of a parameter, in order; none when it is missing. */
export function values(search: Search, name: string): readonly string[] {
  const value = search[name];
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

/** What `?check=` and `?group=` ask for. A form sends what was left open, too. */
export function selectionOf(search: Search): Selection {
  const named = (name: string) => values(search, name).filter((value) => value !== '');
  return { checks: named('check'), groups: named('group') };
}

/** The same selection as a query, for the links to feeds and API. */
export function queryOf({ checks, groups }: Selection): string {
  const pairs = [...checks.map((id) => ['check', id]), ...groups.map((id) => ['group', id])];
  return new URLSearchParams(pairs).toString();
}

/** A path with what is asked for behind it: each of `queries` a query, or empty. */
export function pathOf(path: string, ...queries: readonly string[]): string {
  const query = queries.filter((one) => one !== '').join('&');
  return query === '' ? path : `${path}?${query}`;
}

/** A part of a path as it is meant: Next may hand it over still encoded. What cannot be decoded stands for itself. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
