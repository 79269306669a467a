import fc from 'fast-check';
import { CODES, type Code, RESULT_STATES, type Result } from '../../../lib/model.ts';

/** A result that nothing is special about. */
export function result(overrides: Partial<Result> = {}): Result {
  return { check: 'website', at: 0, state: 'up', responseTime: 12.5, code: null, details: null, ...overrides };
}

export const anyCode = fc.constantFrom(...(Object.keys(CODES) as Code[]));

/** Response times as they are kept: fractional ms of whole µs. */
export const anyResponseTime = fc.option(fc.integer({ min: 0, max: 100_000_000 }).map((us) => us / 1000));

/** Results of any kind with `at` in a span, without details, in whatever order. */
export function anyResults(from: number, to: number): fc.Arbitrary<Result[]> {
  return fc.array(
    fc.record({
      check: fc.constant('website'),
      at: fc.integer({ min: from, max: to - 1 }),
      state: fc.constantFrom(...RESULT_STATES),
      responseTime: anyResponseTime,
      code: fc.option(anyCode),
      details: fc.constant(null),
    }),
    { maxLength: 60 },
  );
}
