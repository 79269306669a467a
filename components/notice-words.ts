import type { Impact, Incident, IncidentStatus, MaintenanceStatus } from '../lib/model.ts';
import type { Tone } from './state-words.ts';

/** The words for what people tell, as every page writes them. */
export const INCIDENT_WORDS: Record<IncidentStatus, string> = {
  investigating: 'Investigating',
  identified: 'Identified',
  monitoring: 'Monitoring',
  resolved: 'Resolved',
  postmortem: 'Postmortem',
};

export const MAINTENANCE_WORDS: Record<MaintenanceStatus, string> = {
  scheduled: 'Scheduled',
  in_progress: 'In progress',
  completed: 'Completed',
  cancelled: 'Cancelled',
};

/** What an incident is called by its impact. */
export const IMPACT_WORDS: Record<Impact, string> = {
  none: 'Notice',
  minor: 'Minor incident',
  major: 'Major incident',
  critical: 'Critical incident',
};

/** The shape and colour that stand beside such a word. */
export const IMPACT_TONES: Record<Impact, Tone> = {
  none: 'note',
  minor: 'degraded',
  major: 'major',
  critical: 'down',
};

/** The end of an incident: a word for where it stands. A postmortem comes after its end. */
export function standing({ status, resolvedAt }: Incident): string {
  return resolvedAt === null ? INCIDENT_WORDS[status] : 'Resolved';
}
