import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Snapshot } from '../../../lib/model.ts';
import { deriveSnapshot } from '../../../lib/status/derive.ts';
import { readCheckHistory } from '../../../lib/status/history.ts';
import { Memory } from '../../../lib/status/memory.ts';
import { openGatus } from '../../../lib/store/foreign/gatus.ts';
import { ImportError, type ForeignSource } from '../../../lib/store/foreign/source.ts';
import { openUptimeKuma } from '../../../lib/store/foreign/uptime-kuma.ts';
import { matchMonitors, planImport, runImport, type ImportedFigures } from '../../../lib/store/import.ts';
import { openArchiveStore, openImportStore } from '../../../lib/store/open.ts';
import { verifyHistory } from '../../../lib/store/verify.ts';
import { configOf, configured, DAY, HOUR, loaded, MIGRATIONS, MINUTE, World } from '../engine/world.ts';
import { writeGatus, writeUptimeKuma, type GatusEndpoint, type KumaMonitor } from './foreign-files.ts';

/** Where our own past begins, in the middle of an hour and of a day. */
const T0 = Date.parse('2026-03-10T12:34:00.000Z');
const MIDNIGHT = Date.parse('2026-03-10T00:00:00.000Z');
const config = configOf([
  configured('web', { name: 'Front door', interval: 60_000 }),
  configured('other', { interval: 60_000 }),
]);
const silent = (): void => undefined;

let world: World;
let folder: string;

beforeEach(() => {
  world = new World(T0);
  folder = mkdtempSync(join(tmpdir(), 'allswell-import-'));
});
afterEach(() => {
  world.destroy();
  rmSync(folder, { recursive: true });
});

/** A worker's life from now on, a result of each check a minute. `stateOf` says how `web` is. */
async function work(minutes: number, stateOf: (at: number) => 'up' | 'down' = () => 'up', checks = ['web', 'other']) {
  const { store, recorder } = await world.worker(config);
  for (const end = world.now + minutes * MINUTE; world.now < end; world.now += MINUTE) {
    for (const check of checks) {
      const state = check === 'web' ? stateOf(world.now) : 'up';
      const code = state === 'down' ? ('timeout' as const) : null;
      recorder.record({ check, at: world.now, state, responseTime: 5, code, details: null });
    }
    if (world.now % (5 * MINUTE) !== 0) continue;
    await recorder.flush();
    await recorder.closeDue();
  }
  await recorder.flush();
  recorder.end();
  await store.release();
  await store.end();
}

function imported(
  open: () => ForeignSource,
  map: readonly (readonly [string, string])[] = [],
  isDry = false,
): ImportedFigures[] {
  const source = open();
  const store = openImportStore({ path: world.path, migrations: MIGRATIONS, now: world.now });
  try {
    const names = new Map(store.catalogue.checks.map(({ id, name }) => [id, name]));
    const matches = matchMonitors(
      source.monitors,
      store.checks.map((id) => ({ id, name: names.get(id) ?? null })),
      map,
    );
    const figures = planImport(store, matches, world.now, silent);
    if (!isDry) runImport(store, matches, world.now, silent);
    return figures;
  } finally {
    store.end();
    source.end();
  }
}

async function differences() {
  const archive = await openArchiveStore({ path: world.path, migrations: MIGRATIONS });
  try {
    return [...(await archive.damage()), ...(await verifyHistory(archive, silent)).differences];
  } finally {
    await archive.end();
  }
}

/** What a page would be made of. */
async function seen(now = world.now) {
  const reader = await world.reader();
  const state = await loaded(reader, now - 92 * DAY);
  const memory = new Memory(state);
  const frame = { revision: 'r', now, validUntil: now, staleSince: null, version: '1' };
  const snapshot: Snapshot = deriveSnapshot(memory, 'token', frame);
  const [check] = memory.catalogue.checks;
  const web = snapshot.checks.find(({ id }) => id === 'web');
  if (check === undefined || web === undefined) throw new Error('there is no check');
  const history = await readCheckHistory(reader, memory, check, '90d', now);
  await reader.end();
  return { web, history, state };
}

const count = (from: number, to: number, step: number): number[] =>
  Array.from({ length: Math.floor((to - from) / step) }, (_, index) => from + index * step);

/** An endpoint of ten days: down from 10:00 to 11:30 six days ago (a day's row), and for ten minutes today. */
function endpoint(until: number): GatusEndpoint {
  const downs = [
    { from: MIDNIGHT - 6 * DAY + 10 * HOUR, to: MIDNIGHT - 6 * DAY + 11.5 * HOUR },
    { from: MIDNIGHT + 12 * HOUR, to: MIDNIGHT + 12 * HOUR + 10 * MINUTE },
  ];
  const isUp = (at: number): boolean => !downs.some(({ from, to }) => at >= from && at < to);
  const from = MIDNIGHT - 10 * DAY;
  const runs = count(from, until, MINUTE).map((at) => ({
    at,
    up: isUp(at),
    ms: 100,
    errors: isUp(at) ? '' : 'dial: connection refused',
  }));
  const figures = (start: number, ms: number) => {
    const own = runs.filter(({ at }) => at >= start && at < start + ms);
    return { start, total: own.length, up: own.filter(({ up }) => up).length, ms: 100 };
  };
  return {
    name: 'Front door',
    group: 'core',
    results: runs.slice(-100),
    events: [
      { at: from - 50, type: 'START' },
      { at: from, type: 'HEALTHY' },
      ...downs.flatMap((down) => [
        { at: down.from, type: 'UNHEALTHY' as const },
        { at: down.to, type: 'HEALTHY' as const },
      ]),
    ],
    uptimes: [
      ...count(from, MIDNIGHT - 2 * DAY, DAY).map((start) => figures(start, DAY)),
      ...count(MIDNIGHT - 2 * DAY, until, HOUR).map((start) => figures(start, HOUR)),
    ],
  };
}

describe('from Gatus', () => {
  const file = (): string => join(folder, 'gatus.db');
  const open = (): ForeignSource => openGatus(file());

  test('its past stands before ours, and all is as if we had seen it', async () => {
    writeGatus(file(), [endpoint(T0 + 20 * MINUTE), { ...endpoint(T0), name: 'Nobody', group: '' }]);
    await work(90);
    const before = await seen();
    const figures = imported(open);
    expect(figures).toHaveLength(1);
    expect(figures[0]).toMatchObject({ check: 'web', monitor: 'core/Front door', outages: 2, days: 10 });
    expect(await differences()).toEqual([]);

    const { web, history, state } = await seen();
    expect(web.outages.map(({ startedAt, endedAt, worst }) => [startedAt, endedAt, worst])).toEqual([
      [MIDNIGHT + 12 * HOUR, MIDNIGHT + 12 * HOUR + 10 * MINUTE, 'down'],
      [MIDNIGHT - 6 * DAY + 10 * HOUR, MIDNIGHT - 6 * DAY + 11.5 * HOUR, 'down'],
    ]);
    // Our own begin where they began; theirs ends there.
    expect(web.firstVerdict).toMatchObject({ at: MIDNIGHT - 10 * DAY, state: 'up' });
    expect(web.firstVerdict?.id).toBeLessThan(0);
    const ours = state.transitions.filter(({ check, id }) => check === 'web' && id > 0);
    expect(ours).toEqual(before.state.transitions.filter(({ check }) => check === 'web'));
    const ninety = T0 + 90 * MINUTE - (MIDNIGHT - 10 * DAY);
    expect(web.uptime['90d']).toBeCloseTo((ninety - 100 * MINUTE) / ninety, 9);
    const day = web.days.find(({ date }) => date === '2026-03-04');
    expect(day).toMatchObject({ worst: 'down', time: { up: 22.5 * HOUR, down: 1.5 * HOUR, unknown: 0 } });
    expect(web.days.find(({ date }) => date === '2026-02-27')).toMatchObject({ worst: 'none' });

    const old = history.buckets.find(({ start }) => start === MIDNIGHT - 6 * DAY);
    expect(old).toMatchObject({
      runs: { up: 1350, down: 90 },
      latency: { count: 1350, mean: 100, p50: null, max: null },
    });
    const { up, down } = web.runs;
    expect([up, down]).toEqual([(T0 - MIDNIGHT + 10 * DAY) / MINUTE - 100 + 90, 100]);
  });

  test('a second time adds nothing', async () => {
    writeGatus(file(), [endpoint(T0 + 20 * MINUTE)]);
    await work(30);
    imported(open);
    const once = await seen();
    expect(imported(open)).toMatchObject([{ transitions: 0, outages: 0, fiveMinutes: 0, hours: 0, days: 0 }]);
    const twice = await seen();
    expect(twice.state.transitions).toEqual(once.state.transitions);
    expect(twice.web.runs).toEqual(once.web.runs);
    expect(await differences()).toEqual([]);
  });

  test('a dry run writes nothing', async () => {
    writeGatus(file(), [endpoint(T0)]);
    await work(10);
    const before = await seen();
    expect(imported(open, [], true)).toMatchObject([{ outages: 2 }]);
    expect(await seen()).toEqual(before);
  });

  test('what follows is counted on: the hour and the day that were open close as ever', async () => {
    writeGatus(file(), [endpoint(T0 + 20 * MINUTE)]);
    await work(7);
    world.now += 3 * MINUTE;
    imported(open);
    await work(60 * 13);
    expect(await differences()).toEqual([]);
    const { web } = await seen();
    expect(web.state).toBe('up');
    expect(web.runs.up).toBe((T0 - MIDNIGHT + 10 * DAY) / MINUTE - 100 + 7 + 60 * 13);
  });

  test('a check without a past takes all of it, and is unknown until it runs', async () => {
    writeGatus(file(), [endpoint(T0 + 20 * MINUTE)]);
    await work(90, undefined, ['other']);
    imported(open);
    expect(await differences()).toEqual([]);
    const { web } = await seen();
    expect(web).toMatchObject({ state: 'unknown', since: T0 + 19 * MINUTE + 75_000, lastRunAt: null });
    await work(30);
    const later = await seen();
    expect(later.web).toMatchObject({ state: 'up', since: T0 + 90 * MINUTE });
    expect(later.state.transitions.filter(({ check, id }) => check === 'web' && id > 0).map(({ id }) => id)).toEqual([
      2,
    ]);
    expect(await differences()).toEqual([]);
  });

  test('the hour and the day in which the worker stopped are closed, whenever that was', async () => {
    writeGatus(file(), [{ ...endpoint(T0 + 20 * HOUR), name: 'other' }]);
    // Up to 14:03: an hour and a day are begun, and three minutes are in the log alone.
    await work(89, undefined, ['web']);
    const runs = (await seen()).web.runs.up;
    world.now += 30 * HOUR;
    imported(open);
    expect(await differences()).toEqual([]);
    expect((await seen()).web.runs.up).toBe(runs);
    await work(26 * 60);
    expect(await differences()).toEqual([]);
    const { web, history } = await seen();
    expect(web.runs.up).toBe(89 + 26 * 60);
    expect(history.buckets.find(({ start }) => start === MIDNIGHT)?.runs.up).toBe(89);
  });

  test('where nothing of ours was before, our ids begin at 1', async () => {
    writeGatus(file(), [endpoint(T0)]);
    await work(0);
    world.now += 10 * MINUTE;
    imported(open);
    await work(10);
    const { web, state } = await seen();
    expect(state.transitions.map(({ id }) => id).filter((id) => id >= 0)).toEqual([1, 2]);
    expect(web.state).toBe('up');
    expect(await differences()).toEqual([]);
  });

  test('an outage that went on when we began is one outage, under the id that it has here', async () => {
    const until = T0 + 5 * MINUTE;
    const down = T0 - 4 * MINUTE;
    writeGatus(file(), [
      {
        ...endpoint(until),
        uptimes: [],
        events: [],
        results: count(T0 - 60 * MINUTE, until, MINUTE).map((at) => ({ at, up: at < down, ms: 3 })),
      },
    ]);
    await work(30, (at) => (at < T0 + 10 * MINUTE ? 'down' : 'up'));
    const before = await seen();
    imported(open);
    expect(await differences()).toEqual([]);
    const { web } = await seen();
    expect(before.web.outages).toHaveLength(1);
    expect(web.outages).toEqual([{ ...before.web.outages[0], startedAt: down }]);
  });

  test('a running worker is not disturbed: the database is refused while its lease lives', async () => {
    writeGatus(file(), [endpoint(T0)]);
    const { store, recorder } = await world.worker(config);
    recorder.end();
    expect(() => imported(open)).toThrow(`the database ${world.path} is in use: stop Allswell first`);
    await store.end();
  });
});

/** Heartbeats of 1.x, one each minute for five days, with a retry before each of two outages, a gap and a maintenance. */
function monitor(until: number): KumaMonitor {
  const from = MIDNIGHT - 5 * DAY;
  const gap = MIDNIGHT - 3 * DAY;
  const beats = count(from, until, MINUTE)
    .filter((at) => at < gap || at >= gap + 2 * HOUR)
    .map((at) => {
      const inOutage = Math.floor((at - (MIDNIGHT - 2 * DAY)) / MINUTE);
      if (inOutage >= 0 && inOutage < 3) return { at, status: 2 as const, msg: 'connect ECONNREFUSED 10.0.0.1:80' };
      if (inOutage >= 3 && inOutage < 33)
        return { at, status: 0 as const, msg: 'connect ECONNREFUSED 10.0.0.1:80', important: inOutage === 3 };
      const inMaintenance = Math.floor((at - (MIDNIGHT - DAY)) / MINUTE);
      if (inMaintenance >= 0 && inMaintenance < 60) return { at, status: 3 as const, important: inMaintenance === 0 };
      const important = at === from || inOutage === 33 || inMaintenance === 60;
      return { at, status: 1 as const, ping: 20, important };
    });
  return { name: 'My site', interval: 60, beats };
}

describe('from Uptime Kuma', () => {
  const file = (): string => join(folder, 'kuma.db');
  const open = (): ForeignSource => openUptimeKuma(file());
  const VALIDITY = 60_000 + 48_000 + 5_000;

  test('1.x: each heartbeat counts; retries are no verdict, gaps and maintenance no data', async () => {
    writeUptimeKuma(file(), [monitor(T0 + 5 * MINUTE)]);
    await work(90);
    expect(imported(open, [['My site', 'web']])).toMatchObject([{ outages: 1, monitor: 'My site' }]);
    expect(await differences()).toEqual([]);
    const { web, history } = await seen();
    const start = MIDNIGHT - 2 * DAY + 3 * MINUTE;
    expect(web.outages).toMatchObject([{ startedAt: start, endedAt: start + 30 * MINUTE, code: 'connection_refused' }]);
    const day = (date: string) => web.days.find((one) => one.date === date)?.time;
    expect(day('2026-03-08')).toMatchObject({ down: 30 * MINUTE, unknown: 0, none: 0 });
    expect(day('2026-03-07')).toMatchObject({ unknown: 2 * HOUR - VALIDITY + MINUTE, down: 0 });
    expect(day('2026-03-09')).toMatchObject({ unknown: HOUR, down: 0 });
    expect(JSON.stringify(history)).not.toContain('10.0.0.1');
    // Sketches are of single results: quantiles are there.
    expect(history.buckets.find(({ start: at }) => at === MIDNIGHT - 4 * DAY)).toMatchObject({
      runs: { up: 1440, down: 0 },
      latency: { count: 1440, p50: 20, max: 20 },
    });
  });

  test('2.x: hours and days from its figures, their states from the changes that it kept', async () => {
    const whole = monitor(T0 + 5 * MINUTE);
    const figures = (start: number, ms: number) => {
      const own = whole.beats.filter(({ at }) => at >= start && at < start + ms);
      return {
        start,
        up: own.filter(({ status }) => status === 1).length,
        down: own.filter(({ status }) => status === 0 || status === 2).length,
        ...{ ping: 20, min: 10, max: 40 },
      };
    };
    writeUptimeKuma(file(), [
      {
        ...whole,
        beats: whole.beats.filter(({ at, important }) => important === true || at >= T0 - DAY),
        hours: count(MIDNIGHT - 3 * DAY, T0 + 5 * MINUTE, HOUR).map((start) => figures(start, HOUR)),
        days: [
          { start: MIDNIGHT - 40 * DAY, up: 1080, down: 360, ping: 30, min: 1, max: 90 },
          ...count(MIDNIGHT - 5 * DAY, T0, DAY).map((start) => figures(start, DAY)),
        ],
      },
    ]);
    await work(90);
    imported(open, [['1', 'web']]);
    expect(await differences()).toEqual([]);
    const { web, history } = await seen();
    const day = (date: string) => web.days.find((one) => one.date === date)?.time;
    // No change tells of that day: its share of failed runs is one stretch.
    expect(day('2026-01-29')).toMatchObject({ up: 18 * HOUR, down: 6 * HOUR });
    expect(day('2026-01-30')).toMatchObject({ unknown: DAY });
    expect(day('2026-03-08')).toMatchObject({ down: 30 * MINUTE, up: 23.5 * HOUR });
    expect(day('2026-03-07')).toMatchObject({ unknown: 2 * HOUR, down: 0 });
    expect(history.buckets.find(({ start: at }) => at === MIDNIGHT - 40 * DAY)).toMatchObject({
      runs: { up: 1080, down: 360 },
      latency: { count: 1080, mean: 30, min: 1, max: 90, p95: null },
    });
    expect(imported(open, [['1', 'web']])).toMatchObject([{ transitions: 0 }]);
  });

  test('figures alone are packed with all others', async () => {
    const figures = { up: 1080, down: 360, ping: 30, min: 1, max: 90 };
    const days = count(MIDNIGHT - 60 * DAY, MIDNIGHT, DAY).map((start) => ({ start, ...figures }));
    const hours = count(MIDNIGHT - 3 * DAY, T0, HOUR).map((start) => ({ start, ...figures, up: 60, down: 0 }));
    writeUptimeKuma(file(), [{ ...monitor(T0), beats: [], hours, days }]);
    await work(10);
    imported(open, [['1', 'web']]);
    const { store, recorder } = await world.worker(config);
    const before = await seen();
    for (let step = 0; step < 20; step++) await store.trim({ results: 0, fiveMinutes: 0, hours: 0 }, 1_000);
    recorder.end();
    await store.end();
    // Two days of hours, and days of four times sixteen.
    const packed = world.look((database) => database.prepare('SELECT count(*) AS n FROM Chunk').get());
    expect(packed).toEqual({ n: 2 + 4 });
    expect(await seen()).toEqual(before);
    expect(await differences()).toEqual([]);
  });
});

test('a file that cannot be read any more is told as such, and not as a fault of our database', async () => {
  await work(10);
  const file = join(folder, 'kuma.db');
  writeUptimeKuma(file, [{ name: 'web', interval: 60, beats: [{ at: T0 - HOUR, status: 1 }] }]);
  const open = () => {
    const source = openUptimeKuma(file);
    const other = new Database(file);
    other.exec('DROP TABLE heartbeat');
    other.close();
    return source;
  };
  expect(() => imported(open)).toThrow(
    new ImportError("web: cannot be read from the other program's file (no such table: heartbeat)"),
  );
});
