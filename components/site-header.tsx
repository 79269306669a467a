import type { Snapshot } from '../lib/model.ts';
import { SiteBrand } from './site-brand.tsx';
import { SiteLinks } from './site-links.tsx';
import type { Words } from './words.ts';

const PAGES = [
  { page: 'status', href: '/', word: 'nav.status' },
  { page: 'incidents', href: '/incidents', word: 'nav.incidents' },
  { page: 'maintenance', href: '/maintenance', word: 'nav.maintenance' },
  { page: 'history', href: '/history', word: 'nav.history' },
] as const;

export interface SiteHeaderProps {
  readonly snapshot: Snapshot;
  readonly words: Words;
  /** Which of its pages it stands on, if any. */
  readonly current?: string;
}

/** Who this is, and the pages that there are. */
export function SiteHeader({ snapshot, words, current }: SiteHeaderProps) {
  const { site, maintenance } = snapshot;
  const pages = PAGES.filter(({ page }) => page !== 'maintenance' || maintenance.length > 0);
  return (
    <header className="site">
      <SiteBrand site={site} words={words} />
      <nav aria-label={words.t('nav.pages')}>
        {pages.map(({ page, href, word }) => (
          <a key={page} href={words.href(href)} aria-current={current === page ? 'page' : undefined}>
            {words.t(word)}
          </a>
        ))}
        <SiteLinks site={site} />
      </nav>
    </header>
  );
}
