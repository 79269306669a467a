import { describe, expect, test } from 'vitest';
import { renderAtom } from '../../../lib/formats/atom.ts';
import { feedOf, type FeedRequest } from '../../../lib/formats/feed-entries.ts';
import { renderJsonFeed } from '../../../lib/formats/json-feed.ts';
import { renderRss } from '../../../lib/formats/rss.ts';
import { type Incident, type Maintenance, type Outage, type Snapshot } from '../../../lib/model.ts';
import { select } from '../../../lib/status/select.ts';
import { NOW, richSnapshot } from './fixture.ts';
import { incident, maintenanceWindow, noticeSnapshot, update } from './notices-fixture.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const snapshot = noticeSnapshot();
const everything: FeedRequest = { path: '/feed.atom', checks: [], groups: [] };

const withNotices = (over: Partial<Snapshot>): Snapshot => ({ ...richSnapshot('public'), ...over });
const entryOf = (of: Snapshot, end: string, request = everything) =>
  feedOf(of, request).entries.find(({ id }) => id.endsWith(end));

test.each([
  ['atom', renderAtom],
  ['rss', renderRss],
  ['json', renderJsonFeed],
])('%s against its expected file', async (extension, render) => {
  const text = render(snapshot, { ...everything, path: `/feed.${extension}` });
  await expect(text).toMatchFileSnapshot(`golden/notices/feed.${extension}`);
});

test('every entry is in the shape of Statuspage, its first <strong> the current status', () => {
  const statuses = new Map<string, string | undefined>();
  for (const { id, content } of feedOf(snapshot, everything).entries) {
    const [, status] = /^<p><small>[^<]+<\/small><br><strong>([^<]+)<\/strong> - .*<\/p>/s.exec(content) ?? [];
    expect(status, content).toBeDefined();
    expect(/<strong>([^<]+)/.exec(content)?.[1]).toBe(status);
    statuses.set(id.split('/').slice(1).join('/'), status);
  }
  expect(Object.fromEntries(statuses)).toMatchObject({
    'outage/10': 'Investigating',
    'outage/7': 'Resolved',
    'incident/p4yments': 'Monitoring',
    'incident/n1ghtfall': 'Postmortem',
    'maintenance/d0ne': 'Completed',
    'maintenance/n0w': 'In progress',
    'maintenance/s00n': 'Scheduled',
    'maintenance/off': 'Cancelled',
    'maintenance/weekly-20260303T0200Z': 'Completed',
    'maintenance/weekly-20260310T0200Z': 'Scheduled',
  });
});

describe('an incident', () => {
  test('says all that was written, newest first, and how long it took', () => {
    const content = entryOf(snapshot, '/incident/p4yments')?.content ?? '';
    expect(content.match(/<strong>(Monitoring|Identified|Investigating)/g)).toHaveLength(3);
    expect(content.indexOf('A fix is out.')).toBeLessThan(content.indexOf('We are looking into it.'));
    expect(content).toContain('It began on 4 March 2026 at 04:06:07 CET and is not resolved yet.');
    expect(content).toContain('Impact: major. Affected: Website, Mail &amp; calendar.</p>');
    expect(entryOf(snapshot, '/incident/n1ghtfall')?.content).toContain('<p>It lasted 30 minutes, from ');
  });

  test('that was opened again lasted as long as it was open', () => {
    const again = incident('i', NOW - 5 * HOUR, {
      resolvedAt: NOW,
      updates: [
        update('d', 'resolved', NOW, 'x', ''),
        update('c', 'investigating', NOW - HOUR, 'x', ''),
        update('b', 'resolved', NOW - 4 * HOUR, 'x', ''),
        update('a', 'investigating', NOW - 5 * HOUR, 'x', ''),
      ],
    });
    expect(entryOf(withNotices({ incidents: [again] }), '/incident/i')?.content).toContain(
      '<p>It lasted 2 hours in all, from ',
    );
  });

  test('links to nothing relative, and keeps what is absolute', () => {
    const html =
      '<p><a href="/a?b=1&amp;c=2">a</a> <a href="#d">d</a> <a href="https://x.example/?e&amp;f">e</a> <img src="g.png" alt="href=&quot;/h&quot;" /> <a href="http://[">i</a> href="/text"</p>';
    const incidents = [incident('i', NOW - HOUR, { updates: [update('u', 'resolved', NOW, 'x', html)] })];
    const content = entryOf(withNotices({ incidents }), '/incident/i')?.content ?? '';
    expect(content).toContain('href="https://status.acme.example/a?b=1&amp;c=2"');
    expect(content).toContain('href="https://status.acme.example/incidents/i#d"');
    expect(content).toContain('href="https://x.example/?e&amp;f"');
    expect(content).toContain('src="https://status.acme.example/incidents/g.png"');
    expect(content).toContain('<a>i</a> href="/text"');
  });

  test('is published when it was written, and updated when it was changed', () => {
    const one = incident('i', NOW - DAY, { createdAt: NOW - HOUR, updatedAt: NOW - 1_000 });
    const entry = entryOf(withNotices({ incidents: [one] }), '/incident/i');
    expect(entry).toMatchObject({ publishedAt: NOW - HOUR, updatedAt: NOW - 1_000 });
  });
});

describe('a maintenance window', () => {
  const one = (over: Partial<Maintenance> = {}, startsAt = NOW - 3 * HOUR) => {
    const window = maintenanceWindow('w', startsAt, startsAt + 2 * HOUR, over);
    return entryOf(withNotices({ maintenance: [window] }), '/maintenance/w');
  };

  test('is updated by its beginning and end', () => {
    expect(one()).toMatchObject({ updatedAt: NOW - HOUR, publishedAt: NOW - 3 * HOUR - 3 * DAY });
    expect(one({}, NOW - HOUR)?.updatedAt).toBe(NOW - HOUR);
    expect(one({}, NOW + HOUR)?.updatedAt).toBe(NOW + HOUR - 3 * DAY);
  });

  test('of a plan that recurs is published a week ahead', () => {
    const recurring = { recurring: true, createdAt: NOW - 90 * DAY, updatedAt: NOW - 80 * DAY };
    expect(one(recurring, NOW + 7 * DAY + 1)).toBeUndefined();
    expect(one(recurring, NOW + 7 * DAY)).toMatchObject({ publishedAt: NOW, updatedAt: NOW });
    expect(one({ ...recurring, updatedAt: NOW - 60_000 }, NOW + DAY)?.updatedAt).toBe(NOW - 60_000);
    expect(one({ ...recurring, createdAt: NOW - 1_000 }, NOW + DAY)?.publishedAt).toBe(NOW - 1_000);
  });

  test('that an outage began in is told with the outage, for ever the same', () => {
    const content = (end: string) => entryOf(snapshot, end)?.content;
    expect(content('/outage/7')).toContain('It has recovered. It began during planned maintenance.</p>');
    expect(content('/outage/9')).not.toContain('planned');
    const cancelled = snapshot.maintenance.map((window) => ({ ...window, status: 'cancelled' as const }));
    expect(entryOf({ ...snapshot, maintenance: cancelled }, '/outage/7')?.content).not.toContain('planned');
  });
});

describe('a narrowed feed', () => {
  const paths = (request: Partial<FeedRequest>, of = snapshot) =>
    feedOf(of, { ...everything, ...request }).entries.map(({ id }) => id.split('/').slice(1).join('/'));

  test('has the notices of its checks, and those that are about everything', () => {
    const selected = select(snapshot, { checks: ['mail_1'], groups: [] });
    if (!('snapshot' in selected)) throw new Error('not selected');
    const narrowed = selected.snapshot;
    expect(paths({ checks: ['mail_1'] }, narrowed).filter((path) => !path.startsWith('first'))).toEqual([
      'outage/10',
      'maintenance/n0w',
      'incident/p4yments',
      'maintenance/weekly-20260303T0200Z',
    ]);
    const { content = '' } = entryOf(narrowed, '/incident/p4yments', { ...everything, checks: ['mail_1'] }) ?? {};
    expect(content).toContain('Affected: Mail &amp; calendar.');
  });

  test('has entries of some kinds alone', () => {
    expect(paths({ only: ['incidents'] })).toEqual(['incident/p4yments', 'incident/n1ghtfall']);
    expect(paths({ only: ['maintenance'] })).toHaveLength(6);
    expect(paths({ only: ['incidents', 'outages'] }).map((path) => path.split('/')[0])).not.toContain('first');
    const feed = feedOf(snapshot, { path: '/feed.atom?only=incidents', checks: [], groups: [], only: ['incidents'] });
    expect(feed).toMatchObject({
      id: 'tag:status.acme.example,2026-01-02:3f1d4c0e-8a55-4c1b-9a51-0d7a7a1c2b3d/feed/only/incidents',
      title: 'Acme status: incidents',
      self: 'https://status.acme.example/feed.atom?only=incidents',
    });
  });
});

describe('entries of one instant', () => {
  const outage = (id: number, over: Partial<Outage> = {}): Outage => ({
    id,
    check: 'website',
    startedAt: NOW - HOUR,
    endedAt: null,
    worst: 'down',
    code: null,
    updatedAt: NOW - HOUR,
    ...over,
  });
  const updatedOf = (outages: readonly Outage[], incidents: readonly Incident[] = []) => {
    const [website] = richSnapshot('public').checks;
    if (website === undefined) throw new Error('the fixture has no check');
    const { entries } = feedOf(withNotices({ checks: [{ ...website, outages }], incidents }), everything);
    return new Map(entries.map(({ id, updatedAt }) => [Number(id.split('/').at(-1)), updatedAt]));
  };

  test('are apart by milliseconds, and stay there when another of them changes', () => {
    const all = [9, 10, 11].map((id) => outage(id));
    const before = updatedOf(all);
    expect([9, 10, 11].map((id) => before.get(id))).toEqual([NOW - HOUR, NOW - HOUR + 1, NOW - HOUR + 2]);
    const recovered = outage(9, { endedAt: NOW - 1_000, updatedAt: NOW - 900 });
    const after = updatedOf([recovered, ...all.slice(1)]);
    expect([9, 10, 11].map((id) => after.get(id))).toEqual([NOW - 900, before.get(10), before.get(11)]);
    expect(updatedOf([...all, outage(12)]).get(11)).toBe(before.get(11));
  });

  test('never have the same one, however close they are', () => {
    const { entries } = feedOf(richSnapshot('public'), everything);
    expect(new Set(entries.map(({ updatedAt }) => updatedAt)).size).toBe(entries.length);
    const close = [0, 0, 0, 1, 1, 2].map((ms, i) => outage(i, { startedAt: NOW - i, updatedAt: NOW + ms }));
    const updated = [...updatedOf(close).values()];
    expect(new Set(updated).size).toBe(updated.length);
    expect(updated).toEqual([...updated].sort((a, b) => b - a));
  });
});

/** The rules of JSON Feed 1.1 that a document like ours can break (jsonfeed.org/version/1.1). */
test('JSON Feed keeps the rules of its specification', () => {
  interface Item {
    readonly [key: string]: unknown;
    readonly id: string;
    readonly url: string;
    readonly content_html: string;
    readonly date_published: string;
    readonly date_modified: string;
  }
  const feed = JSON.parse(renderJsonFeed(snapshot, { ...everything, path: '/feed.json' })) as Record<
    string,
    unknown
  > & {
    items: Item[];
  };
  const absolute = (url: unknown) => typeof url === 'string' && /^https?:\/\//.test(url) && URL.canParse(url);
  expect(feed['version']).toBe('https://jsonfeed.org/version/1.1');
  expect(typeof feed['title']).toBe('string');
  expect(feed['feed_url']).toBe('https://status.acme.example/feed.json');
  expect(absolute(feed['home_page_url'])).toBe(true);
  expect(feed['authors']).toEqual([{ name: 'Acme' }]);
  expect(feed['language']).toBe('en');
  expect(feed['hubs']).toEqual([{ type: 'WebSub', url: 'https://hub.example/?a=1&b=2' }]);
  const known = [
    'version',
    'title',
    'home_page_url',
    'feed_url',
    'description',
    'authors',
    'language',
    'hubs',
    'items',
  ];
  expect(Object.keys(feed).filter((key) => !known.includes(key))).toEqual([]);
  expect(new Set(feed.items.map(({ id }) => id)).size).toBe(feed.items.length);
  for (const item of feed.items) {
    expect(item.id).toMatch(/^tag:/);
    expect(absolute(item.url)).toBe(true);
    expect(item.content_html).not.toBe('');
    // RFC 3339
    for (const date of [item.date_published, item.date_modified])
      expect(date).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  }
  expect('hubs' in (JSON.parse(renderJsonFeed(richSnapshot('public'), everything)) as object)).toBe(false);
});

test('the hub is named in every syntax, and only where there is one', () => {
  expect(renderAtom(snapshot, everything)).toContain('<link rel="hub" href="https://hub.example/?a=1&amp;b=2"/>');
  expect(renderRss(snapshot, everything)).toContain('<atom:link rel="hub" href="https://hub.example/?a=1&amp;b=2"/>');
  for (const render of [renderAtom, renderRss]) expect(render(richSnapshot('public'), everything)).not.toContain('hub');
});
