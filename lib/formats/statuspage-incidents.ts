import {
  iso,
  type Impact,
  type Incident,
  type IncidentStatus,
  type Maintenance,
  type MaintenanceStatus,
  type Update,
} from '../model.ts';
import { statusByImpact, type Component, type ComponentStatus } from './statuspage-components.ts';
import { windowUpdates } from './statuspage-updates.ts';

/** What an update says of a component. */
interface AffectedComponent {
  readonly code: string;
  readonly name: string;
  readonly old_status: ComponentStatus;
  readonly new_status: ComponentStatus;
}

interface UpdateDocument {
  readonly id: string;
  readonly status: IncidentStatus | MaintenanceStatus;
  readonly body: string;
  readonly incident_id: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly display_at: string;
  readonly affected_components: readonly AffectedComponent[] | null;
  readonly deliver_notifications: boolean;
  readonly custom_tweet: string | null;
  readonly tweet_id: string | null;
}

/** An incident of Statuspage's documents. */
export interface IncidentDocument {
  readonly id: string;
  readonly name: string;
  readonly status: IncidentStatus | MaintenanceStatus;
  readonly created_at: string;
  readonly updated_at: string;
  readonly monitoring_at: string | null;
  readonly resolved_at: string | null;
  readonly impact: Impact | 'maintenance';
  readonly shortlink: string;
  readonly started_at: string;
  readonly page_id: string;
  readonly incident_updates: readonly UpdateDocument[];
  readonly components: readonly Component[];
  readonly reminder_intervals: string | null;
}

/** A scheduled maintenance is an incident with a window. */
export interface MaintenanceDocument extends IncidentDocument {
  readonly scheduled_for: string;
  readonly scheduled_until: string;
}

/** The page that documents belong to. */
export interface PageContext {
  readonly id: string;
  /** Without a trailing slash. */
  readonly url: string;
  readonly components: ReadonlyMap<string, Component>;
}

/** An incident as Statuspage tells it. */
export function incidentDocument(incident: Incident, page: PageContext): IncidentDocument {
  const components = componentsNamed(incident.checks, page);
  const during = statusByImpact(incident.impact);
  return {
    id: incident.id,
    name: incident.title,
    status: incident.status,
    created_at: iso(incident.createdAt),
    updated_at: iso(incident.updatedAt),
    monitoring_at: isoOrNull(incident.monitoringAt),
    resolved_at: isoOrNull(incident.resolvedAt),
    impact: incident.impact,
    shortlink: `${page.url}/incidents/${encodeURIComponent(incident.id)}`,
    started_at: iso(incident.startedAt),
    page_id: page.id,
    incident_updates: updateDocuments(incident.id, incident.updates, components, (status) =>
      status === 'resolved' || status === 'postmortem' ? 'operational' : during,
    ),
    components,
    reminder_intervals: null,
  };
}

/** A window as Statuspage tells it. It has no word for a cancelled one: those are not to be asked for. */
export function maintenanceDocument(window: Maintenance, page: PageContext): MaintenanceDocument {
  const components = componentsNamed(window.checks, page);
  return {
    id: window.id,
    name: window.title,
    status: window.status,
    created_at: iso(window.createdAt),
    updated_at: iso(window.updatedAt),
    monitoring_at: null,
    resolved_at: window.status === 'completed' ? iso(window.endsAt) : null,
    impact: 'maintenance',
    shortlink: `${page.url}/maintenance/${encodeURIComponent(window.id)}`,
    started_at: iso(window.startsAt),
    page_id: page.id,
    incident_updates: updateDocuments(window.id, windowUpdates(window), components, (status) =>
      status === 'in_progress' ? 'under_maintenance' : 'operational',
    ),
    components,
    reminder_intervals: null,
    scheduled_for: iso(window.startsAt),
    scheduled_until: iso(window.endsAt),
  };
}

/** Newest first, as they come; each tells what it made of the components after the one before it. */
function updateDocuments<Status extends IncidentStatus | MaintenanceStatus>(
  incidentId: string,
  updates: readonly Update<Status>[],
  components: readonly Component[],
  statusAfter: (status: Status) => ComponentStatus,
): UpdateDocument[] {
  return updates.map((update, index) => {
    const before = updates[index + 1];
    const oldStatus = before === undefined ? 'operational' : statusAfter(before.status);
    return {
      id: update.id,
      status: update.status,
      body: update.body,
      incident_id: incidentId,
      created_at: iso(update.createdAt),
      updated_at: iso(update.updatedAt),
      display_at: iso(update.at),
      affected_components:
        components.length === 0
          ? null
          : components.map(({ id, name }) => ({
              code: id,
              name,
              old_status: oldStatus,
              new_status: statusAfter(update.status),
            })),
      deliver_notifications: false,
      custom_tweet: null,
      tweet_id: null,
    };
  });
}

function componentsNamed(ids: readonly string[], page: PageContext): Component[] {
  return ids.flatMap((id) => page.components.get(id) ?? []);
}

function isoOrNull(at: number | null): string | null {
  return at === null ? null : iso(at);
}
