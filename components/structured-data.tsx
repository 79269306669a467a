import { iso, type Site } from '../lib/model.ts';
import { addressOf } from './address.ts';

/** When something that people wrote was written. */
export interface Article {
  readonly publishedAt: number;
  readonly modifiedAt: number;
}

/** What a page is, for search engines (schema.org, as JSON-LD). A block of data: no policy keeps it from being read. */
export function StructuredData({
  site,
  title,
  path,
  article,
}: {
  site: Site;
  title: string;
  path: string;
  article: Article | null;
}) {
  const whole = { '@type': 'WebSite', name: site.name, url: addressOf(site, '/') };
  const page = { name: title, url: addressOf(site, path), isPartOf: whole };
  const data =
    path === '/'
      ? { ...whole, ...(site.description === null ? {} : { description: site.description }) }
      : article === null
        ? { '@type': 'WebPage', ...page }
        : {
            '@type': 'Article',
            ...page,
            headline: title.slice(0, 110),
            datePublished: iso(article.publishedAt),
            dateModified: iso(article.modifiedAt),
            author: { '@type': 'Organization', name: site.name, url: addressOf(site, '/') },
          };
  const json = JSON.stringify({ '@context': 'https://schema.org', ...data }).replaceAll('<', '\\u003c');
  return <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: json }} />;
}
