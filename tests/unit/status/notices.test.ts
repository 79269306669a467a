import { describe, expect, test } from 'vitest';
import type { CheckView, Incident, MaintenancePlan } from '../../../lib/model.ts';
import { NoticeMemory } from '../../../lib/status/notices.ts';
import { catalogue, check } from '../../fixtures/catalogue.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.parse('2026-06-17T14:00:00.000Z');

function incident(id: string, more: Partial<Incident> = {}): Incident {
  const update = { id: 'u1', status: 'investigating', body: 'x', html: '<p>x</p>', at: NOW } as const;
  return {
    id,
    version: 1,
    title: id,
    status: 'investigating',
    impact: 'minor',
    checks: [],
    startedAt: NOW,
    monitoringAt: null,
    resolvedAt: null,
    createdAt: NOW,
    updatedAt: NOW,
    updates: [{ ...update, createdAt: NOW, updatedAt: NOW }],
    ...more,
  };
}

function plan(id: string, more: Partial<MaintenancePlan> = {}): MaintenancePlan {
  return {
    id,
    version: 1,
    title: id,
    body: 'x',
    html: '<p>x</p>',
    checks: ['a'],
    startsAt: NOW + HOUR,
    endsAt: NOW + 2 * HOUR,
    timezone: 'UTC',
    rrule: null,
    exceptions: [],
    cancelledAt: null,
    createdAt: NOW - DAY,
    updatedAt: NOW - DAY,
    editedAt: NOW - DAY,
    updates: [],
    ...more,
  };
}

function memoryOf(...notices: (Incident | MaintenancePlan)[]): NoticeMemory {
  const memory = new NoticeMemory(catalogue(check('a'), check('b', { formerIds: ['old-b'] }), check('c')), ['retired']);
  memory.take(
    notices.map((notice) =>
      'impact' in notice
        ? { kind: 'incident', notice, deleted: false }
        : { kind: 'maintenance', notice, deleted: false },
    ),
    notices.length,
  );
  return memory;
}

function seen(memory: NoticeMemory, ...ids: string[]) {
  const checks = ids.map((id) => ({ id }) as CheckView);
  return memory.seenBy('public', checks, memory.maintenance(NOW));
}

describe('what an audience sees', () => {
  test('newest start first, with the checks that it sees, by their ids of today', () => {
    const memory = memoryOf(
      incident('older', { startedAt: NOW - DAY, checks: ['old-b', 'c'] }),
      incident('newer', { checks: ['b', 'old-b'] }),
    );
    expect(seen(memory, 'a', 'b').incidents.map(({ id, checks }) => [id, checks])).toEqual([
      ['newer', ['b']],
      ['older', ['b']],
    ]);
  });

  test('nothing of a notice about checks that are hidden from it; that of no check is for everybody', () => {
    const memory = memoryOf(
      incident('hidden', { checks: ['c'] }),
      incident('gone-unseen', { checks: ['never-public'] }),
      incident('gone', { checks: ['retired'] }),
      incident('general'),
      plan('hidden-window', { checks: ['c'] }),
      plan('window', { checks: ['a', 'c'] }),
    );
    const { incidents, maintenance } = seen(memory, 'a', 'b');
    expect(incidents.map(({ id, checks }) => [id, checks])).toEqual([
      ['general', []],
      ['gone', ['retired']],
    ]);
    expect(maintenance.map(({ id, checks }) => [id, checks])).toEqual([['window', ['a']]]);
  });

  test('to a token also that of checks that are gone and were never public, so that it can be ended', () => {
    const memory = memoryOf(
      incident('gone-unseen', { checks: ['never-public'] }),
      plan('window', { checks: ['nope'] }),
    );
    const { incidents, maintenance } = memory.seenBy('token', [], memory.maintenance(NOW));
    expect([...incidents, ...maintenance].map(({ id }) => id)).toEqual(['gone-unseen', 'window']);
    expect(seen(memory, 'a')).toEqual({ incidents: [], maintenance: [] });
  });

  test('what was deleted is gone, what was changed is new', () => {
    const memory = memoryOf(incident('one'), incident('two'));
    memory.take(
      [
        { kind: 'incident', notice: incident('one'), deleted: true },
        { kind: 'incident', notice: incident('two', { title: 'Two!' }), deleted: false },
      ],
      4,
    );
    expect(memory.revision).toBe(4);
    expect(seen(memory).incidents.map(({ title }) => title)).toEqual(['Two!']);
  });
});

describe('windows', () => {
  test('begin and end by time alone, and tell when that will be', () => {
    const memory = memoryOf(plan('m'));
    const statusAt = (now: number) => memory.maintenance(now)[0]?.status;
    const edges = [NOW, NOW + HOUR - 1, NOW + HOUR, NOW + 2 * HOUR - 1, NOW + 2 * HOUR];
    expect(edges.map(statusAt)).toEqual(['scheduled', 'scheduled', 'in_progress', 'in_progress', 'completed']);
    expect([memory.nextEdge(NOW), memory.nextEdge(NOW + HOUR), memory.nextEdge(NOW + 2 * HOUR)]).toEqual([
      NOW + HOUR,
      NOW + 2 * HOUR,
      Infinity,
    ]);
  });

  test('beginning and end move `updatedAt` to those instants', () => {
    const memory = memoryOf(plan('m'));
    const updatedAt = (now: number) => memory.maintenance(now)[0]?.updatedAt;
    expect([updatedAt(NOW), updatedAt(NOW + 1.5 * HOUR), updatedAt(NOW + DAY)]).toEqual([
      NOW - DAY,
      NOW + HOUR,
      NOW + 2 * HOUR,
    ]);
  });

  test('take the time of the checks that they affect out of the uptime, the cancelled ones do not', () => {
    const cancelled = [{ start: NOW + HOUR, endsAt: null, at: NOW }];
    const memory = memoryOf(plan('m'), plan('n', { exceptions: cancelled }), plan('o', { checks: ['b'] }));
    expect(memory.maintenanceOf('a', NOW - DAY, NOW + DAY)).toEqual([{ from: NOW + HOUR, to: NOW + 2 * HOUR }]);
    expect(memory.maintenanceOf('c', NOW - DAY, NOW + DAY)).toEqual([]);
    expect(memory.maintenanceOf('a', NOW - DAY, NOW + HOUR)).toEqual([]);
  });

  test('a recurring plan tells its windows around now, and of a rare one the next', () => {
    const weekly = plan('w', { rrule: 'FREQ=WEEKLY', startsAt: NOW - 70 * DAY, endsAt: NOW - 70 * DAY + HOUR });
    const yearly = plan('y', { rrule: 'FREQ=YEARLY', startsAt: NOW - 200 * DAY, endsAt: NOW - 200 * DAY + HOUR });
    const windows = memoryOf(weekly, yearly).maintenance(NOW);
    expect(windows.filter((one) => one.plan === 'w')).toHaveLength(10 + 1 + 12);
    expect(windows.filter((one) => one.plan === 'y').map(({ startsAt }) => startsAt)).toEqual([NOW + 165 * DAY]);
    expect(new Set(windows.map(({ id }) => id)).size).toBe(windows.length);
  });

  test('a year back is unfolded anew', () => {
    const weekly = plan('w', { rrule: 'FREQ=WEEKLY', startsAt: NOW - 364 * DAY, endsAt: NOW - 364 * DAY + HOUR });
    const memory = memoryOf(weekly);
    memory.maintenance(NOW);
    expect(memory.maintenanceOf('a', NOW - 365 * DAY, NOW)).toHaveLength(52);
    expect(memory.maintenanceOf('a', NOW - 28 * DAY, NOW)).toHaveLength(4);
  });
});
