import { iso, type Impact, type Incident, type IncidentStatus, type Update } from '../model.ts';

/** An update of a notice, as JSON. Times as `YYYY-MM-DDTHH:mm:ss.sssZ`. */
export interface UpdateJson<Status> {
  readonly id: string;
  readonly status: Status;
  readonly body: string;
  readonly html: string;
  readonly at: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** An incident, as JSON. */
export interface IncidentJson {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly status: IncidentStatus;
  readonly impact: Impact;
  readonly checks: readonly string[];
  readonly startedAt: string;
  readonly monitoringAt: string | null;
  readonly resolvedAt: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Newest first. */
  readonly updates: readonly UpdateJson<IncidentStatus>[];
}

/** An incident as everybody may see it who sees the incident. */
export function incidentJson(incident: Incident): IncidentJson {
  const { id, version, title, status, impact, checks } = incident;
  return {
    id,
    version,
    title,
    status,
    impact,
    checks,
    startedAt: iso(incident.startedAt),
    monitoringAt: isoOrNull(incident.monitoringAt),
    resolvedAt: isoOrNull(incident.resolvedAt),
    createdAt: iso(incident.createdAt),
    updatedAt: iso(incident.updatedAt),
    updates: incident.updates.map(updateJson),
  };
}

/** An update, whatever notice it belongs to. */
export function updateJson<Status>(update: Update<Status>): UpdateJson<Status> {
  const { id, status, body, html } = update;
  return {
    id,
    status,
    body,
    html,
    at: iso(update.at),
    createdAt: iso(update.createdAt),
    updatedAt: iso(update.updatedAt),
  };
}

/** An instant as it is written, where there is one. */
export function isoOrNull(at: number | null): string | null {
  return at === null ? null : iso(at);
}
