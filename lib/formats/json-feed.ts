import { iso, type Snapshot } from '../model.ts';
import { feedOf, type FeedRequest } from './feed-entries.ts';

export const JSON_FEED_CONTENT_TYPE = 'application/feed+json';

/** JSON Feed 1.1. */
export function renderJsonFeed(snapshot: Snapshot, request: FeedRequest): string {
  const feed = feedOf(snapshot, request);
  return `${JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: feed.title,
    home_page_url: feed.link,
    feed_url: feed.self,
    description: feed.description,
    authors: [{ name: feed.author }],
    language: 'en',
    ...(feed.hub === null ? {} : { hubs: [{ type: 'WebSub', url: feed.hub }] }),
    items: feed.entries.map((entry) => ({
      id: entry.id,
      url: entry.link,
      title: entry.title,
      content_html: entry.content,
      date_published: iso(entry.publishedAt),
      date_modified: iso(entry.updatedAt),
    })),
  })}\n`;
}
