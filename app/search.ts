import type { Selection } from '../lib/status/select.ts';

/** The query of a page as Next gives it. */
export type Search = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The values of a parameter, in order; none when it is missing. */
export function values(search: Search, name: string): readonly string[] {
  const value = search[name];
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

/** What `?check=` and `?group=` ask for. */
export function selectionOf(search: Search): Selection {
  return { checks: values(search, 'check'), groups: values(search, 'group') };
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
