import { describe, expect, onTestFinished, test } from 'vitest';
import { Recorder } from '../../../lib/engine/record.ts';
import { RANGES } from '../../../lib/model.ts';
import { readCheckHistory } from '../../../lib/status/history.ts';
import { Memory } from '../../../lib/status/memory.ts';
import { openReaderStore, openWriterStore } from '../../../lib/store/open.ts';
import { StoreError } from '../../../lib/store/store.ts';
import { configOf, configured, DAY, HOUR, loaded, MIGRATIONS, MINUTE, silent } from '../engine/world.ts';
import { A, CHUNK, damagedFile, T0 } from './damaged-file.ts';

const file = damagedFile();
const tamper = (sql: string): void => file.tamper(sql);
const config = configOf([configured('a'), configured('b')]);

/** The file as pages see it two days and half an hour after `T0`, and what could not be read of it. */
async function opened() {
  const faults: string[] = [];
  const reader = await openReaderStore({
    path: file.path,
    migrations: MIGRATIONS,
    onUnreadable: (fault) => faults.push(fault),
  });
  if (reader === null) throw new Error('there is no database');
  onTestFinished(() => reader.end());
  const now = T0 + 2 * DAY + 30 * MINUTE;
  return { reader, memory: new Memory(await loaded(reader, now - 92 * DAY)), now, faults };
}

/** What a worker finds, and could not read, that takes the file over and records for `hours`. It fails at nothing. */
async function worked(hours = 13) {
  const faults: string[] = [];
  const follow = new Set<string>();
  const store = await openWriterStore({
    ...{ path: file.path, migrations: MIGRATIONS, authority: 'status.example', now: T0 },
    onUnreadable: (fault, follows) => faults.push(fault) && follow.add(follows),
  });
  onTestFinished(() => store.end());
  expect(await store.acquire({ holder: 'next', now: T0 + 3 * DAY, ttl: 15_000, dead: [] })).not.toBeNull();
  await store.applyCatalogue(config.catalogue, {});
  const state = await store.restore();
  let now = T0 + 2 * DAY + 30 * MINUTE;
  const thrown: unknown[] = [];
  const recorder = new Recorder({
    ...{ store, state, config, log: silent },
    wallClock: () => now,
    onCommitted: () => undefined,
    onInternalError: (error) => thrown.push(error),
    onFenced: (error) => thrown.push(error),
  });
  await recorder.settle();
  for (; now < T0 + 2 * DAY + hours * HOUR; now += 10 * MINUTE) {
    for (const check of ['a', 'b'])
      recorder.record({ check, at: now, state: 'up', responseTime: 5, code: null, details: null });
    await recorder.flush();
    await recorder.closeDue();
  }
  recorder.end();
  await store.trim({ results: 0, fiveMinutes: 0, hours: 0 }, 1_000);
  expect(thrown).toEqual([]);
  return { state, faults, follow };
}

const tablesOf = (faults: readonly string[]) => [...new Set(faults.map((fault) => fault.split(':')[0]))].sort();

describe('a server goes on without what cannot be read, and says so', () => {
  const all = [
    `UPDATE Chunk SET buckets = x'09' WHERE ${CHUNK}`,
    `UPDATE Bucket SET sketch = version(sketch) WHERE "check" = ${A} AND start > ${T0 + 2 * DAY - 2 * HOUR}`,
    `UPDATE Packed SET results = '9' WHERE start > ${T0 + 2 * DAY - HOUR} AND "check" = ${A}`,
    `UPDATE Batch SET results = '9' WHERE id = (SELECT min(id) FROM Batch WHERE id > (SELECT foldedId FROM Checkpoint))`,
    `UPDATE "Check" SET lastResult = '?' WHERE checkId = 'a'`,
    `UPDATE Worker SET json = '{'`,
    `UPDATE Notice SET json = '{'`,
  ];

  test('the worker starts, records and closes', async () => {
    all.forEach(tamper);
    const { state, faults } = await worked();
    expect(state.checks.map(({ id, runs }) => [id, runs.up])).toEqual([
      ['a', 288 - 6 - 1],
      ['b', 288 - 1],
    ]);
    expect(tablesOf(faults)).toEqual(['Batch', 'Bucket', 'Check', 'Worker']);
    expect(faults).toHaveLength(new Set(faults).size);
  });

  test.each([
    [
      'the key of a check',
      `UPDATE "Check" SET "key" = 99 WHERE checkId = 'a'`,
      ['Batch', 'Bucket', 'Outage', 'Transition'],
    ],
  ])('%s that no row has any more is told, and the others go on', async (_what, sql, tables) => {
    tamper(`UPDATE Outage SET endedAt = NULL`);
    tamper(sql);
    const { reader, memory, now, faults } = await opened();
    const [, b] = config.checks;
    if (b === undefined) throw new Error('there is no check');
    expect((await readCheckHistory(reader, memory, b, '7d', now)).total.runs.up).toBe(288 + 2);
    const { lastResultId: resultId, lastTransitionId: transitionId } = memory;
    expect(await reader.changes({ resultId, transitionId: transitionId - 1, noticeRevision: 0 })).not.toBeNull();
    const worker = await worked();
    expect(tablesOf([...faults, ...worker.faults])).toEqual(tables);
    for (const fault of [...faults, ...worker.faults])
      expect(fault).toMatch(/: the database holds rows of the unknown check \d+$/);
  });

  test.each([
    `UPDATE Transition SET at = 'x', confirmedAt = 'x'`,
    `UPDATE Outage SET startedAt = 'x', endedAt = NULL`,
    `UPDATE "Check" SET runsUp = 'x', lastVerdictAt = 'x'`,
    `UPDATE "Check" SET histogram = '{"count":[]}'`,
  ])('texts for figures keep nobody from starting: %s', async (sql) => {
    tamper(sql);
    const { faults } = await opened();
    const worker = await worked();
    expect([...faults, ...worker.faults].length).toBeGreaterThan(0);
  });

  test('changes of state and outages that cannot be read keep nobody from starting', async () => {
    tamper(`UPDATE Transition SET "to" = 9 WHERE id = (SELECT max(id) FROM Transition WHERE "check" = ${A})`);
    tamper(`UPDATE Outage SET worst = 9, endedAt = NULL`);
    const faults: string[] = [];
    const onUnreadable = (fault: string) => faults.push(fault);
    const store = await openWriterStore({
      ...{ path: file.path, migrations: MIGRATIONS, authority: 'status.example', now: T0, onUnreadable },
    });
    onTestFinished(() => store.end());
    expect(await store.restore()).toMatchObject({ lastTransitions: [{ check: 'b' }], openOutages: [] });
    const reader = await openReaderStore({ path: file.path, migrations: MIGRATIONS, onUnreadable });
    if (reader === null) throw new Error('there is no database');
    onTestFinished(() => reader.end());
    const memory = new Memory(await loaded(reader, 0));
    const now = T0 + 2 * DAY;
    for (const check of config.checks)
      expect((await readCheckHistory(reader, memory, check, '90d', now)).spans.length).toBeGreaterThan(0);
    const span = { from: T0, to: now };
    expect((await reader.transitionsBetween(['a'], span)).map(({ to }) => to)).toEqual(['up', 'down']);
    expect((await reader.outagesBetween(['a'], span, 9)).outages).toEqual([]);
    expect(tablesOf(faults)).toEqual(['Outage', 'Transition']);
  });

  test('a catalogue that cannot be read is written anew by the worker; pages go on with the last one', async () => {
    const faults: string[] = [];
    const onUnreadable = (fault: string) => faults.push(fault);
    const [reader, late] = [
      await openReaderStore({ path: file.path, migrations: MIGRATIONS, onUnreadable }),
      await openReaderStore({ path: file.path, migrations: MIGRATIONS, onUnreadable }),
    ];
    if (reader === null || late === null) throw new Error('there is no database');
    onTestFinished(() => Promise.all([reader.end(), late.end()]).then(() => undefined));
    const { catalogue } = await loaded(reader, 0);
    tamper(`UPDATE Catalogue SET json = '{'`);
    expect((await loaded(reader, 0)).catalogue).toEqual(catalogue);
    expect(faults).toHaveLength(1);
    await expect(late.load(0)).rejects.toThrow(new StoreError('DATABASE_INVALID', 'the catalogue cannot be read'));
    const store = await openWriterStore({
      ...{ path: file.path, migrations: MIGRATIONS, authority: 'status.example', now: T0, onUnreadable },
    });
    onTestFinished(() => store.end());
    await store.acquire({ holder: 'next', now: T0 + 3 * DAY, ttl: 15_000, dead: [] });
    await store.applyCatalogue(config.catalogue, {});
    expect((await loaded(late, 0)).catalogue.checks.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  test('what comes late where figures lie together is shown beside a sketch there that cannot be read', async () => {
    tamper(`UPDATE Chunk SET buckets = flipped(buckets) WHERE ${CHUNK}`);
    const store = await openWriterStore({
      path: file.path,
      migrations: MIGRATIONS,
      authority: 'status.example',
      now: T0,
    });
    onTestFinished(() => store.end());
    await store.acquire({ holder: 'next', now: T0 + 3 * DAY, ttl: 15_000, dead: [] });
    await store.applyCatalogue(config.catalogue, {});
    const { lastResultId: last } = await store.restore();
    // The last hour of the chunk is the one whose sketch is damaged; the other has a sound one.
    const late = [T0 + DAY - 13 * HOUR, T0 + DAY - 12 * HOUR - MINUTE].map((at, index) => {
      return {
        ...{ id: last + 1 + index, check: 'a', at, state: 'up' as const },
        responseTime: 5,
        code: null,
        details: null,
      };
    });
    await store.append({ results: late, transitions: [], outages: [] });
    const { reader, memory, now, faults } = await opened();
    const [check] = config.checks;
    if (check === undefined) throw new Error('there is no check');
    const { total } = await readCheckHistory(reader, memory, check, '7d', now);
    expect(total.runs).toMatchObject({ up: 288 + 2 + 2 - 6, down: 6 });
    expect(total.latency.p95).not.toBeNull();
    expect(faults).toHaveLength(1);
  });

  test.each(['up', 'count', 'sum', 'min', 'sketch'])(
    'a row of figures whose %s is a text is left out',
    async (column) => {
      tamper(`UPDATE Bucket SET ${column} = 'many' WHERE "check" = ${A}`);
      const { reader, memory, now, faults } = await opened();
      const { responses } = await loaded(reader, now);
      for (const value of responses.flatMap(({ counts, sums }) => [...counts, ...sums]))
        expect(Number.isSafeInteger(value)).toBe(true);
      for (const check of config.checks)
        for (const range of RANGES) {
          const { total } = await readCheckHistory(reader, memory, check, range, now);
          for (const value of [...Object.values(total.runs), total.latency.count])
            expect([range, Number.isSafeInteger(value)]).toEqual([range, true]);
        }
      expect(faults.join()).toContain('Bucket: ');
      // Until the second day's hours are to be packed; without its sketch a row can be.
      const worker = await worked(37);
      const isKept = column === 'sketch';
      expect(worker.faults.filter((fault) => fault.startsWith('Chunk: '))).toEqual(
        isKept ? [] : ['Chunk: older figures of a'],
      );
      expect([...worker.follow]).toEqual(['it is left out', ...(isKept ? [] : ['they are packed no more'])]);
    },
  );

  test('one line names all checks whose figures are packed no more', async () => {
    tamper(`UPDATE Bucket SET count = 'many'`);
    const { faults } = await worked(37);
    expect(faults.filter((fault) => fault.startsWith('Chunk: '))).toEqual(['Chunk: older figures of a, b']);
  });

  test('pages are told what is left, of every range', async () => {
    all.forEach(tamper);
    const { reader, memory, now, faults } = await opened();
    for (const check of config.checks)
      for (const range of RANGES) {
        const { total } = await readCheckHistory(reader, memory, check, range, now);
        if (check.id === 'b') expect([range, total.latency.p95]).not.toContain(null);
      }
    expect(tablesOf(faults)).toEqual(['Batch', 'Bucket', 'Check', 'Chunk', 'Notice', 'Packed', 'Worker']);
  });
});
