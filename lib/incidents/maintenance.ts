import type * as z from 'zod';
import type { MaintenancePlan, MaintenanceStatus } from '../model.ts';
import { invalid, NoticeError } from './errors.ts';
import type { editMaintenanceInput, postMaintenanceUpdateInput, scheduleMaintenanceInput } from './input.ts';
import { renderMarkdown } from './markdown.ts';
import { ruleProblem, startAfter, startUpTo, startsOf } from './recurrence.ts';
import { startOfWindow, windowAt, windowFor, windowId, windowStatus } from './windows.ts';
import { changeTime, demandSome, inOrder, knownChecks, moment, newUpdate, sameIds, type Writing } from './writing.ts';

/** How long a window may be, ms. */
const SHORTEST = 60_000;
const LONGEST = 90 * 86_400_000;

type Times = Pick<MaintenancePlan, 'startsAt' | 'endsAt' | 'timezone' | 'rrule'>;

/** A new maintenance. */
export function schedulePlan(input: z.output<typeof scheduleMaintenanceInput>, writing: Writing): MaintenancePlan {
  const { title, body, startsAt, endsAt, rrule, timezone = writing.timezone } = input;
  const checks = knownChecks(input.checks, writing);
  demandTimes({ startsAt, endsAt, timezone, rrule });
  const { now } = writing;
  return {
    id: writing.newId(),
    version: 1,
    title,
    body,
    html: renderMarkdown(body),
    checks,
    startsAt,
    endsAt,
    timezone,
    rrule,
    exceptions: [],
    cancelledAt: null,
    createdAt: now,
    updatedAt: now,
    editedAt: now,
    updates: [],
  };
}

/** A maintenance whose facts were changed; with a window (by its planned start), that window's end. */
export function editPlan(
  plan: MaintenancePlan,
  window: number | null,
  input: z.output<typeof editMaintenanceInput>,
  writing: Writing,
): MaintenancePlan {
  const { now } = writing;
  demandSome(input, ['title', 'body', 'checks', 'startsAt', 'endsAt', 'timezone', 'rrule']);
  if (window !== null && plan.rrule !== null) return editWindow(plan, window, input, now);
  const { title = plan.title, body = plan.body, startsAt = plan.startsAt, endsAt = plan.endsAt } = input;
  const { timezone = plan.timezone, rrule = plan.rrule } = input;
  const checks = input.checks === undefined ? plan.checks : knownChecks(input.checks, writing, plan.checks);
  const times = { startsAt, endsAt, timezone, rrule };
  const moves =
    startsAt !== plan.startsAt || endsAt !== plan.endsAt || timezone !== plan.timezone || rrule !== plan.rrule;
  if (moves && plan.cancelledAt !== null) throw new NoticeError('wrong_state', 'it was cancelled: its times stay');
  // What has been stays as it was: history and uptime are made of it.
  const recurs = plan.rrule !== null || rrule !== null;
  if (recurs && plan.startsAt <= now && (moves || !sameIds(checks, plan.checks)))
    throw new NoticeError(
      'wrong_state',
      'its first window has begun: of a recurring maintenance only title, body and the end of one window (occurrence, endsAt) can be changed then; cancel it and schedule another',
    );
  if (moves) demandTimes(times);
  const html = body === plan.body ? plan.html : renderMarkdown(body);
  const exceptions = moves
    ? plan.exceptions.filter(({ start }) => startsOf(times, start, start + 1).length > 0)
    : plan.exceptions;
  const isSame = !moves && title === plan.title && body === plan.body && sameIds(checks, plan.checks);
  if (isSame) return plan;
  const edited = changed(plan, now, { title, body, html, checks, ...times, exceptions });
  return { ...edited, editedAt: edited.updatedAt };
}

/** A maintenance with one more update: for one of its windows, else for the one that its moment falls to. */
export function postPlanUpdate(
  plan: MaintenancePlan,
  window: number | null,
  input: z.output<typeof postMaintenanceUpdateInput>,
  writing: Writing,
): MaintenancePlan {
  const at = moment('at', input.at, writing.now);
  const start = window ?? windowFor(plan, at, goesOn(plan, at) ? 'in_progress' : 'scheduled');
  const status: MaintenanceStatus = windowStatus(windowAt(plan, start), at);
  const falls = windowFor(plan, at, status);
  if (plan.rrule !== null && falls !== start)
    throw invalid([
      {
        path: 'at',
        rule: `must fall to the window ${windowId(plan, start)}; what was written then is of ${windowId(plan, falls)}`,
        got: new Date(at).toISOString(),
      },
    ]);
  const update = newUpdate(status, input.body, at, writing);
  return changed(plan, writing.now, { updates: inOrder([update, ...plan.updates]) });
}

/** A maintenance one window of which, or all that are to come, was cancelled. What goes on ends now. */
export function cancelPlan(plan: MaintenancePlan, window: number | null, { now }: Writing): MaintenancePlan {
  if (plan.cancelledAt !== null) throw new NoticeError('wrong_state', 'it was cancelled already');
  if (window === null || plan.rrule === null) {
    if (!goesOn(plan, now) && startAfter(plan, now - 1) === null)
      throw new NoticeError('wrong_state', 'it is over: there is nothing to cancel');
    return changed(plan, now, { cancelledAt: now });
  }
  const { cancelledAt, startsAt, endsAt } = windowAt(plan, window);
  if (cancelledAt !== null) throw new NoticeError('wrong_state', 'this window was cancelled already');
  if (endsAt <= now) throw new NoticeError('wrong_state', 'this window is over: there is nothing to cancel');
  return withException(plan, window, startsAt < now ? now : null, now);
}

/**
 * The planned start of the window that `occurrence` names, by its id or by that start.
 *
 * @throws NoticeError `invalid` when it names none
 */
export function windowNamed(plan: MaintenancePlan, occurrence: string): number {
  const at = /^\d{4}-\d{2}-\d{2}T/.test(occurrence) ? Date.parse(occurrence) : NaN;
  const start = Number.isNaN(at) ? startOfWindow(plan, occurrence) : (startsOf(plan, at, at + 1)[0] ?? null);
  if (start !== null) return start;
  throw invalid([
    {
      path: 'occurrence',
      rule: `must be a window of this maintenance, by its id as in ${windowId(plan, plan.startsAt)} or its planned start`,
      got: occurrence,
    },
  ]);
}

function editWindow(
  plan: MaintenancePlan,
  window: number,
  input: z.output<typeof editMaintenanceInput>,
  now: number,
): MaintenancePlan {
  const { endsAt } = input;
  const others = Object.entries<unknown>(input).filter(([key, value]) => value !== undefined && key !== 'endsAt');
  const foreign = others.filter(([key]) => key !== 'occurrence');
  if (foreign.length > 0 || endsAt === undefined)
    throw invalid([
      ...foreign.map(([path, got]) => ({ path, rule: 'cannot be changed of one window: only its endsAt', got })),
      ...(endsAt === undefined ? [{ path: 'endsAt', rule: 'is required', got: undefined }] : []),
    ]);
  const was = windowAt(plan, window);
  if (was.cancelledAt !== null || plan.cancelledAt !== null)
    throw new NoticeError('wrong_state', 'it was cancelled: its end stays');
  if (endsAt === was.endsAt) return plan;
  demandLength(window, endsAt);
  const next = startAfter(plan, window);
  if (next !== null && endsAt > next)
    throw invalid([
      {
        path: 'endsAt',
        rule: `must not be after the beginning of the next window (${new Date(next).toISOString()})`,
        got: new Date(endsAt).toISOString(),
      },
    ]);
  return withException(plan, window, endsAt, now);
}

function withException(plan: MaintenancePlan, start: number, endsAt: number | null, now: number): MaintenancePlan {
  const others = plan.exceptions.filter((one) => one.start !== start);
  const at = changeTime(now, plan.updatedAt);
  return changed(plan, now, { exceptions: [...others, { start, endsAt, at }].sort((a, b) => a.start - b.start) });
}

function changed(plan: MaintenancePlan, now: number, change: Partial<MaintenancePlan>): MaintenancePlan {
  return { ...plan, ...change, version: plan.version + 1, updatedAt: changeTime(now, plan.updatedAt) };
}

/** Whether a window goes on at a moment. */
function goesOn(plan: MaintenancePlan, at: number): boolean {
  const start = startUpTo(plan, at);
  return start !== null && windowStatus(windowAt(plan, start), at) === 'in_progress';
}

function demandTimes({ startsAt, endsAt, timezone, rrule }: Times): void {
  demandLength(startsAt, endsAt);
  const problem = ruleProblem({ startsAt, timezone, rrule }, endsAt - startsAt);
  if (problem !== null) throw invalid([{ path: 'rrule', rule: problem, got: rrule }]);
}

function demandLength(startsAt: number, endsAt: number): void {
  const length = endsAt - startsAt;
  const got = new Date(endsAt).toISOString();
  if (length < SHORTEST)
    throw invalid([
      { path: 'endsAt', rule: `must be at least a minute after the start (${new Date(startsAt).toISOString()})`, got },
    ]);
  if (length > LONGEST)
    throw invalid([
      { path: 'endsAt', rule: `must be at most 90 days after the start (${new Date(startsAt).toISOString()})`, got },
    ]);
}
