import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addResult, bucketStart, emptyBucket, sameBucket, type Bucket } from '../../../lib/history/bucket.ts';
import type { Outage, Result, ResultState, Transition } from '../../../lib/model.ts';
import { FencedError, type LoggedResult, type ReaderStore, type WriterStore } from '../../../lib/store/store.ts';
import { catalogue, check } from '../../fixtures/catalogue.ts';

/** What a suite needs of a store: a database of its own, and as many clients on it as it asks for. */
export interface StoreUnderTest {
  writer(): Promise<WriterStore>;
  reader(): Promise<ReaderStore | null>;
  destroy(): Promise<void>;
}

const T0 = Date.parse('2026-03-01T12:00:00.000Z');
const LEASE = { holder: 'one', now: T0, ttl: 15_000, dead: [] };

function result(
  id: number,
  of: string,
  at: number,
  state: ResultState = 'up',
  more: Partial<Result> = {},
): LoggedResult {
  return {
    id,
    check: of,
    at,
    state,
    responseTime: 12.345,
    code: state === 'up' ? null : 'timeout',
    details: null,
    ...more,
  };
}

function transition(id: number, of: string, at: number, to: Transition['to']): Transition {
  return { id, check: of, at, confirmedAt: at, from: 'unknown', to, code: null };
}

function bucketOf(start: number, tier: 0 | 1 | 2, ...results: Result[]): Bucket {
  const bucket = emptyBucket(tier, start);
  for (const it of results) addResult(bucket, it);
  return bucket;
}

/** What every store must do, whatever is behind it: one suite, and one file, for all databases. */
export function storeContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`the contract of a store: ${name}`, () => {
    let store: StoreUnderTest;
    let writer: WriterStore;

    beforeEach(async () => {
      store = await open();
      writer = await store.writer();
      await writer.acquire(LEASE);
      await writer.applyCatalogue(catalogue(check('a'), check('b')), {});
    });
    afterEach(async () => {
      await writer.end();
      await store.destroy();
    });

    test('names its instance once, for ever', async () => {
      const again = await store.writer();
      expect(again.instance).toEqual(writer.instance);
      expect(writer.instance.id).toMatch(/^[0-9a-f-]{36}$/);
      await again.end();
    });

    test('gives back what was appended, to the microsecond, details included', async () => {
      const details = {
        phases: { dns: 1.5, connect: 2 },
        certificateExpiresAt: T0 + 1,
        raw: 'connect ECONNREFUSED "x"\n\u0000\ud800 \u{1f525}',
      };
      const results = [
        result(1, 'a', T0, 'down', { details }),
        result(2, 'b', T0 + 1, 'up', { responseTime: null }),
        result(3_000_000_000, 'a', T0 + 2),
      ];
      const outage: Outage = {
        id: 1,
        check: 'a',
        startedAt: T0,
        endedAt: null,
        worst: 'down',
        code: 'timeout',
        updatedAt: T0,
      };
      await writer.append({ results, transitions: [transition(1, 'a', T0, 'down')], outages: [outage] });
      const state = await writer.restore();
      expect(state.log).toEqual(results);
      expect(state.openOutages).toEqual([outage]);
      expect(state.lastTransitions).toEqual([transition(1, 'a', T0, 'down')]);
      expect([state.lastResultId, state.lastTransitionId, state.lastOutageId]).toEqual([3_000_000_000, 1, 1]);
      const reader = await store.reader();
      expect((await reader?.load(0))?.log).toEqual(results);
      await reader?.end();
    });

    test('appends a batch whole or not at all', async () => {
      await writer.append({ results: [result(1, 'a', T0)], transitions: [transition(1, 'a', T0, 'up')], outages: [] });
      const twice = { results: [result(2, 'a', T0)], transitions: [transition(1, 'a', T0, 'down')], outages: [] };
      await expect(writer.append(twice)).rejects.toThrow();
      expect((await writer.restore()).log.map(({ id }) => id)).toEqual([1]);
    });

    test('loses no acknowledged write while others fail at the same time', async () => {
      await writer.append({ results: [result(1, 'a', T0)], transitions: [], outages: [] });
      const attempts = Array.from({ length: 60 }, (_, index) => {
        const isBad = index % 2 === 1;
        // A bad batch fails at its second statement: what it has inserted by then is rolled back.
        const transitions = isBad ? [transition(1, 'a', T0, 'up'), transition(1, 'a', T0, 'up')] : [];
        return writer.append({ results: [result(index + 2, 'a', T0 + index)], transitions, outages: [] });
      });
      const others = Array.from({ length: 20 }, () => writer.renew(T0 + 60_000));
      const outcomes = await Promise.allSettled(attempts);
      await Promise.all(others);
      expect(outcomes.map(({ status }) => status)).toEqual(
        outcomes.map((_, index) => (index % 2 === 1 ? 'rejected' : 'fulfilled')),
      );
      const acknowledged = outcomes.flatMap(({ status }, index) => (status === 'fulfilled' ? [index + 2] : []));
      expect((await writer.restore()).log.map(({ id }) => id)).toEqual([1, ...acknowledged]);
    });

    test('admits one writer: the lease is taken when free, expired or of the dead, and fences the old holder', async () => {
      const other = await store.writer();
      expect(await other.acquire({ ...LEASE, holder: 'two' })).toBeNull();
      expect(await other.acquire({ ...LEASE, holder: 'two', now: T0 + 14_999 })).toBeNull();
      expect(await other.acquire({ ...LEASE, holder: 'two', dead: ['one'] })).toEqual({ token: 2 });
      await expect(writer.append({ results: [result(1, 'a', T0)], transitions: [], outages: [] })).rejects.toThrow(
        FencedError,
      );
      await expect(writer.renew(T0 + 99_000)).rejects.toThrow(FencedError);
      const ahead = {
        buckets: [{ check: 'a', bucket: bucketOf(bucketStart(0, T0), 0, result(1, 'a', T0)) }],
        packed: [],
      };
      await expect(writer.writeAhead(ahead)).rejects.toThrow(FencedError);
      await expect(
        writer.close({
          buckets: [],
          packed: [],
          checks: [],
          checkpoint: { foldedId: 9, trimmedId: 0, closedUntil: 0 },
        }),
      ).rejects.toThrow(FencedError);
      expect((await writer.restore()).log).toEqual([]);
      expect(await writer.acquire({ ...LEASE, now: T0 + 15_000 })).toEqual({ token: 3 });
      await writer.release();
      expect(await other.acquire({ ...LEASE, holder: 'two' })).toEqual({ token: 4 });
      await other.end();
    });

    test('closes buckets, keeps their results packed, and trims the log behind the close before', async () => {
      const start = bucketStart(0, T0);
      const [first, second, third] = [
        result(1, 'a', T0),
        result(2, 'a', T0 + 1000, 'down'),
        result(3, 'a', T0 + 300_000),
      ];
      await writer.append({ results: [first, second, third], transitions: [], outages: [] });
      const bucket = bucketOf(start, 0, first, second);
      const record = {
        id: 'a',
        runs: { up: 1, degraded: 0, down: 1, unknown: 0 },
        lastResult: second,
        lastVerdictAt: second.at,
        histogram: { counts: [0, 2], sum: 12.5 },
      };
      const close = (foldedId: number, trimmedId: number) =>
        writer.close({
          buckets: [{ check: 'a', bucket }],
          packed: [{ check: 'a', start, results: [first, second] }],
          checks: [record],
          checkpoint: { foldedId, trimmedId, closedUntil: start + 300_000 },
        });
      await close(2, 0);
      const state = await writer.restore();
      expect(state.log).toEqual([third]);
      expect(state.checkpoint).toEqual({ foldedId: 2, trimmedId: 0, closedUntil: start + 300_000 });
      expect(state.checks.find(({ id }) => id === 'a')).toEqual({
        ...record,
        lastResult: expect.objectContaining({ at: second.at, state: 'down' }) as Result,
      });
      const [stored] = await writer.buckets(0, [start]);
      expect(stored !== undefined && sameBucket(stored.bucket, bucket)).toBe(true);
      expect((await writer.packed([start]))[0]?.results.map(({ at, state: its }) => [at, its])).toEqual([
        [T0, 'up'],
        [T0 + 1000, 'down'],
      ]);
      // A reader that has not seen them yet still finds the folded rows; after the next close it has to load anew.
      const reader = await store.reader();
      await reader?.load(0);
      expect(
        (await reader?.changes({ resultId: 0, transitionId: 0, noticeRevision: 0 }))?.log.map(({ id }) => id),
      ).toEqual([1, 2, 3]);
      await close(3, 2);
      expect(await reader?.changes({ resultId: 0, transitionId: 0, noticeRevision: 0 })).toBeNull();
      expect((await reader?.checkBuckets('a', 0, [start]))?.rows[0]?.runs).toEqual(record.runs);
      await reader?.end();
    });

    test('shows nothing of what is written ahead until the checkpoint says that its span has ended', async () => {
      const day = bucketStart(2, T0);
      const [hour, five] = [day + 3_600_000, day + 3_600_000 + 300_000];
      const rows = ([0, 1, 2] as const).map((tier) => {
        const start = [five, hour, day][tier] ?? 0;
        return { check: 'a', bucket: bucketOf(start, tier, result(1, 'a', start)) };
      });
      const packed = [{ check: 'a', start: five, results: [result(1, 'a', five)] }];
      const close = (closedUntil: number) =>
        writer.close({ buckets: [], packed: [], checks: [], checkpoint: { foldedId: 1, trimmedId: 0, closedUntil } });
      const reader = await store.reader();
      await reader?.load(0);
      const seen = async () => {
        const by = (
          await Promise.all([five, hour, day].map((start, tier) => writer.buckets(tier as 0, [start])))
        ).flat();
        const read = await Promise.all(
          [five, hour, day].map(
            async (start, tier) => (await reader?.checkBuckets('a', tier as 0, [start]))?.rows ?? [],
          ),
        );
        expect(read.flat()).toHaveLength(by.length);
        const packs = (await writer.packed([five])).length;
        expect((await reader?.checkPacked('a', [five]))?.rows).toHaveLength(packs);
        return [by.map(({ bucket }) => bucket.tier), packs];
      };
      await writer.writeAhead({ buckets: rows, packed });
      expect(await seen()).toEqual([[], 0]);
      await close(five);
      expect(await seen()).toEqual([[], 0]);
      // Again, as by a worker that found it so: replaced, not added to.
      await writer.writeAhead({ buckets: rows, packed });
      await close(five + 300_000);
      expect(await seen()).toEqual([[0], 1]);
      await close(hour + 3_600_000);
      expect(await seen()).toEqual([[0, 1], 1]);
      await close(day + 86_400_000);
      expect(await seen()).toEqual([[0, 1, 2], 1]);
      expect((await writer.buckets(0, [five]))[0]?.bucket.runs).toEqual(rows[0]?.bucket.runs);
      expect(await writer.buckets(0, [five], ['b'])).toEqual([]);
      expect(await writer.buckets(0, [five], ['b', 'a'])).toHaveLength(1);
      expect(await writer.packed([five], ['b'])).toEqual([]);
      await reader?.end();
    });

    test('trims the log behind the checkpoint in steps', async () => {
      const results = Array.from({ length: 100 }, (_, index) => result(index + 1, 'a', T0 + index));
      for (const one of results) await writer.append({ results: [one], transitions: [], outages: [] });
      expect(await writer.trimLog(1_000)).toBe(false);
      await writer.close({
        buckets: [],
        packed: [],
        checks: [],
        checkpoint: { foldedId: 90, trimmedId: 80, closedUntil: 0 },
      });
      let steps = 0;
      while (await writer.trimLog(120)) steps++;
      expect(steps).toBeGreaterThan(1);
      expect((await writer.restore()).recent.map(({ id }) => id)).toEqual(results.slice(80).map(({ id }) => id));
    });

    test('does not give an id twice although the log was emptied', async () => {
      await writer.append({ results: [result(7, 'a', T0)], transitions: [], outages: [] });
      await writer.close({
        buckets: [],
        packed: [],
        checks: [],
        checkpoint: { foldedId: 7, trimmedId: 7, closedUntil: 0 },
      });
      expect((await writer.restore()).lastResultId).toBe(7);
    });

    test('renames a check by its former ids, history and all; a history of its own stays', async () => {
      await writer.append({ results: [result(1, 'a', T0)], transitions: [transition(1, 'a', T0, 'up')], outages: [] });
      expect(await writer.applyCatalogue(catalogue(check('new'), check('b')), { new: ['older', 'a'] })).toEqual([]);
      expect((await writer.restore()).log.map((it) => it.check)).toEqual(['new']);
      const remarks = await writer.applyCatalogue(catalogue(check('b')), { b: ['new'] });
      expect(remarks).toEqual(['check b has a history of its own: that of its former id new stays with new']);
      expect((await writer.restore()).lastTransitions.map((it) => it.check)).toEqual(['new']);
    });

    test('has a reader load anew when the catalogue is another one, and not when it is stored again', async () => {
      const reader = await store.reader();
      const changes = () => reader?.changes({ resultId: 0, transitionId: 0, noticeRevision: 0 });
      await reader?.load(0);
      await writer.applyCatalogue(catalogue(check('a'), check('b')), {});
      expect(await changes()).not.toBeNull();
      await writer.applyCatalogue(catalogue(check('a'), check('c')), {});
      expect(await changes()).toBeNull();
      await reader?.load(0);
      expect(await changes()).not.toBeNull();
      await reader?.end();
    });

    test('hands a reader the transitions of its horizon and the last one before it', async () => {
      const transitions = [
        transition(1, 'a', 100, 'up'),
        transition(2, 'a', 200, 'down'),
        transition(3, 'a', 300, 'up'),
        transition(4, 'b', 50, 'down'),
      ];
      await writer.append({ results: [], transitions, outages: [] });
      const reader = await store.reader();
      const state = await reader?.load(250);
      expect(state?.transitions.map(({ id }) => id)).toEqual([2, 3, 4]);
      expect(state?.firstVerdicts.map(({ id }) => id)).toEqual([1, 4]);
      expect((await reader?.checkTransitions('a', 250))?.map(({ id }) => id)).toEqual([2, 3]);
      await reader?.end();
    });

    test('tells a reader what touched a span, however long ago, of the checks that it names', async () => {
      const transitions = [
        transition(1, 'a', 100, 'up'),
        transition(2, 'a', 200, 'down'),
        transition(3, 'a', 300, 'up'),
        transition(4, 'b', 50, 'down'),
        transition(5, 'a', 400, 'down'),
      ];
      const outage = (id: number, of: string, startedAt: number, endedAt: number | null): Outage => {
        return { id, check: of, startedAt, endedAt, worst: 'down', code: null, updatedAt: endedAt ?? startedAt };
      };
      const outages = [
        outage(2, 'a', 200, 300),
        outage(4, 'b', 50, null),
        outage(5, 'a', 400, 410),
        outage(6, 'a', 450, 460),
      ];
      await writer.append({ results: [], transitions, outages });
      const reader = await store.reader();
      await reader?.load(1_000);
      const between = (checks: string[], from: number, to: number, limit = 9) =>
        reader
          ?.outagesBetween(checks, { from, to }, limit)
          .then(({ outages: told, count }) => [told.map(({ id }) => id), count]);
      expect(await between(['a', 'b'], 250, 450)).toEqual([[5, 2, 4], 3]);
      expect(await between(['a', 'b'], 250, 451, 2)).toEqual([[6, 5], 4]);
      expect(await between(['a'], 300, 400)).toEqual([[], 0]);
      expect(await between(['b', 'none'], 0, 51)).toEqual([[4], 1]);
      const changes = async (checks: string[], from: number, to: number) =>
        (await reader?.transitionsBetween(checks, { from, to }))?.map(({ id }) => id);
      expect(await changes(['b', 'a'], 250, 400)).toEqual([2, 3, 4]);
      expect(await changes(['a', 'none'], 0, 100)).toEqual([]);
      await reader?.end();
    });

    test('hands a reader the response times of the last 24 closed hours and of what is closed since', async () => {
      const hour = bucketStart(1, T0);
      const runs = (start: number, tier: 0 | 1, ms: number) => ({
        check: 'a',
        bucket: bucketOf(start, tier, result(1, 'a', start, 'up', { responseTime: ms }), result(2, 'a', start, 'down')),
      });
      const buckets = [
        runs(hour - 25 * 3_600_000, 1, 1),
        runs(hour - 24 * 3_600_000, 1, 2),
        runs(hour - 3_600_000, 1, 4),
        runs(hour - 300_000, 0, 100),
        runs(hour, 0, 8),
        runs(hour + 300_000, 0, 16),
        // Written ahead: it is not closed yet.
        runs(hour + 600_000, 0, 1_000),
      ];
      const checkpoint = { foldedId: 9, trimmedId: 0, closedUntil: hour + 600_000 };
      await writer.close({ buckets, packed: [], checks: [], checkpoint });
      const reader = await store.reader();
      const [hours, ...others] = (await reader?.load(0))?.responses ?? [];
      expect(others).toEqual([]);
      expect(hours).toMatchObject({ check: 'a', from: hour - 24 * 3_600_000 });
      const told = (list: readonly number[] = []) => [list.length, list[0], list[1], list[23], list[24]];
      expect(told(hours?.counts)).toEqual([25, 1, 0, 1, 2]);
      expect(told(hours?.sums)).toEqual([25, 2_000, 0, 4_000, 24_000]);
      await reader?.end();
    });

    test('tells a reader cheaply whether anything was committed', async () => {
      const reader = await store.reader();
      await reader?.changed();
      expect(await reader?.changed()).toBe(false);
      await writer.renew(T0 + 20_000);
      expect(await reader?.changed()).toBe(true);
      expect(await reader?.changed()).toBe(false);
      await reader?.end();
    });

    test('shows a reader one moment: each result once, in the log or in what was folded', async () => {
      const reader = await store.reader();
      const ended = new AbortController();
      const writing = (async () => {
        for (let id = 1; id <= 60; id++) {
          // A store that answers at once would let nobody else in.
          await new Promise((resolve) => setImmediate(resolve));
          await writer.append({ results: [result(id, 'a', T0 + id)], transitions: [], outages: [] });
          if (id % 3 !== 0) continue;
          const runs = { up: id, degraded: 0, down: 0, unknown: 0 };
          await writer.close({
            buckets: [],
            packed: [],
            checks: [{ id: 'a', runs, lastResult: null, lastVerdictAt: null, histogram: null }],
            checkpoint: { foldedId: id, trimmedId: id, closedUntil: id },
          });
        }
        ended.abort();
      })();
      let looks = 0;
      while (!ended.signal.aborted) {
        const state = await reader?.load(0);
        const folded = state?.checkpoint.foldedId ?? -1;
        expect(state?.checks.find(({ id }) => id === 'a')?.runs.up).toBe(folded);
        expect(state?.log.map(({ id }) => id - folded)).toEqual(state?.log.map((_, index) => index + 1));
        looks++;
        await new Promise((resolve) => setImmediate(resolve));
      }
      await writing;
      expect(looks).toBeGreaterThan(1);
      await reader?.end();
    });

    test('trims nothing that an open hour or day is still to be made of, however short it is kept', async () => {
      const day = bucketStart(2, T0);
      const at = (minutes: number) => day + minutes * 60_000;
      const row = (start: number, tier: 0 | 1) => ({
        check: 'a',
        bucket: bucketOf(start, tier, result(1, 'a', start)),
      });
      const buckets = [row(at(-60), 1), row(at(0), 0), row(at(55), 0), row(at(0), 1), row(at(60), 0)];
      const checkpoint = { foldedId: 1, trimmedId: 0, closedUntil: at(65) };
      await writer.close({ buckets, packed: [], checks: [], checkpoint });
      const now = at(3_000);
      expect(await writer.trim({ results: now, fiveMinutes: now, hours: now }, 10)).toBe(3);
      const left = [await writer.buckets(0, [at(0), at(55), at(60)]), await writer.buckets(1, [at(-60), at(0)])];
      expect(left.flat().map(({ bucket }) => [bucket.tier, bucket.start])).toEqual([
        [0, at(60)],
        [1, at(0)],
      ]);
    });

    test('trims each tier behind its own horizon in small steps', async () => {
      const day = bucketStart(2, T0);
      const rows = ([0, 1, 2] as const).flatMap((tier) =>
        [0, 1, 2].map((n) => ({ check: 'a', bucket: bucketOf(day + n * 86_400_000, tier, result(1, 'a', T0)) })),
      );
      const packed = [0, 1, 2].map((n) => ({
        check: 'a',
        start: day + n * 86_400_000,
        results: [result(1, 'a', day + n * 86_400_000)],
      }));
      await writer.close({
        buckets: rows,
        packed,
        checks: [],
        checkpoint: { foldedId: 1, trimmedId: 0, closedUntil: day + 3 * 86_400_000 },
      });
      const before = { results: day + 172_800_000, fiveMinutes: day + 86_400_000, hours: day + 1 };
      expect(await writer.trim(before, 1)).toBe(3);
      expect(await writer.trim(before, 10)).toBe(1);
      expect(await writer.trim(before, 10)).toBe(0);
      const starts = [day, day + 86_400_000, day + 172_800_000];
      expect([
        (await writer.packed(starts)).length,
        ...(await Promise.all(([0, 1, 2] as const).map(async (tier) => (await writer.buckets(tier, starts)).length))),
      ]).toEqual([1, 2, 2, 3]);
    });
  });
}
