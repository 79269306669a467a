import type { Snapshot } from '../lib/model.ts';
import { shortNames } from './short-names.tsx';
import type { Words } from './words.ts';

export interface NarrowedToProps {
  /** What the page is about. */
  readonly snapshot: Snapshot;
  readonly selection: { readonly checks: readonly string[]; readonly groups: readonly string[] };
  /** The same page about everything. */
  readonly all: string;
  readonly words: Words;
}

/** What a page is narrowed to, and the way to all of it; nothing where it is about everything. */
export function NarrowedTo({ snapshot, selection, all, words }: NarrowedToProps) {
  const named = [
    ...snapshot.groups.filter(({ id }) => selection.groups.includes(id)),
    ...snapshot.checks.filter(({ id }) => selection.checks.includes(id)),
  ];
  if (named.length === 0) return null;
  const { names, count } = shortNames(named, words);
  return (
    <p className="narrowed">
      <span>
        {count === 0 ? words.rich('past.narrowed', { names }) : words.rich('past.narrowedMore', { names, count })}
      </span>{' '}
      <a href={words.href(all)}>{words.t('find.clear')}</a>
    </p>
  );
}
