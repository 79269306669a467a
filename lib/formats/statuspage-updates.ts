import type { IncidentStatus, Maintenance, MaintenanceStatus, Update } from '../model.ts';
import { escapeXml } from './xml.ts';

/** The statuses of incidents and maintenance as Statuspage words them. */
export const STATUS_WORDS: Readonly<Record<IncidentStatus | MaintenanceStatus, string>> = {
  investigating: 'Investigating',
  identified: 'Identified',
  monitoring: 'Monitoring',
  resolved: 'Resolved',
  postmortem: 'Postmortem',
  scheduled: 'Scheduled',
  in_progress: 'In progress',
  completed: 'Completed',
  cancelled: 'Cancelled',
};

/** What stands at a turn of a window where nobody wrote anything: Statuspage's own words where it has any. */
const UNWRITTEN: Readonly<Record<MaintenanceStatus, string>> = {
  scheduled: 'We will be undergoing scheduled maintenance during this time.',
  in_progress: 'Scheduled maintenance is currently in progress. We will provide updates as necessary.',
  completed: 'The scheduled maintenance has been completed.',
  cancelled: 'The scheduled maintenance has been cancelled.',
};

const ORDER: Readonly<Record<MaintenanceStatus, number>> = { scheduled: 0, in_progress: 1, completed: 2, cancelled: 2 };

/**
 * The updates of a window, newest first: what people wrote, and its turns by time alone where they wrote nothing about
 * them. The first has the status that the window has.
 */
export function windowUpdates(window: Maintenance): readonly Update<MaintenanceStatus>[] {
  const { id, status, startsAt, endsAt, createdAt, updatedAt, body, html } = window;
  const written = window.updates;
  const turns: Update<MaintenanceStatus>[] = [];
  const turn = (to: MaintenanceStatus, at: number, text = UNWRITTEN[to], markup = `<p>${escapeXml(text)}</p>`) => {
    if (written.some((update) => update.status === to)) return;
    turns.push({ id: `${id}-${to}`, status: to, body: text, html: markup, at, createdAt: at, updatedAt: at });
  };
  if (body.trim() === '') turn('scheduled', Math.min(createdAt, startsAt));
  else turn('scheduled', Math.min(createdAt, startsAt), body, html);
  if (status === 'in_progress' || status === 'completed') turn('in_progress', startsAt);
  if (status === 'completed') turn('completed', endsAt);
  if (status === 'cancelled') turn('cancelled', updatedAt);
  return [...written, ...turns].sort((a, b) => ORDER[b.status] - ORDER[a.status] || b.at - a.at);
}
