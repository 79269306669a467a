import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PackError } from '../../../lib/history/pack-details.ts';
import { packLog, unpackLog, type NumberedResult } from '../../../lib/history/pack-log.ts';
import { RESULT_STATES, type Details } from '../../../lib/model.ts';
import { anyCode, anyResponseTime } from './results.ts';

const T0 = Date.UTC(2026, 2, 1);

const wholeMicros = fc.nat({ max: 30_000_000 }).map((us) => us / 1000);
const anyDetails: fc.Arbitrary<Details> = fc.oneof(
  fc.record(
    {
      phases: fc.record(
        { dns: wholeMicros, connect: wholeMicros, tls: wholeMicros, processing: wholeMicros, transfer: wholeMicros },
        { requiredKeys: [], noNullPrototype: true },
      ),
      certificateExpiresAt: fc.nat({ max: 2 ** 42 }),
    },
    { requiredKeys: ['phases'], noNullPrototype: true },
  ),
  fc.record(
    {
      phases: fc.record({ dns: fc.double({ min: 0, max: 1e4, noNaN: true }) }, { noNullPrototype: true }),
      raw: fc.string({ unit: 'binary' }),
    },
    { requiredKeys: ['raw'], noNullPrototype: true },
  ),
);

const anyNumbered: fc.Arbitrary<Omit<NumberedResult, 'id'>> = fc.record({
  key: fc.nat({ max: 20_000 }),
  at: fc.integer({ min: 0, max: 2 ** 42 }),
  state: fc.constantFrom(...RESULT_STATES),
  responseTime: anyResponseTime,
  code: fc.option(anyCode),
  details: fc.option(anyDetails),
});

describe('packLog', () => {
  test('comes back the same, details and all, whatever the distances of ids and times', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyNumbered, fc.integer({ min: 1, max: 2 ** 33 }))), (rows) => {
        let id = 0;
        const results = rows.map(([result, step]) => ({ ...result, id: (id += step) }));
        expect(unpackLog(packLog(results))).toEqual(results);
      }),
    );
  });

  test('writes one form that must not change: logs are read after an upgrade', () => {
    const result = { key: 40, at: T0, state: 'up' as const, responseTime: 81.234, code: null };
    const details = { phases: { dns: 0.2, connect: 0.9, processing: 79.834, transfer: 0.3 }, certificateExpiresAt: T0 };
    const text = packLog([
      { ...result, id: 7, details },
      { ...result, id: 8, at: T0 + 20, details: {} },
      { ...result, id: 11, at: T0 + 19, state: 'down', responseTime: null, code: 'timeout', details: { raw: 'a\nb' } },
    ]);
    expect(text).toBe(
      ['1', '7+14Umm6zh1c0:1qoi;5k,p0,,1plm,8c@mm6zh1c0', '14Uk:1qoi', '3+14D-1.timeout;{"raw":"a\\nb"}'].join('\n'),
    );
  });

  test('takes at most 30 bytes a result of an exchange that went well', () => {
    const results = Array.from({ length: 12 }, (_, index) => ({
      id: 5_000_000 + index,
      key: 500 + index,
      at: T0 + index * 20,
      state: 'up' as const,
      responseTime: 80.123,
      code: null,
      details: { phases: { dns: 0.2, connect: 0.9, processing: 78.723, transfer: 0.3 } },
    }));
    expect(packLog(results).length / results.length).toBeLessThanOrEqual(30);
  });

  test('refuses fractions of a ms', () => {
    const result = { id: 1, key: 1, at: 1.5, state: 'up' as const, responseTime: null, code: null, details: null };
    expect(() => packLog([result])).toThrow('packed results: at must be whole ms (got 1.5)');
  });
});

describe('unpackLog', () => {
  test('reads the rows of an older version, which an upgrade turned into JSON', () => {
    expect(unpackLog('[7,2,1772323200000,2,1500,"timeout",{"raw":"x"}]')).toEqual([
      { id: 7, key: 2, at: T0, state: 'down', responseTime: 1.5, code: 'timeout', details: { raw: 'x' } },
    ]);
    expect(unpackLog('[7,2,1772323200000,0,null,null,null]')).toEqual([
      { id: 7, key: 2, at: T0, state: 'up', responseTime: null, code: null, details: null },
    ]);
  });

  test.each([
    ['', 'format of the log must be 1 (got "")'],
    ['2\n1U1', 'format of the log must be 1 (got "2")'],
    ['1\n1X1', 'bad result "1X1"'],
    ['1\n01U1', 'bad number in "01U1"'],
    ['1\n1U1.tea', 'unknown code (got "tea")'],
    ['1\n1U1;{"tea":1}', 'bad details (got "{\\"tea\\":1}")'],
    ['[1,1,1,9,null,null,null]', 'unknown state (got 9)'],
  ])('refuses %j', (text, message) => {
    expect(() => unpackLog(text)).toThrow(new PackError(message));
  });
});
