import type { ReactNode } from 'react';
import type { Snapshot } from '../lib/model.ts';
import { baseOf } from './address.ts';
import { dayNotes } from './day-notes.ts';
import { DayTips } from './day-tips.tsx';
import { Live } from './live.tsx';
import { headlineOf } from './headline.ts';
import { LocalTimes } from './local-times.tsx';
import { SiteBrand } from './site-brand.tsx';
import { SiteHead } from './site-head.tsx';
import { SiteLinks } from './site-links.tsx';
import { SiteText } from './site-text.tsx';
import type { Tone } from './state-words.ts';
import type { Article } from './structured-data.tsx';

export interface PageFrameProps {
  readonly snapshot: Snapshot;
  readonly title: string;
  readonly current: 'status' | 'incidents' | 'maintenance' | 'history' | 'check' | 'other';
  /** What the page is about, as the query of feeds and API: `check=api`, or empty for everything. */
  readonly query?: string;
  /** Path and query of its one address; null where it has none. */
  readonly path?: string | null;
  /** Of a page that tells of something that people wrote. */
  readonly article?: Article | null;
  /** What alone its feeds tell of; everything by default. */
  readonly only?: 'incidents' | 'maintenance';
  readonly children: ReactNode;
}

const PAGES = [
  { page: 'status', href: '/', word: 'Status' },
  { page: 'incidents', href: '/incidents', word: 'Incidents' },
  { page: 'maintenance', href: '/maintenance', word: 'Maintenance' },
  { page: 'history', href: '/history', word: 'History' },
] as const;

/** The icon of a tone: tabs are too small for more than these. */
function favicon(tone: Tone): Tone {
  if (tone === 'major') return 'degraded';
  return tone === 'note' || tone === 'maintenance' || tone === 'cancelled' ? 'up' : tone;
}

/** What every page has around its content. Title, icon and feeds move to the head by React. */
export function PageFrame(props: PageFrameProps) {
  const { snapshot, title, current, query = '', path = null, article = null, only, children } = props;
  const { site } = snapshot;
  const headline = headlineOf(snapshot);
  const pages = PAGES.filter(({ page }) => page !== 'maintenance' || snapshot.maintenance.length > 0);
  const asked = [query, ...(only === undefined ? [] : [`only=${only}`])].filter((part) => part !== '').join('&');
  const search = asked === '' ? '' : `?${asked}`;
  const hasBars = current === 'status' || current === 'check';
  const feed = only === undefined ? site.name : `${site.name}: ${only}`;
  return (
    <>
      <title>{`${title} – ${site.name}`}</title>
      {site.description !== null && <meta name="description" content={site.description} />}
      <link rel="icon" type="image/svg+xml" href={`/favicon-${favicon(headline.tone)}.svg`} />
      <link rel="alternate" type="application/atom+xml" title={feed} href={`/feed.atom${search}`} />
      <link rel="alternate" type="application/rss+xml" title={feed} href={`/feed.rss${search}`} />
      <link rel="alternate" type="application/feed+json" title={feed} href={`/feed.json${search}`} />
      <SiteHead snapshot={snapshot} title={title} path={path} query={query} article={article} />
      <a className="skip" href="#content">
        Skip to content
      </a>
      <header className="site">
        <SiteBrand site={site} />
        <nav aria-label="Pages">
          {pages.map(({ page, href, word }) => (
            <a key={page} href={href} aria-current={current === page ? 'page' : undefined}>
              {word}
            </a>
          ))}
          <SiteLinks site={site} />
        </nav>
      </header>
      <main id="content">
        <SiteText html={snapshot.written?.header} place="header" />
        {children}
      </main>
      <footer className="site">
        <SiteText html={snapshot.written?.footer} place="footer" />
        <Live
          address={`${baseOf(site)}/live`}
          revision={snapshot.revision}
          at={snapshot.generatedAt}
          description={headline.text}
        />
        <nav aria-label="Feeds and data">
          <a href={`/feed.atom${search}`}>Atom</a>
          <a href={`/feed.rss${search}`}>RSS</a>
          <a href={`/api/health?${query === '' ? '' : `${query}&`}format=json`}>JSON</a>
          <a href="/metrics">Metrics</a>
          <a href="/monitoring">Monitoring</a>
        </nav>
        <p>
          {site.timezone !== 'UTC' && `Days are those of ${site.timezone}. `}
          Times are in <span data-zone="">UTC</span>
        </p>
        <p>Watched by Allswell {snapshot.version}</p>
      </footer>
      <LocalTimes revision={snapshot.revision} />
      <DayTips today={snapshot.checks[0]?.days.at(-1)?.date ?? ''} notes={hasBars ? dayNotes(snapshot) : []} />
    </>
  );
}
