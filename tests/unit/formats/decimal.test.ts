import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimal, seconds } from '../../../lib/formats/decimal.ts';

test.each([
  [0, '0'],
  [-0, '0'],
  [1, '1'],
  [0.1, '0.1'],
  [1e-7, '0.0000001'],
  [-1.25e-9, '-0.00000000125'],
  [1e21, '1000000000000000000000'],
  [1.5e22, '15000000000000000000000'],
  [1_772_600_754.744, '1772600754.744'],
])('%d is written %s', (value, text) => expect(decimal(value)).toBe(text));

test('what is written reads back as the same number, without an exponent', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = decimal(value);
      return /^-?\d+(\.\d+)?$/.test(text) && Number(text) === (value === 0 ? 0 : value);
    }),
  );
});

test.each([
  [53.2104, 0.05321],
  [0.0004, 0],
  [0.0006, 0.000001],
  [10_000, 10],
  [1_772_600_754_744, 1_772_600_754.744],
])('%d ms are %d s', (ms, expected) => expect(seconds(ms)).toBe(expected));
