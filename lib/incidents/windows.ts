import type { Maintenance, MaintenancePlan, MaintenanceStatus, Update } from '../model.ts';
import { startAfter, startUpTo, startsOf } from './recurrence.ts';

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

/**
 * The windows of a plan that touch a span (`from` inclusive, `to` exclusive, Unix ms), in order. Of a plan that was
 * cancelled the next window is told as cancelled, so that those who were told of it learn that it does not come; the
 * ones behind it are not told any more.
 */
export function windowsOf(plan: MaintenancePlan, from: number, to: number): MaintenanceWindow[] {
  const last = lastStart(plan);
  const length = plan.endsAt - plan.startsAt;
  // A window that was extended may reach into the span from further back.
  const longest = Math.max(length, ...plan.exceptions.map(({ start, endsAt }) => (endsAt ?? start) - start));
  return startsOf(plan, from - longest, Math.min(to, last + 1))
    .map((start) => windowAt(plan, start))
    .filter((window) => window.startsAt < to && window.endsAt > from);
}

/** The window of a plan with this planned start, whether or not its rule gives one there. */
export function windowAt(plan: MaintenancePlan, start: number): MaintenanceWindow {
  const planned = start + plan.endsAt - plan.startsAt;
  const exception = plan.exceptions.find((one) => one.start === start);
  const window = { start, startsAt: start };
  if (exception?.endsAt === null) return { ...window, endsAt: planned, cancelledAt: exception.at };
  const endsAt = exception?.endsAt ?? planned;
  if (plan.cancelledAt === null || plan.cancelledAt >= endsAt) return { ...window, endsAt, cancelledAt: null };
  if (start >= plan.cancelledAt) return { ...window, endsAt, cancelledAt: plan.cancelledAt };
  return { ...window, endsAt: plan.cancelledAt, cancelledAt: null };
}

/** A window as every surface sees it at a moment. */
export function maintenanceAt(plan: MaintenancePlan, window: MaintenanceWindow, now: number): Maintenance {
  const { startsAt, endsAt } = window;
  const updates = updatesByWindow(plan).get(window.start) ?? [];
  return {
    id: windowId(plan, window.start),
    plan: plan.id,
    title: plan.title,
    body: plan.body,
    html: plan.html,
    status: windowStatus(window, now),
    checks: plan.checks,
    startsAt,
    endsAt,
    recurring: plan.rrule !== null,
    createdAt: plan.createdAt,
    updatedAt: changedAt(plan, window, updates, now),
    updates,
  };
}

/** What a window is at a moment. */
export function windowStatus({ startsAt, endsAt, cancelledAt }: MaintenanceWindow, now: number): MaintenanceStatus {
  if (cancelledAt !== null) return 'cancelled';
  return now < startsAt ? 'scheduled' : now < endsAt ? 'in_progress' : 'completed';
}

/** The plan's id; of a recurring one with the planned start behind it, as in `k3v9…-20260617T2200Z`. */
export function windowId(plan: MaintenancePlan, start: number): string {
  return plan.rrule === null ? plan.id : `${plan.id}-${stamp(start)}`;
}

/** The planned start of the window of a plan that has this id; null when there is none. */
export function startOfWindow(plan: MaintenancePlan, id: string): number | null {
  if (plan.rrule === null) return id === plan.id ? plan.startsAt : null;
  const [, date, hour, minute] = /-(\d{8})T(\d{2})(\d{2})Z$/.exec(id) ?? [];
  if (date === undefined) return null;
  const at = Date.parse(`${date.replace(/(....)(..)(..)/, '$1-$2-$3')}T${hour ?? ''}:${minute ?? ''}:00Z`);
  if (Number.isNaN(at)) return null;
  return startsOf(plan, at, at + 60_000).find((start) => windowId(plan, start) === id) ?? null;
}

/**
 * The planned start of the window that something written at `at` belongs to, by what the window was then: the one
 * that goes on or was completed is the last that began, one that is to come is the next.
 */
export function windowFor(plan: MaintenancePlan, at: number, status: MaintenanceStatus): number {
  const began = () => startUpTo(plan, at);
  const comes = () => startAfter(plan, at);
  const isBehind = status === 'in_progress' || status === 'completed';
  const start = isBehind ? (began() ?? comes()) : (comes() ?? began());
  return Math.min(start ?? plan.startsAt, lastStart(plan));
}

/** The planned start of the last window that is told; Infinity while the plan stands. */
function lastStart(plan: MaintenancePlan): number {
  return plan.cancelledAt === null ? Infinity : (startAfter(plan, plan.cancelledAt - 1) ?? Infinity);
}

/**
 * When a window last changed. What people change about the plan does not touch a window of a recurring one that was
 * over by then, nor does what they write about another window.
 */
function changedAt(
  plan: MaintenancePlan,
  window: MaintenanceWindow,
  updates: MaintenancePlan['updates'],
  now: number,
): number {
  const { start, startsAt, endsAt, cancelledAt } = window;
  const moments = [plan.createdAt, ...updates.map((update) => update.updatedAt)];
  if (plan.rrule === null || endsAt > plan.editedAt) moments.push(plan.editedAt);
  const exception = plan.exceptions.find((one) => one.start === start);
  if (exception !== undefined) moments.push(exception.at);
  if (cancelledAt !== null) moments.push(cancelledAt);
  else moments.push(...[startsAt, endsAt].filter((edge) => edge <= now));
  return Math.max(...moments);
}

/** A plan's updates by the window that they belong to; kept, since a plan never changes but is replaced. */
const assigned = new WeakMap<MaintenancePlan, Map<number, Update<MaintenanceStatus>[]>>();

function updatesByWindow(plan: MaintenancePlan): ReadonlyMap<number, readonly Update<MaintenanceStatus>[]> {
  let byWindow = assigned.get(plan);
  if (byWindow === undefined) {
    byWindow = new Map();
    for (const update of plan.updates) {
      const start = plan.rrule === null ? plan.startsAt : windowFor(plan, update.at, update.status);
      byWindow.set(start, [...(byWindow.get(start) ?? []), update]);
    }
    assigned.set(plan, byWindow);
  }
  return byWindow;
}

/** `20260617T2200Z` */
function stamp(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace(/[-:]/g, '')}Z`;
}
