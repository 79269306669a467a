import { IMPACTS, type Incident, type Maintenance, type Snapshot } from '../lib/model.ts';

type About = Pick<Snapshot, 'incidents' | 'maintenance'>;

/** The incidents that go on: the worst first, of equally bad ones the newest. */
export function openIncidents({ incidents }: About): Incident[] {
  return incidents
    .filter((incident) => incident.resolvedAt === null)
    .sort((a, b) => IMPACTS.indexOf(b.impact) - IMPACTS.indexOf(a.impact) || b.startedAt - a.startedAt);
}

/** The windows that go on, the first to end first. */
export function runningMaintenance({ maintenance }: About): Maintenance[] {
  return maintenance.filter(({ status }) => status === 'in_progress').sort((a, b) => a.endsAt - b.endsAt);
}

/** The windows to come, the next first. */
export function comingMaintenance({ maintenance }: About): Maintenance[] {
  return maintenance.filter(({ status }) => status === 'scheduled').sort((a, b) => a.startsAt - b.startsAt);
}

/** The windows that are over or were called off before they began, the newest first. */
export function pastMaintenance({ maintenance }: About): Maintenance[] {
  return maintenance
    .filter(({ status }) => status === 'completed' || status === 'cancelled')
    .sort((a, b) => b.startsAt - a.startsAt);
}

/** Windows as a list tells them: those of one recurring maintenance together, where the first of them is. */
export function byPlan(windows: readonly Maintenance[]): (readonly [Maintenance, ...Maintenance[]])[] {
  const plans = new Map<string, [Maintenance, ...Maintenance[]]>();
  for (const window of windows) {
    const known = plans.get(`${window.plan} ${window.status}`);
    if (known === undefined) plans.set(`${window.plan} ${window.status}`, [window]);
    else known.push(window);
  }
  return [...plans.values()];
}

/** What names this check. */
export function namedIn<T extends { readonly checks: readonly string[] }>(notices: readonly T[], check: string): T[] {
  return notices.filter((notice) => notice.checks.includes(check));
}

/** The window that a plan is about now: the running one, else the next, else the last. */
export function windowOfPlan({ incidents, maintenance }: About, plan: string): Maintenance | undefined {
  const about = { incidents, maintenance: maintenance.filter((window) => window.plan === plan) };
  return runningMaintenance(about)[0] ?? comingMaintenance(about)[0] ?? pastMaintenance(about)[0];
}
