import type { CheckView, Snapshot } from '../lib/model.ts';
import { CheckRow } from './check-row.tsx';
import { plural } from './figures.ts';
import { WORDS } from './state-words.ts';

/** Every check in its group, in the order of the configuration; what has no group comes last. */
export function CheckList({ snapshot }: { snapshot: Snapshot }) {
  const byId = new Map(snapshot.checks.map((check) => [check.id, check]));
  const grouped = new Set(snapshot.groups.flatMap((group) => group.checks));
  const rest = snapshot.checks.filter((check) => !grouped.has(check.id));
  const groups = snapshot.groups.map(({ id, name, checks }) => ({
    id,
    name,
    checks: checks.flatMap((check) => byId.get(check) ?? []),
  }));
  if (rest.length > 0) groups.push({ id: '', name: groups.length > 0 ? 'Other checks' : 'Checks', checks: rest });
  return groups.map((group) => (
    <section key={group.id} className="card checks" aria-label={group.name}>
      <header>
        <h2>
          <bdi>{group.name}</bdi>
        </h2>
        <p>{tally(group.checks)}</p>
        <p className="column" aria-hidden="true">
          <span>90 days ago</span>
          <span>Today</span>
        </p>
        <p className="column" aria-hidden="true">
          Uptime
        </p>
        <p className="column" aria-hidden="true">
          Latest
        </p>
      </header>
      <ul>
        {group.checks.map((check) => (
          <CheckRow key={check.id} check={check} now={snapshot.generatedAt} />
        ))}
      </ul>
    </section>
  ));
}

/** `4 checks, all up`, or how many are not. */
function tally(checks: readonly CheckView[]): string {
  const others = (['down', 'degraded', 'unknown', 'paused'] as const)
    .map((state) => ({ word: WORDS[state].toLowerCase(), count: checks.filter((c) => c.state === state).length }))
    .filter(({ count }) => count > 0);
  if (others.length === 0) return checks.length === 1 ? '1 check, up' : `${checks.length} checks, all up`;
  return `${plural(checks.length, 'check')}: ${others.map(({ word, count }) => `${count} ${word}`).join(', ')}`;
}
