import { JSON_FEED_CONTENT_TYPE } from '../formats/json-feed.ts';
import { FORMATS } from '../formats/registry.ts';
import { BAD_QUERY, NOT_MODIFIED, NOTHING_KNOWN, NOTHING_SUCH, text } from './answers.ts';
import { feedQuery, jsonFeedSchema } from './feed-schemas.ts';
import type { Answer, PathItem, Paths } from './operation.ts';

const ENTRIES = 'The newest entries: outages, incidents, maintenance, and the first verdict of each check.';

function feed(id: string, summary: string, answer: Answer): PathItem {
  return {
    get: {
      id,
      tag: 'feeds',
      summary,
      needs: 'open',
      query: feedQuery,
      headers: ['If-None-Match'],
      answers: { 200: answer, 304: NOT_MODIFIED, 400: BAD_QUERY, 404: NOTHING_SUCH, 503: NOTHING_KNOWN },
    },
  };
}

const [atomType, rssType] = [FORMATS.atom.mediaTypes[0], FORMATS.rss.mediaTypes[0]];
const atom = text(ENTRIES, atomType, ['ETag', 'Link']);
const rss = text(ENTRIES, rssType, ['ETag', 'Link']);
const json: Answer = {
  description: ENTRIES,
  content: { [JSON_FEED_CONTENT_TYPE]: jsonFeedSchema },
  headers: ['ETag', 'Link'],
};

/** The feeds, under our own names and under those that subscribers of other status pages know. */
export const feedPaths: Paths = {
  '/feed.atom': feed('feedAtom', 'The feed in Atom', atom),
  '/feed.rss': feed('feedRss', 'The feed in RSS 2.0', rss),
  '/feed.json': feed('feedJson', 'The feed in JSON Feed 1.1', json),
  '/history.atom': feed('historyAtom', 'The same as `/feed.atom`', atom),
  '/history.rss': feed('historyRss', 'The same as `/feed.rss`', rss),
  '/history.json': feed('historyJson', 'The same as `/feed.json`', json),
};
