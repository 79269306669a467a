import type { CheckView, Overall, Snapshot } from '../model.ts';

/** What a request asks about; both empty: everything. */
export interface Selection {
  readonly checks: readonly string[];
  readonly groups: readonly string[];
}

/** `fail` when a critical check is down, `warn` when any is down, degraded or unknown, `pass` otherwise. */
export function overallOf(checks: readonly CheckView[]): Overall {
  if (checks.some((check) => check.state === 'down' && check.severity === 'critical')) return 'fail';
  if (checks.some((check) => check.state === 'down' || check.state === 'degraded' || check.state === 'unknown'))
    return 'warn';
  return 'pass';
}

/** Whether anything can be said at all: some check is up, degraded or down now. */
export function hasVerdict(checks: readonly CheckView[]): boolean {
  return checks.some((check) => check.state !== 'unknown' && check.state !== 'paused');
}

/** One plain sentence about these checks, naming the culprit where there is one. */
export function describe(checks: readonly CheckView[]): string {
  if (checks.length === 0) return 'No checks are configured';
  const of = (state: CheckView['state']) => checks.filter((check) => check.state === state);
  const parts: string[] = [];
  for (const [state, one, many] of [
    ['down', 'is down', 'are down'],
    ['degraded', 'is degraded', 'are degraded'],
  ] as const) {
    const found = of(state);
    if (found.length === 1) parts.push(`${found[0]?.name ?? ''} ${one}`);
    else if (found.length > 1) parts.push(`${found.length} checks ${many}`);
  }
  const unknown = of('unknown');
  if (parts.length > 0) return parts.join(', ');
  if (unknown.length === checks.length) return 'No current results';
  if (unknown.length > 0)
    return unknown.length === 1
      ? `${unknown[0]?.name ?? ''} has no current result`
      : `${unknown.length} checks have no current result`;
  if (of('paused').length === checks.length) return 'All checks are paused';
  return 'All systems operational';
}

/**
 * The part of a snapshot that a selection names, with its own overall status. A group selects its checks; what people
 * wrote belongs to it when it names one of them, or none, which means all.
 * Returns what is not there instead when the selection names something unknown to this audience.
 */
export function select(
  snapshot: Snapshot,
  selection: Selection,
): { snapshot: Snapshot } | { unknown: { checks: string[]; groups: string[] } } {
  if (selection.checks.length === 0 && selection.groups.length === 0) return { snapshot };
  const unknown = {
    checks: selection.checks.filter((id) => !snapshot.checks.some((check) => check.id === id)),
    groups: selection.groups.filter((id) => !snapshot.groups.some((group) => group.id === id)),
  };
  if (unknown.checks.length > 0 || unknown.groups.length > 0) return { unknown };
  const wanted = new Set([
    ...selection.checks,
    ...snapshot.groups.filter((g) => selection.groups.includes(g.id)).flatMap((g) => g.checks),
  ]);
  const checks = snapshot.checks.filter((check) => wanted.has(check.id));
  const about = ({ checks: named }: { readonly checks: readonly string[] }) =>
    named.length === 0 || named.some((id) => wanted.has(id));
  const groups = snapshot.groups
    .map((group) => ({ ...group, checks: group.checks.filter((id) => wanted.has(id)) }))
    .filter((group) => group.checks.length > 0);
  return {
    snapshot: {
      ...snapshot,
      checks,
      groups,
      incidents: snapshot.incidents.filter(about),
      maintenance: snapshot.maintenance.filter(about),
      overall: overallOf(checks),
      description: describe(checks),
      hasVerdict: hasVerdict(checks),
    },
  };
}
