import type { CheckView } from '../lib/model.ts';

const MOST = 4;

/** The checks that something affects, as the last line of an item of a list. */
export function AffectedNames({ ids, checks }: { ids: readonly string[]; checks: readonly CheckView[] }) {
  const affected = checks.filter((check) => ids.includes(check.id));
  if (affected.length === 0) return null;
  const told = affected.length <= MOST + 1 ? affected : affected.slice(0, MOST);
  return (
    <p>
      Affects{' '}
      {told.map(({ id, name }, i) => (
        <span key={id}>
          {i > 0 && ', '}
          <bdi>{name}</bdi>
        </span>
      ))}
      {told.length < affected.length && ` and ${affected.length - told.length} more`}
    </p>
  );
}
