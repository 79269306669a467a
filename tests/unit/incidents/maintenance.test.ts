import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NoticeError } from '../../../lib/incidents/errors.ts';
import type { Notices } from '../../../lib/incidents/notices.ts';
import { maintenanceAt, windowsOf } from '../../../lib/incidents/windows.ts';
import type { MaintenancePlan } from '../../../lib/model.ts';
import { openHome, type NoticesHome } from './home.ts';

const T0 = Date.parse('2026-03-01T12:00:00.000Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const iso = (at: number) => new Date(at).toISOString();
const ONCE = {
  title: 'Move',
  body: 'To the **new** rack.',
  startsAt: '2026-03-08T22:00:00+01:00',
  endsAt: '2026-03-08T23:00:00+01:00',
};
const WEEKLY = { ...ONCE, rrule: 'FREQ=WEEKLY;BYDAY=SU' };
const FIRST = Date.parse('2026-03-08T21:00:00Z');
const SECOND = FIRST + 7 * DAY;

let home: NoticesHome;
let notices: Notices;
beforeEach(async () => {
  home = await openHome(T0);
  notices = home.notices;
});
afterEach(() => home.end());

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof NoticeError) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error('it was not refused');
}

/** The windows of five weeks, as every surface sees them now. */
function told(plan: MaintenancePlan): string[] {
  return windowsOf(plan, FIRST - DAY, FIRST + 20 * DAY).map((window) => {
    const { id, status, endsAt } = maintenanceAt(plan, window, home.clock.now);
    return `${id.replace(plan.id, '')} ${status} until ${iso(endsAt).slice(5, 16)}`;
  });
}

describe('scheduling', () => {
  test('takes what was given, in the time zone of the site', async () => {
    const plan = await notices.schedule({ ...WEEKLY, checks: ['db'] });
    expect(plan).toEqual({
      id: expect.stringMatching(/^[a-z][a-z0-9]{11}$/) as string,
      version: 1,
      title: 'Move',
      body: 'To the **new** rack.',
      html: '<p>To the <strong>new</strong> rack.</p>',
      checks: ['db'],
      startsAt: FIRST,
      endsAt: FIRST + HOUR,
      timezone: 'Europe/Berlin',
      rrule: 'FREQ=WEEKLY;BYDAY=SU',
      exceptions: [],
      cancelledAt: null,
      createdAt: T0,
      updatedAt: T0,
      editedAt: T0,
      updates: [],
    } satisfies MaintenancePlan);
    expect(await notices.plan(plan.id)).toEqual(plan);
    expect(await notices.plan(`${plan.id}-20260308T2100Z`)).toEqual(plan);
    expect(await notices.plan(`${plan.id}-20260309T2100Z`)).toBeNull();
    expect(await notices.incident(plan.id)).toBeNull();
    expect(await notices.plans()).toEqual([plan]);
  });

  test.each([
    [
      { endsAt: ONCE.startsAt },
      `invalid: endsAt: must be at least a minute after the start (${iso(FIRST)}) (got "${iso(FIRST)}")`,
    ],
    [
      { endsAt: '2026-07-08T23:00:00Z' },
      `invalid: endsAt: must be at most 90 days after the start (${iso(FIRST)}) (got "2026-07-08T23:00:00.000Z")`,
    ],
    [{ timezone: 'Mars/Base' }, 'invalid: timezone: must be an IANA time zone, as in Europe/Berlin (got "Mars/Base")'],
    [
      { rrule: 'FREQ=SOMETIMES' },
      'invalid: rrule: FREQ must be one of DAILY, WEEKLY, MONTHLY, YEARLY, not SOMETIMES (got "FREQ=SOMETIMES")',
    ],
    [
      { rrule: 'FREQ=WEEKLY;BYDAY=MO' },
      'invalid: rrule: must include the first window: startsAt is Sun 2026-03-08 22:00, the first that the rule gives from then on is Mon 2026-03-09 22:00 (got "FREQ=WEEKLY;BYDAY=MO")',
    ],
    [
      { rrule: 'FREQ=DAILY', endsAt: '2026-03-10T22:00:00Z' },
      'invalid: rrule: must give windows that end before the next begins: that of Sun 2026-03-08 22:00 does not (got "FREQ=DAILY")',
    ],
    [{ checks: ['x'] }, 'invalid: checks[0]: must be the id of a check; there are web, api, db (got "x")'],
    [
      { startsAt: 5, status: 'scheduled' },
      'invalid: startsAt: must be an instant with its offset, as in 2026-06-17T22:00:00Z (got 5); status: is not known here (got "scheduled")',
    ],
  ])('refuses %j', async (change, message) => {
    expect(await refusal(notices.schedule({ ...ONCE, ...change }))).toBe(message);
  });
});

describe('a single maintenance', () => {
  test('is moved, extended and ended early', async () => {
    const { id } = await notices.schedule(ONCE);
    const moved = await notices.editPlan(id, {
      startsAt: iso(FIRST + HOUR),
      endsAt: iso(FIRST + 2 * HOUR),
      timezone: 'UTC',
    });
    expect(told(moved)).toEqual([' scheduled until 03-08T23:00']);
    expect(moved).toMatchObject({ version: 2, timezone: 'UTC', editedAt: T0 + 1, updatedAt: T0 + 1 });
    home.clock.now = FIRST + 90 * MINUTE;
    expect(told(await notices.editPlan(id, { endsAt: iso(FIRST + 3 * HOUR) }))).toEqual([
      ' in_progress until 03-09T00:00',
    ]);
    expect(told(await notices.editPlan(id, { endsAt: iso(home.clock.now) }))).toEqual([' completed until 03-08T22:30']);
    expect(await notices.edits(id)).toHaveLength(3);
  });

  test('is cancelled before it begins, and stays to be seen', async () => {
    const { id } = await notices.schedule(ONCE);
    expect(told(await notices.cancel(id))).toEqual([' cancelled until 03-08T22:00']);
    expect(await refusal(notices.cancel(id))).toBe('wrong_state: it was cancelled already');
    expect(await refusal(notices.editPlan(id, { endsAt: iso(FIRST + 2 * HOUR) }))).toBe(
      'wrong_state: it was cancelled: its times stay',
    );
    expect((await notices.editPlan(id, { title: 'Not moved' })).title).toBe('Not moved');
  });

  test('ends when it is cancelled while it goes on, and cannot be cancelled behind its end', async () => {
    const { id } = await notices.schedule(ONCE);
    const { id: over } = await notices.schedule(ONCE);
    home.clock.now = FIRST + 10 * MINUTE;
    expect(told(await notices.cancel(id, { occurrence: id }))).toEqual([' completed until 03-08T21:10']);
    home.clock.now = FIRST + HOUR;
    expect(await refusal(notices.cancel(over))).toBe('wrong_state: it is over: there is nothing to cancel');
  });

  test('has updates that say what it was then', async () => {
    const { id } = await notices.schedule(ONCE);
    await notices.postUpdate(id, { body: 'Soon.' });
    home.clock.now = FIRST + 5 * MINUTE;
    await notices.postUpdate(id, { body: 'It _began_.' });
    home.clock.now = FIRST + 2 * HOUR;
    await notices.postUpdate(id, { body: 'Half way.', at: iso(FIRST + 30 * MINUTE) });
    const plan = await notices.postUpdate(id, { body: 'Done.' });
    expect(plan.updates.map(({ status, body, html }) => [status, body, html])).toEqual([
      ['completed', 'Done.', '<p>Done.</p>'],
      ['in_progress', 'Half way.', '<p>Half way.</p>'],
      ['in_progress', 'It _began_.', '<p>It <em>began</em>.</p>'],
      ['scheduled', 'Soon.', '<p>Soon.</p>'],
    ]);
    expect(plan.editedAt).toBe(T0);
    expect(plan.updatedAt).toBe(home.clock.now + 1);
  });
});

describe('a recurring maintenance', () => {
  test('has one window cancelled, by its id or its start, before it begins or while it goes on', async () => {
    const { id } = await notices.schedule(WEEKLY);
    await notices.cancel(id, { occurrence: iso(SECOND) });
    home.clock.now = FIRST + 20 * MINUTE;
    const plan = await notices.cancel(`${id}-20260308T2100Z`);
    expect(told(plan)).toEqual([
      '-20260308T2100Z completed until 03-08T21:20',
      '-20260315T2100Z cancelled until 03-15T22:00',
      '-20260322T2100Z scheduled until 03-22T22:00',
    ]);
    expect(plan.cancelledAt).toBeNull();
    expect(await refusal(notices.cancel(id, { occurrence: iso(FIRST) }))).toBe(
      'wrong_state: this window is over: there is nothing to cancel',
    );
    expect(await refusal(notices.cancel(id, { occurrence: iso(SECOND) }))).toBe(
      'wrong_state: this window was cancelled already',
    );
    const named = `must be a window of this maintenance, by its id as in ${id}-20260308T2100Z or its planned start`;
    for (const occurrence of [iso(SECOND + 1), 'next', id, `${id}-20260316T2100Z`])
      expect(await refusal(notices.cancel(id, { occurrence }))).toBe(
        `invalid: occurrence: ${named} (got "${occurrence}")`,
      );
  });

  test('is cancelled as a whole', async () => {
    const { id } = await notices.schedule(WEEKLY);
    home.clock.now = SECOND + 30 * MINUTE;
    expect(told(await notices.cancel(id))).toEqual([
      '-20260308T2100Z completed until 03-08T22:00',
      '-20260315T2100Z completed until 03-15T21:30',
      '-20260322T2100Z cancelled until 03-22T22:00',
    ]);
    const { id: two } = await notices.schedule({ ...WEEKLY, rrule: 'FREQ=WEEKLY;COUNT=2' });
    home.clock.now = SECOND + HOUR;
    expect(await refusal(notices.cancel(two))).toBe('wrong_state: it is over: there is nothing to cancel');
  });

  test('has one window ended early or extended, up to the next', async () => {
    const { id } = await notices.schedule(WEEKLY);
    await notices.editPlan(id, { occurrence: iso(FIRST), endsAt: iso(FIRST + 2 * HOUR) });
    const plan = await notices.editPlan(`${id}-20260315T2100Z`, { endsAt: iso(SECOND + MINUTE) });
    expect(told(plan)).toEqual([
      '-20260308T2100Z scheduled until 03-08T23:00',
      '-20260315T2100Z scheduled until 03-15T21:01',
      '-20260322T2100Z scheduled until 03-22T22:00',
    ]);
    expect(plan).toMatchObject({ version: 3, editedAt: T0 });
    expect(await refusal(notices.editPlan(id, { occurrence: iso(FIRST), endsAt: iso(SECOND + 1) }))).toBe(
      `invalid: endsAt: must not be after the beginning of the next window (${iso(SECOND)}) (got "${iso(SECOND + 1)}")`,
    );
    expect(await refusal(notices.editPlan(id, { occurrence: iso(FIRST), title: 'x' }))).toBe(
      'invalid: title: cannot be changed of one window: only its endsAt (got "x"); endsAt: is required',
    );
    await notices.cancel(id, { occurrence: iso(SECOND) });
    expect(await refusal(notices.editPlan(id, { occurrence: iso(SECOND), endsAt: iso(SECOND + HOUR) }))).toBe(
      'wrong_state: it was cancelled: its end stays',
    );
  });

  test('can be planned anew until it begins; what has been stays as it was', async () => {
    const { id } = await notices.schedule(WEEKLY);
    await notices.cancel(id, { occurrence: iso(SECOND) });
    const daily = await notices.editPlan(id, { rrule: 'FREQ=DAILY;COUNT=9' });
    expect(daily.exceptions).toHaveLength(1);
    const once = await notices.editPlan(id, { rrule: null });
    expect(once).toMatchObject({ rrule: null, exceptions: [] });
    const weekly = await notices.editPlan(id, { rrule: WEEKLY.rrule, checks: ['web'] });
    home.clock.now = FIRST + 1;
    for (const change of [
      { rrule: 'FREQ=DAILY' },
      { startsAt: iso(FIRST + 1) },
      { endsAt: iso(FIRST + 5 * HOUR) },
      { timezone: 'UTC' },
      { checks: [] },
      { rrule: null },
    ])
      expect(await refusal(notices.editPlan(id, change))).toMatch(/^wrong_state: its first window has begun: /);
    expect(await notices.editPlan(id, { rrule: WEEKLY.rrule, checks: ['web'] })).toEqual(weekly);
    const renamed = await notices.editPlan(id, { body: 'Other.', rrule: WEEKLY.rrule });
    expect(renamed).toMatchObject({ html: '<p>Other.</p>', editedAt: home.clock.now });
    expect(await refusal(notices.editPlan(id, {}))).toBe(
      'invalid: must have at least one of title, body, checks, startsAt, endsAt, timezone, rrule',
    );
  });

  test('has updates of the window that goes on, else of the next; those of another must be meant', async () => {
    const { id } = await notices.schedule(WEEKLY);
    await notices.postUpdate(id, { body: 'soon' });
    home.clock.now = FIRST + HOUR + MINUTE;
    await notices.postUpdate(id, { body: 'now', at: iso(FIRST) });
    await notices.postUpdate(`${id}-20260308T2100Z`, { body: 'done' });
    await notices.postUpdate(id, { body: 'next week' });
    const plan = await notices.postUpdate(`${id}-20260315T2100Z`, { body: 'next week, too' });
    const updates = windowsOf(plan, FIRST, SECOND + 1).map((window) =>
      maintenanceAt(plan, window, home.clock.now).updates.map(({ body, status }) => `${body}: ${status}`),
    );
    expect(updates).toEqual([
      ['done: completed', 'now: in_progress', 'soon: scheduled'],
      ['next week, too: scheduled', 'next week: scheduled'],
    ]);
    expect(await refusal(notices.postUpdate(`${id}-20260322T2100Z`, { body: 'x' }))).toBe(
      `invalid: at: must fall to the window ${id}-20260322T2100Z; what was written then is of ${id}-20260315T2100Z (got "${iso(home.clock.now)}")`,
    );
  });

  test('is taken away with all of its windows, not with one', async () => {
    const plan = await notices.schedule(WEEKLY);
    expect(await refusal(notices.removePlan(`${plan.id}-20260308T2100Z`))).toBe(
      `not_found: there is no maintenance ${plan.id}-20260308T2100Z`,
    );
    expect(await notices.removePlan(plan.id)).toEqual(plan);
    expect(await notices.plan(plan.id)).toBeNull();
    expect(await notices.plans()).toEqual([]);
    expect(await refusal(notices.cancel(plan.id))).toBe(`not_found: there is no maintenance ${plan.id}`);
  });
});
