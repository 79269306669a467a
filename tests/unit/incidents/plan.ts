import type { MaintenancePlan } from '../../../lib/model.ts';

/** A maintenance on Sundays from 22:00 to 23:00 in Berlin, written on 1 January 2026, as tests change it. */
export function planOf(more: Partial<MaintenancePlan> = {}): MaintenancePlan {
  const written = Date.parse('2026-01-01T00:00:00Z');
  return {
    id: 'kplan0000000',
    version: 1,
    title: 'Database',
    body: 'x',
    html: '<p>x</p>',
    checks: ['a'],
    startsAt: Date.parse('2026-03-15T21:00:00Z'),
    endsAt: Date.parse('2026-03-15T22:00:00Z'),
    timezone: 'Europe/Berlin',
    rrule: 'FREQ=WEEKLY;BYDAY=SU',
    exceptions: [],
    cancelledAt: null,
    createdAt: written,
    updatedAt: written,
    editedAt: written,
    updates: [],
    ...more,
  };
}
