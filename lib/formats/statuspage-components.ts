import {
  iso,
  type CheckView,
  type Impact,
  type Incident,
  type Maintenance,
  type Snapshot,
  type State,
} from '../model.ts';

/** Statuspage's statuses of a component, in ascending order of how bad they are. */
export const COMPONENT_STATUSES = [
  'operational',
  'under_maintenance',
  'degraded_performance',
  'partial_outage',
  'major_outage',
] as const;
export type ComponentStatus = (typeof COMPONENT_STATUSES)[number];

/** A component of Statuspage's documents: a check, or a group of checks. */
export interface Component {
  readonly id: string;
  readonly name: string;
  readonly status: ComponentStatus;
  readonly created_at: string;
  readonly updated_at: string;
  readonly position: number;
  readonly description: string | null;
  readonly showcase: boolean;
  /** `YYYY-MM-DD` */
  readonly start_date: string | null;
  readonly group_id: string | null;
  readonly page_id: string;
  readonly group: boolean;
  readonly only_show_if_degraded: boolean;
  /** Of a group alone: the ids of its components. */
  readonly components?: readonly string[];
}

/**
 * Statuspage knows neither `unknown` nor `paused`. What nobody can vouch for is never operational: `unknown` takes the
 * mildest status that says so, and a pause is people's doing, as maintenance is.
 */
const MEASURED: Readonly<Record<State, ComponentStatus>> = {
  up: 'operational',
  degraded: 'degraded_performance',
  down: 'major_outage',
  unknown: 'degraded_performance',
  paused: 'under_maintenance',
};

const WRITTEN: Readonly<Record<Impact, ComponentStatus>> = {
  none: 'operational',
  minor: 'degraded_performance',
  major: 'partial_outage',
  critical: 'major_outage',
};

/** What an incident makes of the components that it affects, while it is open. */
export function statusByImpact(impact: Impact): ComponentStatus {
  return WRITTEN[impact];
}

/** The worst of these statuses. */
export function worstStatus(statuses: readonly ComponentStatus[]): ComponentStatus {
  const worst = Math.max(0, ...statuses.map((status) => COMPONENT_STATUSES.indexOf(status)));
  return COMPONENT_STATUSES[worst] ?? 'operational';
}

/** What is under way according to people: neither resolved nor past that. */
export function isOpen({ status }: Incident): boolean {
  return status !== 'resolved' && status !== 'postmortem';
}

/** A group's id among the components: no check can have it. */
function groupComponentId(group: string): string {
  return `group:${group}`;
}

/**
 * The components in the page's order: each group, then its checks, and last the checks without a group. Positions
 * count from 1, those of a group's checks within the group.
 */
export function componentsOf(snapshot: Snapshot, pageId: string): Component[] {
  const byId = new Map(snapshot.checks.map((check) => [check.id, check]));
  const grouped = new Set(snapshot.groups.flatMap((group) => group.checks));
  const components: Component[] = [];
  const notices: Notices = {
    incidents: byCheck(snapshot.incidents),
    windows: byCheck(snapshot.maintenance.filter(({ status }) => status === 'in_progress')),
    since: Date.parse(snapshot.instance.date),
  };
  let position = 0;
  for (const { id, name, checks } of snapshot.groups) {
    position += 1;
    const groupId = groupComponentId(id);
    const inside = checks.flatMap((check) => byId.get(check) ?? []);
    const children = inside.map((check, index) => component(notices, check, pageId, groupId, index + 1));
    // A pause is told of a group when nothing else is left to tell.
    const running = children.filter((_, index) => inside[index]?.state !== 'paused');
    const counted = running.length === 0 ? children : running;
    components.push({
      id: groupId,
      name,
      status: worstStatus(counted.map((child) => child.status)),
      created_at: extreme(children, 'created_at', -1),
      updated_at: extreme(children, 'updated_at', 1),
      position,
      description: null,
      showcase: false,
      start_date: null,
      group_id: null,
      page_id: pageId,
      group: true,
      only_show_if_degraded: false,
      components: checks,
    });
    components.push(...children);
  }
  for (const check of snapshot.checks)
    if (!grouped.has(check.id)) components.push(component(notices, check, pageId, null, ++position));
  return components;
}

/** What people wrote, by the checks that it affects. */
interface Notices {
  readonly incidents: ReadonlyMap<string, readonly Incident[]>;
  /** Those that go on. */
  readonly windows: ReadonlyMap<string, readonly Maintenance[]>;
  /** Since when anything can have been there. */
  readonly since: number;
}

function byCheck<T extends { readonly checks: readonly string[] }>(notices: readonly T[]): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const notice of notices)
    for (const check of notice.checks) {
      const others = found.get(check);
      if (others === undefined) found.set(check, [notice]);
      else others.push(notice);
    }
  return found;
}

function component(
  notices: Notices,
  check: CheckView,
  pageId: string,
  groupId: string | null,
  position: number,
): Component {
  const first = check.firstVerdict?.at ?? null;
  const incidents = notices.incidents.get(check.id) ?? [];
  const windows = notices.windows.get(check.id) ?? [];
  const createdAt = first ?? notices.since;
  const changes = [
    createdAt,
    check.changedAt ?? createdAt,
    ...incidents.map((incident) => incident.updatedAt),
    ...windows.map((window) => window.startsAt),
  ];
  return {
    id: check.id,
    name: check.name,
    status: statusOf(check, incidents.filter(isOpen)),
    created_at: iso(createdAt),
    updated_at: iso(Math.max(...changes)),
    position,
    description: check.description,
    showcase: true,
    start_date: first === null ? null : iso(first).slice(0, 10),
    group_id: groupId,
    page_id: pageId,
    group: false,
    only_show_if_degraded: false,
  };
}

/** The worse of what is measured and what people say. Maintenance stands for what is measured while it goes on. */
function statusOf(check: CheckView, open: readonly Incident[]): ComponentStatus {
  const measured = check.state === 'down' && check.severity === 'warning' ? 'partial_outage' : MEASURED[check.state];
  return worstStatus([
    check.maintenance ? 'under_maintenance' : measured,
    ...open.map((incident) => statusByImpact(incident.impact)),
  ]);
}

function extreme(children: readonly Component[], of: 'created_at' | 'updated_at', sign: 1 | -1): string {
  const times = children.map((child) => Date.parse(child[of]) * sign);
  return iso(Math.max(...times) * sign);
}
