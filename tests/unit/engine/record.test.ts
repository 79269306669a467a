import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Recorder } from '../../../lib/engine/record.ts';
import type { LogFields, Result } from '../../../lib/model.ts';
import type { FencedError, WriterStore } from '../../../lib/store/store.ts';
import { readOutage, readTransition, type OutageRow, type TransitionRow } from '../../../lib/store/rows.ts';
import { configOf, configured, LongestHold, MINUTE, World } from './world.ts';

const T0 = Date.parse('2026-03-01T12:00:10.000Z');
const config = configOf([configured('a'), configured('b', { failureThreshold: 2, paused: false })]);

let world: World;
let store: WriterStore;
let recorder: Recorder;
let commits: number[];
let errors: unknown[];
let fenced: FencedError[];
let logged: [message: string, fields: LogFields | undefined][];

const watching = {
  onCommitted: (id: number) => void commits.push(id),
  onInternalError: (error: unknown) => void errors.push(error),
  onFenced: (error: FencedError) => void fenced.push(error),
  log: {
    info: (message: string, fields?: LogFields) => void logged.push([message, fields]),
    warn: (message: string, fields?: LogFields) => void logged.push([message, fields]),
    error: () => undefined,
  },
};

beforeEach(async () => {
  [commits, errors, fenced, logged] = [[], [], [], []];
  world = new World(T0);
  ({ store, recorder } = await world.worker(config, watching));
});
afterEach(async () => {
  recorder.end();
  await store.end();
  world.destroy();
});

function give(check: string, state: Result['state'] = 'up', at = world.now): void {
  recorder.record({ check, at, state, responseTime: 5, code: state === 'up' ? null : 'timeout', details: null });
}

function transitions() {
  return world.look((database) =>
    database
      .prepare<[], TransitionRow & { readonly checkId: string }>(
        'SELECT t.*, checkId FROM Transition t JOIN "Check" c ON c."key" = t."check" ORDER BY t.id',
      )
      .all()
      .map((row) => readTransition(row, row.checkId)),
  );
}

function outages() {
  return world.look((database) =>
    database
      .prepare<[], OutageRow>('SELECT * FROM Outage ORDER BY id')
      .all()
      .map((row) => readOutage(row, 'a')),
  );
}

const ids = () => world.log().map(({ id }) => id);

describe('a batch', () => {
  test('is written at once when a state changes, and within a second otherwise', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    give('a');
    // Two writes are this far apart.
    await vi.advanceTimersByTimeAsync(100);
    await expect.poll(() => commits).toEqual([1]);
    expect(transitions()).toMatchObject([{ check: 'a', from: 'unknown', to: 'up', at: T0 }]);

    give('a');
    await vi.advanceTimersByTimeAsync(500);
    give('a');
    await vi.advanceTimersByTimeAsync(400);
    expect(ids()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(100);
    await expect.poll(() => commits).toEqual([1, 3]);
    expect(ids()).toHaveLength(3);
  });

  test('holds what it caused: results, transitions and outages are there together', async () => {
    give('a', 'up');
    give('a', 'down', T0 + 1);
    give('a', 'degraded', T0 + 2);
    give('a', 'up', T0 + 3);
    give('a', 'degraded', T0 + 4);
    await recorder.flush();
    expect(commits).toEqual([5]);
    expect(transitions().map(({ id, to, at }) => [id, to, at])).toEqual([
      [1, 'up', T0],
      [2, 'down', T0 + 1],
      [3, 'degraded', T0 + 2],
      [4, 'up', T0 + 3],
      [5, 'degraded', T0 + 4],
    ]);
    expect(outages()).toMatchObject([
      { id: 1, startedAt: T0 + 1, endedAt: T0 + 3, worst: 'down' },
      { id: 2, startedAt: T0 + 4, endedAt: null, worst: 'degraded' },
    ]);
  });

  test('has the log tell of each outage: its beginning with the raw words of the target, its worsening, its end', async () => {
    const result = { check: 'b', responseTime: null, code: 'connection_refused' } as const;
    const details = { raw: 'connect ECONNREFUSED 127.0.0.1:1' };
    const states = ['up', 'degraded', 'degraded', 'degraded', 'down', 'down', 'up'] as const;
    states.forEach((state, run) => recorder.record({ ...result, at: T0 + run * 10_000, state, details }));
    const trouble = { check: 'b', code: 'connection_refused', error: details.raw };
    expect(logged).toEqual([
      ['a check is degraded', trouble],
      ['a check is down', trouble],
      ['a check is up again', { check: 'b', seconds: 50 }],
    ]);
    await recorder.flush();
    expect(logged).toHaveLength(3);
  });

  test('passes over a check that is not configured any more', async () => {
    give('gone');
    give('a');
    await recorder.flush();
    expect(world.log().map(({ check }) => check)).toEqual(['a']);
  });

  test('is in order of time though a clock went back: a label never does', async () => {
    give('a');
    world.now -= 10 * MINUTE;
    give('b');
    await recorder.flush();
    expect(world.log().map(({ at }) => at)).toEqual([T0, T0]);
  });
});

describe('while another process holds the lock', () => {
  test('nothing is lost, reordered or written twice, and the loop goes on', async () => {
    give('a');
    await recorder.flush();
    const other = new Database(world.path);
    other.exec('BEGIN EXCLUSIVE');
    const held = new LongestHold();
    // A busy machine holds up the loop now and then; a write that does holds it up each time that it fails.
    let calmest = Infinity;
    for (let turn = 0; turn < 60 || calmest > 400; turn++) {
      if (turn < 60) give('a', turn % 10 === 5 ? 'down' : 'up', world.now + turn);
      const before = errors.length;
      await new Promise((resolve) => setTimeout(resolve, 100));
      if (errors.length > before) calmest = Math.min(calmest, held.take());
    }
    held.end();
    expect(ids()).toEqual([1]);
    other.exec('ROLLBACK');
    other.close();
    expect(await recorder.committed(10_000)).toBe(true);
    expect(ids()).toEqual(Array.from({ length: 61 }, (_, index) => index + 1));
    const times = world.log().map(({ at }) => at);
    expect(times).toEqual(times.slice().sort((a, b) => a - b));
    const steps = transitions().map(({ from, to }) => `${from}>${to}`);
    expect(steps).toEqual(['unknown>up', ...Array.from({ length: 6 }, () => ['up>down', 'down>up']).flat()]);
    expect(outages()).toHaveLength(6);
    expect(fenced).toEqual([]);
  });

  test('what waits too long to be committed says so', async () => {
    const other = new Database(world.path);
    other.exec('BEGIN EXCLUSIVE');
    give('a');
    expect(await recorder.committed(100)).toBe(false);
    other.close();
    expect(await recorder.committed(10_000)).toBe(true);
  }, 30_000);
});

describe('a worker that comes back', () => {
  test('writes the loss of validity at the moment of it, and no outage', async () => {
    give('a');
    give('b', 'down');
    await recorder.flush();
    world.now += 60 * MINUTE;
    await store.end();
    ({ store, recorder } = await world.worker(config, watching));
    const lost = T0 + 30_000 + 10_000 + 5_000;
    const all = transitions().slice(2);
    expect(all).toMatchObject([
      { check: 'a', from: 'up', to: 'unknown', at: lost, confirmedAt: world.now },
      { check: 'b', from: 'down', to: 'unknown', at: lost, confirmedAt: world.now },
    ]);
    give('b', 'down');
    give('a', 'up');
    await recorder.flush();
    expect(outages()).toMatchObject([{ startedAt: T0, endedAt: null, updatedAt: T0 }]);
  });

  test('does not say it of a check that was valid all the time, nor twice', async () => {
    give('a');
    await recorder.flush();
    for (const gap of [45_000, 1, 1_000]) {
      world.now += gap;
      await store.end();
      ({ store, recorder } = await world.worker(config, watching));
      recorder.sweep();
      await recorder.flush();
      expect(transitions()).toHaveLength(gap === 45_000 ? 1 : 2);
    }
  });

  test('finds a streak again that had not reached its threshold', async () => {
    give('b', 'up');
    give('b', 'down', T0 + 1);
    await recorder.flush();
    await store.end();
    ({ store, recorder } = await world.worker(config, watching));
    give('b', 'down', T0 + 2);
    await recorder.flush();
    expect(transitions().at(-1)).toMatchObject({ to: 'down', at: T0 + 1, confirmedAt: T0 + 2 });
  });

  test('finds it even where a bucket was closed within it', async () => {
    give('b', 'up');
    world.now += 4 * MINUTE + 45_000;
    give('b', 'up');
    world.now += 4_000;
    give('b', 'down');
    const first = world.now;
    await recorder.flush();
    world.now += 2_000;
    await recorder.closeDue();
    expect(await store.packed([T0 - 10_000])).toHaveLength(1);
    await store.end();
    ({ store, recorder } = await world.worker(config, watching));
    give('b', 'down');
    await recorder.flush();
    expect(transitions().at(-1)).toMatchObject({ check: 'b', to: 'down', at: first });
  });

  test('begins and ends pauses', async () => {
    give('a');
    await recorder.flush();
    const paused = configOf([configured('a', { paused: true })]);
    for (const [form, to] of [
      [paused, 'paused'],
      [paused, 'paused'],
      [config, 'unknown'],
    ] as const) {
      world.now += 1_000;
      await store.end();
      ({ store, recorder } = await world.worker(form, watching));
      expect(transitions().at(-1)).toMatchObject({ check: 'a', to });
    }
    expect(transitions()).toHaveLength(3);
  });
});

test('a worker whose lease was taken writes nothing more and says so', async () => {
  give('a');
  await recorder.flush();
  const successor = await world.worker(config);
  give('a', 'down');
  await recorder.flush();
  expect(fenced).toHaveLength(1);
  expect(ids()).toEqual([1]);
  successor.recorder.record({ check: 'a', at: T0 + 1, state: 'up', responseTime: 1, code: null, details: null });
  await successor.recorder.flush();
  expect(ids()).toEqual([1, 2]);
  successor.recorder.end();
  await successor.store.end();
});

test('closes checks in the order of their rows, whatever the order of their results', async () => {
  const written: string[] = [];
  const writeAhead = store.writeAhead.bind(store);
  store.writeAhead = (rows) => {
    written.push(...rows.packed.map(({ check }) => check));
    return writeAhead(rows);
  };
  give('b');
  give('a');
  await recorder.flush();
  world.now += 5 * MINUTE;
  await recorder.closeDue();
  expect(written).toEqual(['a', 'b']);
});
