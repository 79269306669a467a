import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { push as pushType } from '../../../lib/checks/push.ts';
import type { ConfiguredCheck } from '../../../lib/config/config.ts';
import { Engine } from '../../../lib/engine/engine.ts';
import { Words } from '../../../lib/engine/words.ts';
import type { Push, Result } from '../../../lib/model.ts';
import { openWriterStore } from '../../../lib/store/open.ts';
import { configOf, configured, MIGRATIONS, silent, World } from './world.ts';

const says = (state: Push['state'], more: Partial<Push> = {}): Push => ({
  check: 'job',
  state,
  message: null,
  responseTime: null,
  ...more,
});

describe('the last word', () => {
  let now = 0;
  const words = (stalled = 0) =>
    new Words(
      () => now,
      () => stalled,
    );

  test('tells how long nothing was said since, and what was measured once', () => {
    const heard = words();
    now = 500;
    heard.tell(says('up', { responseTime: 7 }), 1_000_000);
    now = 700;
    expect(heard.hear('job')).toEqual({ at: 1_000_000, state: 'up', message: null, responseTime: 7, silence: 200 });
    now = 900;
    expect(heard.hear('job')).toEqual({ at: 1_000_000, state: 'up', message: null, responseTime: null, silence: 400 });
    heard.tell(says('down', { message: 'no' }), 999_000);
    expect(heard.hear('job')).toMatchObject({ at: 1_000_000, state: 'down', message: 'no', silence: 0 });
    expect(heard.hear('other')).toBeNull();
  });

  test('is not silent while this process stands still', () => {
    const heard = words(300);
    now = 0;
    heard.tell(says('up'), 1_000);
    now = 400;
    expect(heard.hear('job')?.silence).toBe(100);
    now = 800;
    expect(heard.hear('job')?.silence).toBe(200);
  });

  test('is found in the last results, where the time in which nobody listened is no silence', () => {
    const result = (at: number, silence: number): Result => ({
      check: 'job',
      at,
      state: 'down',
      responseTime: null,
      code: 'reported_down',
      details: { raw: 'why', pushed: { at: 5, state: 'down', silence } },
    });
    const spoilt: Result = { ...result(30, 0), state: 'unknown', code: 'internal_error', details: null };
    const recent = [result(10, 5), result(20, 15), spoilt].map((one, id) => ({ ...one, id }));
    const heard = words();
    now = 1_000;
    heard.listen(['job'], { recent, checks: [] });
    now = 1_400;
    expect(heard.hear('job')).toEqual({ at: 5, state: 'down', message: 'why', responseTime: null, silence: 415 });
    const record = { id: 'job', runs: { up: 0, degraded: 0, down: 1, unknown: 0 }, lastVerdictAt: 10, histogram: null };
    const folded = words();
    folded.listen(['job'], { recent: [], checks: [{ ...record, lastResult: result(10, 5) }] });
    expect(folded.hear('job')).toMatchObject({ at: 5, silence: 5 });
    folded.listen([], { recent: [], checks: [] });
    expect(folded.hear('job')).toBeNull();
  });
});

describe('a push', () => {
  let world: World;
  let engine: Engine | null = null;
  let faults: string[] = [];
  beforeEach(() => {
    world = new World(Date.now());
    faults = [];
  });
  afterEach(async () => {
    await engine?.stop();
    engine = null;
    world.destroy();
  });

  const job = (options: Record<string, unknown> = {}, more: Partial<ConfiguredCheck> = {}): ConfiguredCheck =>
    configured('job', { type: 'push', options: pushType.options.parse(options), interval: 60_000, ...more });

  async function begin(...checks: ConfiguredCheck[]): Promise<Engine> {
    await engine?.stop();
    const store = await openWriterStore({ path: world.path, migrations: MIGRATIONS, authority: 'a.example', now: 0 });
    engine = new Engine({
      store,
      holder: 'me',
      deadHolders: () => true,
      now: () => performance.now(),
      wallClock: () => Date.now(),
      uptime: () => performance.now(),
      log: { ...silent, error: (message) => faults.push(message) },
      onCommitted: () => undefined,
      onFenced: () => undefined,
    });
    await engine.start(configOf(checks));
    return engine;
  }

  const standing = () => engine?.standings()?.[0]?.standing;

  test('is recorded at once, each of them, in order', async () => {
    const running = await begin(job());
    const answers = await Promise.all([
      running.push([says('up', { responseTime: 3 })]),
      running.push([says('down', { message: 'broken' })]),
      running.push([says('degraded')]),
    ]);
    expect(
      answers.map(({ results }) => results.map(({ state, code, responseTime }) => [state, code, responseTime])),
    ).toEqual([[['up', null, 3]], [['down', 'reported_down', null]], [['degraded', 'reported_degraded', null]]]);
    expect(world.log().map(({ state, details }) => [state, details?.raw])).toEqual([
      ['up', undefined],
      ['down', 'broken'],
      ['degraded', undefined],
    ]);
    expect(standing()?.state).toBe('degraded');
    expect(faults).toEqual([]);
  });

  test('is not answered with a run that began before it', async () => {
    const running = await begin(job());
    await running.push([says('up')]);
    const [, pushed] = await Promise.all([running.run(['job']), running.push([says('down')])]);
    expect(pushed.results.map(({ state }) => state)).toEqual(['down']);
  });

  test('holds over a restart and a reload', async () => {
    await (await begin(job())).push([says('down', { message: 'broken' })]);
    const again = await begin(job());
    const { results } = await again.run(['job']);
    expect(results[0]).toMatchObject({ state: 'down', code: 'reported_down', details: { raw: 'broken' } });
    await again.reload(configOf([job({}, { id: 'renamed', formerIds: ['job'] })]));
    expect((await again.run(['renamed'])).results[0]).toMatchObject({ state: 'down', details: { raw: 'broken' } });
    expect(standing()).toMatchObject({ state: 'down' });
  });

  test('that does not come is missed after the silence, and told so after a restart', async () => {
    // In which nothing but a run has to happen: this process's own stalls are no silence.
    const beat = job({ silence: '3s', whenSilent: 'down' });
    await (await begin(beat)).push([says('up')]);
    expect((await engine?.run(['job']))?.results[0]).toMatchObject({ state: 'up' });
    await expect
      .poll(async () => (await engine?.run(['job']))?.results[0])
      .toMatchObject({ state: 'down', code: 'heartbeat_missed' });
    expect((await (await begin(beat)).run(['job'])).results[0]).toMatchObject({ code: 'heartbeat_missed' });
    expect((await engine?.push([says('up')]))?.results[0]).toMatchObject({ state: 'up' });
  });

  test('nothing said is unknown: no verdict, no fault', async () => {
    const running = await begin(job({ whenSilent: 'down' }));
    expect((await running.run(['job'])).results[0]).toMatchObject({ state: 'unknown', code: 'not_reported' });
    expect(standing()).toMatchObject({ state: 'unknown', everHadVerdict: false });
    expect(faults).toEqual([]);
    const figures = world.look((database) => database.prepare('SELECT json FROM Worker').pluck().get() as string);
    expect(JSON.parse(figures)).toMatchObject({ internalErrors: 0 });
  });

  test('about a check that is not there, or is paused, gives nothing', async () => {
    const running = await begin(job({}, { paused: true }));
    expect((await running.push([says('down'), says('down', { check: 'none' })])).results).toEqual([]);
  });

  test('of a warning is softened, and its word is kept as it was', async () => {
    const running = await begin(job({}, { severity: 'warning' }));
    const { results } = await running.push([says('down')]);
    expect(results[0]).toMatchObject({
      state: 'degraded',
      code: 'reported_down',
      details: { pushed: { state: 'down' } },
    });
  });
});
