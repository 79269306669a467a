import { iso, type Snapshot } from '../model.ts';
import { escapeXml } from './xml.ts';

/** Every page that search engines may list, as sitemaps.org wants it: 50,000 at most. */
export function renderSitemap({ site, groups, checks, incidents, maintenance }: Snapshot): string {
  const pages: { readonly path: string; readonly at: number | null }[] = [
    { path: '/', at: null },
    { path: '/incidents', at: null },
    { path: '/history', at: null },
    ...(maintenance.length > 0 ? [{ path: '/maintenance', at: null }] : []),
    ...groups.map(({ id }) => ({ path: `/groups/${encodeURIComponent(id)}`, at: null })),
    ...checks.map(({ id }) => ({ path: `/checks/${encodeURIComponent(id)}`, at: null })),
    ...incidents.map(({ id, updatedAt }) => ({ path: `/incidents/${id}`, at: updatedAt })),
    ...maintenance.map(({ id, updatedAt }) => ({ path: `/maintenance/${id}`, at: updatedAt })),
  ];
  const lines = pages.slice(0, 50_000).map(({ path, at }) => {
    const changed = at === null ? '' : `<lastmod>${iso(at)}</lastmod>`;
    return `  <url><loc>${escapeXml(`${site.url}${path}`)}</loc>${changed}</url>\n`;
  });
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${lines.join('')}</urlset>\n`
  );
}

/** What robots may ask for (RFC 9309): the pages, and not what is for programs. */
export function renderRobots({ site }: Snapshot): string {
  if (site.brand?.indexed === false) return 'User-agent: *\nDisallow: /\n';
  const base = new URL(site.url).pathname.replace(/\/+$/, '');
  const closed = ['/api/', '/metrics', '/live', '/embed'].map((path) => `Disallow: ${base}${path}\n`).join('');
  return `User-agent: *\n${closed}Allow: ${base}/\n\nSitemap: ${site.url}/sitemap.xml\n`;
}
