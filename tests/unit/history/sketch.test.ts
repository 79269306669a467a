import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_VALUE, RELATIVE_ACCURACY, Sketch, SketchError } from '../../../lib/history/sketch.ts';

/** Values as response times are spread: as many between 1 and 10 µs as between 1 and 10 h. */
const anyValue = fc.oneof(
  fc.integer({ min: 0, max: MAX_VALUE }),
  fc.double({ min: 0, max: Math.log(MAX_VALUE), noNaN: true }).map((ln) => Math.round(Math.exp(ln))),
);
const anyValues = fc.array(anyValue, { maxLength: 300 });
/** Nothing, a µs, a thousand seconds, all there is; and what lies between. */
const anyExtremes = fc.array(fc.oneof(fc.constantFrom(0, 1, 2, 1e9, MAX_VALUE - 1, MAX_VALUE), anyValue), {
  maxLength: 60,
});

function sketchOf(values: readonly number[]): Sketch {
  const sketch = Sketch.empty();
  for (const value of values) sketch.add(value);
  return sketch;
}

/** The normal distribution's quantile, by its logistic neighbour. */
function probit(p: number): number {
  return Math.log(p / (1 - p)) / 1.702;
}

/** By nearest rank, in whole numbers: `percent` of 100. */
function exactQuantile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil((percent * sorted.length) / 100)) - 1] ?? NaN;
}

function merged(...sketches: readonly Sketch[]): Uint8Array {
  const all = Sketch.empty();
  for (const sketch of sketches) all.merge(sketch);
  return all.serialize();
}

describe('quantile', () => {
  test('is within 1 % of the exact one by nearest rank', () => {
    fc.assert(
      fc.property(
        fc.array(anyValue, { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 0, max: 100 }),
        (values, percent) => {
          const exact = exactQuantile(values, percent);
          const estimate = sketchOf(values).quantile(percent / 100) ?? NaN;
          expect(Math.abs(estimate - exact)).toBeLessThanOrEqual(exact * (RELATIVE_ACCURACY + 1e-9));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('holds for every value of a wide sweep, bin edges included', () => {
    for (let value = 1; value <= MAX_VALUE; value = Math.max(value + 1, Math.floor(value * 1.0007))) {
      const estimate = sketchOf([value]).quantile(0.5) ?? NaN;
      expect(Math.abs(estimate - value) / value).toBeLessThanOrEqual(RELATIVE_ACCURACY + 1e-9);
    }
  });

  test.each([
    [0, 1],
    [0.25, 1],
    [0.5, 100],
    [0.51, 10_000],
    [0.75, 10_000],
    [0.76, 1_000_000],
    [1, 1_000_000],
  ])('%f of 1, 100, 10,000 and 1,000,000 is about %i', (q, expected) => {
    const estimate = sketchOf([10_000, 1, 1_000_000, 100]).quantile(q) ?? NaN;
    expect(Math.abs(estimate / expected - 1)).toBeLessThan(0.0101);
  });

  test('is not moved to the next rank by binary fractions', () => {
    const values = Array.from({ length: 100 }, (_, index) => 2 ** (index / 4));
    const estimate = sketchOf(values).quantile(0.07) ?? NaN;
    expect(Math.abs(estimate / (values[6] ?? NaN) - 1)).toBeLessThan(0.0101);
  });

  test('is null without values', () => expect(Sketch.empty().quantile(0.5)).toBeNull());

  test('is exactly 0 for zeros, which have a bin of their own', () => {
    expect(sketchOf([0, 0, 5]).quantile(0.5)).toBe(0);
    expect(sketchOf([0, 5, 5]).quantile(0.5)).toBeGreaterThan(4.9);
  });

  test('takes values beyond 24 h as 24 h, negative ones as 0, and refuses NaN', () => {
    expect(sketchOf([1e15]).serialize()).toEqual(sketchOf([MAX_VALUE]).serialize());
    expect(sketchOf([Infinity]).serialize()).toEqual(sketchOf([MAX_VALUE]).serialize());
    expect(sketchOf([-3]).serialize()).toEqual(sketchOf([0]).serialize());
    expect(() => sketchOf([NaN])).toThrow(new RangeError('latency sketch: a value must be a number (got NaN)'));
  });
});

describe('merge', () => {
  test('is the sketch of all values, in any order and grouping', () => {
    fc.assert(
      fc.property(anyValues, anyValues, anyValues, (a, b, c) => {
        const [x, y, z] = [sketchOf(a), sketchOf(b), sketchOf(c)];
        const whole = sketchOf([...a, ...b, ...c]).serialize();
        const yz = y.clone();
        yz.merge(z);
        expect(merged(x, y, z)).toEqual(whole);
        expect(merged(z, x, y)).toEqual(whole);
        expect(merged(x, yz)).toEqual(whole);
      }),
    );
  });

  test('of stored ones is associative and commutative, and the same as of those that never were', () => {
    const stored = (values: readonly number[]) => Sketch.deserialize(sketchOf(values).serialize());
    const both = (a: Sketch, b: Sketch) => Sketch.deserialize(merged(a, b));
    fc.assert(
      fc.property(anyExtremes, anyExtremes, anyExtremes, (a, b, c) => {
        const whole = sketchOf([...a, ...b, ...c]).serialize();
        const left = both(both(stored(a), stored(b)), stored(c));
        const right = both(stored(a), both(stored(b), stored(c)));
        expect(left.serialize()).toEqual(right.serialize());
        expect(both(stored(b), stored(a)).serialize()).toEqual(both(stored(a), stored(b)).serialize());
        expect(left.serialize()).toEqual(whole);
      }),
    );
  });

  test('of many stored parts keeps quantiles within 1 % of the exact ones, at the extremes, too', () => {
    fc.assert(
      fc.property(
        fc.array(anyExtremes, { minLength: 1, maxLength: 12 }),
        fc.constantFrom(0, 1, 50, 95, 99, 100),
        (parts, percent) => {
          const values = parts.flat();
          const all = Sketch.empty();
          for (const part of parts) all.merge(Sketch.deserialize(sketchOf(part).serialize()));
          if (values.length === 0) return;
          const exact = exactQuantile(values, percent);
          const estimate = Sketch.deserialize(all.serialize()).quantile(percent / 100) ?? NaN;
          expect(Math.abs(estimate - exact)).toBeLessThanOrEqual(exact * (RELATIVE_ACCURACY + 1e-9));
        },
      ),
      { numRuns: 300 },
    );
  });

  test('leaves the other as it was, also later', () => {
    const [a, b] = [sketchOf([1]), sketchOf([1, 500])];
    const before = b.serialize();
    a.merge(b);
    a.add(500);
    expect(b.serialize()).toEqual(before);
    expect(a.count).toBe(4);
  });

  test('with itself doubles', () => {
    const sketch = sketchOf([0, 7, 7, 900]);
    sketch.merge(sketch);
    expect(sketch.serialize()).toEqual(sketchOf([0, 7, 7, 900, 0, 7, 7, 900]).serialize());
  });

  test('does not reach a clone', () => {
    const sketch = sketchOf([7]);
    const clone = sketch.clone();
    sketch.add(8);
    expect(clone.count).toBe(1);
  });
});

describe('serialize', () => {
  test('comes back the same', () => {
    fc.assert(
      fc.property(anyValues, (values) => {
        const sketch = sketchOf(values);
        const copy = Sketch.deserialize(sketch.serialize());
        expect(copy.count).toBe(values.length);
        expect(copy.serialize()).toEqual(sketch.serialize());
        expect(copy.quantile(0.95)).toBe(sketch.quantile(0.95));
      }),
    );
  });

  test('takes at most 60 bytes for the 180 response times of an hour, 160 for those of a day, spread as they are', () => {
    const spread = (count: number) =>
      sketchOf(Array.from({ length: count }, (_, index) => 80_000 * Math.exp(0.5 * probit((index + 0.5) / count))));
    expect(spread(180).serialize().length).toBeLessThan(60);
    expect(spread(4_320).serialize().length).toBeLessThan(160);
  });

  test('takes at most 40 bytes for 15 response times of one target', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 1_000_000 }),
        fc.array(fc.double({ min: 0.5, max: 20, noNaN: true }), { minLength: 5, maxLength: 15 }),
        (typical, factors) => {
          expect(sketchOf(factors.map((factor) => Math.round(typical * factor))).serialize().length).toBeLessThan(40);
        },
      ),
    );
  });

  test('stays below 4 KB whatever it is fed', () => {
    const sketch = Sketch.empty();
    for (let value = 1; value <= MAX_VALUE; value *= 1.01) {
      sketch.add(value);
      sketch.add(value);
    }
    expect(sketch.serialize().length).toBeLessThan(4096);
  });

  test('keeps counts beyond 32 bits', () => {
    const sketch = sketchOf([1000]);
    for (let doubling = 0; doubling < 40; doubling++) sketch.merge(sketch);
    expect(Sketch.deserialize(sketch.serialize()).count).toBe(2 ** 40);
  });

  test('writes one form that must not change: stored sketches are read for ever', () => {
    const values = [0, 1, 1, 1, 2, 90_000];
    expect([...sketchOf(values).serialize()]).toEqual([2, 1, 3, 0, 223, 232, 255, 255, 92]);
    // As the first version wrote it.
    const first = Sketch.deserialize(Uint8Array.from([1, 1, 1, 3, 68, 174, 8]));
    expect(first.serialize()).toEqual(sketchOf(values).serialize());
  });
});

describe('deserialize', () => {
  test.each([
    ['no bytes', [], 'latency sketch: format must be 2 (got no bytes)'],
    ['another format', [3, 0], 'latency sketch: format must be 2 (got 3)'],
    ['bytes that are too few', [2, 0, 2, 5], 'latency sketch: 4 bytes are not what 2 bins take'],
    ['bytes that are too many', [2, 0, 1, 5, 0, 0], 'latency sketch: 6 bytes are not what 1 bins take'],
    ['more bins than there are', [2, 0, 0xff, 0x7f], 'latency sketch: bins must be at most 1261 (got 16383)'],
    ['nothing after the format', [1], 'latency sketch: bad number at byte 1 of 1'],
    ['a number that is cut off', [1, 0, 0x80], 'latency sketch: bad number at byte 2 of 3'],
    ['a number longer than it needs to be', [1, 0x80, 0], 'latency sketch: bad number at byte 1 of 3'],
    ['a number beyond 2^53', [1, 255, 255, 255, 255, 255, 255, 255, 127], 'latency sketch: bad number at byte 1 of 9'],
    ['a count of one that is spelt out', [1, 0, 1, 1], 'latency sketch: a count must be at least 2 (got 1)'],
    ['a bin beyond 24 h', [1, 0, 0x80, 0x7f], 'latency sketch: bin must be at most 1260 (got 8128)'],
  ])('refuses %s', (_, bytes, message) => {
    const error = catchError(() => Sketch.deserialize(Uint8Array.from(bytes)));
    expect(error).toBeInstanceOf(SketchError);
    expect(error).toMatchObject({ code: 'SKETCH_INVALID', message });
  });

  test('takes any bytes as exactly one sketch or as none', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 12 }), (tail) => {
        const bytes = Uint8Array.from([2, ...tail]);
        let sketch: Sketch;
        try {
          sketch = Sketch.deserialize(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(SketchError);
          return;
        }
        expect(sketch.serialize()).toEqual(bytes);
      }),
      { numRuns: 2000 },
    );
  });
});

function catchError(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return null;
}
