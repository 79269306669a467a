import { iso, type Impact, type Maintenance, type Snapshot } from '../model.ts';
import { componentsOf, isOpen, type Component, type ComponentStatus } from './statuspage-components.ts';
import {
  incidentDocument,
  maintenanceDocument,
  type IncidentDocument,
  type MaintenanceDocument,
  type PageContext,
} from './statuspage-incidents.ts';

/** How many incidents and windows a document tells at most. */
const MOST_RECENT = 50;

/** The states of the whole, in ascending order of how bad they are, and Statuspage's words for them. */
const INDICATORS = {
  none: 'All Systems Operational',
  maintenance: 'Service Under Maintenance',
  minor: 'Minor Service Outage',
  major: 'Partial System Outage',
  critical: 'Major Service Outage',
} as const;
type Indicator = keyof typeof INDICATORS;
const ASCENDING = Object.keys(INDICATORS) as Indicator[];

const BY_COMPONENT: Readonly<Record<ComponentStatus, Indicator>> = {
  operational: 'none',
  under_maintenance: 'maintenance',
  degraded_performance: 'minor',
  partial_outage: 'major',
  major_outage: 'critical',
};

/** A snapshot in the terms of Statuspage, from which each document takes its part. */
interface Told {
  readonly snapshot: Snapshot;
  readonly context: PageContext;
  readonly components: readonly Component[];
}

/** The documents of Statuspage's public status API, by their path behind `/api/v2/` without `.json`. */
const DOCUMENTS = {
  summary: (told: Told) => ({
    components: told.components,
    incidents: unresolved(told),
    scheduled_maintenances: windows(told, ['scheduled', 'in_progress']),
    status: statusOf(told),
  }),
  status: (told: Told) => ({ status: statusOf(told) }),
  components: (told: Told) => ({ components: told.components }),
  incidents: (told: Told) => ({ incidents: incidents(told) }),
  'incidents/unresolved': (told: Told) => ({ incidents: unresolved(told) }),
  'scheduled-maintenances': (told: Told) => ({
    scheduled_maintenances: windows(told, ['scheduled', 'in_progress', 'completed']).reverse(),
  }),
  'scheduled-maintenances/upcoming': (told: Told) => ({ scheduled_maintenances: windows(told, ['scheduled']) }),
  'scheduled-maintenances/active': (told: Told) => ({ scheduled_maintenances: windows(told, ['in_progress']) }),
} as const;

export type StatuspageDocument = keyof typeof DOCUMENTS;

/** A document of Statuspage's public status API (v2), as JSON. */
export function renderStatuspage(snapshot: Snapshot, document: StatuspageDocument): string {
  const { instance, site } = snapshot;
  const id = pageId(instance.id);
  const components = componentsOf(snapshot, id);
  const context = { id, url: site.url, components: new Map(components.map((one) => [one.id, one])) };
  const page = {
    id,
    name: site.name,
    url: site.url,
    time_zone: site.timezone,
    updated_at: iso(lastChange(snapshot, components)),
  };
  return `${JSON.stringify({ page, ...DOCUMENTS[document]({ snapshot, context, components }) })}\n`;
}

/** Twelve characters of [0-9a-z], as Statuspage's ids have them: the first 60 bits of the instance's UUID. */
function pageId(instance: string): string {
  const bits = BigInt(`0x${instance.replaceAll('-', '').slice(0, 15)}`);
  return bits.toString(36).padStart(12, '0');
}

/** When anything that the documents tell last changed: it does not move with time alone. */
function lastChange({ instance, incidents: all, maintenance }: Snapshot, components: readonly Component[]): number {
  return [
    ...components.map((component) => Date.parse(component.updated_at)),
    ...all.map((incident) => incident.updatedAt),
    ...maintenance.map((window) => window.updatedAt),
  ].reduce((last, at) => Math.max(last, at), Date.parse(instance.date));
}

/** The worst of the components, the open incidents, and the maintenance that goes on. */
function statusOf({ snapshot, components }: Told): { indicator: Indicator; description: string } {
  const { checks } = snapshot;
  const paused = new Set(checks.filter((check) => check.state === 'paused').map((check) => check.id));
  // Of a paused check nobody expects anything; only where there is no other it is what the whole is about.
  const counted = components.filter(
    ({ id, group, status }) =>
      !group && !(paused.has(id) && paused.size < checks.length && status === 'under_maintenance'),
  );
  const found: (Indicator | Impact)[] = [
    'none',
    ...counted.map(({ status }) => BY_COMPONENT[status]),
    ...snapshot.incidents.filter(isOpen).map((incident) => incident.impact),
    ...snapshot.maintenance.filter(({ status }) => status === 'in_progress').map(() => 'maintenance' as const),
  ];
  const indicator = ASCENDING.findLast((one) => found.includes(one)) ?? 'none';
  return { indicator, description: INDICATORS[indicator] };
}

function unresolved({ snapshot, context }: Told): IncidentDocument[] {
  return snapshot.incidents.filter(isOpen).map((incident) => incidentDocument(incident, context));
}

/** The most recent ones; what is not resolved is told however old it is. */
function incidents({ snapshot, context }: Told): IncidentDocument[] {
  let others = MOST_RECENT - snapshot.incidents.filter(isOpen).length;
  return snapshot.incidents
    .filter((incident) => isOpen(incident) || others-- > 0)
    .map((incident) => incidentDocument(incident, context));
}

/** The windows of these statuses, in order of their start: of many, those nearest to now. */
function windows({ snapshot, context }: Told, statuses: readonly Maintenance['status'][]): MaintenanceDocument[] {
  const now = snapshot.generatedAt;
  const distance = ({ startsAt, endsAt }: Maintenance) => Math.max(0, startsAt - now, now - endsAt);
  return snapshot.maintenance
    .filter((window) => statuses.includes(window.status))
    .sort((a, b) => distance(a) - distance(b))
    .slice(0, MOST_RECENT)
    .sort((a, b) => a.startsAt - b.startsAt || (a.id < b.id ? -1 : 1))
    .map((window) => maintenanceDocument(window, context));
}
