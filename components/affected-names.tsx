import type { CheckView } from '../lib/model.ts';
import { shortNames } from './short-names.tsx';
import type { Words } from './words.ts';

export interface AffectedNamesProps {
  readonly ids: readonly string[];
  readonly checks: readonly CheckView[];
  readonly words: Words;
}

/** The checks that something affects, as the last line of an item of a list. */
export function AffectedNames({ ids, checks, words }: AffectedNamesProps) {
  const affected = checks.filter((check) => ids.includes(check.id));
  if (affected.length === 0) return null;
  const { names, count } = shortNames(affected, words);
  return (
    <p>
      {count === 0
        ? words.rich('notices.affectsNames', { names })
        : words.rich('notices.affectsMore', { names, count })}
    </p>
  );
}
