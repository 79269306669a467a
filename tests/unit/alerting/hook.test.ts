import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readAlertGroup } from '../../../lib/api/alertmanager.ts';
import { escapeMarkdown } from '../../../lib/incidents/alert-text.ts';
import { DEFAULT_HOOK, takeAlerts, type TakenAlerts } from '../../../lib/incidents/alerts.ts';
import { renderMarkdown } from '../../../lib/incidents/markdown.ts';
import type { Incident } from '../../../lib/model.ts';
import { openHome, type NoticesHome } from '../incidents/home.ts';

const T0 = Date.parse('2026-03-01T12:00:00.000Z');
const MINUTE = 60_000;
const HOUR = 3_600_000;
const iso = (at: number) => new Date(at).toISOString();

let home: NoticesHome;
beforeEach(async () => {
  home = await openHome(T0);
});
afterEach(() => home.end());

interface Told {
  readonly fingerprint: string;
  readonly status?: 'firing' | 'resolved';
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
  readonly startsAt?: number;
  readonly endsAt?: number;
}

/** A delivery as Alertmanager 0.25 writes it. */
function payload(alerts: readonly Told[], more: Record<string, unknown> = {}): string {
  return JSON.stringify({
    receiver: 'allswell',
    status: alerts.some((alert) => alert.status !== 'resolved') ? 'firing' : 'resolved',
    alerts: alerts.map(({ fingerprint, status = 'firing', labels = {}, annotations = {}, startsAt = T0, endsAt }) => ({
      status,
      labels: { alertname: 'Errors', ...labels },
      annotations,
      startsAt: iso(startsAt),
      endsAt: endsAt === undefined ? '0001-01-01T00:00:00Z' : iso(endsAt),
      generatorURL: 'http://prometheus:9090/graph',
      fingerprint,
    })),
    groupLabels: { alertname: 'Errors' },
    commonLabels: { alertname: 'Errors' },
    commonAnnotations: {},
    externalURL: 'http://alertmanager:9093',
    version: '4',
    groupKey: '{}:{alertname="Errors"}',
    truncatedAlerts: 0,
    ...more,
  });
}

async function deliver(alerts: readonly Told[], more: Record<string, unknown> = {}): Promise<TakenAlerts> {
  const read = readAlertGroup(payload(alerts, more));
  if ('errors' in read) throw new Error(JSON.stringify(read.errors));
  return takeAlerts(read.group, {
    notices: home.notices,
    settings: DEFAULT_HOOK,
    checks: [
      { id: 'web', type: 'push', public: true },
      { id: 'api', type: 'push', public: true },
      { id: 'db', type: 'tcp', public: true },
      { id: 'inner', type: 'tcp', public: false },
      { id: 'core', type: 'tcp', public: false },
    ],
    instance: 'me',
    now: home.clock.now,
  });
}

const states = ({ pushes }: TakenAlerts) => Object.fromEntries(pushes.map(({ check, state }) => [check, state]));
const web = (fingerprint: string, more: Told | Omit<Told, 'fingerprint'> = {}): Told => ({
  fingerprint,
  ...more,
  labels: { check: 'web', severity: 'critical', ...more.labels },
});

describe('push checks', () => {
  test('a check is as its worst alert, until the last one is resolved', async () => {
    expect(states(await deliver([web('a', { labels: { severity: 'warning' } })]))).toEqual({ web: 'degraded' });
    expect(states(await deliver([web('b'), { fingerprint: 'c', labels: { check: 'api' } }]))).toEqual({
      web: 'down',
      api: 'down',
    });
    const resolved = { status: 'resolved', endsAt: T0 + MINUTE } as const;
    expect(states(await deliver([web('b', resolved)]))).toEqual({ web: 'degraded' });
    expect(states(await deliver([web('a', { ...resolved, labels: { severity: 'warning' } })]))).toEqual({ web: 'up' });
  });

  test.each([
    ['critical', 'down'],
    ['error', 'down'],
    ['page', 'down'],
    ['Warning', 'degraded'],
    ['info', 'degraded'],
    ['', 'down'],
  ])('the severity %j makes it %s', async (severity, state) => {
    expect(states(await deliver([web('a', { labels: { severity } })]))).toEqual({ web: state });
  });

  test('the message tells operators why', async () => {
    const summary = 'Too many\nerrors';
    const { pushes } = await deliver([web('a', { annotations: { summary } }), web('b')]);
    expect(pushes).toEqual([
      { check: 'web', state: 'down', message: 'Too many errors (and 1 more)', responseTime: null },
    ]);
  });

  test('what drives nothing is passed over, and said', async () => {
    const taken = await deliver([
      { fingerprint: 'a' },
      { fingerprint: 'b', labels: { check: 'db' } },
      { fingerprint: 'c', labels: { check: 'gone' } },
      web('d', { annotations: { allswell_instance: 'me' } }),
    ]);
    expect(taken).toEqual({
      pushes: [],
      incidents: [],
      ignored: [
        { fingerprint: 'a', reason: 'it has no label check, and asks for no incident' },
        { fingerprint: 'b', reason: 'check names no push check, and it asks for no incident' },
        { fingerprint: 'c', reason: 'check names no push check, and it asks for no incident' },
        { fingerprint: 'd', reason: 'it was told by this instance, about its own check' },
      ],
    });
    expect(await home.notices.alerts(['a', 'b', 'c', 'd'])).toEqual([]);
  });

  test('the same delivery again says the same, over a restart too', async () => {
    const first = await deliver([web('a')]);
    expect(await deliver([web('a')])).toEqual(first);
    const notices = await home.another();
    expect(await notices.alertsOf({ checks: ['web'] })).toMatchObject([
      { fingerprint: 'a', firing: true, startsAt: T0 },
    ]);
  });

  test('an old delivery that comes late changes nothing: start and end decide', async () => {
    await deliver([web('a', { startsAt: T0 + HOUR })]);
    const late = await deliver([web('a', { status: 'resolved', startsAt: T0, endsAt: T0 + MINUTE })]);
    expect(late).toEqual({
      pushes: [],
      incidents: [],
      ignored: [{ fingerprint: 'a', reason: 'it is older than what is known of it' }],
    });
    const end = { status: 'resolved', startsAt: T0 + HOUR, endsAt: T0 + 2 * HOUR } as const;
    expect(states(await deliver([web('a', end)]))).toEqual({ web: 'up' });
    expect((await deliver([web('a', { startsAt: T0 + HOUR })])).ignored).toHaveLength(1);
    expect(states(await deliver([web('a', end)]))).toEqual({ web: 'up' });
    // It fires anew, and one that was only thought to have ended goes on.
    expect(states(await deliver([web('a', { startsAt: T0 + 3 * HOUR })]))).toEqual({ web: 'down' });
    expect(states(await deliver([web('a', { ...end, endsAt: T0 + 4 * HOUR })]))).toEqual({ web: 'up' });
    home.clock.now += 2 * MINUTE;
    expect(states(await deliver([web('a', { startsAt: T0 + 3 * HOUR })]))).toEqual({ web: 'down' });
  });

  test('of two senders the earlier start counts, and the end that comes after it', async () => {
    await deliver([web('a', { startsAt: T0 + 5_000 })]);
    await deliver([web('a', { startsAt: T0 })]);
    const end = web('a', { status: 'resolved', startsAt: T0, endsAt: T0 + 2_000 });
    expect(states(await deliver([end]))).toEqual({ web: 'up' });
  });

  test('an alert of which nothing is heard any more is taken for gone', async () => {
    await deliver([web('a')]);
    home.clock.now += 26 * HOUR;
    expect(states(await deliver([web('b', { status: 'resolved', endsAt: home.clock.now })]))).toEqual({ web: 'up' });
  });

  test('with the whole group those are resolved that were left out', async () => {
    await deliver([web('a'), web('b')]);
    const end = { status: 'resolved', endsAt: T0 + MINUTE } as const;
    expect(states(await deliver([web('a', end)], { status: 'firing', truncatedAlerts: 1 }))).toEqual({ web: 'down' });
    expect(states(await deliver([web('a', end)], { status: 'resolved', truncatedAlerts: 1 }))).toEqual({ web: 'up' });
  });
});

describe('incidents', () => {
  const asks = (fingerprint: string, more: Omit<Told, 'fingerprint'> = {}): Told => ({
    fingerprint,
    ...more,
    labels: { incident: 'true', check: 'web', severity: 'critical', ...more.labels },
    annotations: { summary: 'Shop is slow', description: 'p99 is *3 s*', ...more.annotations },
  });
  const only = async (): Promise<Incident> => {
    const all = await home.notices.incidents();
    expect(all).toHaveLength(1);
    return all[0] as Incident;
  };
  const end = (at: number) => ({ status: 'resolved', endsAt: at }) as const;

  test('an alert that asks for one opens it, once a group, and its end resolves it', async () => {
    home.clock.now = T0 + MINUTE;
    const { incidents, pushes } = await deliver([
      asks('a'),
      asks('b', { labels: { check: 'db', severity: 'warning' } }),
    ]);
    const opened = await only();
    expect(incidents).toEqual([{ id: opened.id, change: 'opened' }]);
    expect(pushes).toMatchObject([{ check: 'web', state: 'down' }]);
    expect(opened).toMatchObject({
      title: 'Shop is slow',
      status: 'investigating',
      impact: 'critical',
      checks: ['web', 'db'],
      startedAt: T0,
      createdAt: T0 + MINUTE,
    });
    expect((await deliver([asks('a')])).incidents).toEqual([{ id: opened.id, change: 'none' }]);
    expect((await deliver([asks('a', end(T0 + 2 * MINUTE))])).incidents).toEqual([{ id: opened.id, change: 'none' }]);
    home.clock.now = T0 + 4 * MINUTE;
    const last = asks('b', { ...end(T0 + 3 * MINUTE), labels: { check: 'db', severity: 'warning' } });
    expect((await deliver([last])).incidents).toEqual([{ id: opened.id, change: 'resolved' }]);
    expect(await only()).toMatchObject({ status: 'resolved', resolvedAt: T0 + 3 * MINUTE, version: 2 });
    expect((await deliver([last])).incidents).toEqual([{ id: opened.id, change: 'none' }]);
    expect(await only()).toMatchObject({ version: 2 });
  });

  test('a further alert adds the checks that it affects, and raises the impact', async () => {
    await deliver([asks('a', { labels: { severity: 'warning' } })]);
    expect(await only()).toMatchObject({ impact: 'minor', checks: ['web'] });
    const { incidents } = await deliver([asks('b', { labels: { check: 'api', severity: 'error' } })]);
    expect(incidents).toMatchObject([{ change: 'updated' }]);
    expect(await only()).toMatchObject({
      impact: 'major',
      checks: ['web', 'api'],
      status: 'investigating',
      version: 2,
    });
  });

  test('what is told beside a check that everybody sees says nothing of those that they do not', async () => {
    home.checks = ['web', 'inner', 'core'];
    const secret = { annotations: { summary: 'Inner secret' } };
    const inner = { ...secret, labels: { check: 'inner' } };
    await deliver([asks('b', inner), asks('a', { annotations: { summary: 'Shop is slow' } })]);
    expect(JSON.stringify(await only())).toContain('Shop is slow');
    await deliver([asks('c', { ...secret, labels: { check: 'core' } })]);
    expect((await only()).updates[0]).toMatchObject({ body: 'Another alert fires.' });
    expect(JSON.stringify(await only())).not.toContain('secret');
  });

  test('an incident of hidden checks alone tells everything to those who see it', async () => {
    home.checks = ['inner'];
    await deliver([asks('b', { annotations: { summary: 'Inner secret' }, labels: { check: 'inner' } })]);
    expect(JSON.stringify(await only())).toContain('Inner secret');
  });

  test('what people write stays: their impact, their status, their end', async () => {
    await deliver([asks('a', { labels: { severity: 'warning' } })]);
    const { id } = await only();
    home.clock.now = T0 + 5 * MINUTE;
    await home.notices.update(id, { status: 'identified', body: 'A *bad* deploy', impact: 'none', title: 'Slow' });
    await deliver([asks('b')]);
    expect(await only()).toMatchObject({ impact: 'none', status: 'identified', title: 'Slow', version: 2 });
    // The alert ended before they wrote: their word is not put behind its end.
    await deliver([asks('a', { ...end(T0 + MINUTE), labels: { severity: 'warning' } })]);
    home.clock.now = T0 + 6 * MINUTE;
    expect((await deliver([asks('b', end(T0 + 2 * MINUTE))])).incidents).toEqual([{ id, change: 'resolved' }]);
    const done = await only();
    expect(done).toMatchObject({ status: 'resolved', resolvedAt: T0 + 6 * MINUTE, impact: 'none' });
    expect(done.updates.map(({ status }) => status)).toEqual(['resolved', 'identified', 'investigating']);
  });

  test('what people resolved or deleted stays so until another alert begins', async () => {
    await deliver([asks('a')]);
    const { id } = await only();
    await home.notices.update(id, { status: 'resolved', body: 'Done' });
    home.clock.now += 2 * HOUR;
    expect((await deliver([asks('a')])).incidents).toEqual([{ id, change: 'none' }]);
    expect((await deliver([asks('b', { startsAt: home.clock.now })])).incidents).toMatchObject([{ change: 'opened' }]);
    const [newest] = await home.notices.incidents();
    await home.notices.remove(newest?.id ?? '');
    await deliver([asks('b', { startsAt: home.clock.now })]);
    expect(await home.notices.incidents()).toHaveLength(1);
  });

  test('an alert that fires again within the hour goes on with its incident; later it is another', async () => {
    await deliver([asks('a')]);
    const { id } = await only();
    home.clock.now = T0 + 10 * MINUTE;
    await deliver([asks('a', end(T0 + 9 * MINUTE))]);
    home.clock.now = T0 + 30 * MINUTE;
    const again = await deliver([asks('a', { startsAt: T0 + 29 * MINUTE })]);
    expect(again.incidents).toEqual([{ id, change: 'reopened' }]);
    expect(await only()).toMatchObject({ status: 'investigating', resolvedAt: null, version: 3 });
    await deliver([asks('a', { ...end(T0 + 30 * MINUTE), startsAt: T0 + 29 * MINUTE })]);
    home.clock.now = T0 + 3 * HOUR;
    const later = await deliver([asks('a', { startsAt: T0 + 2.9 * HOUR })]);
    expect(later.incidents).toMatchObject([{ change: 'opened' }]);
    expect(await home.notices.incidents({ open: true })).toHaveLength(1);
  });

  test('another group has an incident of its own', async () => {
    await deliver([asks('a')]);
    await deliver([asks('b')], { groupKey: '{}:{alertname="Other"}' });
    expect(await home.notices.incidents()).toHaveLength(2);
  });

  test('alerts that ask for none neither keep it open nor belong to it', async () => {
    await deliver([asks('a'), web('b')]);
    const { incidents } = await deliver([asks('a', end(T0)), web('b')]);
    expect(incidents).toMatchObject([{ change: 'resolved' }]);
  });

  test('what alerts say is text: no markup, no link, bounded', async () => {
    const description = `<script>alert(1)</script>\n# not *a* heading\n1. one\n- two\nhttps://evil.example me@x.example`;
    await deliver([asks('a', { annotations: { summary: `a\u0000b\n<b>${'x'.repeat(400)}`, description } })]);
    const { title, updates } = await only();
    expect(title).toHaveLength(200);
    expect(title.startsWith('a b <b>xxx')).toBe(true);
    const html = updates[0]?.html ?? '';
    expect(html).not.toMatch(/<(?!\/?p>|br ?\/?>)/);
    expect(html.replace(/<br ?\/?>\n?/g, '\n')).toBe(
      '<p>&lt;script&gt;alert(1)&lt;/script&gt;\n# not *a* heading\n1. one\n- two\nhttps://evil.example me@x.example</p>',
    );
  });
});

test.each([
  'a_b_c',
  '![x](http://a.b)',
  '`code`',
  'a  |  b',
  '~~x~~',
  '&amp; &#x41;',
  'C:\\dir',
  'www.a.example',
  '=== ',
  '+ a',
  '12) x',
  '> q',
  'mailto:a@b.example',
  '<https://a.example>',
])('%j is shown as it is', (text) => {
  const html = renderMarkdown(escapeMarkdown(text.trim()));
  expect(html).not.toContain('<a');
  const shown = html
    .replace(/^<p>|<\/p>$/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
  expect(shown).toBe(text.trim());
});

describe('a delivery', () => {
  const errors = (body: string) => {
    const read = readAlertGroup(body);
    return 'errors' in read ? read.errors : [];
  };

  test('that is none is refused with what is wrong', () => {
    expect(errors('nonsense')).toEqual([{ pointer: '#', detail: 'must be JSON' }]);
    expect(errors('[]')).toHaveLength(1);
    expect(errors(payload([web('a')], { version: '3' }))).toMatchObject([{ pointer: '#/version' }]);
    expect(
      errors(payload([]).replace('"alerts":[]', '"alerts":[{"status":"on"}]')).map(({ pointer }) => pointer),
    ).toEqual([
      '#/alerts/0/status',
      '#/alerts/0/labels',
      '#/alerts/0/startsAt',
      '#/alerts/0/endsAt',
      '#/alerts/0/fingerprint',
    ]);
  });

  test('may have members that nobody knows', () => {
    expect(errors(payload([web('a')], { news: [1] }))).toEqual([]);
  });
});
