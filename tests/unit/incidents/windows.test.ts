import { describe, expect, test } from 'vitest';
import { maintenanceAt, startOfWindow, windowAt, windowsOf } from '../../../lib/incidents/windows.ts';
import type { MaintenancePlan, MaintenanceStatus, Update } from '../../../lib/model.ts';
import { planOf } from './plan.ts';

const at = (text: string) => Date.parse(text);
const iso = (instant: number) => new Date(instant).toISOString().slice(0, 16);
const MARCH = [at('2026-03-01T00:00:00Z'), at('2026-04-07T00:00:00Z')] as const;
const FIRST = at('2026-03-15T21:00:00Z');
const SECOND = at('2026-03-22T21:00:00Z');
const THIRD = at('2026-03-29T20:00:00Z');
const HOUR = 3_600_000;

function told(plan: MaintenancePlan, from: number = MARCH[0], to: number = MARCH[1]): string[] {
  return windowsOf(plan, from, to).map(
    ({ startsAt, endsAt, cancelledAt }) =>
      `${iso(startsAt)} ${iso(endsAt).slice(11)}${cancelledAt === null ? '' : ' cancelled'}`,
  );
}

function update(when: number, status: MaintenanceStatus, id = `u${when}`): Update<MaintenanceStatus> {
  return { id, status, body: 'x', html: '<p>x</p>', at: when, createdAt: when, updatedAt: when };
}

describe('the windows of a plan', () => {
  test('recur at their time of day, and are as long as the first', () => {
    expect(told(planOf())).toEqual([
      '2026-03-15T21:00 22:00',
      '2026-03-22T21:00 22:00',
      '2026-03-29T20:00 21:00',
      '2026-04-05T20:00 21:00',
    ]);
  });

  test('are those that touch the span: the end of either does not', () => {
    expect(told(planOf(), FIRST + HOUR, SECOND)).toEqual([]);
    expect(told(planOf(), FIRST + HOUR - 1, SECOND + 1)).toHaveLength(2);
    expect(told(planOf({ rrule: null }), 0, Infinity)).toEqual(['2026-03-15T21:00 22:00']);
  });

  test('went otherwise than planned where there is an exception', () => {
    const exceptions = [
      { start: FIRST, endsAt: FIRST + HOUR / 2, at: FIRST + HOUR / 2 },
      { start: SECOND, endsAt: null, at: SECOND - 1 },
      { start: THIRD, endsAt: THIRD + 30 * HOUR, at: THIRD },
      { start: THIRD + 1, endsAt: THIRD + 99 * HOUR, at: THIRD },
    ];
    expect(told(planOf({ exceptions }))).toEqual([
      '2026-03-15T21:00 21:30',
      '2026-03-22T21:00 22:00 cancelled',
      '2026-03-29T20:00 02:00',
      '2026-04-05T20:00 21:00',
    ]);
    expect(told(planOf({ exceptions }), THIRD + 29 * HOUR, THIRD + 40 * HOUR)).toEqual(['2026-03-29T20:00 02:00']);
    expect(told(planOf({ exceptions }), FIRST + HOUR / 2, FIRST + HOUR)).toEqual([]);
  });

  test('of a cancelled plan end with it: one in progress then, the next is told as cancelled, the others not at all', () => {
    expect(told(planOf({ cancelledAt: SECOND + HOUR / 2 }))).toEqual([
      '2026-03-15T21:00 22:00',
      '2026-03-22T21:00 21:30',
      '2026-03-29T20:00 21:00 cancelled',
    ]);
    expect(told(planOf({ cancelledAt: FIRST - 1 }))).toEqual(['2026-03-15T21:00 22:00 cancelled']);
    expect(told(planOf({ rrule: null, cancelledAt: FIRST - 1 }))).toEqual(['2026-03-15T21:00 22:00 cancelled']);
    expect(told(planOf({ rrule: null, cancelledAt: FIRST + 60_000 }))).toEqual(['2026-03-15T21:00 21:01']);
    expect(told(planOf({ rrule: null, cancelledAt: FIRST + 2 * HOUR }))).toEqual(['2026-03-15T21:00 22:00']);
  });

  test('have ids by which they are found again', () => {
    const plan = planOf();
    expect(maintenanceAt(plan, windowAt(plan, THIRD), FIRST).id).toBe('kplan0000000-20260329T2000Z');
    expect(startOfWindow(plan, 'kplan0000000-20260329T2000Z')).toBe(THIRD);
    for (const id of [
      'kplan0000000',
      'kplan0000000-20260329T2001Z',
      'other0000000-20260329T2000Z',
      'kplan0000000-20261345T9999Z',
    ])
      expect(startOfWindow(plan, id)).toBeNull();
    const single = planOf({ rrule: null });
    expect(maintenanceAt(single, windowAt(single, FIRST), FIRST).id).toBe('kplan0000000');
    expect(startOfWindow(single, 'kplan0000000')).toBe(FIRST);
  });
});

describe('a window at a moment', () => {
  const plan = planOf();
  const status = (one: MaintenancePlan, start: number, now: number) =>
    maintenanceAt(one, windowAt(one, start), now).status;

  test('begins and ends by itself', () => {
    expect(status(plan, FIRST, FIRST - 1)).toBe('scheduled');
    expect(status(plan, FIRST, FIRST)).toBe('in_progress');
    expect(status(plan, FIRST, FIRST + HOUR - 1)).toBe('in_progress');
    expect(status(plan, FIRST, FIRST + HOUR)).toBe('completed');
  });

  test('that was cancelled stays so, and one that was ended early is completed', () => {
    const cancelled = planOf({ exceptions: [{ start: SECOND, endsAt: null, at: FIRST }] });
    for (const now of [FIRST, SECOND, SECOND + 9 * HOUR]) expect(status(cancelled, SECOND, now)).toBe('cancelled');
    const ended = planOf({ cancelledAt: SECOND + 60_000 });
    expect(status(ended, SECOND, SECOND + 60_000)).toBe('completed');
    expect(status(ended, THIRD, SECOND + 60_000)).toBe('cancelled');
  });

  test('changes when it is written, begins and ends, and at no other time', () => {
    const updatedAt = (now: number) => maintenanceAt(plan, windowAt(plan, FIRST), now).updatedAt;
    expect([FIRST - 1, FIRST, FIRST + 5, FIRST + HOUR, FIRST + 99 * HOUR].map(updatedAt)).toEqual([
      plan.createdAt,
      FIRST,
      FIRST,
      FIRST + HOUR,
      FIRST + HOUR,
    ]);
  });

  test('is not changed by what happens to another one', () => {
    const now = THIRD - HOUR;
    const updatedAt = (one: MaintenancePlan, start: number) => maintenanceAt(one, windowAt(one, start), now).updatedAt;
    const written = planOf({ updates: [update(SECOND + 60_000, 'in_progress')], updatedAt: SECOND + 60_000 });
    expect(updatedAt(written, FIRST)).toBe(FIRST + HOUR);
    expect(updatedAt(written, SECOND)).toBe(SECOND + HOUR);
    expect(updatedAt(written, THIRD)).toBe(plan.createdAt);
    const cancelled = planOf({ exceptions: [{ start: THIRD, endsAt: null, at: now }], updatedAt: now });
    expect(updatedAt(cancelled, SECOND)).toBe(SECOND + HOUR);
    expect(updatedAt(cancelled, THIRD)).toBe(now);
    expect(updatedAt(cancelled, THIRD + 168 * HOUR)).toBe(plan.createdAt);
    const renamed = planOf({ editedAt: now, updatedAt: now });
    expect(updatedAt(renamed, SECOND)).toBe(SECOND + HOUR);
    expect(updatedAt(renamed, THIRD)).toBe(now);
    const all = planOf({ cancelledAt: now, updatedAt: now });
    expect(updatedAt(all, SECOND)).toBe(SECOND + HOUR);
    expect(updatedAt(all, THIRD)).toBe(now);
  });

  test('of a single plan changes with every edit, after its end too', () => {
    const single = planOf({ rrule: null, editedAt: FIRST + 50 * HOUR, updatedAt: FIRST + 50 * HOUR });
    expect(maintenanceAt(single, windowAt(single, FIRST), FIRST + 60 * HOUR).updatedAt).toBe(FIRST + 50 * HOUR);
  });

  test('has the updates that fall to it', () => {
    const updates = [
      update(THIRD - HOUR, 'scheduled', 'before the third'),
      update(SECOND + 2 * HOUR, 'completed', 'after the second'),
      update(SECOND + 60_000, 'in_progress', 'in the second'),
      update(SECOND - HOUR, 'cancelled', 'told before the second'),
      update(FIRST - 99 * HOUR, 'scheduled', 'before the first'),
    ];
    const one = planOf({ updates });
    const of = (start: number) => maintenanceAt(one, windowAt(one, start), THIRD).updates.map(({ id }) => id);
    expect(of(FIRST)).toEqual(['before the first']);
    expect(of(SECOND)).toEqual(['after the second', 'in the second', 'told before the second']);
    expect(of(THIRD)).toEqual(['before the third']);
    const single = planOf({ rrule: null, updates });
    expect(maintenanceAt(single, windowAt(single, FIRST), THIRD).updates).toHaveLength(5);
    // Of a cancelled plan there is no later window than the one that is told as cancelled.
    const ended = planOf({ cancelledAt: FIRST - 1, updates: [update(SECOND + HOUR, 'cancelled')] });
    expect(maintenanceAt(ended, windowAt(ended, FIRST), THIRD).updates).toHaveLength(1);
  });
});
