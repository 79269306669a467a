import { describe, expect, test } from 'vitest';
import { renderStatuspage, type StatuspageDocument } from '../../../lib/formats/statuspage.ts';
import type { CheckView, Incident, Maintenance, Snapshot, State } from '../../../lib/model.ts';
import { emptySnapshot, NOW, richSnapshot } from './fixture.ts';
import { incident, maintenanceWindow, noticeSnapshot } from './notices-fixture.ts';

interface Update {
  readonly id: string;
  readonly status: string;
  readonly affected_components: { code: string; old_status: string; new_status: string }[] | null;
}
interface Notice {
  readonly id: string;
  readonly status: string;
  readonly incident_updates: readonly Update[];
}
interface Document {
  readonly page: { id: string; updated_at: string };
  readonly status: { indicator: string; description: string };
  readonly components: readonly { id: string; name: string; status: string; group: boolean; components?: string[] }[];
  readonly incidents: readonly Notice[];
  readonly scheduled_maintenances: readonly (Notice & { scheduled_for: string })[];
}

const read = (snapshot: Snapshot, document: StatuspageDocument = 'summary') =>
  JSON.parse(renderStatuspage(snapshot, document)) as Document;

const DOCUMENTS: readonly StatuspageDocument[] = [
  'summary',
  'status',
  'components',
  'incidents',
  'incidents/unresolved',
  'scheduled-maintenances',
  'scheduled-maintenances/upcoming',
  'scheduled-maintenances/active',
];

test.each(DOCUMENTS)('%s against its expected file', async (document) => {
  const pretty = `${JSON.stringify(read(noticeSnapshot(), document), null, 2)}\n`;
  await expect(pretty).toMatchFileSnapshot(`golden/statuspage/${document.replace('/', '-')}.json`);
});

/** A page of checks in these states, without groups. */
function pageOf(states: readonly State[], over: Partial<CheckView> = {}, notices: Partial<Snapshot> = {}): Snapshot {
  const snapshot = richSnapshot('public');
  const [like] = snapshot.checks;
  if (like === undefined) throw new Error('the fixture has no check');
  const checks = states.map((state, i) => ({ ...like, id: `c${i}`, group: null, state, outages: [], ...over }));
  return { ...snapshot, groups: [], checks, ...notices };
}

describe('the whole and its components', () => {
  test.each<[string, Snapshot, string, string, string[]]>([
    ['all up', pageOf(['up', 'up']), 'none', 'All Systems Operational', ['operational', 'operational']],
    ['degraded', pageOf(['up', 'degraded']), 'minor', 'Minor Service Outage', ['operational', 'degraded_performance']],
    ['down', pageOf(['up', 'down']), 'critical', 'Major Service Outage', ['operational', 'major_outage']],
    [
      'down, but not critical',
      pageOf(['down'], { severity: 'warning' }),
      'major',
      'Partial System Outage',
      ['partial_outage'],
    ],
    ['unknown', pageOf(['up', 'unknown']), 'minor', 'Minor Service Outage', ['operational', 'degraded_performance']],
    ['paused', pageOf(['up', 'paused']), 'none', 'All Systems Operational', ['operational', 'under_maintenance']],
    ['all paused', pageOf(['paused']), 'maintenance', 'Service Under Maintenance', ['under_maintenance']],
    [
      'down as planned',
      pageOf(['down'], { maintenance: true }),
      'maintenance',
      'Service Under Maintenance',
      ['under_maintenance'],
    ],
    ['nothing configured', pageOf([]), 'none', 'All Systems Operational', []],
  ])('%s', (_, snapshot, indicator, description, statuses) => {
    const { status, components } = read(snapshot);
    expect(status).toEqual({ indicator, description });
    expect(components.map((component) => component.status)).toEqual(statuses);
  });

  test.each<[Incident['impact'], Incident['status'], string, string]>([
    ['none', 'investigating', 'none', 'operational'],
    ['minor', 'identified', 'minor', 'degraded_performance'],
    ['major', 'monitoring', 'major', 'partial_outage'],
    ['critical', 'investigating', 'critical', 'major_outage'],
    ['critical', 'resolved', 'none', 'operational'],
    ['critical', 'postmortem', 'none', 'operational'],
  ])('an incident of impact %s that is %s', (impact, status, indicator, component) => {
    const incidents = [incident('i', NOW - 1_000, { impact, status, checks: ['c0'] })];
    const told = read(pageOf(['up', 'up'], {}, { incidents }));
    expect(told.status.indicator).toBe(indicator);
    expect(told.components.map((one) => one.status)).toEqual([component, 'operational']);
    const about = read(pageOf(['up'], {}, { incidents: incidents.map((one) => ({ ...one, checks: [] })) }));
    expect(about.status.indicator).toBe(indicator);
    expect(about.components[0]?.status).toBe('operational');
  });

  test('the worse of what is measured and what people say counts', () => {
    const incidents = [incident('i', NOW - 1_000, { impact: 'minor', status: 'identified', checks: ['c0'] })];
    expect(read(pageOf(['down'], {}, { incidents })).components[0]?.status).toBe('major_outage');
    const planned = read(pageOf(['up'], { maintenance: true }, { incidents }));
    expect(planned.components[0]?.status).toBe('degraded_performance');
  });

  test('a group is as bad as the worst of its checks that run', () => {
    const groups = [{ id: 'c0', name: 'Group', checks: ['c0', 'c1'] }];
    const groupOf = (states: readonly State[]) => read({ ...pageOf(states), groups }).components[0];
    expect(groupOf(['up', 'down'])).toMatchObject({ id: 'group:c0', status: 'major_outage', components: ['c0', 'c1'] });
    expect(groupOf(['up', 'paused'])?.status).toBe('operational');
    expect(groupOf(['paused', 'paused'])?.status).toBe('under_maintenance');
  });

  test('every id is there once, and each part of a group names it', () => {
    const { components } = read(noticeSnapshot());
    expect(new Set(components.map(({ id }) => id)).size).toBe(components.length);
    expect(components.filter(({ group }) => group).map((group) => group.components)).toEqual([['website', 'api.v2']]);
  });
});

describe('what is told', () => {
  const snapshot = noticeSnapshot();

  test('is nothing of a private check, and no raw text', () => {
    for (const document of DOCUMENTS) {
      const text = renderStatuspage(snapshot, document);
      expect(text).not.toContain('Back office');
      expect(text).not.toContain('10.0.0.7');
    }
  });

  test('does not move with time alone', () => {
    const later = { ...snapshot, revision: '18', generatedAt: NOW + 30_000, validUntil: NOW + 40_000 };
    for (const document of DOCUMENTS)
      expect(renderStatuspage(later, document)).toBe(renderStatuspage(snapshot, document));
  });

  test('is a page without checks, too', () => {
    const { page, components } = read(emptySnapshot());
    expect(page).toMatchObject({
      id: expect.stringMatching(/^[0-9a-z]{12}$/) as unknown,
      updated_at: '2026-01-02T00:00:00.000Z',
    });
    expect(components).toEqual([]);
  });

  test('are fifty incidents, and all that are open', () => {
    const incidents = Array.from({ length: 80 }, (_, i) =>
      incident(`i${i}`, NOW - i * 1_000, i % 20 === 19 ? { status: 'identified', resolvedAt: null } : {}),
    );
    const told = read({ ...snapshot, incidents }, 'incidents').incidents;
    expect(told).toHaveLength(50);
    expect(told.map(({ id }) => id).slice(-3)).toEqual(['i47', 'i59', 'i79']);
    expect(read({ ...snapshot, incidents }, 'incidents/unresolved').incidents).toHaveLength(4);
  });

  test('are the fifty windows nearest to now, newest first', () => {
    const hour = 3_600_000;
    const maintenance: Maintenance[] = Array.from({ length: 121 }, (_, i) => {
      const startsAt = NOW + (i - 60) * hour - hour / 2;
      return maintenanceWindow(`w${i}`, startsAt, startsAt + hour);
    });
    const ids = (document: StatuspageDocument) =>
      read({ ...snapshot, maintenance }, document).scheduled_maintenances.map(({ id }) => id);
    expect(ids('scheduled-maintenances')).toHaveLength(50);
    expect(ids('scheduled-maintenances')).toContain('w60');
    expect(ids('scheduled-maintenances')[0]).toBe('w84');
    expect(ids('scheduled-maintenances/active')).toEqual(['w60']);
    expect(ids('scheduled-maintenances/upcoming').slice(0, 2)).toEqual(['w61', 'w62']);
    expect(ids('summary')[0]).toBe('w60');
  });

  test('of a window are its turns, where nobody wrote of them', () => {
    const { scheduled_maintenances: told } = read(snapshot, 'scheduled-maintenances');
    const of = (id: string) => told.find((one) => one.id === id);
    expect(of('d0ne')?.incident_updates.map(({ id }) => id)).toEqual(['d0ne-completed', 'd0ne-1', 'd0ne-scheduled']);
    expect(of('n0w')?.incident_updates.map(({ status }) => status)).toEqual(['in_progress', 'scheduled']);
    expect(of('n0w')?.incident_updates[0]?.affected_components).toEqual([
      { code: 'mail_1', name: 'Mail & calendar', old_status: 'operational', new_status: 'under_maintenance' },
    ]);
    for (const { status, incident_updates: updates } of told) expect(updates[0]?.status).toBe(status);
  });

  test('is not a window that was cancelled: there is no word for it', () => {
    for (const document of DOCUMENTS) expect(renderStatuspage(snapshot, document)).not.toContain('"off"');
  });
});
