import type { Incident, Maintenance, Snapshot, Update } from '../../../lib/model.ts';
import { NASTY_NAME, NOW, richSnapshot } from './fixture.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** An update that was written when it was. */
export function update<Status>(id: string, status: Status, at: number, body: string, html?: string): Update<Status> {
  return { id, status, body, html: html ?? `<p>${body}</p>\n`, at, createdAt: at + 20, updatedAt: at + 20 };
}

/** An incident as `over` tells it; resolved half an hour after it began unless that says otherwise. */
export function incident(id: string, startedAt: number, over: Partial<Incident> = {}): Incident {
  const end = startedAt + 30 * MINUTE;
  return {
    id,
    version: 2,
    title: `Incident ${id}`,
    status: 'resolved',
    impact: 'minor',
    checks: ['website'],
    startedAt,
    monitoringAt: null,
    resolvedAt: end,
    createdAt: startedAt + 60,
    updatedAt: end + 20,
    updates: [
      update(`${id}-2`, 'resolved', end, 'This incident has been resolved.'),
      update(`${id}-1`, 'investigating', startedAt, 'We are looking into it.'),
    ],
    ...over,
  };
}

/** A window as `over` tells it, as far as `NOW` says what it is. */
export function maintenanceWindow(
  id: string,
  startsAt: number,
  endsAt: number,
  over: Partial<Maintenance> = {},
): Maintenance {
  const createdAt = startsAt - 3 * DAY;
  const passed = [startsAt, endsAt].filter((at) => at <= NOW);
  return {
    id,
    plan: id,
    title: `Window ${id}`,
    body: 'We move to a **new** switch.',
    html: '<p>We move to a <strong>new</strong> switch.</p>\n',
    status: NOW < startsAt ? 'scheduled' : NOW < endsAt ? 'in_progress' : 'completed',
    checks: ['website'],
    startsAt,
    endsAt,
    recurring: false,
    createdAt,
    updatedAt: Math.max(createdAt, ...passed),
    updates: [],
    ...over,
  };
}

const open = incident('p4yments', NOW - 2 * HOUR, {
  title: 'Payments fail',
  status: 'monitoring',
  impact: 'major',
  checks: ['website', 'mail_1'],
  monitoringAt: NOW - HOUR,
  resolvedAt: null,
  updatedAt: NOW - HOUR + 20,
  updates: [
    update('p4yments-3', 'monitoring', NOW - HOUR, 'A fix is out.'),
    update(
      'p4yments-2',
      'identified',
      NOW - 90 * MINUTE,
      'See [the list](/incidents):\n\n- a & b\n- **c**',
      '<p>See <a href="/incidents" rel="nofollow noopener">the list</a>:</p>\n<ul>\n<li>a &amp; b</li>\n<li><strong>c</strong></li>\n</ul>\n',
    ),
    update('p4yments-1', 'investigating', NOW - 2 * HOUR, 'We are looking into it.'),
  ],
});

const past = incident('n1ghtfall', NOW - 5 * DAY, {
  title: `${NASTY_NAME} ]]> </title>`,
  status: 'postmortem',
  impact: 'critical',
  checks: ['api.v2'],
  updatedAt: NOW - 3 * DAY,
  updates: [
    update('n1ghtfall-3', 'postmortem', NOW - 3 * DAY, '## What happened', '<h2>What happened</h2>\n<p>A lot.</p>\n'),
    update('n1ghtfall-2', 'resolved', NOW - 5 * DAY + 30 * MINUTE, 'It is over. ]]&gt; \u0000\uFFFE🚀'),
    update('n1ghtfall-1', 'investigating', NOW - 5 * DAY, 'שלום'),
  ],
});

/** The public snapshot with an incident under way, one that is over, and a window of each kind. */
export function noticeSnapshot(): Snapshot {
  const snapshot = richSnapshot('public');
  return {
    ...snapshot,
    feeds: { hub: 'https://hub.example/?a=1&b=2' },
    incidents: [open, past],
    maintenance: [
      // It holds the beginning of the website's outage of two days ago.
      maintenanceWindow('d0ne', NOW - 2 * DAY - HOUR, NOW - 2 * DAY + HOUR, {
        updates: [update('d0ne-1', 'in_progress', NOW - 2 * DAY, 'Half of it is done.')],
      }),
      maintenanceWindow('weekly-20260303T0200Z', NOW - DAY, NOW - DAY + HOUR, {
        plan: 'weekly',
        recurring: true,
        createdAt: NOW - 30 * DAY,
        updatedAt: NOW - DAY + HOUR,
        body: '',
        html: '',
        checks: [],
      }),
      maintenanceWindow('n0w', NOW - HOUR / 2, NOW + HOUR, { checks: ['mail_1'] }),
      maintenanceWindow('s00n', NOW + DAY, NOW + DAY + 90 * MINUTE),
      maintenanceWindow('off', NOW + 2 * DAY, NOW + 3 * DAY, { status: 'cancelled', updatedAt: NOW - 5 * MINUTE }),
      maintenanceWindow('weekly-20260310T0200Z', NOW + 6 * DAY, NOW + 6 * DAY + HOUR, {
        plan: 'weekly',
        recurring: true,
        createdAt: NOW - 30 * DAY,
        updatedAt: NOW - HOUR / 2,
      }),
      maintenanceWindow('weekly-20260317T0200Z', NOW + 13 * DAY, NOW + 13 * DAY + HOUR, {
        plan: 'weekly',
        recurring: true,
        createdAt: NOW - 30 * DAY,
        updatedAt: NOW - HOUR / 2,
      }),
    ],
  };
}
