import type { ReactNode } from 'react';
import type { Snapshot } from '../lib/model.ts';
import { baseOf } from './address.ts';
import { dayNotes } from './day-notes.ts';
import { DayTips } from './day-tips.tsx';
import { dayWords } from './day-words.ts';
import { Document } from './document.tsx';
import { Held } from './held.tsx';
import { headlineOf } from './headline.ts';
import { LanguageLinks, LanguageSwitch } from './language-links.tsx';
import { Live, type LiveWords } from './live.tsx';
import { bareUtc, formFor } from './calendar.ts';
import { LocalTimes } from './local-times.tsx';
import { SiteHead } from './site-head.tsx';
import { SiteHeader } from './site-header.tsx';
import { SiteText } from './site-text.tsx';
import type { Tone } from './state-words.ts';
import type { Article } from './structured-data.tsx';
import { SILENCE } from './unreachable.ts';
import type { Words } from './words.ts';

export interface PageFrameProps {
  readonly snapshot: Snapshot;
  readonly words: Words;
  readonly title: string;
  readonly current: 'status' | 'incidents' | 'maintenance' | 'history' | 'check' | 'group' | 'other';
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

/** The icon of a tone: tabs are too small for more than these. */
function favicon(tone: Tone): Tone {
  if (tone === 'major') return 'degraded';
  return tone === 'note' || tone === 'maintenance' || tone === 'cancelled' ? 'up' : tone;
}

/** How many checks are not well, before what a tab says: `(2) `; of open incidents where all checks are. */
function troubleCount({ checks, incidents }: Snapshot): string {
  const ill = checks.filter(({ state }) => state === 'down' || state === 'degraded').length;
  const count =
    ill > 0 ? ill : incidents.filter(({ resolvedAt, impact }) => resolvedAt === null && impact !== 'none').length;
  return count === 0 ? '' : `(${count}) `;
}

/** What every page has around its content. Title, icon and feeds move to the head by React. */
export function PageFrame(props: PageFrameProps) {
  const { snapshot, words, title, current, query = '', path = null, article = null, only, children } = props;
  const { t, language } = words;
  const { site } = snapshot;
  const headline = headlineOf(snapshot, words);
  const asked = [query, ...(only === undefined ? [] : [`only=${only}`])].filter((part) => part !== '').join('&');
  const search = asked === '' ? '' : `?${asked}`;
  const hasBars = ['status', 'check', 'group'].includes(current);
  const feed = only === undefined ? site.name : `${site.name}: ${only}`;
  return (
    <Document language={language}>
      <title>{`${current === 'status' ? troubleCount(snapshot) : ''}${title} – ${site.name}`}</title>
      {site.description !== null && <meta name="description" content={site.description} />}
      <link rel="icon" type="image/svg+xml" href={`/favicon-${favicon(headline.tone)}.svg`} />
      <link rel="alternate" type="application/atom+xml" title={feed} href={`/feed.atom${search}`} />
      <link rel="alternate" type="application/rss+xml" title={feed} href={`/feed.rss${search}`} />
      <link rel="alternate" type="application/feed+json" title={feed} href={`/feed.json${search}`} />
      <SiteHead
        snapshot={snapshot}
        words={words}
        title={title}
        path={path === null ? null : words.href(path)}
        query={query}
        article={article}
      />
      {path !== null && <LanguageLinks site={site} path={path} />}
      <a className="skip" href="#content">
        {t('nav.skip')}
      </a>
      <SiteHeader snapshot={snapshot} words={words} current={current} />
      <main id="content">
        <SiteText html={snapshot.written?.header} place="header" />
        {children}
      </main>
      <footer className="site">
        <SiteText html={snapshot.written?.footer} place="footer" />
        <Live
          address={`${baseOf(site)}/live`}
          revision={snapshot.revision}
          at={snapshot.staleSince ?? snapshot.generatedAt}
          old={snapshot.staleSince !== null}
          description={headline.text}
          words={liveWords(snapshot, words)}
        />
        <nav aria-label={t('footer.feeds')}>
          <a href={`/feed.atom${search}`}>Atom</a>
          <a href={`/feed.rss${search}`}>RSS</a>
          <a href={`/api/health?${query === '' ? '' : `${query}&`}format=json`}>JSON</a>
          <a href="/metrics">{t('footer.metrics')}</a>
          <a href={words.href('/monitoring')}>{t('footer.monitoring')}</a>
        </nav>
        <p>
          {site.timezone !== 'UTC' && `${t('footer.days', { timezone: site.timezone })}${words.space}`}
          {words.rich('footer.times', {
            zone: (
              <span data-zone="" suppressHydrationWarning>
                UTC
              </span>
            ),
          })}
        </p>
        <p>{t('footer.watched', { version: snapshot.version })}</p>
        {path !== null && <LanguageSwitch site={site} path={path} words={words} />}
      </footer>
      <LocalTimes revision={snapshot.revision} language={language} />
      <Held revision={snapshot.revision} />
      <DayTips
        today={snapshot.checks[0]?.days.at(-1)?.date ?? ''}
        notes={hasBars ? dayNotes(snapshot, words) : []}
        href={words.href('/history/')}
        words={{ ...dayWords(words), openDay: t('days.open'), close: t('days.close') }}
      />
    </Document>
  );
}

/** What the live part says, with the places of its values left open. */
function liveWords({ staleSince, generatedAt }: Snapshot, { t, language }: Words): LiveWords {
  const [before = '', after = ''] = t('live.updated', { time: OPEN }).split(OPEN);
  const at = staleSince ?? generatedAt;
  return {
    language,
    updated: [before, after],
    lost: t('live.lost', { duration: SILENCE }),
    time: bareUtc(at, formFor(at, generatedAt), language),
  };
}

const OPEN = '\u0000';
