import type { CheckView } from '../lib/model.ts';
import type { Words } from './words.ts';

const MOST = 4;

export interface AffectedNamesProps {
  readonly ids: readonly string[];
  readonly checks: readonly CheckView[];
  readonly words: Words;
}

/** The checks that something affects, as the last line of an item of a list. */
export function AffectedNames({ ids, checks, words }: AffectedNamesProps) {
  const affected = checks.filter((check) => ids.includes(check.id));
  if (affected.length === 0) return null;
  const told = affected.length <= MOST + 1 ? affected : affected.slice(0, MOST);
  const count = affected.length - told.length;
  const names = told.map(({ id, name }, i) => (
    <span key={id}>
      {i > 0 && words.t('list.separator')}
      <bdi>{name}</bdi>
    </span>
  ));
  return (
    <p>
      {count === 0
        ? words.rich('notices.affectsNames', { names })
        : words.rich('notices.affectsMore', { names, count })}
    </p>
  );
}
