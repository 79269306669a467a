import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PackError } from '../../../lib/history/pack-details.ts';
import { packLast, packResults, unpackLast, unpackResults } from '../../../lib/history/pack.ts';
import { PHASES, RESULT_STATES, type Result } from '../../../lib/model.ts';
import { anyCode, anyResponseTime, anyResults, result } from './results.ts';

const START = Date.UTC(2026, 0, 1);

describe('packResults', () => {
  test('comes back the same, in the same order, but for the details', () => {
    fc.assert(
      fc.property(anyResults(START - 1000, START + 300_000), (results) => {
        const packed = packResults(
          START,
          results.map((one) => ({ ...one, details: { raw: 'not kept' } })),
        );
        expect(unpackResults('website', START, packed)).toEqual(results);
      }),
    );
  });

  test('writes one form that must not change: stored packs are read until they are trimmed', () => {
    const packed = packResults(START, [
      result({ at: START + 60_000, responseTime: 50.1234 }),
      result({ at: START + 120_000, state: 'down', code: 'timeout', responseTime: null }),
      result({ at: START + 180_000, state: 'down', code: 'timeout', responseTime: 10_000 }),
      result({ at: START + 179_999, state: 'unknown', code: 'internal_stall', responseTime: null }),
      result({ at: START + 240_000, state: 'degraded', code: 'slow', responseTime: 0 }),
    ]);
    expect(packed).toBe('1,1aaoU12ob,1aaoD.timeout,1aaoD5yc1s.,-1N.internal_stall,1aapG0.slow');
  });

  test('takes at most 12 bytes a result when all is well, and 20 in an outage', () => {
    const times = Array.from({ length: 10 }, (_, index) => START + 30_000 * (index + 1) - 7);
    const well = packResults(
      START,
      times.map((at) => result({ at, responseTime: 187.654 })),
    );
    const outage = packResults(
      START,
      times.map((at) => result({ at, state: 'down', code: 'connection_refused', responseTime: 10_000.123 })),
    );
    expect(well.length / times.length).toBeLessThanOrEqual(12);
    expect(outage.length / times.length).toBeLessThanOrEqual(20);
  });

  test('of nothing is read as nothing', () => {
    expect(unpackResults('website', START, packResults(START, []))).toEqual([]);
  });

  test('refuses fractions of a ms', () => {
    expect(() => packResults(START, [result({ at: 1.5 })])).toThrow('packed results: at must be whole ms (got 1.5)');
  });
});

describe('unpackResults', () => {
  test.each([
    ['', 'packed results: format must be 1 (got "")'],
    ['2,1U1', 'packed results: format must be 1 (got "2")'],
    ['1,', 'packed results: bad result ""'],
    ['1,1U1,', 'packed results: bad result ""'],
    ['1,1X1', 'packed results: bad result "1X1"'],
    ['1,U1', 'packed results: bad result "U1"'],
    ['1,1u1', 'packed results: bad result "1u1"'],
    ['1,1U-1', 'packed results: bad result "1U-1"'],
    ['1,1U1 ', 'packed results: bad result "1U1 "'],
    ['1,01U1', 'packed results: bad number in "01U1"'],
    ['1,1U01', 'packed results: bad number in "1U01"'],
    ['1,-0U1', 'packed results: bad number in "-0U1"'],
    ['1,1Uzzzzzzzzzzzz', 'packed results: bad number in "1Uzzzzzzzzzzzz"'],
    ['1,1D.', 'packed results: no code to repeat in "1D."'],
    ['1,1D.no_such_code', 'packed results: unknown code (got "no_such_code")'],
    ['1,1D.constructor', 'packed results: unknown code (got "constructor")'],
  ])('refuses %j', (packed, message) => {
    const unpack = () => unpackResults('website', START, packed);
    expect(unpack).toThrow(PackError);
    expect(unpack).toThrow(message);
  });

  test('takes any text as results or throws a PackError', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('01az-UGDN.,_ tslow')), maxLength: 30 }), (tail) => {
        try {
          for (const one of unpackResults('website', START, `1,${tail}`)) {
            expect(Number.isSafeInteger(one.at)).toBe(true);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(PackError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('packLast', () => {
  const anyMs = fc.double({ min: 0, max: 1e6, noNaN: true }).map((ms) => ms + 0);
  const anyResult: fc.Arbitrary<Result> = fc.record({
    check: fc.constant('website'),
    at: fc.integer({ min: 0 }),
    state: fc.constantFrom(...RESULT_STATES),
    responseTime: anyResponseTime,
    code: fc.option(anyCode),
    details: fc.option(
      fc.record(
        {
          phases: fc.dictionary(fc.constantFrom(...PHASES), anyMs, { noNullPrototype: true }),
          certificateExpiresAt: fc.integer(),
          raw: fc.string(),
        },
        { requiredKeys: [], noNullPrototype: true },
      ),
    ),
  });

  test('comes back the same, details and all', () => {
    fc.assert(
      fc.property(anyResult, (one) => {
        expect(unpackLast('website', packLast(one))).toEqual(one);
      }),
    );
  });

  test.each([
    ['', 'packed results: format must be 1 (got "")'],
    ['[]', 'packed results: format must be 1 (got "[]")'],
    ['1,0U', 'packed results: bad last result "1,0U"'],
    ['1;', 'packed results: bad last result "1;"'],
    ['1,0U;1,2,3', 'packed results: bad details (got "1,2,3")'],
    ['{', 'packed results: must be JSON (got "{")'],
    ['{}', 'packed results: at must be a number (got undefined)'],
    ['{"at":1,"state":"paused"}', 'packed results: unknown state (got "paused")'],
    ['{"at":1,"state":"up"}', 'packed results: responseTime must be a number or null (got undefined)'],
    ['{"at":1,"state":"up","responseTime":null,"code":"x","details":null}', 'packed results: unknown code (got "x")'],
    ['{"at":1,"state":"up","responseTime":1,"code":null}', 'packed results: bad details (got undefined)'],
    [
      '{"at":1,"state":"up","responseTime":1,"code":null,"details":{"phases":{"tea":1}}}',
      'packed results: bad details (got {"phases":{"tea":1}})',
    ],
    [
      '{"at":1,"state":"up","responseTime":1,"code":null,"details":{"more":1}}',
      'packed results: bad details (got {"more":1})',
    ],
  ])('unpackLast refuses %s', (text, message) => {
    expect(() => unpackLast('website', text)).toThrow(new PackError(message.replace('packed results: ', '')));
  });
});
