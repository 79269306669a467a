import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Config } from '../../../lib/config/config.ts';
import { Engine } from '../../../lib/engine/engine.ts';
import type { WorkerFigures } from '../../../lib/model.ts';
import { openArchiveStore, openWriterStore } from '../../../lib/store/open.ts';
import { verifyHistory } from '../../../lib/store/verify.ts';
import { configOf, configured, eventually, HOUR, MIGRATIONS, silent, World } from './world.ts';

const VALIDITY = 200 + 5_000 + 5_000;
const config = configOf([
  configured('a', { interval: 200, timeout: 5_000, options: { degraded: 200, down: 200 } }),
  configured('b', { interval: 200, timeout: 5_000, options: { degraded: 200, down: 200 } }),
]);

let world: World;
let engine: Engine | null = null;
let ahead = 0;
let warnings: string[] = [];

beforeEach(() => {
  world = new World(Date.now());
  [ahead, warnings] = [0, []];
});
afterEach(async () => {
  await engine?.stop();
  engine = null;
  world.destroy();
});

async function begin(with_: Config = config): Promise<Engine> {
  const { path, now } = world;
  const store = await openWriterStore({ path, migrations: MIGRATIONS, authority: 'a.example', now });
  engine = new Engine({
    store,
    holder: 'me',
    deadHolders: () => true,
    now: () => performance.now(),
    wallClock: () => Date.now() + ahead,
    uptime: () => performance.now(),
    log: { ...silent, warn: (message) => warnings.push(message) },
    onCommitted: () => undefined,
    onFenced: () => undefined,
  });
  await engine.start(with_);
  return engine;
}

function figures(): WorkerFigures {
  const row = world.look((it) => it.prepare<[], { json: string }>('SELECT json FROM Worker').get());
  return JSON.parse(row?.json ?? '{}') as WorkerFigures;
}

/** All results that were ever recorded of both checks, as far as the log has them. */
const newest = () => world.log().at(-1);

describe('a clock that is set back by an hour while checks run', () => {
  test('is followed at once: results are dated by it, and what was recorded stays', async () => {
    const running = await begin();
    await eventually(() => world.log().length >= 6);
    const before = world.log();
    ahead = -HOUR;
    await eventually(() => (newest()?.at ?? Infinity) < Date.now() - HOUR + 1_000);
    const [last] = before.slice(-1);
    const since = world.log().filter(({ at }) => at < Date.now() - HOUR / 2);
    expect(since.length).toBeGreaterThan(0);
    for (const { id } of since) expect(id).toBeGreaterThan(last?.id ?? Infinity);
    expect(warnings).toContain('the clock of this machine was set');
    await eventually(() => figures().clockSteps === 1);
    // No state was lost or made up.
    for (const { standing } of running.standings() ?? []) expect(standing.state).toBe('up');
    await running.stop();
    engine = null;
    const archive = await openArchiveStore({ path: world.path, migrations: MIGRATIONS });
    expect((await verifyHistory(archive, () => undefined)).differences).toEqual([]);
    expect((await archive.transitions('a')).map(({ from, to }) => `${from}>${to}`)).toEqual(['unknown>up']);
    await archive.end();
  });

  test('does not keep a verdict valid for an hour more', async () => {
    const first = await begin();
    await eventually(() => world.log().length >= 4);
    await first.stop();
    // While nobody ran, and what runs then says nothing.
    ahead = -HOUR;
    const mute = configOf(config.checks.map((check) => ({ ...check, type: 'push', options: {}, interval: 60_000 })));
    const second = await begin(mute);
    const until = second.standings()?.map(({ standing }) => (standing.lastVerdictAt ?? 0) + VALIDITY) ?? [];
    expect(Math.max(...until)).toBeLessThan(Date.now() - HOUR + VALIDITY + 1_000);
  });
});

test('a clock that is set forward by an hour leaves an hour without data', async () => {
  const running = await begin();
  await eventually(() => world.log().length >= 6);
  const last = newest()?.at ?? 0;
  ahead = HOUR;
  await eventually(() => (newest()?.at ?? 0) > last + HOUR / 2);
  await eventually(() => figures().clockSteps === 1);
  await running.stop();
  engine = null;
  const archive = await openArchiveStore({ path: world.path, migrations: MIGRATIONS });
  const [, gap, back] = await archive.transitions('a');
  expect([gap?.to, back?.to]).toEqual(['unknown', 'up']);
  expect((back?.at ?? 0) - (gap?.at ?? 0)).toBeGreaterThan(HOUR - VALIDITY - 5_000);
  await archive.end();
});
