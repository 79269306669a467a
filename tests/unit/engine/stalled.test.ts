import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ProbeOutcome } from '../../../lib/checks/check.ts';
import { throughStall } from '../../../lib/engine/stalled.ts';

const check = { timeout: 10_000, slowAfter: { degraded: 500, down: 2_000 } };
const up = (responseTime: number): ProbeOutcome => ({ verdict: 'up', responseTime, details: { phases: { dns: 1 } } });
const slow = (verdict: 'degraded' | 'down', responseTime: number): ProbeOutcome => ({
  verdict,
  code: 'slow',
  responseTime,
});

describe('an answer', () => {
  test('keeps a time of which the stall is a tenth at most, and is marked', () => {
    expect(throughStall(check, up(1_000), 100)).toEqual({
      verdict: 'up',
      responseTime: 1_000,
      details: { phases: { dns: 1 }, stalled: 100 },
    });
  });

  test('has no time when the stall may have made more of it', () => {
    expect(throughStall(check, up(999), 100)).toEqual({ verdict: 'up', details: { phases: {}, stalled: 100 } });
  });

  test('is never lost, however long the stall', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.double({ min: 0.1, max: 1e7, noNaN: true }),
        (ms, lost) => {
          expect(throughStall(check, up(ms), lost)).toMatchObject({ verdict: 'up' });
        },
      ),
    );
  });
});

describe('a failure', () => {
  const refused: ProbeOutcome = { verdict: 'down', code: 'connection_refused' };
  test.each([
    ['a refusal in a stall of half a second', refused, 500, true],
    ['a refusal in a longer one', refused, 501, false],
    ['a timeout of 10 s that lost half a second', { verdict: 'down', code: 'timeout' } as const, 500, true],
    ['slow by more than the stall', slow('degraded', 700), 199, true],
    ['slow by the stall alone', slow('degraded', 599), 99, false],
    ['down by the stall alone', slow('down', 2_100), 100, false],
    ['down without it', slow('down', 2_101), 100, true],
  ])('%s', (_, outcome, stalled, stands) => {
    const told = throughStall(check, outcome, stalled);
    expect(told === null).toBe(!stands);
    if (told !== null) expect(told).toMatchObject({ verdict: outcome.verdict, details: { stalled } });
  });

  test.each([
    [1_000, 100, true],
    [1_000, 101, false],
    [60_000, 500, true],
  ])('a timeout of %i ms stands with %i ms lost: %s', (timeout, stalled, stands) => {
    const told = throughStall({ ...check, timeout }, { verdict: 'down', code: 'timeout' }, stalled);
    expect(told !== null).toBe(stands);
  });
});
