import { entityTag } from '../../../lib/api/preconditions.ts';
import { plannedJson } from '../../../lib/formats/maintenance-json.ts';
import type { Notices } from '../../../lib/incidents/notices.ts';
import {
  maintenanceAt,
  startOfWindow,
  windowAt,
  windowFor,
  windowStatus,
  type MaintenanceWindow,
} from '../../../lib/incidents/windows.ts';
import type { Maintenance, MaintenancePlan } from '../../../lib/model.ts';
import type { Answered } from '../write.ts';

/**
 * The window that an id means: the one that has it; of a plan's id the one that goes on, else the next, else the last.
 * Null when there is none.
 */
export function windowMeant(plan: MaintenancePlan, id: string, now: number): Maintenance | null {
  const window = id === plan.id ? windowNow(plan, now) : windowNamed(plan, id);
  return window === null ? null : maintenanceAt(plan, window, now);
}

function windowNamed(plan: MaintenancePlan, id: string): MaintenanceWindow | null {
  const start = startOfWindow(plan, id);
  return start === null ? null : windowAt(plan, start);
}

function windowNow(plan: MaintenancePlan, now: number): MaintenanceWindow {
  const begun = windowAt(plan, windowFor(plan, now, 'in_progress'));
  return windowStatus(begun, now) === 'in_progress' ? begun : windowAt(plan, windowFor(plan, now, 'scheduled'));
}

/** The plan's version, and behind it what time has made of the window since, for the same version tells another then. */
export function maintenanceTag({ version, startsAt }: MaintenancePlan, window: Maintenance): string {
  const rest = [
    ...(window.startsAt === startsAt ? [] : [window.startsAt.toString(36)]),
    ...(window.status === 'scheduled' ? [] : [window.status]),
  ];
  return entityTag(version, window.checks, rest.join('-'));
}

/** What is answered when a maintenance was written: the window that `id` means. */
export function maintenanceAnswer(
  status: number,
  plan: MaintenancePlan,
  id: string,
  headers: Record<string, string> = {},
): Answered {
  const now = Date.now();
  // An edit may have taken away the window that the request named.
  const window = windowMeant(plan, id, now) ?? maintenanceAt(plan, windowNow(plan, now), now);
  return {
    status,
    headers: { 'Content-Type': 'application/json', ETag: maintenanceTag(plan, window), ...headers },
    body: `${JSON.stringify(plannedJson(plan, window))}\n`,
  };
}

/** Reads the version of a maintenance. */
export function maintenanceVersion(id: string): (notices: Notices) => Promise<number | null> {
  return async (notices) => (await notices.plan(id))?.version ?? null;
}
