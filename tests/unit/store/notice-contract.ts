import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Incident, MaintenancePlan } from '../../../lib/model.ts';
import { LongestHold } from '../engine/world.ts';
import type { KeptAnswer, Notice, NoticeStore, ReaderStore, StoredAlert } from '../../../lib/store/store.ts';

/** What a suite needs of a store: a database of its own, and as many clients on it as it asks for. */
export interface NoticeStoreUnderTest {
  notices(): Promise<NoticeStore>;
  /** A reader of the same database, whose worker has stored a catalogue. */
  reader(): Promise<ReaderStore>;
  /** Holds the database's lock for `ms`. Resolves when it has it. */
  lock(ms: number): Promise<void>;
  destroy(): Promise<void>;
}

const T0 = Date.parse('2026-03-01T12:00:00.000Z');

export function incident(id: string, version = 1, more: Partial<Incident> = {}): Notice {
  const notice: Incident = {
    id,
    version,
    title: `"${id}" \u{1f525} \\ ' % ?`,
    status: 'investigating',
    impact: 'minor',
    checks: ['a'],
    startedAt: T0,
    monitoringAt: null,
    resolvedAt: null,
    createdAt: T0,
    updatedAt: T0 + version,
    updates: [
      {
        id: 'u1',
        status: 'investigating',
        body: 'a\n"b"',
        html: '<p>a</p>',
        at: T0,
        createdAt: T0,
        updatedAt: T0,
      },
    ],
    ...more,
  };
  return { kind: 'incident', notice, deleted: false };
}

function plan(id: string, version = 1): Notice {
  const notice: MaintenancePlan = {
    id,
    version,
    title: id,
    body: 'x',
    html: '<p>x</p>',
    checks: [],
    startsAt: T0,
    endsAt: T0 + 3_600_000,
    timezone: 'UTC',
    rrule: null,
    exceptions: [{ start: T0, endsAt: null, at: T0 }],
    cancelledAt: null,
    createdAt: T0 + 5,
    updatedAt: T0,
    editedAt: T0,
    updates: [],
  };
  return { kind: 'maintenance', notice, deleted: false };
}

function answer(text: string): KeptAnswer {
  return { fingerprint: `of ${text}`, status: 201, headers: { Location: `/${text}` }, body: `{"it":"${text}"}` };
}

function alert(fingerprint: string, more: Partial<StoredAlert> = {}): StoredAlert {
  const labels = { alertname: 'Down "x" \u0000\ud800' };
  return {
    fingerprint,
    check: null,
    incident: null,
    firing: true,
    labels,
    annotations: {},
    startsAt: T0,
    updatedAt: T0,
    ...more,
  };
}

/** What every store of what people write must do, whatever is behind it. */
export function noticeContract(name: string, open: () => Promise<NoticeStoreUnderTest>): void {
  describe(`the contract of a store of notices: ${name}`, () => {
    let under: NoticeStoreUnderTest;
    let store: NoticeStore;
    const write = (...put: Notice[]) => store.write({ put, at: T0 });

    beforeEach(async () => {
      under = await open();
      store = await under.notices();
    });
    afterEach(async () => {
      await store.end();
      await under.destroy();
    });

    test('gives back what was written, whole', async () => {
      expect(await write(incident('i'), plan('m'))).toBe('written');
      expect(await store.notice('i')).toEqual(incident('i'));
      expect(await store.notice('m')).toEqual(plan('m'));
      expect(await store.notice('none')).toBeNull();
    });

    test('lists each kind by itself, newest first, without the deleted', async () => {
      await write(incident('old', 1, { createdAt: T0 - 1 }), incident('new', 1, { createdAt: T0 + 1 }), plan('m'));
      await write({ ...incident('gone'), deleted: true });
      expect((await store.notices('incident')).map(({ notice }) => notice.id)).toEqual(['new', 'old']);
      expect(await store.notices('maintenance')).toEqual([plan('m')]);
      expect(await store.notice('gone')).toBeNull();
    });

    test('takes the next version only, and writes nothing otherwise', async () => {
      await write(incident('i'));
      for (const version of [1, 3, 0]) expect(await write(incident('i', version))).toBe('conflict');
      expect(await write(incident('new', 2))).toBe('conflict');
      expect(await store.notice('i')).toEqual(incident('i'));
      expect(await store.edits('i')).toEqual([]);
      expect(await write(incident('i', 2))).toBe('written');
      expect(await store.notice('i')).toEqual(incident('i', 2));
    });

    test('keeps what was before each change, newest first', async () => {
      await write(incident('i'));
      await store.write({ put: [incident('i', 2)], at: T0 + 10 });
      await store.write({ put: [{ ...incident('i', 3), deleted: true }], at: T0 + 20 });
      expect(await store.edits('i')).toEqual([
        { at: T0 + 20, notice: incident('i', 2).notice },
        { at: T0 + 10, notice: incident('i').notice },
      ]);
      expect(await store.edits('none')).toEqual([]);
    });

    test('refuses a change one of whose versions was overtaken as a whole, answer and alerts included', async () => {
      await write(incident('i'), incident('j'));
      await write(incident('j', 2));
      const change = {
        put: [incident('i', 2), incident('j', 2), incident('k')],
        alerts: [alert('f')],
        answer: { key: 'key', answer: answer('x') },
        at: T0,
      };
      expect(await store.write(change)).toBe('conflict');
      expect(await store.notice('i')).toEqual(incident('i'));
      expect(await store.notice('k')).toBeNull();
      expect(await store.edits('i')).toEqual([]);
      expect(await store.alerts(['f'])).toEqual([]);
      expect(await store.keptAnswer('key', 0)).toBeNull();
    });

    test('keeps one answer under a key, and refuses every other change with it as a whole', async () => {
      const first = { put: [incident('i')], answer: { key: 'key', answer: answer('x') }, at: T0 };
      expect(await store.write(first)).toBe('written');
      expect(await store.keptAnswer('key', T0)).toEqual(answer('x'));
      expect(await store.keptAnswer('key', T0 + 1)).toBeNull();
      for (const it of ['x', 'y']) {
        const again = { put: [incident(it)], alerts: [alert('f')], answer: { key: 'key', answer: answer(it) }, at: T0 };
        expect(await store.write(again)).toBe('conflict');
        expect(await store.write({ ...again, put: [] })).toBe('conflict');
        expect(await store.notice(it)).toBeNull();
      }
      expect(await store.alerts(['f'])).toEqual([]);
      expect(await store.keptAnswer('key', 0)).toEqual(answer('x'));
      const other = { put: [], answer: { key: 'other', answer: answer('y') }, at: T0 };
      expect(await store.write(other)).toBe('written');
      expect(await store.keptAnswer('other', 0)).toEqual(answer('y'));
    });

    test('writes and finds alerts, alone and with the incident that they opened', async () => {
      expect(await store.write({ put: [], alerts: [alert('f', { check: 'a' }), alert('g')], at: T0 })).toBe('written');
      await store.write({ put: [incident('i')], alerts: [alert('g', { incident: 'i', firing: false })], at: T0 });
      await store.write({ put: [], alerts: [alert('h', { check: 'a', firing: false })], at: T0 });
      expect(await store.alerts(['g', 'f', 'none'])).toEqual([
        alert('f', { check: 'a' }),
        alert('g', { incident: 'i', firing: false }),
      ]);
      const found = await store.alertsOf({ checks: ['a', 'b'], incidents: ['i', 'j'] });
      expect(found.map(({ fingerprint }) => fingerprint)).toEqual(['f', 'g']);
      expect(await store.alertsOf({ checks: [], incidents: [] })).toEqual([]);
    });

    test('trims old answers and alerts that stopped firing, and nothing else', async () => {
      const old = { put: [incident('i')], answer: { key: 'old', answer: answer('x') }, at: T0 };
      await store.write({ ...old, alerts: [alert('fires'), alert('stopped', { firing: false })] });
      const fresh = [alert('fresh', { firing: false, updatedAt: T0 + 1 })];
      await store.write({ put: [], alerts: fresh, answer: { key: 'fresh', answer: answer('y') }, at: T0 + 1 });
      await store.trim(T0 + 1);
      expect(await store.keptAnswer('old', 0)).toBeNull();
      expect(await store.keptAnswer('fresh', 0)).toEqual(answer('y'));
      const left = await store.alerts(['fires', 'stopped', 'fresh']);
      expect(left.map(({ fingerprint }) => fingerprint)).toEqual(['fires', 'fresh']);
      expect(await store.notice('i')).not.toBeNull();
    });

    test('tells a reader of each change once, deletions too', async () => {
      const reader = await under.reader();
      await write(incident('i'), incident('j'));
      const state = await reader.load(0);
      expect(state?.notices).toEqual([incident('i'), incident('j')]);
      const after = { resultId: 0, transitionId: 0, noticeRevision: state?.noticeRevision ?? 0 };
      expect((await reader.changes(after))?.notices).toEqual([]);
      await write(plan('m'));
      await write({ ...incident('i', 2), deleted: true });
      const changes = await reader.changes(after);
      expect(changes?.notices).toEqual([plan('m'), { ...incident('i', 2), deleted: true }]);
      const next = { ...after, noticeRevision: changes?.noticeRevision ?? 0 };
      expect((await reader.changes(next))?.notices).toEqual([]);
      await reader.end();
    });

    test('loses no update when two stores change the same notice at once', async () => {
      const other = await under.notices();
      await write(incident('i'));
      const increments = [store, other].map(async (it) => {
        for (let done = 0; done < 25;) {
          const was = await it.notice('i');
          if (was?.kind !== 'incident') throw new Error('it is gone');
          const { version, checks } = was.notice;
          const put = [incident('i', version + 1, { checks: [...checks, `${version}`] })];
          if ((await it.write({ put, at: T0 })) === 'written') done++;
        }
      });
      await Promise.all(increments);
      const end = await store.notice('i');
      expect(end?.notice.version).toBe(51);
      expect(end?.notice.checks).toEqual(['a', ...Array.from({ length: 50 }, (_, index) => `${index + 1}`)]);
      expect(await store.edits('i')).toHaveLength(50);
      await other.end();
    });

    test('carries out one of many at once that have the same key', async () => {
      const other = await under.notices();
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          (index % 2 === 0 ? store : other).write({
            put: [incident(`i${index}`)],
            answer: { key: 'key', answer: answer('same') },
            at: T0,
          }),
        ),
      );
      expect(outcomes.filter((outcome) => outcome === 'written')).toHaveLength(1);
      expect(await store.notices('incident')).toHaveLength(1);
      await other.end();
    });

    test('loses nothing that was written while others are refused', async () => {
      await write(incident('i'));
      const outcomes = await Promise.all(
        Array.from({ length: 40 }, (_, index) => write(incident(index % 2 === 0 ? `n${index}` : 'i'))),
      );
      expect(outcomes).toEqual(outcomes.map((_, index) => (index % 2 === 0 ? 'written' : 'conflict')));
      expect(await store.notices('incident')).toHaveLength(21);
    });

    test('waits for the lock without stopping the event loop', async () => {
      // A busy machine stops it now and then; a write that does stops it each time.
      const held = new LongestHold();
      let longest = Infinity;
      for (let turn = 0; turn < 30 && longest > 400; turn++) {
        await under.lock(700);
        held.take();
        expect(await write(incident(`i${turn}`))).toBe('written');
        longest = held.take();
      }
      held.end();
      expect(longest).toBeLessThanOrEqual(400);
    });

    test('gives up after 5 s, though the lock goes on', async () => {
      await under.lock(60_000);
      const start = performance.now();
      await expect(write(incident('i'))).rejects.toThrow();
      expect(performance.now() - start).toBeGreaterThan(4_900);
      expect(await store.notice('i')).toBeNull();
    });
  });
}
