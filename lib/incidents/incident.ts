import type * as z from 'zod';
import type { Incident, IncidentStatus, Update } from '../model.ts';
import { invalid, NoticeError } from './errors.ts';
import type { editIncidentInput, editUpdateInput, openIncidentInput, updateIncidentInput } from './input.ts';
import { renderMarkdown } from './markdown.ts';
import { changeTime, demandSome, inOrder, knownChecks, moment, newUpdate, sameIds, type Writing } from './writing.ts';

type IncidentUpdate = Update<IncidentStatus>;

/** A new incident with its first update. */
export function openIncident(input: z.output<typeof openIncidentInput>, writing: Writing): Incident {
  const { title, impact, status, body } = input;
  if (status === 'postmortem')
    throw invalid([{ path: 'status', rule: 'must not be postmortem before it was resolved', got: status }]);
  const first = newUpdate(status, body, moment('at', input.at, writing.now), writing);
  return {
    id: writing.newId(),
    version: 1,
    title,
    impact,
    checks: knownChecks(input.checks, writing),
    startedAt: first.at,
    createdAt: writing.now,
    updatedAt: writing.now,
    ...courseOf([first]),
  };
}

/** An incident with one more update, and what else changed with it. */
export function updateIncident(
  incident: Incident,
  input: z.output<typeof updateIncidentInput>,
  writing: Writing,
): Incident {
  const at = moment('at', input.at, writing.now);
  const before = incident.updates.find((update) => update.at <= at) ?? incident.updates.at(-1);
  const update = newUpdate(input.status ?? before?.status ?? incident.status, input.body, at, writing);
  return changed(incident, writing, { ...facts(incident, input, writing), updates: [update, ...incident.updates] });
}

/** An incident whose facts were corrected. */
export function editIncident(
  incident: Incident,
  input: z.output<typeof editIncidentInput>,
  writing: Writing,
): Incident {
  demandSome(input, ['title', 'impact', 'checks', 'startedAt']);
  const first = firstOf(incident.updates);
  const startedAt = input.startedAt ?? incident.startedAt;
  if (startedAt > first)
    throw invalid([
      {
        path: 'startedAt',
        rule: `must not be after the first update (${new Date(first).toISOString()})`,
        got: new Date(startedAt).toISOString(),
      },
    ]);
  const { title, impact, checks } = facts(incident, input, writing);
  const isSame =
    title === incident.title &&
    impact === incident.impact &&
    startedAt === incident.startedAt &&
    sameIds(checks, incident.checks);
  return isSame ? incident : changed(incident, writing, { title, impact, checks, startedAt });
}

/** An incident one of whose updates was corrected. */
export function editIncidentUpdate(
  incident: Incident,
  id: string,
  input: z.output<typeof editUpdateInput>,
  writing: Writing,
): Incident {
  const was = incident.updates.find((update) => update.id === id);
  if (was === undefined) throw new NoticeError('not_found', `the incident ${incident.id} has no update ${id}`);
  demandSome(input, ['body', 'status', 'at']);
  const { body = was.body, status = was.status } = input;
  const at = input.at === undefined ? was.at : moment('at', input.at, writing.now);
  if (body === was.body && status === was.status && at === was.at) return incident;
  const html = body === was.body ? was.html : renderMarkdown(body);
  const update = { ...was, body, html, status, at, updatedAt: changeTime(writing.now, was.updatedAt) };
  return changed(incident, writing, { updates: incident.updates.map((one) => (one === was ? update : one)) });
}

function facts(
  incident: Incident,
  input: Pick<z.output<typeof editIncidentInput>, 'title' | 'impact' | 'checks'>,
  writing: Writing,
): Pick<Incident, 'title' | 'impact' | 'checks'> {
  const { title = incident.title, impact = incident.impact } = input;
  const checks = input.checks === undefined ? incident.checks : knownChecks(input.checks, writing, incident.checks);
  return { title, impact, checks };
}

/** The incident after a change: what follows from its updates is derived anew. */
function changed(incident: Incident, { now }: Writing, change: Partial<Incident>): Incident {
  const updates = change.updates ?? incident.updates;
  const first = firstOf(updates);
  // It begins with its first update, unless somebody said that it began before that.
  const isOwn = incident.startedAt !== firstOf(incident.updates);
  const startedAt = change.startedAt ?? (isOwn ? Math.min(incident.startedAt, first) : first);
  return {
    ...incident,
    ...change,
    ...courseOf(updates),
    startedAt,
    version: incident.version + 1,
    updatedAt: changeTime(now, incident.updatedAt),
  };
}

/** What follows from the updates: their order, what the incident is, when it was resolved and came to be watched. */
function courseOf(
  given: readonly IncidentUpdate[],
): Pick<Incident, 'updates' | 'status' | 'monitoringAt' | 'resolvedAt'> {
  const updates = inOrder(given);
  let status: IncidentStatus | null = null;
  let monitoringAt: number | null = null;
  let resolvedAt: number | null = null;
  for (const update of updates.toReversed()) {
    if (update.status === 'postmortem' && resolvedAt === null)
      throw new NoticeError('wrong_state', 'a postmortem can only follow when the incident was resolved');
    if (update.status === 'monitoring' && status !== 'monitoring') monitoringAt = update.at;
    if (update.status === 'resolved') resolvedAt ??= update.at;
    else if (update.status !== 'postmortem') resolvedAt = null;
    status = update.status;
  }
  if (status === null) throw new Error('an incident has at least one update');
  return { updates, status, monitoringAt, resolvedAt };
}

/** When the earliest of the updates was. */
function firstOf(updates: readonly IncidentUpdate[]): number {
  return Math.min(...updates.map((update) => update.at));
}
