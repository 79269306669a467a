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

/** What names this check. */
export function namedIn<T extends { readonly checks: readonly string[] }>(notices: readonly T[], check: string): T[] {
  return notices.filter((notice) => notice.checks.includes(check));
}

/** The window that a plan is about now: the running one, else the next, else the last. */
export function windowOfPlan({ incidents, maintenance }: About, plan: string): Maintenance | undefined {
  const about = { incidents, maintenance: maintenance.filter((window) => window.plan === plan) };
  return runningMaintenance(about)[0] ?? comingMaintenance(about)[0] ?? pastMaintenance(about)[0];
}
