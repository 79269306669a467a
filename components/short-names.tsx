import type { ReactNode } from 'react';
import type { Words } from './words.ts';

const MOST = 4;

/** The first few of some names as one text, and how many more there are. */
export function shortNames(
  named: readonly { readonly id: string; readonly name: string }[],
  words: Words,
): { readonly names: ReactNode; readonly count: number } {
  const told = named.length <= MOST + 1 ? named : named.slice(0, MOST);
  const names = told.map(({ id, name }, i) => (
    <span key={id}>
      {i > 0 && words.t('list.separator')}
      <bdi>{name}</bdi>
    </span>
  ));
  return { names, count: named.length - told.length };
}
