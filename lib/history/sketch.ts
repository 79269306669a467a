import { readVarint, writeVarint } from './varint.ts';

/** The greatest relative error of a quantile. */
export const RELATIVE_ACCURACY = 0.01;

/** The greatest value a sketch tells apart: 24 h in µs. Greater ones count as this one. */
export const MAX_VALUE = 86_400_000_000;

const GAMMA = (1 + RELATIVE_ACCURACY) / (1 - RELATIVE_ACCURACY);
const LN_GAMMA = Math.log(GAMMA);
const MAX_INDEX = indexOf(MAX_VALUE);
const FORMAT = 1;

/** Bytes that no sketch was serialised to. */
export class SketchError extends Error {
  readonly code = 'SKETCH_INVALID';

  constructor(rule: string) {
    super(`latency sketch: ${rule}`);
    this.name = 'SketchError';
  }
}

/**
 * A quantile sketch of response times in whole µs: DDSketch (Masson, Rim, Lee: "DDSketch: a fast and
 * fully-mergeable quantile sketch with relative-error guarantees", PVLDB 12(12), 2019) with α = 0.01.
 *
 * Bin `i` counts the values in (γ^(i-1), γ^i], γ = (1 + α) / (1 - α); zero has a bin of its own. As values lie
 * between 1 µs and 24 h there are at most 1,261 bins, so that none is ever collapsed: merging sketches gives
 * exactly the sketch of all their values, in whatever order.
 */
export class Sketch {
  #zeros = 0;
  #count = 0;
  readonly #bins = new Map<number, number>();

  static empty(): Sketch {
    return new Sketch();
  }

  /** How many values were added. */
  get count(): number {
    return this.#count;
  }

  /** Adds a value in µs. Below 1 it counts as zero, above 24 h as 24 h. Throws a `RangeError` for NaN. */
  add(value: number): void {
    if (Number.isNaN(value)) throw new RangeError('latency sketch: a value must be a number (got NaN)');
    this.#count++;
    if (value < 1) this.#zeros++;
    else this.#addTo(indexOf(Math.min(value, MAX_VALUE)), 1);
  }

  /** Adds all values of another sketch, which stays as it is. */
  merge(other: Sketch): void {
    this.#zeros += other.#zeros;
    this.#count += other.#count;
    for (const [index, count] of other.#bins) this.#addTo(index, count);
  }

  clone(): Sketch {
    const copy = new Sketch();
    copy.merge(this);
    return copy;
  }

  /**
   * The `q`-quantile (0 ≤ q ≤ 1) in µs, within 1 % of the true one; null without values. By nearest rank: the
   * true one is the value of rank max(1, ⌈q·count⌉), counted from the smallest: the smallest value that a share
   * of `q` of all values does not exceed. Quantile 0 is the minimum, 1 the maximum.
   */
  quantile(q: number): number | null {
    if (this.#count === 0) return null;
    // 0.07 × 100 is 7.000000000000001 in binary: the margin keeps it rank 7.
    const rank = Math.min(this.#count, Math.max(1, Math.ceil(q * this.#count - 1e-9)));
    let seen = this.#zeros;
    if (rank <= seen) return 0;
    for (const [index, count] of this.#sorted()) {
      seen += count;
      if (rank <= seen) return (2 * GAMMA ** index) / (GAMMA + 1);
    }
    throw new Error(`latency sketch: its bins hold ${seen} of ${this.#count} values`);
  }

  /**
   * The sketch in bytes: a format byte, the zeros, then for each bin in ascending order the distance to the one
   * before, doubled, plus one when more than its single value follows as a count. All varints. Equal sketches give equal bytes.
   */
  serialize(): Uint8Array<ArrayBuffer> {
    const bytes: number[] = [FORMAT];
    writeVarint(bytes, this.#zeros);
    let previous = -1;
    for (const [index, count] of this.#sorted()) {
      const distance = index - previous - 1;
      writeVarint(bytes, distance * 2 + (count > 1 ? 1 : 0));
      if (count > 1) writeVarint(bytes, count);
      previous = index;
    }
    return Uint8Array.from(bytes);
  }

  /** Reads what `serialize` wrote. Throws `SketchError` for anything else. */
  static deserialize(bytes: Uint8Array): Sketch {
    if (bytes[0] !== FORMAT) throw new SketchError(`format must be ${FORMAT} (got ${bytes[0] ?? 'no bytes'})`);
    let offset = 1;
    const next = (): number => {
      const read = readVarint(bytes, offset);
      if (read === null) throw new SketchError(`bad number at byte ${offset} of ${bytes.length}`);
      offset = read.next;
      return read.value;
    };
    const sketch = new Sketch();
    sketch.#zeros = sketch.#count = next();
    let index = -1;
    while (offset < bytes.length) {
      const head = next();
      index += Math.floor(head / 2) + 1;
      if (index > MAX_INDEX) throw new SketchError(`bin must be at most ${MAX_INDEX} (got ${index})`);
      const count = head % 2 === 1 ? next() : 1;
      if (head % 2 === 1 && count < 2) throw new SketchError(`a count must be at least 2 (got ${count})`);
      sketch.#bins.set(index, count);
      sketch.#count += count;
    }
    if (!Number.isSafeInteger(sketch.#count)) throw new SketchError('counts more than 2^53 values');
    return sketch;
  }

  #addTo(index: number, count: number): void {
    this.#bins.set(index, (this.#bins.get(index) ?? 0) + count);
  }

  #sorted(): [index: number, count: number][] {
    return [...this.#bins].sort(([a], [b]) => a - b);
  }
}

/** The bin of a value of at least 1; 1 itself is in bin 0. */
function indexOf(value: number): number {
  return Math.ceil(Math.log(value) / LN_GAMMA);
}
