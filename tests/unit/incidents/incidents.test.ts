import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NoticeError } from '../../../lib/incidents/errors.ts';
import type { Notices } from '../../../lib/incidents/notices.ts';
import type { Incident } from '../../../lib/model.ts';
import { openHome, type NoticesHome } from './home.ts';

const T0 = Date.parse('2026-03-01T12:00:00.000Z');
const MINUTE = 60_000;
const iso = (at: number) => new Date(at).toISOString();
const OPEN = { title: 'Errors', body: 'We **look** into it.' };

let home: NoticesHome;
let notices: Notices;
beforeEach(async () => {
  home = await openHome(T0);
  notices = home.notices;
});
afterEach(() => home.end());

/** The error that a promise is rejected with. */
async function refusal(work: Promise<unknown>): Promise<Pick<NoticeError, 'code' | 'message'>> {
  try {
    await work;
  } catch (error) {
    if (error instanceof NoticeError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('it was not refused');
}

describe('opening an incident', () => {
  test('takes what was given and what follows from it', async () => {
    const incident = await notices.open({ ...OPEN, title: '  Errors ', checks: ['web', 'db', 'web'] });
    expect(incident).toEqual({
      id: expect.stringMatching(/^[a-z][a-z0-9]{11}$/) as string,
      version: 1,
      title: 'Errors',
      status: 'investigating',
      impact: 'minor',
      checks: ['web', 'db'],
      startedAt: T0,
      monitoringAt: null,
      resolvedAt: null,
      createdAt: T0,
      updatedAt: T0,
      updates: [
        {
          id: expect.stringMatching(/^[a-z][a-z0-9]{11}$/) as string,
          status: 'investigating',
          body: 'We **look** into it.',
          html: '<p>We <strong>look</strong> into it.</p>',
          at: T0,
          createdAt: T0,
          updatedAt: T0,
        },
      ],
    } satisfies Incident);
    expect(await notices.incident(incident.id)).toEqual(incident);
    expect(await notices.plan(incident.id)).toBeNull();
    expect(await notices.edits(incident.id)).toEqual([]);
  });

  test('may be told of one that began earlier, or is over', async () => {
    const at = T0 - 3 * 86_400_000;
    const incident = await notices.open({ ...OPEN, status: 'resolved', impact: 'critical', at: iso(at) });
    expect(incident).toMatchObject({ startedAt: at, resolvedAt: at, status: 'resolved', createdAt: T0, updatedAt: T0 });
    const offset = await notices.open({ ...OPEN, at: '2026-03-01T13:30:00+02:00' });
    expect(offset.startedAt).toBe(T0 - 30 * MINUTE);
    const ahead = await notices.open({ ...OPEN, at: iso(T0 + 59_000) });
    expect(ahead.startedAt).toBe(T0);
  });

  test('refuses what breaks a rule, all at once: what, where, the rule, the value', async () => {
    const bad = { title: 'a\nb', impact: 'huge', checks: 'web', body: ' \u0000', at: 'yesterday', color: 'red' };
    const all = notices.open(bad);
    await expect(all).rejects.toMatchObject({
      code: 'invalid',
      problems: [
        { path: 'title', rule: 'must be one line without control characters', got: 'a\nb' },
        { path: 'impact', rule: 'must be one of none, minor, major, critical', got: 'huge' },
        { path: 'checks', rule: 'must be a list', got: 'web' },
        { path: 'body', rule: 'must not be blank', got: ' \u0000' },
        { path: 'at', rule: 'must be an instant with its offset, as in 2026-06-17T22:00:00Z', got: 'yesterday' },
        { path: 'color', rule: 'is not known here', got: 'red' },
      ],
    });
    expect((await refusal(notices.open({}))).message).toBe('title: is required; body: is required');
    expect((await refusal(notices.open(null))).message).toBe('must be an object (got null)');
  });

  test.each([
    [{ title: ' ' }, 'title: must not be empty (got " ")'],
    [{ title: 'x'.repeat(201) }, `title: must have at most 200 characters (got "${'x'.repeat(96)}…)`],
    [{ title: 'a\ud800' }, 'title: must be one line without control characters (got "a\\ud800")'],
    [{ body: 'x'.repeat(20_001) }, `body: must have at most 20000 characters (got "${'x'.repeat(96)}…)`],
    [{ body: 7 }, 'body: must be text (got 7)'],
    [
      { checks: ['web', 'nope', 'neither'] },
      'checks[1]: must be the id of a check; there are web, api, db (got "nope"); checks[2]: must be the id of a check; there are web, api, db (got "neither")',
    ],
    [{ checks: Array.from({ length: 201 }, () => 'web') }, /^checks: must have at most 200 entries \(got /],
    [{ status: 'postmortem' }, 'status: must not be postmortem before it was resolved (got "postmortem")'],
    [
      { status: 'done' },
      'status: must be one of investigating, identified, monitoring, resolved, postmortem (got "done")',
    ],
    [{ at: iso(T0 + 60_001) }, `at: must not be in the future (got "${iso(T0 + 60_001)}")`],
    [
      { at: '2026-03-01T12:00:00' },
      'at: must be an instant with its offset, as in 2026-06-17T22:00:00Z (got "2026-03-01T12:00:00")',
    ],
    [{ at: '1999-01-01T00:00:00Z' }, 'at: must be between the years 2000 and 2200 (got "1999-01-01T00:00:00Z")'],
  ])('refuses %j', async (change, message) => {
    const { code, message: said } = await refusal(notices.open({ ...OPEN, ...change }));
    expect(code).toBe('invalid');
    expect(said).toMatch(typeof message === 'string' ? new RegExp(`^${escaped(message)}$`) : message);
    expect(await notices.incidents()).toEqual([]);
  });
});

describe('telling how it goes on', () => {
  test('follows the life of an incident to its postmortem', async () => {
    const { id } = await notices.open(OPEN);
    const seen = [];
    for (const status of ['identified', 'monitoring', 'monitoring', 'resolved', 'resolved', 'postmortem']) {
      home.clock.now += MINUTE;
      const one = await notices.update(id, { body: 'x', status });
      const minute = (at: number | null) => (at === null ? null : (at - T0) / MINUTE);
      seen.push([one.status, one.version, minute(one.monitoringAt), minute(one.resolvedAt), minute(one.updatedAt)]);
    }
    expect(seen).toEqual([
      ['identified', 2, null, null, 1],
      ['monitoring', 3, 2, null, 2],
      ['monitoring', 4, 2, null, 3],
      ['resolved', 5, 2, 4, 4],
      ['resolved', 6, 2, 4, 5],
      ['postmortem', 7, 2, 4, 6],
    ]);
    expect((await notices.incidents({ open: true })).length).toBe(0);
    expect((await notices.incidents({ open: false })).length).toBe(1);
  });

  test('may open it again', async () => {
    const { id } = await notices.open({ ...OPEN, status: 'resolved' });
    home.clock.now += MINUTE;
    const again = await notices.update(id, { body: 'Back.', status: 'investigating' });
    expect(again).toMatchObject({ status: 'investigating', resolvedAt: null, startedAt: T0 });
    expect(await notices.incidents({ open: true })).toEqual([again]);
  });

  test('keeps the status where none is given, and changes facts with it', async () => {
    const { id } = await notices.open({ ...OPEN, status: 'identified' });
    home.clock.now += MINUTE;
    const one = await notices.update(id, { body: 'Worse.', impact: 'major', checks: ['api'], title: 'More errors' });
    expect(one).toMatchObject({ status: 'identified', impact: 'major', checks: ['api'], title: 'More errors' });
    expect(one.updates.map(({ status }) => status)).toEqual(['identified', 'identified']);
  });

  test('may be late: what was before is put where it was', async () => {
    const { id } = await notices.open(OPEN);
    home.clock.now += 60 * MINUTE;
    await notices.update(id, { body: 'Over.', status: 'resolved' });
    const late = await notices.update(id, { body: 'We watched.', status: 'monitoring', at: iso(T0 + 30 * MINUTE) });
    expect(late).toMatchObject({ status: 'resolved', monitoringAt: T0 + 30 * MINUTE, resolvedAt: T0 + 60 * MINUTE });
    expect(late.updates.map(({ body }) => body)).toEqual(['Over.', 'We watched.', OPEN.body]);
    const silent = await notices.update(id, { body: 'Still.', at: iso(T0 + 31 * MINUTE) });
    expect(silent.updates[1]).toMatchObject({ body: 'Still.', status: 'monitoring', createdAt: home.clock.now });
    const earlier = await notices.update(id, { body: 'First signs.', at: iso(T0 - 5 * MINUTE) });
    expect(earlier.startedAt).toBe(T0 - 5 * MINUTE);
    expect(earlier.updates.at(-1)).toMatchObject({ body: 'First signs.', status: 'investigating' });
  });

  test('refuses a postmortem before it was resolved, however that would come about', async () => {
    const { id, updates } = await notices.open(OPEN);
    const refused = { code: 'wrong_state', message: 'a postmortem can only follow when the incident was resolved' };
    expect(await refusal(notices.update(id, { body: 'x', status: 'postmortem' }))).toEqual(refused);
    home.clock.now += MINUTE;
    await notices.update(id, { body: 'x', status: 'resolved' });
    home.clock.now += MINUTE;
    const { updates: three } = await notices.update(id, { body: 'x', status: 'postmortem' });
    const resolved = three[1]?.id ?? '';
    expect(await refusal(notices.editUpdate(id, resolved, { status: 'monitoring' }))).toEqual(refused);
    expect(await refusal(notices.editUpdate(id, updates[0]?.id ?? '', { status: 'postmortem' }))).toEqual(refused);
    const between = { body: 'x', status: 'identified', at: iso(T0 + MINUTE + 1) };
    expect(await refusal(notices.update(id, between))).toEqual(refused);
  });

  test('has an end', async () => {
    const { id } = await notices.open(OPEN);
    const incident = await notices.incident(id);
    const many = Array.from({ length: 999 }, (_, index) => ({ ...incident?.updates[0], id: `u${index}` }));
    const database = new Database(home.path);
    const json = JSON.stringify({ ...incident, updates: [...many, ...(incident?.updates ?? [])] });
    database.prepare('UPDATE Notice SET json = ? WHERE id = ?').run(json, id);
    database.close();
    expect(await refusal(notices.update(id, { body: 'x' }))).toEqual({
      code: 'wrong_state',
      message: 'it has 1000 updates, and may not have more',
    });
  });
});

describe('correcting what was written', () => {
  test('keeps what was before', async () => {
    const first = await notices.open(OPEN);
    home.clock.now += MINUTE;
    const second = await notices.edit(first.id, { title: 'Failures', impact: 'none', checks: ['db'] });
    home.clock.now += MINUTE;
    const third = await notices.editUpdate(first.id, first.updates[0]?.id ?? '', { body: '_New_' });
    expect(second).toMatchObject({
      version: 2,
      title: 'Failures',
      impact: 'none',
      checks: ['db'],
      updatedAt: T0 + MINUTE,
    });
    expect(third.updates[0]).toMatchObject({
      body: '_New_',
      html: '<p><em>New</em></p>',
      at: T0,
      createdAt: T0,
      updatedAt: T0 + 2 * MINUTE,
    });
    expect(await notices.edits(first.id)).toEqual([
      { at: T0 + 2 * MINUTE, notice: second },
      { at: T0 + MINUTE, notice: first },
    ]);
  });

  test('changes nothing where nothing changes', async () => {
    const first = await notices.open({ ...OPEN, checks: ['web'] });
    home.clock.now += MINUTE;
    expect(await notices.edit(first.id, { title: OPEN.title, checks: ['web'], startedAt: iso(T0) })).toEqual(first);
    expect(await notices.editUpdate(first.id, first.updates[0]?.id ?? '', { body: OPEN.body })).toEqual(first);
    expect(await notices.edits(first.id)).toEqual([]);
    expect(await refusal(notices.edit(first.id, {}))).toEqual({
      code: 'invalid',
      message: 'must have at least one of title, impact, checks, startedAt',
    });
  });

  test('may move the beginning, as far as the first update', async () => {
    const { id, updates } = await notices.open(OPEN);
    const moved = await notices.edit(id, { startedAt: iso(T0 - 9 * MINUTE) });
    expect(moved.startedAt).toBe(T0 - 9 * MINUTE);
    const later = await notices.edit(id, { startedAt: iso(T0 + 1) }).catch((error: unknown) => error);
    expect(later).toMatchObject({
      message: `startedAt: must not be after the first update (${iso(T0)}) (got "${iso(T0 + 1)}")`,
    });
    // Said once, it does not follow the first update, except to before it.
    const update = updates[0]?.id ?? '';
    expect((await notices.editUpdate(id, update, { at: iso(T0 - MINUTE) })).startedAt).toBe(T0 - 9 * MINUTE);
    expect((await notices.editUpdate(id, update, { at: iso(T0 - 20 * MINUTE) })).startedAt).toBe(T0 - 20 * MINUTE);
  });

  test('lets checks stay that are gone, and lets none in', async () => {
    const { id } = await notices.open({ ...OPEN, checks: ['web'] });
    home.checks = ['api', 'db'];
    expect((await notices.edit(id, { checks: ['web', 'db'] })).checks).toEqual(['web', 'db']);
    expect((await refusal(notices.edit(id, { checks: ['gone'] }))).message).toBe(
      'checks[0]: must be the id of a check; there are api, db (got "gone")',
    );
  });

  test('never goes back in time, and moves with each change, though the clock does not', async () => {
    const { id } = await notices.open(OPEN);
    home.clock.now -= 10 * MINUTE;
    const one = await notices.edit(id, { title: 'a' });
    const two = await notices.edit(id, { title: 'b' });
    expect([one.updatedAt, two.updatedAt]).toEqual([T0 + 1, T0 + 2]);
  });

  test('takes an incident away, and keeps what it was', async () => {
    const first = await notices.open(OPEN);
    expect(await notices.remove(first.id)).toEqual(first);
    expect(await notices.incident(first.id)).toBeNull();
    expect(await notices.incidents()).toEqual([]);
    expect((await notices.edits(first.id)).map(({ notice }) => notice)).toEqual([first]);
    for (const again of [
      notices.remove(first.id),
      notices.edit(first.id, { title: 'x' }),
      notices.update('nope', { body: 'x' }),
    ])
      expect((await refusal(again)).code).toBe('not_found');
    expect((await refusal(notices.editUpdate((await notices.open(OPEN)).id, 'nope', { body: 'x' }))).code).toBe(
      'not_found',
    );
  });
});

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
