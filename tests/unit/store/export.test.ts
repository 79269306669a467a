import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportWriter, type ExportFormat } from '../../../lib/formats/export.ts';
import {
  exportedBuckets,
  exportedOutages,
  exportedResults,
  exportedTransitions,
  type ExportSelection,
} from '../../../lib/store/export.ts';
import { openArchiveStore } from '../../../lib/store/open.ts';
import type { ArchiveStore } from '../../../lib/store/store.ts';
import { configOf, configured, HOUR, MIGRATIONS, MINUTE, World } from '../engine/world.ts';

const T0 = Date.parse('2026-03-01T12:00:00.000Z');
const ALL: ExportSelection = { checks: null, from: -Infinity, to: Infinity };
const silent = (): void => undefined;

let world: World;
let archive: ArchiveStore;

/** Three and a quarter hours: `a` is down from 13:00 to 13:20, `b` is always up. The last results are in no bucket yet. */
beforeAll(async () => {
  world = new World(T0);
  const { store, recorder } = await world.worker(
    configOf([configured('a', { name: '=cmd|"x", y', interval: MINUTE }), configured('b', { interval: MINUTE })]),
  );
  for (; world.now < T0 + 3.25 * HOUR; world.now += MINUTE) {
    const isDown = world.now >= T0 + HOUR && world.now < T0 + HOUR + 20 * MINUTE;
    const base = { at: world.now, responseTime: 12.5, details: null };
    recorder.record({ ...base, check: 'a', state: isDown ? 'down' : 'up', code: isDown ? 'timeout' : null });
    recorder.record({ ...base, responseTime: 1000, check: 'b', state: 'up', code: null });
    if (world.now % (5 * MINUTE) !== 0) continue;
    await recorder.flush();
    await recorder.closeDue();
  }
  await recorder.flush();
  recorder.end();
  await store.end();
  archive = await openArchiveStore({ path: world.path, migrations: MIGRATIONS });
});
afterAll(async () => {
  await archive.end();
  world.destroy();
});

async function all<Row>(rows: AsyncIterable<Row>): Promise<Row[]> {
  const list: Row[] = [];
  for await (const row of rows) list.push(row);
  return list;
}

test('every result is exported once, those in no bucket yet included', async () => {
  const shares: number[] = [];
  const rows = await all(exportedResults(archive, ALL, (share) => shares.push(share)));
  expect(rows.filter(({ check }) => check === 'a').map(({ at }) => at)).toEqual(
    Array.from({ length: 195 }, (_, index) => T0 + index * MINUTE),
  );
  expect(rows).toHaveLength(2 * 195);
  expect(shares.at(-1)).toBe(1);
});

test('a selection holds in its first instant and not in its last', async () => {
  const selection = { checks: new Set(['b']), from: T0 + 30 * MINUTE, to: T0 + 40 * MINUTE };
  const rows = await all(exportedResults(archive, selection, silent));
  expect(rows.map(({ check, at }) => [check, at - T0])).toEqual(
    Array.from({ length: 10 }, (_, index) => ['b', (30 + index) * MINUTE]),
  );
  const buckets = await all(exportedBuckets(archive, 0, selection, silent));
  expect(buckets.map(({ start }) => start - T0)).toEqual([30 * MINUTE, 35 * MINUTE]);
});

test('closed buckets come in order of time, with their figures', async () => {
  const rows = await all(exportedBuckets(archive, 1, ALL, silent));
  expect(rows.map(({ check, start }) => [check, (start - T0) / HOUR])).toEqual([
    ...['a', 'b'].map((check) => [check, 0]),
    ...['a', 'b'].map((check) => [check, 1]),
    ...['a', 'b'].map((check) => [check, 2]),
  ]);
  expect(rows[2]).toMatchObject({ runs: { up: 40, down: 20 }, latency: { count: 40, min: 12.5, max: 12.5 } });
});

test('changes of state and outages come check by check', async () => {
  const changes = await all(exportedTransitions(archive, ALL, silent));
  expect(changes.map(({ check, to }) => [check, to])).toEqual([
    ['a', 'up'],
    ['a', 'down'],
    ['a', 'up'],
    ['b', 'up'],
  ]);
  const touching = { ...ALL, from: T0 + HOUR + 10 * MINUTE, to: T0 + HOUR + 11 * MINUTE };
  expect(await all(exportedOutages(archive, touching, silent))).toHaveLength(1);
  expect(await all(exportedOutages(archive, { ...ALL, from: T0 + 2 * HOUR }, silent))).toEqual([]);
});

async function outageText(format: ExportFormat): Promise<string> {
  const writer = exportWriter('outages', format, (id) => (id === 'a' ? '=cmd|"x", y' : null));
  const rows = await all(exportedOutages(archive, ALL, silent));
  return writer.head + rows.map((row, index) => writer.row(row, index)).join('') + writer.tail;
}

const HEAD = 'check_id,check_name,id,started_at,ended_at,duration_seconds,worst,code,updated_at';
const FACTS = '2026-03-01T13:00:00.000Z,2026-03-01T13:20:00.000Z';

test('csv is RFC 4180, and no text is a formula', async () => {
  expect(await outageText('csv')).toBe(
    `${HEAD}\r\na,"'=cmd|""x"", y",1,${FACTS},1200,down,timeout,2026-03-01T13:20:00.000Z\r\n`,
  );
});

test('parquet-csv keeps texts as they are and each column of one type', async () => {
  expect(await outageText('parquet-csv')).toBe(
    `${HEAD}\na,"=cmd|""x"", y",1,${FACTS},1200.000000,down,timeout,2026-03-01T13:20:00.000Z\n`,
  );
});

test('json is an array of objects, one a line', async () => {
  const text = await outageText('json');
  expect(JSON.parse(text)).toEqual([
    {
      check_id: 'a',
      check_name: '=cmd|"x", y',
      id: 1,
      started_at: '2026-03-01T13:00:00.000Z',
      ended_at: '2026-03-01T13:20:00.000Z',
      duration_seconds: 1200,
      worst: 'down',
      code: 'timeout',
      updated_at: '2026-03-01T13:20:00.000Z',
    },
  ]);
  expect(text.split('\n')).toHaveLength(4);
  const { head, tail } = exportWriter('outages', 'json', () => null);
  expect(JSON.parse(head + tail)).toEqual([]);
});

test('what is absent is empty, and a number is never in exponents', () => {
  const { row } = exportWriter('results', 'csv', () => null);
  const result = { check: 'x', at: T0, state: 'up', responseTime: 0.0001, code: null, details: null } as const;
  expect(row(result, 0)).toBe('x,,2026-03-01T12:00:00.000Z,up,0,\r\n');
  expect(row({ ...result, responseTime: 0.001 }, 0)).toBe('x,,2026-03-01T12:00:00.000Z,up,0.000001,\r\n');
  expect(row({ ...result, responseTime: null }, 0)).toBe('x,,2026-03-01T12:00:00.000Z,up,,\r\n');
});

test('the file is only read', () => {
  const database = new Database(world.path, { readonly: true });
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
  database.close();
});
