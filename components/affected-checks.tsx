import type { CheckView } from '../lib/model.ts';
import type { Words } from './words.ts';

/** How many are named where space is dear. */
const SHORT = 8;

export interface AffectedChecksProps {
  readonly ids: readonly string[];
  readonly checks: readonly CheckView[];
  readonly words: Words;
  /** Leads to the rest, and has only the first few told. */
  readonly href?: string;
}

/** The checks that an incident or a maintenance affects, as links. Those that are not shown to anybody are left out. */
export function AffectedChecks({ ids, checks, words, href }: AffectedChecksProps) {
  const affected = checks.filter((check) => ids.includes(check.id));
  if (affected.length === 0) return null;
  const told = href === undefined || affected.length <= SHORT + 1 ? affected : affected.slice(0, SHORT);
  return (
    <div className="affected">
      <span>{words.t('notices.affects')}</span>
      <ul>
        {told.map(({ id, name }) => (
          <li key={id}>
            <a href={words.href(`/checks/${id}`)} dir="auto">
              {name}
            </a>
          </li>
        ))}
        {told.length < affected.length && (
          <li>
            <a href={href}>{words.t('nav.more', { count: affected.length - told.length })}</a>
          </li>
        )}
      </ul>
    </div>
  );
}
