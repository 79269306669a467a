import { iso, type Maintenance, type MaintenancePlan, type MaintenanceStatus } from '../model.ts';
import { isoOrNull, updateJson, type UpdateJson } from './incident-json.ts';

/** A window of a maintenance, as JSON. */
export interface MaintenanceJson {
  readonly id: string;
  readonly plan: string;
  readonly title: string;
  readonly body: string;
  readonly html: string;
  readonly status: MaintenanceStatus;
  readonly checks: readonly string[];
  readonly startsAt: string;
  readonly endsAt: string;
  readonly recurring: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Newest first. */
  readonly updates: readonly UpdateJson<MaintenanceStatus>[];
}

/** A window with the plan that it is of, as JSON. */
export interface PlannedJson extends MaintenanceJson {
  readonly version: number;
  readonly timezone: string;
  readonly rrule: string | null;
  /** When the whole plan was cancelled. */
  readonly cancelledAt: string | null;
}

/** A window as everybody may see it who sees the maintenance. */
export function maintenanceJson(window: Maintenance): MaintenanceJson {
  const { id, plan, title, body, html, status, checks, recurring } = window;
  return {
    id,
    plan,
    title,
    body,
    html,
    status,
    checks,
    startsAt: iso(window.startsAt),
    endsAt: iso(window.endsAt),
    recurring,
    createdAt: iso(window.createdAt),
    updatedAt: iso(window.updatedAt),
    updates: window.updates.map(updateJson),
  };
}

/** The same with what the plan says of all its windows. */
export function plannedJson(plan: MaintenancePlan, window: Maintenance): PlannedJson {
  const { version, timezone, rrule } = plan;
  return { ...maintenanceJson(window), version, timezone, rrule, cancelledAt: isoOrNull(plan.cancelledAt) };
}
