import type { ReactNode } from 'react';
import type { Snapshot } from '../lib/model.ts';
import { DayTips } from './day-tips.tsx';
import { Live } from './live.tsx';
import { LocalTimes } from './local-times.tsx';
import { toneOf } from './state-words.ts';

export interface PageFrameProps {
  readonly snapshot: Snapshot;
  readonly title: string;
  readonly current: 'status' | 'history' | 'check';
  /** What the page is about, as the query of feeds and API: `check=api`, or empty for everything. */
  readonly query?: string;
  readonly children: ReactNode;
}

/** What every page has around its content. Title, icon and feeds move to the head by React. */
export function PageFrame({ snapshot, title, current, query = '', children }: PageFrameProps) {
  const { site } = snapshot;
  const search = query === '' ? '' : `?${query}`;
  return (
    <>
      <title>{`${title} – ${site.name}`}</title>
      {site.description !== null && <meta name="description" content={site.description} />}
      <link rel="icon" type="image/svg+xml" href={`/favicon-${toneOf(snapshot)}.svg`} />
      <link rel="alternate" type="application/atom+xml" title={site.name} href={`/feed.atom${search}`} />
      <link rel="alternate" type="application/rss+xml" title={site.name} href={`/feed.rss${search}`} />
      <a className="skip" href="#content">
        Skip to content
      </a>
      <header className="site">
        <a className="brand" href="/" dir="auto">
          {site.name}
        </a>
        <nav aria-label="Pages">
          <a href="/" aria-current={current === 'status' ? 'page' : undefined}>
            Status
          </a>
          <a href="/history" aria-current={current === 'history' ? 'page' : undefined}>
            History
          </a>
        </nav>
      </header>
      <main id="content">{children}</main>
      <footer className="site">
        <Live revision={snapshot.revision} at={snapshot.generatedAt} description={snapshot.description} />
        <nav aria-label="Feeds and data">
          <a href={`/feed.atom${search}`}>Atom</a>
          <a href={`/feed.rss${search}`}>RSS</a>
          <a href={`/api/health?${query === '' ? '' : `${query}&`}format=json`}>JSON</a>
          <a href="/metrics">Metrics</a>
        </nav>
        <p>
          {site.timezone !== 'UTC' && `Days are those of ${site.timezone}. `}
          Times are in <span data-zone="">UTC</span>
        </p>
        <p>Watched by Allswell {snapshot.version}</p>
      </footer>
      <LocalTimes revision={snapshot.revision} />
      <DayTips today={snapshot.checks[0]?.days.at(-1)?.date ?? ''} />
    </>
  );
}
