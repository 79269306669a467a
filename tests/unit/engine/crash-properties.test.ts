import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TIERS, bucketStart, sameBucket, type Bucket, type Tier } from '../../../lib/history/bucket.ts';
import { unpackResults } from '../../../lib/history/pack.ts';
import { recount } from '../../../lib/history/recount.ts';
import { RESULT_STATES, STATES, type Result, type ResultState } from '../../../lib/model.ts';
import { readBucket, readOutage, readTransition } from '../../../lib/store/rows.ts';
import { overChunks, readChunk, type ChunkRow } from '../../../lib/store/sqlite/chunks.ts';
import type { BucketRow, OutageRow, TransitionRow } from '../../../lib/store/rows.ts';
import { anyCode, anyResponseTime } from '../history/results.ts';
import { openArchiveStore } from '../../../lib/store/open.ts';
import { verifyHistory } from '../../../lib/store/verify.ts';
import { configOf, configured, DAY, HOUR, MIGRATIONS, MINUTE, World, type Crew } from './world.ts';

const CHECKS = ['plain', 'patient', 'rare'];
/** A close has a step for each check, so that kills fall between them. */
const ONE_AT_A_TIME = { checksAtOnce: 1 };
const configWith = (interval: number) =>
  configOf([
    configured('plain', { interval }),
    configured('patient', { interval, failureThreshold: 2, successThreshold: 2 }),
    configured('rare', { interval: DAY }),
  ]);
/** Shortly before midnight, a change of clocks, a leap day, a new year. */
const anyBeginning = fc.constantFrom(
  ...['2026-03-01T22:51Z', '2026-03-29T00:51Z', '2026-10-24T23:51Z', '2028-02-28T23:51Z', '2026-12-31T23:51Z'],
);

type Act =
  | { readonly kind: 'results'; readonly late: number; readonly results: readonly Omit<Result, 'at' | 'details'>[] }
  | { readonly kind: 'time'; readonly by: number }
  | { readonly kind: 'flush' }
  | { readonly kind: 'close' }
  /** Days go by, and what is old enough then is packed. */
  | { readonly kind: 'trim' }
  /** What is older than this goes, ms: of results, five minutes and hours. */
  | { readonly kind: 'retain'; readonly age: number }
  /** Killed that many rounds of the event loop, and of its promises, into a flush or a close. */
  | { readonly kind: 'crash'; readonly during: 'flush' | 'close'; readonly rounds: number; readonly turns: number }
  /** Perhaps with other intervals. */
  | { readonly kind: 'restart'; readonly interval: number };

const anyResult = fc
  .record({
    check: fc.constantFrom(...CHECKS),
    state: fc.constantFrom(...RESULT_STATES),
    responseTime: anyResponseTime,
    code: anyCode,
  })
  .map((result) => ({ ...result, code: result.state === 'up' ? null : result.code }));

/** Steps within a bucket, and over the edges of buckets, hours and days, both ways. */
const anyStep = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 2 * MINUTE }) },
  { weight: 3, arbitrary: fc.integer({ min: 4 * MINUTE, max: 6 * MINUTE }) },
  { weight: 2, arbitrary: fc.integer({ min: 50 * MINUTE, max: 70 * MINUTE }) },
  { weight: 1, arbitrary: fc.integer({ min: 20 * HOUR, max: 50 * HOUR }) },
  { weight: 1, arbitrary: fc.integer({ min: -6 * MINUTE, max: -1 }) },
  { weight: 1, arbitrary: fc.integer({ min: -70 * MINUTE, max: -50 * MINUTE }) },
  { weight: 1, arbitrary: fc.integer({ min: -30 * HOUR, max: -20 * HOUR }) },
);

const anyAct: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('results' as const),
      late: fc.constantFrom(0, 0, 0, 1, 7 * MINUTE, 26 * HOUR),
      results: fc.array(anyResult, { minLength: 1, maxLength: 5 }),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('time' as const), by: anyStep }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'flush' as const }) },
  { weight: 4, arbitrary: fc.constant({ kind: 'close' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'trim' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('retain' as const), age: fc.constantFrom(HOUR, 7 * HOUR, 2 * DAY) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('crash' as const),
      during: fc.constantFrom('flush' as const, 'close' as const),
      rounds: fc.integer({ min: 0, max: 12 }),
      turns: fc.integer({ min: 0, max: 40 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('restart' as const), interval: fc.constantFrom(1_000, MINUTE, DAY) }),
  },
);

/** What was ever seen committed, by id: ids mean one result for ever, and none that was there goes. */
type Ledger = Map<number, Result>;

/** What is older may be gone, Unix ms; only what came late is there for sure. */
type Horizons = Record<'results' | 'fiveMinutes' | 'hours', number>;

function look(world: World, ledger: Ledger): void {
  const log = world.log();
  for (const { id, ...result } of log) {
    const known = ledger.get(id);
    if (known !== undefined) expect(result, `id ${id} was used again`).toEqual(known);
    ledger.set(id, result);
  }
  const { foldedId } = checkpoint(world);
  const inLog = new Set(log.map(({ id }) => id));
  for (const id of ledger.keys()) if (id > foldedId && !inLog.has(id)) throw new Error(`the result ${id} is gone`);
}

function checkpoint(world: World): { foldedId: number; trimmedId: number; closedUntil: number } {
  const row = world.look((database) =>
    database
      .prepare<[], { foldedId: number; trimmedId: number; closedUntil: number }>(
        'SELECT foldedId, trimmedId, closedUntil FROM Checkpoint',
      )
      .get(),
  );
  return row ?? { foldedId: 0, trimmedId: 0, closedUntil: 0 };
}

/** Everything derived says what the results say. */
function audit(world: World, ledger: Ledger, horizons: Horizons): void {
  const { foldedId, trimmedId, closedUntil } = checkpoint(world);
  expect(trimmedId).toBeLessThanOrEqual(foldedId);
  const folded = [...ledger].filter(([id]) => id <= foldedId).sort(([a], [b]) => a - b);
  world.look((database) => {
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
    const keyOf = (name: string) =>
      database.prepare<[string], number>('SELECT "key" FROM "Check" WHERE checkId = ?').pluck().get(name);
    for (const name of CHECKS) {
      const results = folded.map(([, result]) => result).filter((result) => result.check === name);
      const keptFrom = [horizons.fiveMinutes, horizons.hours, -Infinity] as const;
      for (const tier of [0, 1, 2] as const) {
        const loose = database
          .prepare<[number, string], BucketRow>(
            'SELECT b.* FROM Bucket b JOIN "Check" c ON c."key" = b."check" WHERE tier = ? AND checkId = ?',
          )
          .all(tier, name)
          .map((row) => ({ key: Number(row.check), bucket: readBucket(row) }));
        const chunks = database
          .prepare<[], ChunkRow>('SELECT id + 0 AS id, buckets FROM Chunk')
          .all()
          .map(readChunk)
          .filter(({ key, sum }) => sum.tier === tier && key === keyOf(name));
        const starts = chunks.flatMap(({ buckets }) => buckets.map(({ start }) => start));
        const stored = overChunks(loose, chunks, starts)
          .map(({ bucket }) => bucket)
          .sort((a, b) => a.start - b.start)
          // What is written ahead is not valid until the checkpoint says so.
          .filter(({ start }) => start + TIERS[tier].ms <= closedUntil && start >= keptFrom[tier]);
        const counted = ended(recount(tier, results), tier, closedUntil).filter(({ start }) => start >= keptFrom[tier]);
        expectSame(stored, counted, `${name}, tier ${tier}`);
      }
      const packed = database
        .prepare<[string], { start: number; results: string }>(
          'SELECT start, results FROM Packed p JOIN "Check" c ON c."key" = p."check" WHERE checkId = ? ORDER BY start',
        )
        .all(name)
        .filter(({ start }) => start + TIERS[0].ms <= closedUntil && start >= horizons.results);
      const unpacked = packed.flatMap((row) => unpackResults(name, row.start, row.results));
      const inTime = (a: Result, b: Result) => Math.floor(a.at / TIERS[0].ms) - Math.floor(b.at / TIERS[0].ms);
      const kept = results.filter(({ at }) => at - (at % TIERS[0].ms) >= horizons.results);
      expect(unpacked).toEqual(kept.sort(inTime));
      const totals = database
        .prepare<[string], Record<ResultState, number>>(
          'SELECT runsUp AS up, runsDegraded AS degraded, runsDown AS down, runsUnknown AS unknown FROM "Check" WHERE checkId = ?',
        )
        .get(name);
      const counted = Object.fromEntries(
        RESULT_STATES.map((state) => [state, results.filter((result) => result.state === state).length]),
      );
      expect(totals).toEqual(counted);

      const transitions = database
        .prepare<[string], TransitionRow>(
          'SELECT t.* FROM Transition t JOIN "Check" c ON c."key" = t."check" WHERE checkId = ? ORDER BY t.id',
        )
        .all(name)
        .map((row) => readTransition(row, name));
      transitions.forEach((transition, index) => {
        const before = transitions[index - 1];
        expect(transition.from).toBe(before?.to ?? 'unknown');
        expect(transition.to).not.toBe(transition.from);
        expect(transition.at).toBeGreaterThanOrEqual(before?.at ?? 0);
        expect(STATES).toContain(transition.to);
      });
      const outages = database
        .prepare<[string], OutageRow>(
          'SELECT o.* FROM Outage o JOIN "Check" c ON c."key" = o."check" WHERE checkId = ? ORDER BY o.id',
        )
        .all(name)
        .map((row) => readOutage(row, name));
      const opening = transitions.filter(({ to }) => to === 'down' || to === 'degraded');
      const verdicts = transitions.filter(({ to }) => to !== 'unknown' && to !== 'paused');
      // Each begins where a failing verdict follows another or none, and ends with the next `up`.
      const begun = opening.filter((it) => {
        const previous = verdicts[verdicts.indexOf(it) - 1];
        return previous === undefined || previous.to === 'up';
      });
      expect(outages.map(({ startedAt }) => startedAt)).toEqual(begun.map(({ at }) => at));
      outages.forEach((outage, index) => {
        const first = begun[index];
        const end = verdicts.find((it) => it.id > (first?.id ?? 0) && it.to === 'up');
        expect(outage.endedAt).toBe(end?.at ?? null);
      });
    }
  });
}

function ended(buckets: Map<number, Bucket>, tier: Tier, until: number): Bucket[] {
  return [...buckets.values()].filter(({ start }) => start + TIERS[tier].ms <= until).sort((a, b) => a.start - b.start);
}

function expectSame(stored: readonly Bucket[], counted: readonly Bucket[], what: string): void {
  expect(
    stored.map(({ start, runs }) => ({ start, runs })),
    what,
  ).toEqual(counted.map(({ start, runs }) => ({ start, runs })));
  stored.forEach((bucket, index) => {
    const other = counted[index];
    expect(other !== undefined && sameBucket(bucket, other), `${what}, ${bucket.start}`).toBe(true);
  });
}

async function live(world: World, acts: readonly Act[]): Promise<Ledger> {
  const ledger: Ledger = new Map();
  const horizons: Horizons = { results: 0, fiveMinutes: 0, hours: 0 };
  let asked = 0;
  const trim = async () => {
    for (let step = 0; step < 3; step++)
      await crew.store.trim({ results: asked, fiveMinutes: asked, hours: asked }, 1_000);
    // What an open hour, or an open day, is to be made of stays until that is closed.
    const { closedUntil } = checkpoint(world);
    horizons.results = asked;
    horizons.fiveMinutes = Math.max(horizons.fiveMinutes, Math.min(asked, bucketStart(1, closedUntil)));
    horizons.hours = Math.max(horizons.hours, Math.min(asked, bucketStart(2, closedUntil)));
  };
  let config = configWith(1_000);
  let crew = await world.worker(config, ONE_AT_A_TIME);
  const leave = async (left: Crew) => {
    left.recorder.end();
    await left.store.end();
  };
  for (const act of acts) {
    const { recorder } = crew;
    switch (act.kind) {
      case 'results':
        for (const result of act.results) recorder.record({ ...result, at: world.now - act.late, details: null });
        break;
      case 'time':
        world.now += act.by;
        recorder.sweep();
        break;
      case 'flush':
        await recorder.flush();
        break;
      case 'close':
        await recorder.closeDue();
        break;
      case 'trim':
        world.now += 4 * DAY;
        recorder.record({ check: 'plain', at: world.now, state: 'up', responseTime: 5, code: null, details: null });
        world.now += 10 * MINUTE;
        await recorder.closeDue();
        await trim();
        break;
      case 'retain':
        asked = Math.max(asked, world.now - act.age);
        await trim();
        break;
      case 'crash': {
        const last = act.during === 'flush' ? recorder.flush() : recorder.closeDue();
        for (let round = 0; round < act.rounds; round++) await new Promise((resolve) => setImmediate(resolve));
        for (let turn = 0; turn < act.turns; turn++) await Promise.resolve();
        world.freeze();
        await last;
        await leave(crew);
        look(world, ledger);
        crew = await world.worker(config, ONE_AT_A_TIME);
        break;
      }
      case 'restart':
        await recorder.committed(1_000);
        await leave(crew);
        config = configWith(act.interval);
        crew = await world.worker(config, ONE_AT_A_TIME);
    }
    look(world, ledger);
  }
  await crew.recorder.committed(1_000);
  look(world, ledger);
  audit(world, ledger, horizons);
  // All that is left, however far ahead a clock once was.
  world.now = Math.max(world.now, ...[...ledger.values()].map(({ at }) => at)) + 2 * DAY;
  await crew.recorder.closeDue();
  await trim();
  await leave(crew);
  audit(world, ledger, horizons);
  const archive = await openArchiveStore({ path: world.path, migrations: MIGRATIONS });
  expect((await verifyHistory(archive, () => undefined)).differences).toEqual([]);
  await archive.end();
  return ledger;
}

test('whatever comes, buckets of all tiers, packed results and totals equal the recount of all results', async () => {
  await fc.assert(
    fc.asyncProperty(anyBeginning, fc.array(anyAct, { minLength: 10, maxLength: 60 }), async (beginning, acts) => {
      const world = new World(Date.parse(beginning));
      try {
        await live(world, acts);
      } finally {
        world.destroy();
      }
    }),
    { numRuns: Number(process.env['RUNS'] ?? 25), interruptAfterTimeLimit: 25_000 },
  );
}, 90_000);
