import { CODES, type CheckView, type Outage, type Snapshot } from '../model.ts';
import { durationInWords, instantInWords } from './plain-words.ts';
import { escapeXml, oneLine } from './xml.ts';

/** What a subscriber is told once, and again when it changes. The same for every feed format. */
export interface FeedEntry {
  /** A `tag:` URI (RFC 4151), for ever the same. */
  readonly id: string;
  /** Plain text, one line. */
  readonly title: string;
  /** HTML. */
  readonly content: string;
  readonly link: string;
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
  readonly updatedAt: number;
  /** Newest first. */
  readonly entries: readonly FeedEntry[];
}

/** What the request of a feed adds to the snapshot. */
export interface FeedRequest {
  /** Path and query by which this feed is served, as in `/feed.atom?check=website`. */
  readonly path: string;
  /** What it is narrowed to; both empty: everything. */
  readonly checks: readonly string[];
  readonly groups: readonly string[];
}

const MAX_ENTRIES = 100;

/** The feed of a snapshot: an entry for each outage, and one for each check's first verdict. */
export function feedOf(snapshot: Snapshot, request: FeedRequest): Feed {
  const { site, instance } = snapshot;
  const entries = snapshot.checks
    .flatMap((check) => [
      ...check.outages.map((outage) => outageEntry(snapshot, check, outage)),
      ...first(snapshot, check),
    ])
    .sort((a, b) => b.updatedAt - a.updatedAt || b.publishedAt - a.publishedAt || (a.id < b.id ? -1 : 1))
    .slice(0, MAX_ENTRIES);
  const siteName = oneLine(site.name) || 'Status';
  const narrowed = [
    ...request.groups.map((id) => ({ part: `group/${id}`, name: nameOf(snapshot.groups, id), path: '/' })),
    ...request.checks.map((id) => ({ part: `check/${id}`, name: nameOf(snapshot.checks, id), path: `/checks/${id}` })),
  ];
  const title =
    narrowed.length === 0 ? `${siteName} status` : `${siteName} status: ${narrowed.map((n) => n.name).join(', ')}`;
  return {
    id: [tag(snapshot), 'feed', ...narrowed.map(({ part }) => part)].join('/'),
    title,
    description: oneLine(site.description ?? '') || `Outages and recoveries of ${siteName}`,
    author: siteName,
    link: `${site.url}${narrowed.length === 1 && narrowed[0] !== undefined ? narrowed[0].path : '/'}`,
    self: `${site.url}${request.path}`,
    updatedAt: entries[0]?.updatedAt ?? Date.parse(instance.date),
    entries,
  };
}

function outageEntry(snapshot: Snapshot, check: CheckView, outage: Outage): FeedEntry {
  const { timezone } = snapshot.site;
  const name = oneLine(check.name) || check.id;
  const since = instantInWords(outage.startedAt, timezone);
  const reason = outage.code === null ? '' : ` Reason: ${CODES[outage.code].text}.`;
  const entry = {
    id: `${tag(snapshot)}/outage/${outage.id}`,
    link: `${snapshot.site.url}/checks/${check.id}`,
    publishedAt: outage.startedAt,
    updatedAt: outage.updatedAt,
  };
  if (outage.endedAt === null)
    return {
      ...entry,
      title: `${name} is ${outage.worst}`,
      content: paragraph(`${name} has been ${outage.worst} since ${since}.${reason} It has not recovered yet.`),
    };
  const duration = durationInWords(outage.endedAt - outage.startedAt);
  const until = instantInWords(outage.endedAt, timezone);
  return {
    ...entry,
    title: `${name} was ${outage.worst} for ${duration}`,
    content: paragraph(
      `${name} was ${outage.worst} from ${since} until ${until}, for ${duration}.${reason} It has recovered.`,
    ),
  };
}

/** So that a feed is never empty, and a new subscriber sees that it works. */
function first(snapshot: Snapshot, check: CheckView): FeedEntry[] {
  if (check.firstVerdict === null) return [];
  const { state } = check.firstVerdict;
  // A first verdict that begins an outage is the same instant: validators warn of two entries updated at once.
  const at = check.firstVerdict.at - (state === 'up' ? 0 : 1);
  const name = oneLine(check.name) || check.id;
  return [
    {
      id: `${tag(snapshot)}/first/${check.firstVerdict.id}`,
      title: `${name} is being watched`,
      content: paragraph(
        `The first result of ${name} came on ${instantInWords(at, snapshot.site.timezone)}: ${state}.`,
      ),
      link: `${snapshot.site.url}/checks/${check.id}`,
      publishedAt: at,
      updatedAt: at,
    },
  ];
}

function tag({ instance }: Snapshot): string {
  return `tag:${instance.authority},${instance.date}:${instance.id}`;
}

function nameOf(named: readonly { readonly id: string; readonly name: string }[], id: string): string {
  return oneLine(named.find((one) => one.id === id)?.name ?? '') || id;
}

function paragraph(text: string): string {
  return `<p>${escapeXml(text)}</p>`;
}
