import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NoticeError } from '../../../lib/incidents/errors.ts';
import type { Notices } from '../../../lib/incidents/notices.ts';
import { endNotices, notices as provided, provideNotices } from '../../../lib/incidents/source.ts';
import { INCIDENT_STATUSES, type Incident } from '../../../lib/model.ts';
import { migrations, openHome, type NoticesHome } from './home.ts';

const T0 = Date.parse('2026-03-01T12:00:00.000Z');
const MINUTE = 60_000;
const DAY = 86_400_000;
const iso = (at: number) => new Date(at).toISOString();
const OPEN = { title: 'Errors', body: 'x' };

let home: NoticesHome;
let notices: Notices;
beforeEach(async () => {
  home = await openHome(T0);
  notices = home.notices;
});
afterEach(() => home.end());

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof NoticeError) return error.code;
    throw error;
  }
}

describe('a change', () => {
  test('with If-Match is made to that version only', async () => {
    const { id } = await notices.open(OPEN);
    expect(await codeOf(notices.edit(id, { title: 'a' }, { ifMatch: 2 }))).toBe('precondition_failed');
    await notices.edit(id, { title: 'b' }, { ifMatch: 1 });
    await expect(notices.edit(id, { title: 'c' }, { ifMatch: 1 })).rejects.toThrow(
      `the incident ${id} is at version 2, not 1`,
    );
    expect(await codeOf(notices.remove(id, { ifMatch: 1 }))).toBe('precondition_failed');
    await notices.remove(id, { ifMatch: 2 });
  });

  test('with If-Match by many at once is made once; without, by each', async () => {
    const other = await home.another();
    const { id } = await notices.open(OPEN);
    const race = Array.from({ length: 10 }, (_, index) =>
      codeOf((index % 2 === 0 ? notices : other).edit(id, { title: `t${index}` }, { ifMatch: 1 })),
    );
    expect((await Promise.all(race)).sort()).toEqual([
      'done',
      ...Array.from({ length: 9 }, () => 'precondition_failed'),
    ]);
    const all = Array.from({ length: 6 }, (_, index) =>
      (index % 2 === 0 ? notices : other).update(id, { body: `b${index}` }),
    );
    await Promise.all(all);
    const end = await notices.incident(id);
    expect(end?.version).toBe(8);
    expect(new Set(end?.updates.map(({ body }) => body))).toEqual(new Set(['x', 'b0', 'b1', 'b2', 'b3', 'b4', 'b5']));
  });

  test('takes alerts with it, or nothing', async () => {
    const alert = {
      fingerprint: 'f',
      check: null,
      firing: true,
      labels: {},
      annotations: {},
      startsAt: T0,
      updatedAt: T0,
    };
    const { id } = await notices.open(OPEN, { alerts: (incident) => [{ ...alert, incident: incident.id }] });
    expect(await notices.alertsOf({ incidents: [id] })).toEqual([{ ...alert, incident: id }]);
    await notices.saveAlerts([{ ...alert, incident: id, firing: false, check: 'web' }]);
    expect((await notices.alerts(['f']))[0]?.firing).toBe(false);
    expect(await notices.alertsOf({ checks: ['web'] })).toEqual([]);
  });

  test('while the database cannot be written is told as that', async () => {
    const database = new Database(home.path);
    database.exec('ALTER TABLE Notice RENAME TO Gone');
    database.close();
    await expect(notices.open(OPEN)).rejects.toMatchObject({
      code: 'unavailable',
      message: 'the database does not answer',
    });
  });
});

describe('an Idempotency-Key', () => {
  const make = (incident: Incident) => ({ status: 201, headers: { ETag: `"${incident.version}"` }, body: incident.id });
  const open = (key: string, fingerprint: string, of: Notices = notices) =>
    of.answerOnce({ key, fingerprint }, (answer) => of.open(OPEN, { answer }), make);

  test('has a request carried out once, and its answer given again', async () => {
    const first = await open('k', 'f');
    expect(first).toMatchObject({
      replayed: false,
      answer: { status: 201, headers: { ETag: '"1"' }, fingerprint: 'f' },
    });
    home.clock.now += DAY;
    expect(await open('k', 'f', await home.another())).toEqual({ ...first, replayed: true });
    expect(await notices.incidents()).toHaveLength(1);
  });

  test('is refused for another request', async () => {
    await open('k', 'f');
    await expect(open('k', 'g')).rejects.toMatchObject({
      code: 'key_reused',
      message: 'this Idempotency-Key was used for another request',
    });
  });

  test('is free again after a day', async () => {
    await open('k', 'f');
    home.clock.now += DAY + 1;
    expect(await open('k', 'g')).toMatchObject({ replayed: false });
    expect(await notices.incidents()).toHaveLength(2);
    // The sweep of this process is not due yet: what is too old does not stand in the way.
    await open('l', 'f');
    home.clock.now += DAY - MINUTE;
    await open('m', 'f');
    home.clock.now += 2 * MINUTE;
    expect(await open('l', 'h')).toMatchObject({ replayed: false });
  });

  test('holds for many at once, of two processes, with If-Match too', async () => {
    const other = await home.another();
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (_, index) => open('k', 'f', index % 2 === 0 ? notices : other)),
    );
    expect(outcomes.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(new Set(outcomes.map(({ answer }) => answer.body)).size).toBe(1);
    const [{ id } = { id: '' }, ...others] = await notices.incidents();
    expect(others).toEqual([]);
    const edit = (of: Notices) =>
      of.answerOnce(
        { key: 'edit', fingerprint: 'f' },
        (answer) => of.edit(id, { title: 'once' }, { answer, ifMatch: 1 }),
        make,
      );
    const edits = await Promise.all(Array.from({ length: 8 }, (_, index) => edit(index % 2 === 0 ? notices : other)));
    expect(edits.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect((await notices.incident(id))?.version).toBe(2);
  });

  test('is not spent on what was refused', async () => {
    const bad = notices.answerOnce({ key: 'k', fingerprint: 'f' }, (answer) => notices.open({}, { answer }), make);
    expect(await codeOf(bad)).toBe('invalid');
    expect(await open('k', 'f')).toMatchObject({ replayed: false });
  });

  test('keeps the answer to a change that changed nothing', async () => {
    const { id } = await notices.open(OPEN);
    const same = () =>
      notices.answerOnce(
        { key: 'k', fingerprint: 'f' },
        (answer) => notices.edit(id, { title: OPEN.title }, { answer }),
        make,
      );
    expect(await same()).toMatchObject({ replayed: false, answer: { headers: { ETag: '"1"' } } });
    await notices.edit(id, { title: 'b' });
    expect(await same()).toMatchObject({ replayed: true, answer: { headers: { ETag: '"1"' } } });
  });
});

describe('any course of an incident', () => {
  const status = fc.constantFrom(...INCIDENT_STATUSES);
  const back = fc.integer({ min: 0, max: 90 });
  const which = fc.nat({ max: 9 });
  const option = { requiredKeys: [] };
  const update = fc.record({ do: fc.constant('update' as const), status, back: fc.option(back, { freq: 2 }) });
  const editUpdate = fc.record({
    do: fc.constant('editUpdate' as const),
    which,
    status: fc.option(status),
    back: fc.option(back),
  });
  const edit = fc.record({
    do: fc.constant('edit' as const),
    change: fc.record({ title: fc.constantFrom('a', 'b'), impact: fc.constantFrom('major', 'none') }, option),
    back: fc.option(back),
  });
  const operation = fc.oneof(
    { weight: 5, arbitrary: update },
    { weight: 2, arbitrary: editUpdate },
    { weight: 1, arbitrary: edit },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('again' as const) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('clock' as const), by: fc.integer({ min: -2, max: 20 }) }) },
  );

  test(
    'keeps its updates in order, its status and moments theirs, and counts its changes',
    { timeout: 60_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(status, fc.array(operation, { maxLength: 15 }), async (first, operations) => {
          home.clock.now = T0;
          if (first === 'postmortem') return;
          const { id } = await notices.open({ ...OPEN, status: first });
          let key = 0;
          let before = await notices.incident(id);
          for (const one of operations) {
            const at = 'back' in one && one.back !== null ? { at: iso(home.clock.now - one.back * MINUTE) } : {};
            const request = () => ({ key: `${id} ${key}`, fingerprint: 'f' });
            const answered = (
              write: (answer: NonNullable<Parameters<Notices['edit']>[2]>['answer']) => Promise<Incident>,
            ) =>
              notices.answerOnce<Incident>(request(), write, ({ version }) => ({
                status: 200,
                headers: {},
                body: `${version}`,
              }));
            try {
              if (one.do === 'clock') home.clock.now += one.by * MINUTE;
              else if (one.do === 'again') {
                // The last request once more: whatever it was, nothing is written.
                const replay = await answered(() => Promise.reject(new NoticeError('not_found', 'nothing was kept')));
                expect(replay).toMatchObject({ replayed: true, answer: { body: `${before?.version}` } });
              } else {
                key++;
                if (one.do === 'update')
                  await answered((answer) => notices.update(id, { body: 'x', status: one.status, ...at }, { answer }));
                else if (one.do === 'edit')
                  await answered((answer) =>
                    notices.edit(id, { ...one.change, ...('at' in at ? { startedAt: at.at } : {}) }, { answer }),
                  );
                else {
                  const update = before?.updates[one.which % before.updates.length]?.id ?? '';
                  const change = { ...(one.status === null ? {} : { status: one.status }), ...at };
                  await answered((answer) => notices.editUpdate(id, update, change, { answer }));
                }
              }
            } catch (error) {
              if (!(error instanceof NoticeError)) throw error;
              expect(['invalid', 'wrong_state', 'not_found']).toContain(error.code);
              expect(await notices.incident(id)).toEqual(before);
            }
            const now = await notices.incident(id);
            if (now === null || before === null) throw new Error('it is gone');
            holds(now);
            expect(now.version).toBe((await notices.edits(id)).length + 1);
            if (now.version === before.version) expect(now).toEqual(before);
            else expect(now.updatedAt).toBeGreaterThan(before.updatedAt);
            before = now;
          }
        }),
        { numRuns: 50 },
      );
    },
  );

  /** Said again from the updates alone, in another way than the code does. */
  function holds(incident: Incident): void {
    const { updates } = incident;
    const order = updates.map(({ at, createdAt }) => [at, createdAt] as const);
    expect(order).toEqual([...order].sort((a, b) => b[0] - a[0] || b[1] - a[1]));
    expect(incident.status).toBe(updates[0]?.status);
    const reopened = updates.findIndex(({ status: it }) => it !== 'resolved' && it !== 'postmortem');
    const sinceReopened = reopened === -1 ? updates : updates.slice(0, reopened);
    expect(incident.resolvedAt).toBe(sinceReopened.at(-1)?.at ?? null);
    const watched = updates.findIndex(
      ({ status: it }, index) => it === 'monitoring' && updates[index + 1]?.status !== 'monitoring',
    );
    expect(incident.monitoringAt).toBe(watched === -1 ? null : updates[watched]?.at);
    expect(incident.startedAt).toBeLessThanOrEqual(updates.at(-1)?.at ?? 0);
  }
});

describe("a process's notices", () => {
  afterEach(() => endNotices());

  test('are opened when they are asked for, and again when that failed', async () => {
    const options = { migrations, checks: () => ['web'], timezone: () => 'UTC' };
    provideNotices({ ...options, databasePath: `${home.path}.none` });
    await expect(provided()).rejects.toMatchObject({ code: 'unavailable', message: 'the database is not there yet' });
    provideNotices({ ...options, databasePath: home.path });
    const one = await provided();
    expect(await provided()).toBe(one);
    const { id } = await one.open({ ...OPEN, checks: ['web'] });
    expect(await notices.incident(id)).not.toBeNull();
  });
});
