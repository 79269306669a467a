import { createElement, type ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { AffectedChecks } from '../../../components/affected-checks.tsx';
import { Banner } from '../../../components/banner.tsx';
import { dayNotes, notesOn } from '../../../components/day-notes.ts';
import { headlineOf } from '../../../components/headline.ts';
import { IncidentHead } from '../../../components/incident-head.tsx';
import { IncidentItem } from '../../../components/incident-item.tsx';
import { IncidentMonths } from '../../../components/incident-months.tsx';
import { MaintenanceLists } from '../../../components/maintenance-lists.tsx';
import { Notices } from '../../../components/notices.tsx';
import { openIncidents, windowOfPlan } from '../../../components/notice-lists.ts';
import { OpenNotices } from '../../../components/open-notices.tsx';
import { StatusReport } from '../../../components/status-report.tsx';
import { UpcomingMaintenance } from '../../../components/upcoming-maintenance.tsx';
import { ENGLISH } from '../../../components/words.ts';
import type { Impact, Incident, Maintenance, Snapshot } from '../../../lib/model.ts';
import { select } from '../../../lib/status/select.ts';
import {
  CRITICAL,
  incidentOf,
  MAJOR,
  MINOR,
  NOTE,
  REOPENED,
  RESOLVED,
  RUNNING,
  WINDOWS,
} from '../../fixtures/notices.ts';
import { many, pageSnapshot, type PageName } from '../../fixtures/pages.ts';
import { DAY, HOUR, MINUTE, NOW, snapshotOf } from '../../fixtures/snapshot.ts';

/** What a reader gets of it: the text, one space between its pieces. */
function text(node: ReactNode): string {
  const markup = renderToStaticMarkup(node).replace(/<\/(p|h\d|li|dt|dd|a|span|b|summary)>/g, '$& ');
  return markup
    .replace(/<[^>]+>/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

const banner = (snapshot: Snapshot) => text(createElement(Banner, { words: ENGLISH, snapshot }));

describe('the headline', () => {
  it.each([
    ['minor', 'degraded', 'Minor incident: Payouts are delayed'],
    ['major', 'major', 'Major incident: Signing in fails for some customers'],
    ['critical', 'down', 'Critical incident: Data centre without power'],
    ['resolved', 'up', 'All systems operational'],
    ['maintained', 'down', 'Message queue is down'],
  ] as const)('of %s is, in the colour of %s: %s', (page, tone, said) => {
    expect(headlineOf(pageSnapshot(page), ENGLISH)).toMatchObject({ text: said, tone });
  });

  const about = (impact: Impact, state?: 'down' | 'degraded') =>
    headlineOf(
      snapshotOf({
        checks: [{ id: 'a', troubles: state === undefined ? [] : [{ ago: MINUTE, state }] }],
        incidents: [
          incidentOf({
            id: 'i',
            title: 'Trouble',
            impact,
            updates: MINOR.updates.map(() => ({ ago: HOUR, status: 'investigating', html: '' })),
          }),
        ],
      }),
      ENGLISH,
    ).text;

  it.each([
    ['none', undefined, 'All systems operational'],
    ['minor', undefined, 'Minor incident: Trouble'],
    ['minor', 'degraded', 'a is degraded'],
    ['major', 'degraded', 'Major incident: Trouble'],
    ['critical', 'degraded', 'Critical incident: Trouble'],
    ['critical', 'down', 'a is down'],
  ] as const)('with an incident of impact %s and a check that is %s is: %s', (impact, state, said) => {
    expect(about(impact, state)).toBe(said);
  });

  it('calls what was known last so, and not that nothing is known', () => {
    const halted = pageSnapshot('halted');
    const told = (checks: typeof halted.checks) => headlineOf({ ...halted, checks }, ENGLISH).text;
    expect(told(halted.checks)).toBe('Last known: All systems operational');
    const lost = halted.checks.map((check, i) => (i === 0 ? check : { ...check, state: 'unknown' as const }));
    expect(told(lost)).toBe('8 checks have no current result');
    expect(headlineOf({ ...halted, checks: lost }, ENGLISH).knownUntil).toBe(halted.worker.figures?.at);
  });

  it('goes to the last word of a worker that is gone, which may be a result that came after its figures', () => {
    const halted = pageSnapshot('halted');
    const lastSeenAt = (halted.worker.figures?.at ?? 0) + 5_000;
    const later = { ...halted, worker: { ...halted.worker, lastSeenAt } };
    expect(headlineOf(later, ENGLISH).knownUntil).toBe(lastSeenAt);
    const told = renderToStaticMarkup(createElement(Notices, { words: ENGLISH, snapshot: later }));
    expect(told).toContain(new Date(lastSeenAt).toISOString());
  });

  it('is that of an incident while no check can say anything', () => {
    expect(headlineOf({ ...pageSnapshot('dead'), incidents: [MINOR] }, ENGLISH).text).toBe(
      'Minor incident: Payouts are delayed',
    );
  });
});

describe('Banner', () => {
  it('tells the worst incident in full, and of the checks', () => {
    expect(banner(pageSnapshot('critical'))).toBe(
      'Data centre without power Critical incident for 4 min, since 14:28 UTC All 9 checks are up. ' +
        'Investigating 14:28 UTC Our data centre reports a power cut. Everything is affected. ' +
        'The next word comes at 14:45 UTC. ' +
        'Affects Website Payments API Public API Search Database Message queue Disk Mail relay Name service',
    );
    expect(banner(pageSnapshot('major'))).toContain('Public API: slow response, for 25 min');
  });

  it('leaves what is not the headline to the cards below', () => {
    const snapshot = { ...pageSnapshot('maintained'), incidents: [MINOR, MAJOR, CRITICAL] };
    expect(banner(snapshot)).toBe('Message queue is down connection refused, for 9 min, since 14:23 UTC');
    expect(banner({ ...pageSnapshot('up'), incidents: [NOTE], maintenance: [RUNNING] })).toBe(
      'All systems operational All 9 checks are up.',
    );
  });
});

describe('StatusReport', () => {
  it.each([
    ['major', MAJOR.title, [MINOR.title]],
    ['critical', CRITICAL.title, []],
    ['maintained', 'Message queue is down', [RUNNING.title]],
  ] as const)('of %s has what the banner tells in no card again', (page, headline, cards) => {
    const snapshot = pageSnapshot(page);
    const report = createElement(StatusReport, { snapshot, whole: snapshot, query: '', words: ENGLISH });
    const titles = [...renderToStaticMarkup(report).matchAll(/<h[12][^>]*>(.*?)<\/h[12]>/g)];
    const said = titles.map(([, title = '']) => title.replace(/<[^>]+>/g, ''));
    expect(said.slice(0, said.indexOf('Public services'))).toEqual([headline, ...cards]);
  });
});

describe('openIncidents', () => {
  it('has the worst first, of equally bad ones the newest, and none that is resolved', () => {
    const older = { ...MINOR, id: 'older', startedAt: MINOR.startedAt - HOUR };
    const open = openIncidents({ incidents: [MINOR, older, NOTE, RESOLVED, CRITICAL, MAJOR], maintenance: [] });
    expect(open.map(({ id }) => id)).toEqual([CRITICAL.id, MAJOR.id, MINOR.id, 'older', NOTE.id]);
  });
});

describe('an incident that was opened again', () => {
  const told = (incident: Incident) =>
    text(createElement(IncidentHead, { incident, checks: [], now: NOW, words: ENGLISH })).replace(
      /^All incidents /,
      '',
    );
  const item = (incident: Incident) =>
    text(createElement(IncidentItem, { incident, checks: [], now: NOW, words: ENGLISH }));
  const over: Incident = {
    ...incidentOf({
      id: 'again',
      title: 'Twice',
      impact: 'major',
      updates: [
        { ago: MINUTE, status: 'postmortem', html: '' },
        { ago: HOUR, status: 'resolved', html: '' },
        { ago: 2 * HOUR, status: 'investigating', html: '' },
        { ago: 2 * DAY, status: 'resolved', html: '' },
        { ago: 2 * DAY + HOUR, status: 'investigating', html: '' },
      ],
    }),
    resolvedAt: NOW - HOUR,
  };

  it('goes on since then', () => {
    expect(told(REOPENED)).toContain('Monitoring, open again for 5 min, since 14:27 UTC');
    expect(item(REOPENED)).toContain('for 5 min, since 14:27 UTC');
    expect(banner({ ...pageSnapshot('up'), incidents: [REOPENED] })).toContain(
      'Major incident for 5 min, since 14:27 UTC',
    );
    expect(told(MAJOR)).toContain('Identified, open for 2 h, since 12:32 UTC');
  });

  it('took as long as it was open in all', () => {
    expect(told(over)).toContain('Resolved: 15 Jun, 13:32 – 17 Jun, 13:32 UTC (2 h in all)');
    expect(item(over)).toContain('Resolved after 2 h in all');
    expect(item(RESOLVED)).toContain('Resolved after 2 h 15 Jun');
  });
});

describe('a card of running maintenance', () => {
  const card = (window: Maintenance) =>
    text(createElement(OpenNotices, { incidents: [], maintenance: [window], checks: [], now: NOW, words: ENGLISH }));

  it('says once that it is in progress', () => {
    expect(card(RUNNING)).toMatch(
      /^Upgrade of the database Planned maintenance until 16:00 UTC In progress 14:22 UTC /,
    );
    expect(card({ ...RUNNING, recurring: true })).toContain('Recurring maintenance until 16:00 UTC');
    expect(card({ ...RUNNING, updates: [] })).toContain('Maintenance in progress until 16:00 UTC');
  });
});

describe('windowOfPlan', () => {
  const [running, next] = [
    { ...RUNNING, id: 'p-1', plan: 'p' },
    { ...RUNNING, id: 'p-2', plan: 'p', status: 'scheduled' as const },
  ];
  const past = { ...RUNNING, id: 'p-0', plan: 'p', status: 'completed' as const };

  it.each([
    [[past, running, next], 'p-1'],
    [[past, next], 'p-2'],
    [[past], 'p-0'],
    [[], undefined],
  ])('takes the running one, else the next, else the last', (maintenance, id) => {
    expect(windowOfPlan({ incidents: [], maintenance }, 'p')?.id).toBe(id);
  });
});

describe('a narrowed page', () => {
  it('tells what names its checks, or none at all', () => {
    const selected = select(pageSnapshot('minor'), { checks: ['mail'], groups: [] });
    if (!('snapshot' in selected)) throw new Error('not selected');
    expect(selected.snapshot.incidents).toEqual([NOTE]);
  });
});

describe('UpcomingMaintenance', () => {
  it('tells what comes in the next 14 days, what recurs once with its other dates', () => {
    const said = text(createElement(UpcomingMaintenance, { words: ENGLISH, snapshot: pageSnapshot('planned') }));
    expect(said).toContain('All maintenance');
    expect(said).toContain(
      'Certificates are renewed Scheduled 18 Jun, 20:32 – 21:32 UTC Affects Website , Payments API , Public API',
    );
    expect(said).toContain(
      'Weekly restart of the mail relay Every week Next: 21 Jun, 22:32 – 23:02 UTC Affects Mail relay ' +
        '11 other dates within 90 days 28 Jun, 22:32 – 23:02 UTC',
    );
    expect(said.match(/Weekly restart/g)).toHaveLength(1);
  });

  it('tells five at most, and leads to the rest', () => {
    const maintenance = Array.from({ length: 8 }, (_, i) => ({
      ...RUNNING,
      id: `w${i}`,
      plan: `w${i}`,
      status: 'scheduled' as const,
      startsAt: NOW + DAY,
      endsAt: NOW + DAY + HOUR,
    }));
    const snapshot = { ...pageSnapshot('up'), maintenance };
    const said = text(createElement(UpcomingMaintenance, { words: ENGLISH, snapshot }));
    expect(said).toContain('All 8 upcoming');
    expect(said.match(/Upgrade of the database/g)).toHaveLength(5);
  });
});

describe('MaintenanceLists', () => {
  const windows = (status: Maintenance['status'], starts: readonly number[]) =>
    starts.map((days, i) => ({
      ...RUNNING,
      id: `${status}-${i}`,
      plan: 'p',
      recurring: true,
      status,
      startsAt: NOW + days * DAY,
      endsAt: NOW + days * DAY + HOUR,
    }));
  const listed = (maintenance: Maintenance[]) =>
    text(createElement(MaintenanceLists, { words: ENGLISH, snapshot: { ...pageSnapshot('up'), maintenance } }));

  it.each([
    ['Every week', [1, 8, 15]],
    ['Every week', [1, 8, 15 + 1 / 24]], // the clocks were changed
    ['Every day', [1, 2, 3]],
    ['Every 14 days', [1, 15, 29]],
    ['Recurring', [1, 8]],
    ['Recurring', [1, 3, 6, 8]],
    ['Recurring', [1, 32, 63]], // as good as each month
    ['Recurring', [1]],
  ] as const)('say %s of windows in %j days', (rhythm, days) => {
    expect(listed(windows('scheduled', days))).toContain(`Upgrade of the database ${rhythm} Next: 18 Jun`);
  });

  it('tell the past windows of what recurs once, those that were called off apart', () => {
    const said = listed([...windows('completed', [-22, -15, -1]), ...windows('cancelled', [-8])]);
    expect(said).toContain('Maintenance completed 1 h 16 Jun, 14:32 – 15:32 UTC');
    expect(said).toContain('2 other dates within 90 days 2 Jun, 14:32 – 15:32 UTC 26 May');
    expect(said).toContain('Maintenance cancelled 9 Jun, 14:32 – 15:32 UTC');
    expect(said.match(/Upgrade of the database/g)).toHaveLength(2);
  });
});

describe('IncidentMonths', () => {
  const months = (page: PageName, month: string | null) =>
    renderToStaticMarkup(createElement(IncidentMonths, { words: ENGLISH, snapshot: pageSnapshot(page), month }));

  it('has a month with its incidents by day, and takes this month for one that is not there', () => {
    expect(months('resolved', null)).toContain('2 incidents');
    expect(months('resolved', '1999-01')).toBe(months('resolved', '2026-06'));
    expect(months('up', null)).toContain('No incidents');
  });

  it('leaves what goes on to the top of the page, and does not say that there was nothing', () => {
    expect(months('minor', null)).toContain('4 incidents, 2 open');
    expect(months('critical', null)).toContain('1 incident, 1 open');
    expect(months('minor', null)).not.toContain(MINOR.title);
    expect(months('critical', null)).toContain('No other incidents');
  });

  it('has years where there are many months, each leading to the newest of its months', () => {
    const html = months('written', '2025-11');
    const years = /aria-label="Year">(.*?)<\/nav>/.exec(html)?.[1] ?? '';
    expect([...years.matchAll(/href="([^"]+)"[^>]*>(\d{4})/g)].map(([, href, year]) => [href, year])).toEqual([
      ['/incidents?month=2026-06', '2026'],
      ['/incidents?month=2025-12', '2025'],
      ['/incidents?month=2024-12', '2024'],
      ['/incidents?month=2023-12', '2023'],
    ]);
    expect(html).toMatch(/aria-current="true">November</);
    expect(html).not.toContain('June 2026');
  });
});

describe('AffectedChecks', () => {
  const { checks } = snapshotOf(many(50));
  const ids = checks.map(({ id }) => id);

  it('names the first few where space is dear, and all of them on the page of the thing itself', () => {
    const links = (href?: string) =>
      renderToStaticMarkup(createElement(AffectedChecks, { words: ENGLISH, ids, checks, href })).match(/<a /g)?.length;
    expect(links('/incidents/x')).toBe(9);
    expect(links()).toBe(50);
    expect(text(createElement(AffectedChecks, { words: ENGLISH, ids, checks, href: '/incidents/x' }))).toContain(
      '42 more',
    );
  });

  it('is silent about checks that are not shown', () => {
    expect(renderToStaticMarkup(createElement(AffectedChecks, { words: ENGLISH, ids: ['secret'], checks }))).toBe('');
  });
});

describe('dayNotes', () => {
  it('adds to a day of a check what was written about it', () => {
    const snapshot = { ...pageSnapshot('up'), incidents: [RESOLVED, MINOR], maintenance: WINDOWS };
    const notes = dayNotes(snapshot, ENGLISH);
    const noteLines = (all: typeof notes, date: string, check: string | undefined) =>
      notesOn(all, date, check).map(({ line }) => line);
    expect(noteLines(notes, '2026-06-15', 'search')).toEqual(['Major incident: Search returned old results']);
    expect(noteLines(notes, '2026-06-15', 'mail')).toEqual([]);
    expect(noteLines(notes, '2026-06-11', 'search')).toEqual(['Maintenance: New network switches']);
    expect(noteLines(notes, '2026-06-17', 'payments')).toEqual(['Minor incident: Payouts are delayed']);
    expect(noteLines(notes, '2026-06-17', undefined)).toEqual([]);
  });
});
