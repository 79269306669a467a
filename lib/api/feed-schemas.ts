import * as z from 'zod';
import { FEED_KINDS } from '../formats/feed-entries.ts';
import { selectionQuery } from './health-schemas.ts';
import { instant } from './scalars.ts';

export const feedQuery = selectionQuery.extend({
  only: z.array(z.enum(FEED_KINDS)).meta({ description: 'These kinds of entries alone. May be repeated.' }),
});

/** JSON Feed 1.1, as far as we write it. */
export const jsonFeedSchema = z.object({
  version: z.literal('https://jsonfeed.org/version/1.1'),
  title: z.string(),
  home_page_url: z.url(),
  feed_url: z.url(),
  description: z.string(),
  authors: z.array(z.object({ name: z.string() })),
  language: z.literal('en'),
  hubs: z.array(z.object({ type: z.literal('WebSub'), url: z.url() })).optional(),
  items: z.array(
    z.object({
      id: z.string(),
      url: z.url(),
      title: z.string(),
      content_html: z.string(),
      date_published: instant,
      date_modified: instant,
    }),
  ),
});
