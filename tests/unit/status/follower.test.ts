import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { Result } from '../../../lib/model.ts';
import { openStatus, type Follower } from '../../../lib/status/open.ts';
import { configOf, configured, eventually, MIGRATIONS, MINUTE, silent, World, type Crew } from '../engine/world.ts';

const config = configOf([configured('a'), configured('hidden', { public: false })]);

let world: World;
let crew: Crew | null;
let follower: Follower;
beforeEach(() => {
  world = new World(Date.now());
  crew = null;
  follower = openStatus({ databasePath: world.path, migrations: MIGRATIONS, version: '1', log: silent });
});
afterEach(async () => {
  await follower.close();
  crew?.recorder.end();
  await crew?.store.end();
  world.destroy();
});

async function started(): Promise<Crew> {
  crew = await world.worker(config);
  await follower.nudge();
  return crew;
}

function give(more: Partial<Result> = {}): void {
  crew?.recorder.record({
    check: 'a',
    at: world.now,
    state: 'up',
    responseTime: 5,
    code: null,
    details: null,
    ...more,
  });
}

const seen = () => follower.snapshot('token')?.checks[0];

test('before there is a database there is no snapshot; it comes by itself', async () => {
  await follower.nudge();
  expect(follower.snapshot('public')).toBeNull();
  expect(await follower.history('token', 'a', '1h')).toBeNull();
  expect(follower.readiness()).toMatchObject({ ready: false, reasons: ['the database is not there yet'] });
  crew = await world.worker(config);
  await eventually(() => follower.snapshot('public') !== null);
  expect(follower.snapshot('public')?.checks).toMatchObject([{ id: 'a', state: 'unknown' }]);
});

test('what is committed is seen within a second without a nudge, and the revision moves', async () => {
  const { recorder } = await started();
  let told = 0;
  follower.subscribe(() => told++);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  await follower.nudge();
  for (const state of ['up', 'down', 'up'] as const) {
    const before = follower.revision();
    give({ state, code: state === 'up' ? null : 'timeout', at: Date.now() });
    await recorder.flush();
    await vi.advanceTimersByTimeAsync(1_000);
    await expect.poll(() => seen()?.state).toBe(state);
    expect(follower.revision()).not.toBe(before);
  }
  expect(told).toBe(3);
  expect(seen()?.runs).toEqual({ up: 2, degraded: 0, down: 1, unknown: 0 });
  expect(follower.snapshot('token')).toBe(follower.snapshot('token'));
});

test('a move is prepared by those who see it already, while all others see the last one', async () => {
  const { recorder } = await started();
  give({ state: 'up', at: Date.now() });
  await recorder.flush();
  await follower.refresh();
  const before = follower.revision();
  expect(seen()?.state).toBe('up');
  const preparation: { done?: () => void } = {};
  const stop = follower.beforeMove(async () => {
    const ahead = follower.revision();
    expect(ahead).not.toBe(before);
    expect(seen()?.state).toBe('down');
    await new Promise<void>((resolve) => (preparation.done = resolve));
    // Whoever began before the move goes on with what it began with.
    expect(follower.revision()).toBe(ahead);
  });
  give({ state: 'down', code: 'timeout', at: Date.now() });
  await recorder.flush();
  const moved = follower.nudge();
  await eventually(() => preparation.done !== undefined);
  expect(follower.revision()).toBe(before);
  expect(seen()?.state).toBe('up');
  preparation.done?.();
  await moved;
  expect(seen()?.state).toBe('down');
  stop();
});

test('a move waits neither long for those who prepare it, nor at all when somebody waits for it', async () => {
  const { recorder } = await started();
  let begun = 0;
  follower.beforeMove(() => {
    begun++;
    return new Promise(() => undefined);
  });
  give({ state: 'up', at: Date.now() });
  await recorder.flush();
  await follower.nudge();
  expect(begun).toBe(1);
  expect(seen()?.state).toBe('up');
  give({ state: 'down', code: 'timeout', at: Date.now() });
  await recorder.flush();
  void follower.nudge();
  await eventually(() => begun === 2);
  await follower.refresh();
  expect(seen()?.state).toBe('down');
  give({ state: 'up', at: Date.now() });
  await recorder.flush();
  await follower.follow(recorder.committedResultId, 30_000);
  expect(seen()?.state).toBe('up');
  expect(begun).toBe(2);
});

test('closes between two looks, which leave a gap in the log, lose nothing and count nothing twice', async () => {
  const { recorder } = await started();
  let expected = 0;
  for (let bucket = 0; bucket < 12; bucket++) {
    for (let turn = 0; turn <= bucket % 4; turn++, expected++) give();
    await recorder.flush();
    world.now += 5 * MINUTE;
    await recorder.closeDue();
    if (bucket % 5 === 4) await follower.nudge();
  }
  await follower.nudge();
  expect(seen()?.runs.up).toBe(expected);
});

test('another catalogue is seen, whole', async () => {
  const { store } = await started();
  expect(follower.snapshot('token')?.checks).toHaveLength(2);
  await store.applyCatalogue(configOf([configured('a', { name: 'Renamed' }), configured('new')]).catalogue, {});
  await follower.nudge();
  expect(follower.snapshot('token')?.checks.map(({ id, name }) => [id, name])).toEqual([
    ['a', 'Renamed'],
    ['new', 'new'],
  ]);
});

test('the history of a private check is for a token alone', async () => {
  await started();
  expect(await follower.history('public', 'hidden', '1h')).toBeNull();
  expect(await follower.history('token', 'absent', '1h')).toBeNull();
  expect(await follower.history('token', 'hidden', '1h')).toMatchObject({ check: 'hidden' });
});

test('when the database does not answer, the last picture stays and says since when', async () => {
  const { recorder } = await started();
  give({ at: Date.now() });
  await recorder.flush();
  await follower.nudge();
  // Nothing short of a fault stops a reader of a WAL: this one misses a table.
  const other = new Database(world.path);
  other.exec('ALTER TABLE Batch RENAME TO Elsewhere');
  const broken = Date.now();
  await eventually(() => !follower.readiness().databaseAnswers);
  const noticed = Date.now();
  expect(follower.readiness().reasons).toContain('the database does not answer');
  await eventually(() => follower.snapshot('public')?.staleSince != null);
  const since = follower.snapshot('public')?.staleSince ?? 0;
  expect(since).toBeGreaterThanOrEqual(broken);
  expect(since).toBeLessThanOrEqual(noticed);
  expect(seen()).toMatchObject({ id: 'a', state: 'up', runs: { up: 1 } });
  other.exec('ALTER TABLE Elsewhere RENAME TO Batch');
  other.close();
  await eventually(() => follower.snapshot('public')?.staleSince === null);
  give({ at: Date.now() });
  await recorder.flush();
  await eventually(() => seen()?.runs.up === 2);
});

test('a lock of another process does not stop it', async () => {
  const { recorder } = await started();
  give({ at: Date.now() });
  await recorder.flush();
  const other = new Database(world.path);
  other.exec('BEGIN EXCLUSIVE');
  await follower.nudge();
  expect(seen()?.runs.up).toBe(1);
  expect(follower.readiness().databaseAnswers).toBe(true);
  other.exec('ROLLBACK');
  other.close();
});
