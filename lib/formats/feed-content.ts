import {
  CODES,
  openLength,
  openSpans,
  type CheckView,
  type FirstVerdict,
  type Incident,
  type Maintenance,
  type Outage,
  type Snapshot,
} from '../model.ts';
import { durationInWords, instantInWords, minuteInWords } from './plain-words.ts';
import { STATUS_WORDS, windowUpdates } from './statuspage-updates.ts';
import { wellNested } from './well-nested.ts';
import { escapeAttribute, escapeXml, legalText, oneLine } from './xml.ts';

/** What an entry says: the same for every feed format. */
export interface FeedContent {
  /** Plain text, one line. */
  readonly title: string;
  /** HTML: a paragraph an update as Statuspage writes them, the newest first, then what the whole comes to. */
  readonly content: string;
  readonly link: string;
}

/** What is told of an outage. */
export function outageContent(snapshot: Snapshot, check: CheckView, outage: Outage): FeedContent {
  const { timezone } = snapshot.site;
  const { startedAt, endedAt, worst, code } = outage;
  const name = nameOf(check);
  const since = instantInWords(startedAt, timezone);
  const reason = code === null ? '' : ` Reason: ${CODES[code].text}.`;
  const planned = beganInMaintenance(snapshot, outage) ? ' It began during planned maintenance.' : '';
  const told = (at: number, word: string, text: string) => updateHtml(at, timezone, word, paragraph(text));
  const link = `${snapshot.site.url}/checks/${check.id}`;
  if (endedAt === null)
    return {
      title: `${name} is ${worst}`,
      content: told(
        startedAt,
        STATUS_WORDS.investigating,
        `${name} has been ${worst} since ${since}.${reason} It has not recovered yet.${planned}`,
      ),
      link,
    };
  const duration = durationInWords(endedAt - startedAt);
  const until = instantInWords(endedAt, timezone);
  const recovered = `${name} was ${worst} from ${since} until ${until}, for ${duration}.${reason} It has recovered.`;
  return {
    title: `${name} was ${worst} for ${duration}`,
    content: [
      told(endedAt, STATUS_WORDS.resolved, `${recovered}${planned}`),
      told(startedAt, STATUS_WORDS.investigating, `${name} is ${worst}.${reason}`),
    ].join('\n'),
    link,
  };
}

/** What is told of a check's first verdict. Nothing is open about it, whatever the verdict was. */
export function firstContent(snapshot: Snapshot, check: CheckView, { at, state }: FirstVerdict): FeedContent {
  const { timezone, url } = snapshot.site;
  const name = nameOf(check);
  const text = `The first result of ${name} came on ${instantInWords(at, timezone)}: ${state}.`;
  return {
    title: `${name} is being watched`,
    content: updateHtml(at, timezone, STATUS_WORDS.completed, paragraph(text)),
    link: `${url}/checks/${check.id}`,
  };
}

/** What is told of an incident: all that people wrote, and how long it took. */
export function incidentContent(snapshot: Snapshot, incident: Incident): FeedContent {
  const { timezone, url } = snapshot.site;
  const { startedAt, resolvedAt, impact } = incident;
  const spans = openSpans(incident);
  const since = instantInWords(startedAt, timezone);
  const course =
    resolvedAt === null
      ? `It began on ${since} and is not resolved yet.`
      : `It lasted ${durationInWords(openLength(spans))}${spans.length > 1 ? ' in all' : ''}, from ${since} until ${instantInWords(resolvedAt, timezone)}.`;
  const link = `${url}/incidents/${encodeURIComponent(incident.id)}`;
  const updates = incident.updates.map((one) => updateHtml(one.at, timezone, STATUS_WORDS[one.status], one.html));
  const summary = paragraph(`${course} Impact: ${impact}.${affected(snapshot, incident.checks)}`);
  return { title: titleOf(incident.title, 'Incident'), content: withAbsoluteUrls([...updates, summary], link), link };
}

/** What is told of a maintenance window: all that people wrote, and when it is or was. */
export function maintenanceContent(snapshot: Snapshot, window: Maintenance): FeedContent {
  const { timezone, url } = snapshot.site;
  const { startsAt, endsAt, status } = window;
  const span = `from ${instantInWords(startsAt, timezone)} until ${instantInWords(endsAt, timezone)}, for ${durationInWords(endsAt - startsAt)}`;
  const course =
    status === 'completed'
      ? `It took place ${span}.`
      : status === 'cancelled'
        ? `It was planned ${span}.`
        : `Planned ${span}.`;
  const link = `${url}/maintenance/${encodeURIComponent(window.id)}`;
  const updates = windowUpdates(window).map((one) => updateHtml(one.at, timezone, STATUS_WORDS[one.status], one.html));
  const summary = paragraph(`${course}${affected(snapshot, window.checks)}`);
  return {
    title: titleOf(window.title, 'Scheduled maintenance'),
    content: withAbsoluteUrls([...updates, summary], link),
    link,
  };
}

/** A check's name on one line. */
export function nameOf(check: { readonly id: string; readonly name: string }): string {
  return oneLine(check.name) || check.id;
}

/**
 * An update in the shape of Statuspage's feeds, whose clients take the first `<strong>` for the status:
 * `<p><small>…</small><br><strong>Resolved</strong> - …</p>`. A first paragraph goes into it, all else follows.
 */
function updateHtml(at: number, timezone: string, word: string, html: string): string {
  const legal = wellNested(legalText(html)).trim();
  const [whole = '', first = ''] = /^<p>(.*?)<\/p>\s*/s.exec(legal) ?? [];
  const when = minuteInWords(at, timezone);
  return `<p><small>${escapeXml(when)}</small><br><strong>${word}</strong> - ${first}</p>${legal.slice(whole.length)}`;
}

/** Whether an outage's beginning lies in a window of its check: what then follows from it does not change any more. */
function beganInMaintenance({ maintenance }: Snapshot, { check, startedAt }: Outage): boolean {
  return maintenance.some(
    ({ status, checks, startsAt, endsAt }) =>
      status !== 'cancelled' && startsAt <= startedAt && startedAt < endsAt && checks.includes(check),
  );
}

/** Those of the affected checks that the feed is about. */
function affected({ checks }: Snapshot, ids: readonly string[]): string {
  const named = new Set(ids);
  const names = checks.filter((check) => named.has(check.id)).map(nameOf);
  return names.length === 0 ? '' : ` Affected: ${names.join(', ')}.`;
}

function titleOf(title: string, instead: string): string {
  return oneLine(title) || instead;
}

function paragraph(text: string): string {
  return `<p>${escapeXml(text)}</p>`;
}

/** Feed readers show entries elsewhere: what people link to relatively means the page of the entry. */
function withAbsoluteUrls(parts: readonly string[], base: string): string {
  return parts.join('\n').replaceAll(/<[a-z][^<>]*>/gi, (tag) =>
    tag.replaceAll(/\s(href|src)="([^"]*)"/gi, (_, name: string, value: string) => {
      const url = value
        .replaceAll('&quot;', '"')
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&amp;', '&');
      return URL.canParse(url, base) ? ` ${name}="${escapeAttribute(new URL(url, base).href)}"` : '';
    }),
  );
}
