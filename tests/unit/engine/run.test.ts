import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ProbeContext, ProbeOutcome } from '../../../lib/checks/check.ts';
import { checkTypes, type CheckTypeName } from '../../../lib/checks/registry.ts';
import type { ConfiguredCheck } from '../../../lib/config/config.ts';
import { runOnce, type RunContext } from '../../../lib/engine/run.ts';
import { configured } from './world.ts';

type Probe = (context: ProbeContext) => Promise<ProbeOutcome>;

// One more type of check, as anybody may add one: its option is what it does.
const SCRIPTED = 'scripted' as CheckTypeName;
Object.assign(checkTypes, {
  [SCRIPTED]: { type: SCRIPTED, probe: (probe: Probe, context: ProbeContext) => probe(context) },
});

let errors: { check: string; error: unknown }[];
let stalled = 0;
/** Time that passed without anybody waiting for it, ms. */
let passed = 0;
let ending = new AbortController();
beforeEach(() => {
  errors = [];
  stalled = 0;
  passed = 0;
  ending = new AbortController();
});

const context: RunContext = {
  now: () => performance.now() + passed,
  wallClock: () => Date.now(),
  pingDatabase: () => Promise.resolve(),
  stalledSince: () => stalled,
  onInternalError: (check, error) => errors.push({ check, error }),
  get signal() {
    return ending.signal;
  },
};

function run(probe: Probe, more: Partial<ConfiguredCheck> = {}) {
  return runOnce(configured('a', { type: SCRIPTED, options: probe, timeout: 200, interval: 1_000, ...more }), context);
}

const up: ProbeOutcome = { verdict: 'up', responseTime: 3 };
const down: ProbeOutcome = { verdict: 'down', code: 'connection_refused', details: { raw: '10.0.0.1:80' } };
const whenAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

test('a result ends when the run does, and says what the probe said', async () => {
  const from = Date.now();
  const result = await run(async () => {
    await new Promise((resolve) => setTimeout(resolve, 30));
    return { ...up, details: { phases: { dns: 1 } } };
  });
  expect(result).toEqual({
    check: 'a',
    at: expect.any(Number) as number,
    state: 'up',
    responseTime: 3,
    code: null,
    details: { phases: { dns: 1 } },
  });
  expect(result.at).toBeGreaterThanOrEqual(from + 29);
  expect(result.at).toBeLessThanOrEqual(Date.now());
  expect(errors).toEqual([]);
});

describe('the deadline', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());
  /** What a run that takes so long has come to; null when it goes on. */
  const after = async (ms: number, running: ReturnType<typeof run>) => {
    const [result] = await Promise.all([Promise.race([running, pause(ms)]), vi.advanceTimersByTimeAsync(ms)]);
    return result;
  };
  const pause = (ms: number) => new Promise<null>((resolve) => setTimeout(resolve, ms, null));

  test('is told to the probe, and its end is a timeout of the target', async () => {
    const running = run(({ signal }) => whenAborted(signal));
    expect(await after(199, running)).toBeNull();
    expect(await after(2, running)).toMatchObject({ state: 'down', code: 'timeout', responseTime: null });
    expect(errors).toEqual([]);
  });

  test('holds for an answer that comes with it', async () => {
    const running = run(({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(up))));
    expect(await after(201, running)).toMatchObject({ state: 'down', code: 'timeout' });
  });

  test('ends a run whose probe does not listen: it is left behind', async () => {
    const running = run(() => new Promise(() => undefined));
    expect(await after(1_199, running)).toBeNull();
    expect(await after(2, running)).toMatchObject({ state: 'down', code: 'timeout' });
  });

  test('what a probe throws once it has passed is its end, not a fault of ours', async () => {
    const running = run(async ({ signal }) => {
      await whenAborted(signal).catch(() => undefined);
      throw new TypeError('the socket is gone');
    });
    expect(await after(201, running)).toMatchObject({ state: 'down', code: 'timeout' });
    expect(errors).toEqual([]);
  });
});

describe('retries', () => {
  test('end with the first success', async () => {
    let attempts = 0;
    const result = await run(async () => (++attempts < 3 ? down : up), { retries: 5 });
    expect([attempts, result.state]).toEqual([3, 'up']);
  });

  test('are no more than configured; the last one counts', async () => {
    let attempts = 0;
    const result = await run(async () => ({ ...down, responseTime: ++attempts }), { retries: 2 });
    expect([attempts, result.state, result.responseTime]).toEqual([3, 'down', 3]);
  });

  test('begin only within the interval', async () => {
    let attempts = 0;
    const probe: Probe = async () => {
      attempts++;
      passed += 120_000;
      return down;
    };
    await run(probe, { retries: 100, interval: 300_000, timeout: 3_600_000 });
    expect(attempts).toBe(3);
  });
});

test('a failing check of severity warning is degraded', async () => {
  expect(await run(async () => down, { severity: 'warning' })).toMatchObject({
    state: 'degraded',
    code: 'connection_refused',
  });
  expect(await run(({ signal }) => whenAborted(signal), { severity: 'warning' })).toMatchObject({
    state: 'degraded',
    code: 'timeout',
  });
});

describe('a fault of ours is never the target’s', () => {
  test('a thrown error is unknown, and told', async () => {
    const bug = new TypeError('undefined is not a function');
    const result = await run(() => Promise.reject(bug), { severity: 'warning' });
    expect(result).toMatchObject({ state: 'unknown', code: 'internal_error', responseTime: null, details: null });
    expect(errors).toEqual([{ check: 'a', error: bug }]);
  });

  test('even one that is thrown at once, and no timer waits for it any more', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
    const before = timers();
    const tooDeep = (): never => {
      throw new RangeError('too deep');
    };
    const result = await run(tooDeep, { timeout: 60_000 });
    expect(result).toMatchObject({ state: 'unknown', code: 'internal_error' });
    expect(errors).toHaveLength(1);
    expect(timers()).toBe(before);
  });

  test.each(['EMFILE', 'ENFILE', 'ENOMEM', 'ENOBUFS', 'EADDRNOTAVAIL'])('%s', async (code) => {
    const result = await run(() => Promise.reject(Object.assign(new Error(code), { code })));
    expect(result).toMatchObject({ state: 'unknown', code: 'internal_resources' });
    expect(errors).toHaveLength(1);
  });

  test('a failure while this process was stalled', async () => {
    stalled = 501;
    for (const probe of [
      async () => down,
      async () => ({ ...up, verdict: 'degraded' as const, code: 'slow' as const }),
      ({ signal }: ProbeContext) => whenAborted(signal),
    ])
      expect(await run(probe)).toMatchObject({ state: 'unknown', code: 'internal_stall', responseTime: null });
    expect(errors).toHaveLength(3);
    expect(await run(async () => down)).toMatchObject({ details: { stalled: 501 } });
    stalled = 500;
    expect(await run(async () => down)).toMatchObject({ state: 'down' });
  });

  test('a result of a run that a small stall fell into is marked with it', async () => {
    stalled = 60.4;
    const result = await run(async () => ({ ...up, responseTime: 700, details: { phases: { dns: 1 } } }));
    expect(result).toMatchObject({ state: 'up', responseTime: 700, details: { phases: { dns: 1 }, stalled: 60 } });
    stalled = 0;
    expect(await run(async () => up)).toMatchObject({ responseTime: 3, details: null });
  });

  test('what others told was not measured here: no stall of ours spoils it', async () => {
    stalled = 12_000;
    const pushed = { at: 1, state: 'down', silence: 0 } as const;
    const result = await run(async () => ({ ...down, responseTime: 5, details: { pushed } }));
    expect(result).toMatchObject({ state: 'down', responseTime: 5, details: { pushed } });
    expect(errors).toEqual([]);
  });

  test('an answer in a stall is an answer, without a time', async () => {
    stalled = 12_000;
    const details = { phases: { processing: 12_000 }, certificateExpiresAt: 5 };
    const result = await run(async () => ({ ...up, responseTime: 12_000, details }));
    expect(result).toMatchObject({ state: 'up', responseTime: null, details: { phases: {}, certificateExpiresAt: 5 } });
    expect(errors).toEqual([]);
  });
});

test('when the program ends, a run has no result', async () => {
  const reason = new Error('the worker is ending');
  const running = run(({ signal }) => whenAborted(signal), { timeout: 5_000, retries: 3 });
  setTimeout(() => ending.abort(reason), 20);
  await expect(running).rejects.toBe(reason);
  await expect(run(async () => up)).rejects.toBe(reason);
  expect(errors).toEqual([]);
});

test('when the program ends, every run of many ends, and none had a listener of its own', async () => {
  const warnings: Error[] = [];
  const listen = (warning: Error) => warnings.push(warning);
  process.on('warning', listen);
  const runs = Array.from({ length: 50 }, () => run(({ signal }) => whenAborted(signal), { timeout: 60_000 }));
  const ended = Promise.allSettled(runs);
  await run(() => Promise.resolve(up));
  ending.abort(new Error('ending'));
  for (const { status } of await ended) expect(status).toBe('rejected');
  process.off('warning', listen);
  expect(warnings).toEqual([]);
});
