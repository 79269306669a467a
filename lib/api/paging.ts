import { wrongParameter, type Problem } from '../formats/problem.ts';

/** A page of a list. `next`: the cursor of the one behind it; null on the last. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/**
 * The page behind a cursor, of a list in order of (`at`, id). A cursor names the last item before it, so that what is
 * added or taken away meanwhile neither repeats nor hides another.
 *
 * @param options.direction 1 where the list ascends in `at`, -1 where it descends; ids ascend in either
 */
export function pageOf<Item extends { readonly id: string }>(
  all: readonly Item[],
  options: {
    readonly limit: number;
    readonly cursor: string | undefined;
    readonly at: (item: Item) => number;
    readonly direction: 1 | -1;
  },
): Page<Item> | { readonly problem: Problem } {
  const { limit, cursor, at, direction } = options;
  const last = cursor === undefined ? null : readCursor(cursor);
  if (last === undefined)
    return { problem: wrongParameter('cursor', 'must be one that was given here', JSON.stringify(cursor)) };
  const isBehind = (item: Item) =>
    last === null || (at(item) - last.at) * direction > 0 || (at(item) === last.at && item.id > last.id);
  const behind = all.filter(isBehind);
  const items = behind.slice(0, limit);
  const end = items.at(-1);
  const next = end === undefined || behind.length <= limit ? null : writeCursor({ at: at(end), id: end.id });
  return { items, next };
}

interface Position {
  readonly at: number;
  readonly id: string;
}

function writeCursor({ at, id }: Position): string {
  return Buffer.from(`${at} ${id}`, 'utf8').toString('base64url');
}

function readCursor(cursor: string): Position | undefined {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const [, at, id] = /^(-?\d{1,16}) (.+)$/.exec(text) ?? [];
  return at === undefined || id === undefined ? undefined : { at: Number(at), id };
}
