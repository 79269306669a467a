import type { Maintenance, MaintenancePlan, MaintenanceStatus } from '../model.ts';

/** One window of a plan. */
export interface MaintenanceWindow {
  /** Its planned start: what names it among the windows of its plan. */
  readonly start: number;
  readonly startsAt: number;
  /** When it ends or ended; as planned where it was cancelled before it began. */
  readonly endsAt: number;
  /** When it was cancelled before it began; null otherwise. */
  readonly cancelledAt: number | null;
}

/** The windows of a plan that touch a span (`from` inclusive, `to` exclusive, Unix ms), in order. */
export function windowsOf(plan: MaintenancePlan, from: number, to: number): MaintenanceWindow[] {
  const length = plan.endsAt - plan.startsAt;
  return [plan.startsAt]
    .map((start): MaintenanceWindow => {
      const exception = plan.exceptions.find((one) => one.start === start);
      const endsAt = exception?.endsAt ?? start + length;
      return { start, startsAt: start, endsAt, cancelledAt: exception?.endsAt === null ? exception.at : null };
    })
    .filter((window) => window.startsAt < to && window.endsAt > from);
}

/** A window as every surface sees it at a moment. */
export function maintenanceAt(plan: MaintenancePlan, window: MaintenanceWindow, now: number): Maintenance {
  const { startsAt, endsAt, cancelledAt } = window;
  const status: MaintenanceStatus =
    cancelledAt !== null ? 'cancelled' : now < startsAt ? 'scheduled' : now < endsAt ? 'in_progress' : 'completed';
  const passed = [startsAt, endsAt].filter((at) => cancelledAt === null && at <= now);
  return {
    id: plan.rrule === null ? plan.id : `${plan.id}-${stamp(window.start)}`,
    plan: plan.id,
    title: plan.title,
    body: plan.body,
    html: plan.html,
    status,
    checks: plan.checks,
    startsAt,
    endsAt,
    recurring: plan.rrule !== null,
    createdAt: plan.createdAt,
    updatedAt: Math.max(plan.updatedAt, ...passed),
    updates: plan.updates,
  };
}

/** `20260617T2200Z` */
function stamp(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace(/[-:]/g, '')}Z`;
}
