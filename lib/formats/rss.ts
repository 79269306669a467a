import { iso, type Snapshot } from '../model.ts';
import { feedOf, type FeedEntry, type FeedRequest } from './feed-entries.ts';
import { escapeAttribute, escapeXml } from './xml.ts';

/** RSS 2.0, after the RSS Advisory Board's profile. */
export function renderRss(snapshot: Snapshot, request: FeedRequest): string {
  const feed = feedOf(snapshot, request);
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">',
    '<channel>',
    `  <title>${plain(feed.title)}</title>`,
    `  <link>${escapeXml(feed.link)}</link>`,
    `  <description>${plain(feed.description)}</description>`,
    '  <language>en</language>',
    `  <lastBuildDate>${rfc822(feed.updatedAt)}</lastBuildDate>`,
    `  <generator>Allswell ${escapeXml(snapshot.version)}</generator>`,
    `  <atom:link rel="self" type="application/rss+xml" href="${escapeAttribute(feed.self)}"/>`,
    ...(feed.hub === null ? [] : [`  <atom:link rel="hub" href="${escapeAttribute(feed.hub)}"/>`]),
    ...feed.entries.map(itemElement),
    '</channel>',
    '</rss>',
    '',
  ].join('\n');
}

function itemElement(entry: FeedEntry): string {
  return [
    '  <item>',
    `    <title>${plain(entry.title)}</title>`,
    `    <link>${escapeXml(entry.link)}</link>`,
    `    <guid isPermaLink="false">${escapeXml(entry.id)}</guid>`,
    `    <pubDate>${rfc822(entry.publishedAt)}</pubDate>`,
    `    <atom:updated>${iso(entry.updatedAt)}</atom:updated>`,
    `    <description>${escapeXml(entry.content)}</description>`,
    '  </item>',
  ].join('\n');
}

/**
 * Plain text where many readers expect HTML, and RSS has no way to declare which it is: `&` and `<` as hexadecimal
 * references, as the profile wants it, and look-alikes where the text itself would read as a tag or an entity.
 */
function plain(text: string): string {
  return escapeXml(text.replaceAll(/<(?=[a-z/!?])/gi, '‹').replaceAll(/&(?=#?\w+;)/g, '＆'))
    .replaceAll('&amp;', '&#x26;')
    .replaceAll('&lt;', '&#x3C;');
}

function rfc822(at: number): string {
  return new Date(at).toUTCString();
}
