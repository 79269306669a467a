import { entityTag } from '../../../lib/api/preconditions.ts';
import { incidentJson } from '../../../lib/formats/incident-json.ts';
import type { Notices } from '../../../lib/incidents/notices.ts';
import type { Incident } from '../../../lib/model.ts';
import type { Answered } from '../write.ts';

/** What is answered when an incident was written. */
export function incidentAnswer(status: number, incident: Incident, headers: Record<string, string> = {}): Answered {
  return {
    status,
    headers: { 'Content-Type': 'application/json', ETag: entityTag(incident.version, incident.checks), ...headers },
    body: `${JSON.stringify(incidentJson(incident))}\n`,
  };
}

/** Reads the version of an incident. */
export function incidentVersion(id: string): (notices: Notices) => Promise<number | null> {
  return async (notices) => (await notices.incident(id))?.version ?? null;
}
