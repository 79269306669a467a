import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countResponseTime, histogramFrom } from '../../../lib/history/histogram.ts';
import { RESULT_STATES, type Histogram } from '../../../lib/model.ts';
import { openStatus, type Follower } from '../../../lib/status/open.ts';
import { anyCode, anyResponseTime } from '../history/results.ts';
import { configOf, configured, DAY, HOUR, MINUTE, MIGRATIONS, silent, World } from '../engine/world.ts';

const config = configOf([configured('a', { interval: DAY })]);

const anyRun = fc
  .record({ state: fc.constantFrom(...RESULT_STATES), responseTime: anyResponseTime, code: anyCode })
  .map((run) => ({ ...run, code: run.state === 'up' ? null : run.code }));

const anyAct = fc.oneof(
  { weight: 5, arbitrary: fc.array(anyRun, { minLength: 1, maxLength: 4 }) },
  { weight: 4, arbitrary: fc.constantFrom(...[4 * MINUTE, 6 * MINUTE, -6 * MINUTE, HOUR, DAY]) },
  { weight: 3, arbitrary: fc.constantFrom('look', 'close', 'retain', 'new web', 'restart', 'kill') },
);

function open(world: World): Follower {
  return openStatus({ databasePath: world.path, migrations: MIGRATIONS, version: '1', log: silent });
}

test('over restarts, kills and retention the histogram of a snapshot counts every committed run once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyAct, { minLength: 8, maxLength: 40 }), async (acts) => {
      const world = new World(Date.parse('2026-03-01T22:51:00.000Z'));
      let crew = await world.worker(config);
      let web = open(world);
      try {
        const expected = histogramFrom(null);
        let last: Histogram = histogramFrom(null);
        const look = async () => {
          await web.nudge();
          const seen = web.snapshot('token')?.checks[0]?.histogram;
          expect(seen).toEqual(expected);
          expect(seen?.sum ?? 0).toBeGreaterThanOrEqual(last.sum);
          last = seen ?? last;
        };
        const leave = async () => {
          crew.recorder.end();
          await crew.store.end();
        };
        for (const act of acts) {
          if (typeof act === 'number') world.now += act;
          else if (Array.isArray(act)) {
            for (const run of act) {
              crew.recorder.record({ check: 'a', at: world.now, details: null, ...run });
              countResponseTime(expected, run);
            }
            await crew.recorder.flush();
          } else if (act === 'look') await look();
          else if (act === 'close') await crew.recorder.closeDue();
          else if (act === 'retain')
            await crew.store.trim({ results: world.now, fiveMinutes: world.now, hours: world.now }, 1_000);
          else if (act === 'new web') {
            await web.close();
            web = open(world);
            await look();
          } else {
            if (act === 'kill') world.freeze();
            await leave();
            await web.close();
            crew = await world.worker(config);
            web = open(world);
            await look();
          }
        }
        await look();
        world.now += 2 * DAY;
        await crew.recorder.closeDue();
        await look();
        await leave();
      } finally {
        await web.close();
        world.destroy();
      }
    }),
    { numRuns: Number(process.env['RUNS'] ?? 12), interruptAfterTimeLimit: 20_000 },
  );
}, 60_000);
