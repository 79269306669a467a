import { describe, expect, test } from 'vitest';
import type { ProbeContext, Told } from '../../../lib/checks/check.ts';
import { push } from '../../../lib/checks/push.ts';

const HOUR = 3_600_000;

const word: Told = { at: 1_000, state: 'up', message: null, responseTime: null, silence: 0 };

function probe(told: Told | null, options: Record<string, unknown> = {}) {
  const context: ProbeContext = {
    signal: new AbortController().signal,
    now: () => 0,
    wallClock: () => 0,
    pingDatabase: () => Promise.resolve(),
    told,
  };
  return push.probe(push.options.parse(options), context);
}

test('repeats the last word, with when it was said and how long nothing came since', async () => {
  const pushed = { at: 1_000, silence: 24 * HOUR };
  expect(await probe({ ...word, silence: 24 * HOUR })).toEqual({
    verdict: 'up',
    details: { pushed: { ...pushed, state: 'up' } },
  });
  expect(await probe({ ...word, state: 'degraded', message: 'queue 80 %', silence: 24 * HOUR })).toEqual({
    verdict: 'degraded',
    code: 'reported_degraded',
    details: { raw: 'queue 80 %', pushed: { ...pushed, state: 'degraded' } },
  });
  expect(await probe({ ...word, state: 'down', responseTime: 12, silence: 24 * HOUR })).toEqual({
    verdict: 'down',
    code: 'reported_down',
    responseTime: 12,
    details: { pushed: { ...pushed, state: 'down' } },
  });
});

describe('after a silence', () => {
  const silent: Told = { ...word, state: 'down', message: 'old', silence: 600_000 };
  const pushed = { at: 1_000, state: 'down', silence: 600_000 };

  test.each([
    ['unknown', { verdict: 'unknown', code: 'not_reported' }],
    ['up', { verdict: 'up' }],
    ['degraded', { verdict: 'degraded', code: 'heartbeat_missed' }],
    ['down', { verdict: 'down', code: 'heartbeat_missed' }],
  ])('it is %s where that is said', async (whenSilent, outcome) => {
    expect(await probe(silent, { silence: '10m', whenSilent })).toEqual({ ...outcome, details: { pushed } });
  });

  test('which is the length of the option, to the millisecond', async () => {
    expect(await probe({ ...silent, silence: 599_999 }, { silence: '10m' })).toMatchObject({ verdict: 'down' });
    expect(await probe(silent, { silence: '10m' })).toMatchObject({ verdict: 'unknown' });
  });
});

test('before the first word nothing is missed', async () => {
  for (const whenSilent of ['unknown', 'degraded', 'down'])
    expect(await probe(null, { whenSilent })).toEqual({ verdict: 'unknown', code: 'not_reported' });
  expect(await probe(null, { whenSilent: 'up' })).toEqual({ verdict: 'up' });
});

test('a message is one line, bounded, and without credentials', async () => {
  const raw = async (message: string) => (await probe({ ...word, state: 'down', message })).details?.raw;
  expect(await raw('a\nb\u202ec\u0000')).toBe('a b c');
  expect(await raw(`x${'y'.repeat(2_000)}`)).toHaveLength(300);
  expect(await raw('https://me:pa/ss@db.example/?a=1&api_token=s3cret&b=2 failed')).toBe(
    'https://***@db.example/?a=1&api_token=***&b=2 failed',
  );
  expect(await raw(' \n ')).toBeUndefined();
});
