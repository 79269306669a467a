import type { CheckView, Snapshot } from '../lib/model.ts';
import { CheckRow } from './check-row.tsx';
import type { Words } from './words.ts';

/** Every check in its group, in the order of the configuration; what has no group comes last. */
export function CheckList({ snapshot, words }: { snapshot: Snapshot; words: Words }) {
  const { t } = words;
  const byId = new Map(snapshot.checks.map((check) => [check.id, check]));
  const grouped = new Set(snapshot.groups.flatMap((group) => group.checks));
  const rest = snapshot.checks.filter((check) => !grouped.has(check.id));
  const groups = snapshot.groups.map(({ id, name, checks }) => ({
    id,
    name,
    checks: checks.flatMap((check) => byId.get(check) ?? []),
  }));
  if (rest.length > 0)
    groups.push({ id: '', name: t(groups.length > 0 ? 'checks.other' : 'checks.all'), checks: rest });
  return groups.map((group) => (
    <section key={group.id} className="card checks" aria-label={group.name}>
      <header>
        <h2>
          <bdi>{group.name}</bdi>
        </h2>
        <p>{tally(group.checks, words)}</p>
        <p className="column time" aria-hidden="true">
          <span>{t('checks.daysAgo', { count: 90 })}</span>
          <span>{t('checks.today')}</span>
        </p>
        <p className="column" aria-hidden="true">
          {t('checks.uptime')}
        </p>
        <p className="column" aria-hidden="true">
          {t('checks.latest')}
        </p>
      </header>
      <ul>
        {group.checks.map((check) => (
          <CheckRow key={check.id} check={check} now={snapshot.generatedAt} words={words} />
        ))}
      </ul>
    </section>
  ));
}

/** `4 checks, all up`, or how many are not. */
function tally(checks: readonly CheckView[], { t, list }: Words): string {
  const others = (['down', 'degraded', 'unknown', 'paused'] as const)
    .map((state) => ({ state, count: checks.filter((check) => check.state === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => t(`checks.${state}`, { count }));
  const count = checks.length;
  return others.length === 0 ? t('checks.allUp', { count }) : t('checks.notAll', { count, others: list(others) });
}
