import { iso, type Snapshot } from '../model.ts';
import { feedOf, type FeedEntry, type FeedRequest } from './feed-entries.ts';
import { escapeAttribute, escapeXml } from './xml.ts';

/** Atom 1.0 (RFC 4287). */
export function renderAtom(snapshot: Snapshot, request: FeedRequest): string {
  const feed = feedOf(snapshot, request);
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
    `  <id>${escapeXml(feed.id)}</id>`,
    `  ${textElement('title', feed.title)}`,
    `  ${textElement('subtitle', feed.description)}`,
    `  <updated>${iso(feed.updatedAt)}</updated>`,
    `  <author><name>${escapeXml(feed.author)}</name></author>`,
    `  <link rel="self" type="application/atom+xml" href="${escapeAttribute(feed.self)}"/>`,
    `  <link rel="alternate" type="text/html" href="${escapeAttribute(feed.link)}"/>`,
    ...(feed.hub === null ? [] : [`  <link rel="hub" href="${escapeAttribute(feed.hub)}"/>`]),
    `  <generator version="${escapeAttribute(snapshot.version)}">Allswell</generator>`,
    ...feed.entries.map(entryElement),
    '</feed>',
    '',
  ].join('\n');
}

function entryElement(entry: FeedEntry): string {
  return [
    '  <entry>',
    `    <id>${escapeXml(entry.id)}</id>`,
    `    ${textElement('title', entry.title)}`,
    `    <link rel="alternate" type="text/html" href="${escapeAttribute(entry.link)}"/>`,
    `    <published>${iso(entry.publishedAt)}</published>`,
    `    <updated>${iso(entry.updatedAt)}</updated>`,
    `    <content type="html">${escapeXml(entry.content)}</content>`,
    '  </entry>',
  ].join('\n');
}

/** Readers that take any text for HTML would swallow what looks like markup, so such text is declared as HTML. */
function textElement(name: string, text: string): string {
  return /[<&]/.test(text)
    ? `<${name} type="html">${escapeXml(escapeXml(text))}</${name}>`
    : `<${name}>${escapeXml(text)}</${name}>`;
}
