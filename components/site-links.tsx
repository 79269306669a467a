import type { Site } from '../lib/model.ts';

/** The operator's own links, behind those of the pages. */
export function SiteLinks({ site }: { site: Site }) {
  return site.brand?.links.map(({ text, url }, index) => (
    <a key={index} className={index === 0 ? 'own first' : 'own'} href={url} dir="auto">
      {text}
    </a>
  ));
}
