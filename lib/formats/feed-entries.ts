import { WINDOWS, type Maintenance, type Snapshot } from '../model.ts';
import {
  firstContent,
  incidentContent,
  maintenanceContent,
  nameOf,
  outageContent,
  type FeedContent,
} from './feed-content.ts';
import { oneLine } from './xml.ts';

/** What a subscriber is told once, and again when it changes. The same for every feed format. */
export interface FeedEntry extends FeedContent {
  /** A `tag:` URI (RFC 4151), for ever the same. */
  readonly id: string;
  readonly publishedAt: number;
  readonly updatedAt: number;
}

/** A feed without its syntax. Nothing in it depends on when it was made. */
export interface Feed {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly author: string;
  /** The page that it is a feed of. */
  readonly link: string;
  readonly self: string;
  /** The WebSub hub; null: none. */
  readonly hub: string | null;
  readonly updatedAt: number;
  /** Newest first, each at an instant of its own. */
  readonly entries: readonly FeedEntry[];
}

/** What a feed may be narrowed to by `?only=`. */
export const FEED_KINDS = ['incidents', 'maintenance', 'outages'] as const;
export type FeedKind = (typeof FEED_KINDS)[number];

/** What the request of a feed adds to the snapshot. */
export interface FeedRequest {
  /** Path and query by which this feed is served, as in `/feed.atom?check=website`. */
  readonly path: string;
  /** What it is narrowed to, as the snapshot is; both empty: everything. */
  readonly checks: readonly string[];
  readonly groups: readonly string[];
  /** Default is entries of every kind. */
  readonly only?: readonly FeedKind[];
}

const MAX_ENTRIES = 100;
/** A window of a recurring maintenance is told of this long before it begins, ms. */
const NOTICE = WINDOWS['7d'];

/** An entry before it is worded: most are never shown. */
interface Subject {
  readonly kind: FeedKind | 'first';
  /** What makes its id, behind the feed's own. */
  readonly path: string;
  readonly publishedAt: number;
  readonly updatedAt: number;
  /** Every instant at which it is known to have been updated. */
  readonly instants: readonly number[];
  readonly content: () => FeedContent;
}

/**
 * The feed of a snapshot: an entry for each outage, incident and maintenance window, and one for each check's first
 * verdict, so that a feed is never empty and a new subscriber sees that it works.
 */
export function feedOf(snapshot: Snapshot, request: FeedRequest): Feed {
  const { site, instance } = snapshot;
  const tag = `tag:${instance.authority},${instance.date}:${instance.id}`;
  const only = FEED_KINDS.filter((kind) => request.only?.includes(kind));
  const subjects = [...checkSubjects(snapshot), ...incidentSubjects(snapshot), ...maintenanceSubjects(snapshot)].filter(
    ({ kind }) => only.length === 0 || (kind !== 'first' && only.includes(kind)),
  );
  const entries = apart(subjects).map(({ subject, updatedAt }): FeedEntry => ({
    id: `${tag}/${subject.path}`,
    publishedAt: subject.publishedAt,
    updatedAt,
    ...subject.content(),
  }));
  const siteName = oneLine(site.name) || 'Status';
  const named = (all: readonly { readonly id: string; readonly name: string }[], id: string) =>
    nameOf(all.find((one) => one.id === id) ?? { id, name: '' });
  const narrowed = [
    ...request.groups.map((id) => ({ part: `group/${id}`, name: named(snapshot.groups, id), page: '/' })),
    ...request.checks.map((id) => ({ part: `check/${id}`, name: named(snapshot.checks, id), page: `/checks/${id}` })),
    ...only.map((kind) => ({ part: `only/${kind}`, name: kind, page: '/' })),
  ];
  const names = narrowed.map(({ name }) => name).join(', ');
  const [first, ...others] = narrowed;
  return {
    id: [`${tag}/feed`, ...narrowed.map(({ part }) => part)].join('/'),
    title: names === '' ? `${siteName} status` : `${siteName} status: ${names}`,
    description: oneLine(site.description ?? '') || `Outages, incidents and maintenance of ${siteName}`,
    author: siteName,
    link: `${site.url}${first !== undefined && others.length === 0 ? first.page : '/'}`,
    self: new URL(`${site.url}${request.path}`).href,
    hub: snapshot.feeds.hub,
    updatedAt: entries[0]?.updatedAt ?? Date.parse(instance.date),
    entries,
  };
}

function checkSubjects(snapshot: Snapshot): Subject[] {
  return snapshot.checks.flatMap((check) => {
    const subjects = check.outages.map((outage): Subject => {
      const { id, startedAt, endedAt, updatedAt } = outage;
      return {
        kind: 'outages',
        path: `outage/${id}`,
        publishedAt: startedAt,
        updatedAt,
        instants: [startedAt, updatedAt, ...(endedAt === null ? [] : [endedAt])],
        content: () => outageContent(snapshot, check, outage),
      };
    });
    const first = check.firstVerdict;
    if (first === null) return subjects;
    // A first verdict that begins an outage is the same instant, and comes before it.
    const at = first.at - (first.state === 'up' ? 0 : 1);
    subjects.push({
      kind: 'first',
      path: `first/${first.id}`,
      publishedAt: at,
      updatedAt: at,
      instants: [at],
      content: () => firstContent(snapshot, check, first),
    });
    return subjects;
  });
}

function incidentSubjects(snapshot: Snapshot): Subject[] {
  return snapshot.incidents.map((incident) => {
    const { id, createdAt, updatedAt } = incident;
    return {
      kind: 'incidents',
      path: `incident/${id}`,
      publishedAt: createdAt,
      updatedAt,
      instants: [createdAt, updatedAt],
      content: () => incidentContent(snapshot, incident),
    };
  });
}

function maintenanceSubjects(snapshot: Snapshot): Subject[] {
  return snapshot.maintenance.flatMap((window): Subject[] => {
    const { publishedAt, updatedAt } = timesOf(window);
    if (publishedAt > snapshot.generatedAt) return [];
    const passed = [window.startsAt, window.endsAt].filter((at) => at <= snapshot.generatedAt);
    return [
      {
        kind: 'maintenance',
        path: `maintenance/${window.id}`,
        publishedAt,
        updatedAt,
        instants: [publishedAt, updatedAt, ...passed],
        content: () => maintenanceContent(snapshot, window),
      },
    ];
  });
}

/**
 * When a window was published and last changed. One of many is published a while before it begins, not all of them at
 * once.
 */
function timesOf({ recurring, createdAt, updatedAt, startsAt }: Maintenance): {
  publishedAt: number;
  updatedAt: number;
} {
  const publishedAt = recurring ? Math.max(createdAt, startsAt - NOTICE) : createdAt;
  return { publishedAt, updatedAt: Math.max(publishedAt, updatedAt) };
}

/**
 * The last ones, newest first, each updated at an instant of its own: validators warn of two at the same. Of those that
 * fall together all but the first move on by milliseconds. Their places count everything that ever stood at this
 * instant, so that one keeps its own when another changes.
 */
function apart(subjects: readonly Subject[]): { subject: Subject; updatedAt: number }[] {
  const oldest =
    Float64Array.from(subjects, ({ updatedAt }) => updatedAt)
      .sort()
      .at(-MAX_ENTRIES) ?? -Infinity;
  const last = subjects
    .filter(({ updatedAt }) => updatedAt >= oldest)
    .sort((a, b) => b.updatedAt - a.updatedAt || -inOrder(a, b))
    .slice(0, MAX_ENTRIES);
  const standing = new Map<number, Subject[]>(last.map(({ updatedAt }) => [updatedAt, []]));
  for (const subject of subjects)
    for (const at of subject.instants) {
      const together = standing.get(at);
      if (together !== undefined && together.at(-1) !== subject) together.push(subject);
    }
  for (const together of standing.values()) together.sort(inOrder);
  const placed = last.map((subject) => {
    const place = standing.get(subject.updatedAt)?.indexOf(subject) ?? 0;
    return { subject, updatedAt: subject.updatedAt + Math.max(0, place) };
  });
  placed.sort((a, b) => a.updatedAt - b.updatedAt || inOrder(a.subject, b.subject));
  let before = -Infinity;
  for (const one of placed) before = one.updatedAt = Math.max(one.updatedAt, before + 1);
  return placed.reverse();
}

/** By age; what was made later has the greater number, which may be the longer one. */
function inOrder(a: Subject, b: Subject): number {
  return a.publishedAt - b.publishedAt || a.path.length - b.path.length || (a.path < b.path ? -1 : 1);
}
