import { createElement, type ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Banner } from '../../../components/banner.tsx';
import { CheckList } from '../../../components/check-list.tsx';
import { knownSince, monthsSince, nextMonth } from '../../../components/known-since.ts';
import { MonthHistory } from '../../../components/month-history.tsx';
import { NarrowedTo } from '../../../components/narrowed-to.tsx';
import { Notices } from '../../../components/notices.tsx';
import { incidentEvents, lastDates, pastDays, pastEvents } from '../../../components/past-days.ts';
import { RecentDays } from '../../../components/recent-days.tsx';
import { toneOf } from '../../../components/state-words.ts';
import { ENGLISH } from '../../../components/words.ts';
import { PLANNED, RESOLVED } from '../../fixtures/notices.ts';
import type { Snapshot } from '../../../lib/model.ts';
import { select } from '../../../lib/status/select.ts';
import { pageSnapshot, type PageName } from '../../fixtures/pages.ts';
import { pastOf } from '../../fixtures/past.ts';
import { DAY, HOUR, NOW, snapshotOf } from '../../fixtures/snapshot.ts';

/** What a reader gets of it: the text, one space between its pieces. */
function text(node: ReactNode): string {
  const shown = renderToStaticMarkup(node).replace(/<script>.*?<\/script>/g, '');
  const markup = shown.replace(/<\/(p|h\d|li|dt|dd|a|span|b)>/g, '$& ');
  return markup
    .replace(/<[^>]+>/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

const banner = (page: PageName) => text(createElement(Banner, { words: ENGLISH, snapshot: pageSnapshot(page) }));

describe('Banner', () => {
  it.each([
    ['up', 'up', 'All systems operational All 9 checks are up.'],
    ['down', 'down', 'Payments API is down connection refused, for 30 min, since 14:02 UTC'],
    ['degraded', 'degraded', 'Search is degraded slow response, for 2 h, since 12:32 UTC'],
    [
      'several',
      'down',
      '2 checks are down, Search is degraded 4 of 9 checks are up, 1 without a current result, 1 paused. Payments API: timed out, for 30 min, since 14:02 UTC',
    ],
    ['dead', 'unknown', 'No current results 9 checks without a result.'],
    [
      'first',
      'unknown',
      'Waiting for the first results Every check runs within the first 20 seconds. This page updates itself.',
    ],
    ['paused', 'up', 'All systems operational 8 of 9 checks are up, 1 paused.'],
    ['stale', 'unknown', 'Last known: All systems operational As of 14:28 UTC'],
    ['empty', 'unknown', 'No checks are configured'],
  ] as const)('says of %s, in the colour of %s: %s', (page, tone, said) => {
    expect(banner(page)).toBe(said);
    expect(toneOf(pageSnapshot(page))).toBe(tone);
  });

  it('tells checks of one name apart by their groups', () => {
    const troubles = [{ ago: HOUR, state: 'down' }] as const;
    const named = (a: typeof troubles | [], b: typeof troubles | []) => ({
      checks: [
        { id: 'a', name: 'API', group: 'eu', troubles: a },
        { id: 'b', name: 'API', group: 'us', troubles: b },
      ],
      groups: { eu: 'Europe', us: 'America' },
    });
    const said = (snapshot: Snapshot) => text(createElement(Banner, { words: ENGLISH, snapshot }));
    expect(said(snapshotOf(named([], troubles)))).toMatch(/^API \(America\) is down /);
    expect(said(snapshotOf(named(troubles, troubles)))).toContain('API (Europe): connection refused');
    expect(said(snapshotOf({ checks: named(troubles, []).checks.slice(0, 1) }))).toMatch(/^API is down /);
  });
});

describe('CheckList', () => {
  const list = (page: PageName) => text(createElement(CheckList, { words: ENGLISH, snapshot: pageSnapshot(page) }));

  it('has a word for every state', () => {
    const said = list('several');
    expect(said).toContain('Website Up 100% 94 ms');
    expect(said).toContain('Payments API Down: timed out since 14:02 UTC 99.94% –');
    expect(said).toContain('Search Degraded: slow response since 14:07 UTC');
    expect(said).toContain('Mail relay No current result since 13:02 UTC');
    expect(said).toContain('Name service Paused since 15 Jun, 14:32 UTC');
    expect(said).toContain('Public services 4 checks: 2 down, 1 degraded');
  });

  it('never rounds a loss up to 100%', () => {
    expect(list('up')).toContain('Database Up 99.99%');
  });

  it('shows checks without a group after the groups', () => {
    const snapshot = snapshotOf({ checks: [{ id: 'lone' }, { id: 'a', group: 'g' }], groups: { g: 'Grouped' } });
    expect(text(createElement(CheckList, { words: ENGLISH, snapshot }))).toMatch(
      /Grouped .* a Up .* Other checks .* lone Up/,
    );
  });

  it('escapes names', () => {
    const markup = renderToStaticMarkup(createElement(CheckList, { words: ENGLISH, snapshot: pageSnapshot('odd') }));
    expect(markup).toContain('&lt;b&gt;bold&lt;/b&gt; &amp; &quot;quoted&quot;');
  });
});

describe('Notices', () => {
  const notices = (page: PageName) => text(createElement(Notices, { words: ENGLISH, snapshot: pageSnapshot(page) }));

  it('are silent when all is current', () => {
    expect(notices('down')).toBe('');
    expect(notices('first')).toBe('');
  });

  it('say that the monitor is dead, and that the page is old', () => {
    expect(notices('dead')).toContain('The monitor is not recording results.');
    expect(notices('dead')).toContain('no result has been recorded for 6 min, since 14:26 UTC');
    expect(notices('stale')).toContain('the database has not answered since 14:28 UTC');
  });
});

describe('RecentDays', () => {
  const daysOf = (snapshot: Snapshot) =>
    pastDays(pastEvents(snapshot), lastDates(snapshot.generatedAt, 14, snapshot.site.timezone), snapshot.site.timezone);
  const recent = (page: PageName) =>
    text(createElement(RecentDays, { words: ENGLISH, snapshot: pageSnapshot(page), count: 14 }));

  it('says quiet days plainly, in one line a run', () => {
    expect(daysOf(pageSnapshot('up')).map(({ first, last, events }) => [first, last, events.length])).toEqual([
      ['2026-06-13', '2026-06-17', 0],
      ['2026-06-12', '2026-06-12', 1],
      ['2026-06-09', '2026-06-11', 0],
      ['2026-06-08', '2026-06-08', 1],
      ['2026-06-06', '2026-06-07', 0],
      ['2026-06-05', '2026-06-05', 1],
      ['2026-06-04', '2026-06-04', 0],
    ]);
    expect(recent('up')).toContain('13 – 17 June No incidents');
    expect(recent('up')).toContain('Public API Down for 21 min timed out 12 Jun, 11:32 – 11:53 UTC');
  });

  it('says of days before anything was known that there is nothing to say', () => {
    expect(recent('young')).toContain('Wednesday, 17 June 2026 No incidents 4 – 16 June No data');
    const since = [{ id: 'a', firstSeen: 13 * DAY }];
    const last = createElement(RecentDays, { words: ENGLISH, snapshot: snapshotOf({ checks: since }), count: 15 });
    expect(text(last)).toContain('4 – 17 June No incidents 3 June No data');
  });

  it('goes on telling them when nobody watches', () => {
    expect(recent('dead')).toContain('Public API Down for 21 min');
  });

  it('tells an outage of long ago that goes on today', () => {
    const snapshot = snapshotOf({ checks: [{ id: 'a', troubles: [{ ago: 30 * DAY, state: 'down' }] }] });
    expect(daysOf(snapshot)[0]).toMatchObject({
      first: '2026-06-17',
      events: [{ kind: 'outage', check: { id: 'a' } }],
    });
  });

  it('does not call days free of incidents through which one went on', () => {
    const troubles = [{ ago: 4 * DAY, lasts: 2 * DAY, state: 'degraded' }] as const;
    const snapshot = snapshotOf({ checks: [{ id: 'a', troubles }] });
    const said = text(createElement(RecentDays, { words: ENGLISH, snapshot, count: 14 }));
    expect(said).toContain('16 – 17 June No incidents 14 – 15 June No new incidents Saturday, 13 June 2026 a Degraded');
    expect(said).toContain('4 – 12 June No incidents');
  });

  it('tells a day the newest first, whoever told of it, and what was called off', () => {
    const said = recent('maintained');
    expect(said).toMatch(
      /Wednesday, 17 June 2026 Message queue Down for 9 min .* Upgrade of the database Maintenance in progress/,
    );
    expect(said).toContain(
      'Search returned old results Major incident Resolved after 2 h 15 Jun, 11:32 – 13:32 UTC Affects Public API , Search',
    );
    expect(said).toContain('Move to another data centre Maintenance cancelled');
    expect(said).not.toContain('Certificates are renewed');
  });

  it('is silent about what comes later today', () => {
    const later = { ...PLANNED, startsAt: NOW + HOUR, endsAt: NOW + 2 * HOUR };
    expect(pastEvents({ ...pageSnapshot('up'), maintenance: [later] }).map(({ kind }) => kind)).not.toContain(
      'maintenance',
    );
  });

  it('has the days of the site, whatever those of UTC', () => {
    const events = incidentEvents([RESOLVED]);
    const tokyo = pastDays(events, ['2026-06-16', '2026-06-15'], 'Asia/Tokyo');
    expect(tokyo[1]).toMatchObject({ last: '2026-06-15', events: [{}] });
    const auckland = pastDays(
      incidentEvents([{ ...RESOLVED, startedAt: Date.UTC(2026, 5, 15, 12, 30) }]),
      ['2026-06-16', '2026-06-15'],
      'Pacific/Auckland',
    );
    expect(auckland[0]).toMatchObject({ last: '2026-06-16', events: [{}] });
  });
});

describe('NarrowedTo', () => {
  const narrowed = (groups: readonly string[], checks: readonly string[]) => {
    const selected = select(pageSnapshot('up'), { groups: [...groups], checks: [...checks] });
    if (!('snapshot' in selected)) throw new Error('not selected');
    const props = { snapshot: selected.snapshot, selection: { groups, checks }, all: '/history?month=2026-05' };
    return renderToStaticMarkup(createElement(NarrowedTo, { ...props, words: ENGLISH }));
  };

  it('says what the page is about, and leads to all', () => {
    const html = narrowed(['platform'], ['payments']);
    expect(html).toContain('Only <span><bdi>Platform</bdi></span><span>, <bdi>Payments API</bdi></span>');
    expect(html).toContain('<a href="/history?month=2026-05">Show all checks</a>');
    expect(narrowed([], ['website', 'payments', 'api', 'search', 'disk', 'dns'])).toContain(' and 2 more</span> ');
    expect(narrowed([], [])).toBe('');
  });
});

describe('MonthHistory', () => {
  const month = (page: PageName, shown: string) => {
    const snapshot = pageSnapshot(page);
    const span = { from: Date.parse(`${shown}-01T00:00:00Z`), to: Date.parse(`${nextMonth(shown)}T00:00:00Z`) };
    const since = knownSince(snapshot);
    const months = monthsSince(since, NOW, 'UTC');
    const past = pastOf(snapshot, span);
    return text(createElement(MonthHistory, { words: ENGLISH, snapshot, months, shown, span, past, since, query: '' }));
  };

  it('tells each outage of the month', () => {
    expect(month('up', '2026-05')).toContain('May 2026 1 outage, 2 degradations');
  });

  it('tells outages of checks that are gone by their ids, without a link, but in no part of the whole', () => {
    const snapshot = pageSnapshot('up');
    const shown = '2026-06';
    const span = { from: Date.parse('2026-06-01T00:00:00Z'), to: Date.parse('2026-07-01T00:00:00Z') };
    const outage = { id: 900, check: 'old.api', worst: 'down', code: 'timeout', updatedAt: span.from } as const;
    const gone = [
      { ...outage, startedAt: span.from + 3_600_000, endedAt: span.from + 7_200_000 },
      { ...outage, id: 901, startedAt: span.from + 10_800_000, endedAt: null },
    ];
    const past = { ...pastOf(snapshot, span), gone };
    const props = { words: ENGLISH, snapshot, months: [shown], shown, span, past, since: span.from };
    const html = renderToStaticMarkup(createElement(MonthHistory, { ...props, query: '' }));
    expect(html).toContain('<b dir="ltr">old.api</b><span class="down">Down for\u00a01\u00a0h</span>');
    expect(html).toContain('<b dir="ltr">old.api</b><span class="down">Down</span>');
    expect(html).not.toContain('/checks/old.api');
    expect(html).not.toContain('Ongoing');
    expect(renderToStaticMarkup(createElement(MonthHistory, { ...props, query: 'check=api' }))).not.toContain(
      'old.api',
    );
  });

  it('says that there is no data before the first result, and that a month was quiet once', () => {
    expect(month('first', '2026-06')).toBe('History June 2026 17 June No data All incidents');
    expect(month('young', '2026-06').match(/No incidents/g)).toHaveLength(1);
  });

  it('counts what was written beside what was found', () => {
    expect(month('maintained', '2026-06')).toContain(
      'June 2026 1 incident, 3 maintenance windows, 3 outages, 1 degradation',
    );
  });
});
