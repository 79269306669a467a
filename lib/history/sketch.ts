import { Expectation, RiceReader, RiceWriter } from './rice.ts';
import { readVarint, writeVarint } from './varint.ts';

/** The greatest relative error of a quantile. */
export const RELATIVE_ACCURACY = 0.01;

/** The greatest value a sketch tells apart: 24 h in µs. Greater ones count as this one. */
export const MAX_VALUE = 86_400_000_000;

const GAMMA = (1 + RELATIVE_ACCURACY) / (1 - RELATIVE_ACCURACY);
const LN_GAMMA = Math.log(GAMMA);
const MAX_INDEX = indexOf(MAX_VALUE);
const MIDDLES = Float64Array.from({ length: MAX_INDEX + 1 }, (_, bin) => (2 * GAMMA ** bin) / (GAMMA + 1));
const FIRST_FORMAT = 1;
const FORMAT = 2;
/** Above one, of the first bin, and up to the second: in five minutes values lie apart. */
const LIKELY_COUNT = 1;
const LIKELY_GAP = 4;

/** The quantiles that are told of everything: whoever keeps a sketch may keep their bins beside it. */
export const KNOWN_QUANTILES = [0.5, 0.95, 0.99] as const;
const QUANTILES: readonly number[] = KNOWN_QUANTILES;

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
  /** The counts of the bins from `#low` on, without a gap: response times lie close together. */
  #low = 0;
  #bins: number[] = [];
  /** What it was read from, as long as it is that; and whether it has been read yet. */
  #source: Uint8Array | null = null;
  #isRead = true;
  /** Of `KNOWN_QUANTILES`, while it is what it was read from. */
  #known: readonly number[] | null = null;

  static empty(): Sketch {
    return new Sketch();
  }

  /** How many values were added. */
  get count(): number {
    this.#read();
    return this.#count;
  }

  /** Adds a value in µs. Below 1 it counts as zero, above 24 h as 24 h. Throws a `RangeError` for NaN. */
  add(value: number): void {
    if (Number.isNaN(value)) throw new RangeError('latency sketch: a value must be a number (got NaN)');
    this.#change();
    this.#count++;
    if (value < 1) this.#zeros++;
    else this.#addTo(indexOf(Math.min(value, MAX_VALUE)), 1);
  }

  /** Adds all values of another sketch, which stays as it is. */
  merge(other: Sketch): void {
    this.#change();
    other.#read();
    this.#zeros += other.#zeros;
    this.#count += other.#count;
    const { length } = other.#bins;
    if (length === 0) return;
    this.#widen(other.#low, other.#low + length - 1);
    const offset = other.#low - this.#low;
    for (let index = 0; index < length; index++)
      this.#bins[offset + index] = (this.#bins[offset + index] ?? 0) + (other.#bins[index] ?? 0);
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
    const known = this.#known?.[QUANTILES.indexOf(q)];
    if (known !== undefined) return middleOf(known);
    this.#read();
    return this.#count === 0 ? null : middleOf(this.binOf(q));
  }

  /** The bin that holds the `q`-quantile: -1 for that of zero. There must be values. */
  binOf(q: number): number {
    this.#read();
    // 0.07 × 100 is 7.000000000000001 in binary: the margin keeps it rank 7.
    const rank = Math.min(this.#count, Math.max(1, Math.ceil(q * this.#count - 1e-9)));
    let seen = this.#zeros;
    if (rank <= seen) return -1;
    for (let index = 0; index < this.#bins.length; index++) {
      seen += this.#bins[index] ?? 0;
      if (rank <= seen) return this.#low + index;
    }
    throw new Error(`latency sketch: its bins hold ${seen} of ${this.#count} values`);
  }

  /**
   * The sketch in bytes: a format byte, the zeros, how many bins hold values, and the first one's index as varints;
   * then by Rice codes of each such bin one less than its count, and how many empty ones lie before the next. Equal
   * sketches give equal bytes. A day of some thousand values takes some 110 bytes.
   */
  serialize(): Uint8Array<ArrayBuffer> {
    this.#read();
    if (this.#source !== null) return Uint8Array.from(this.#source);
    const bytes: number[] = [FORMAT];
    writeVarint(bytes, this.#zeros);
    const filled = this.#bins.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
    writeVarint(bytes, filled);
    if (filled === 0) return Uint8Array.from(bytes);
    const first = this.#bins.findIndex((count) => count > 0);
    writeVarint(bytes, this.#low + first);
    const [counts, gaps, writer] = [new Expectation(LIKELY_COUNT), new Expectation(LIKELY_GAP), new RiceWriter(bytes)];
    let gap = -1;
    for (let bin = first; bin < this.#bins.length; bin++) {
      const count = this.#bins[bin] ?? 0;
      if (count > 0) {
        if (gap >= 0) writer.write(gap, gaps);
        writer.write(count - 1, counts);
        gap = 0;
      } else gap++;
    }
    writer.end();
    return Uint8Array.from(bytes);
  }

  /**
   * What `serialize` wrote, to be read when somebody needs it (and then as `deserialize`, errors included).
   *
   * @param known the bins of `KNOWN_QUANTILES`
   */
  static unread(bytes: Uint8Array, known: readonly number[] | null = null): Sketch {
    const sketch = new Sketch();
    sketch.#source = bytes;
    sketch.#isRead = false;
    sketch.#known = known;
    return sketch;
  }

  /** Reads what `serialize` wrote, or wrote in the first version. Throws `SketchError` for anything else. */
  static deserialize(bytes: Uint8Array): Sketch {
    if (bytes[0] === FIRST_FORMAT) return Sketch.#deserializeFirst(bytes);
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
    const filled = next();
    if (filled > MAX_INDEX + 1) throw new SketchError(`bins must be at most ${MAX_INDEX + 1} (got ${filled})`);
    if (filled > 0) sketch.#low = next();
    const [counts, gaps, reader] = [
      new Expectation(LIKELY_COUNT),
      new Expectation(LIKELY_GAP),
      new RiceReader(bytes, offset),
    ];
    let index = sketch.#low;
    for (let bin = 0; bin < filled; bin++) {
      const gap = bin === 0 ? 0 : reader.read(gaps);
      index += bin === 0 ? 0 : gap + 1;
      if (index > MAX_INDEX) throw new SketchError(`bin must be at most ${MAX_INDEX} (got ${index})`);
      for (let empty = 0; empty < gap; empty++) sketch.#bins.push(0);
      const count = reader.read(counts) + 1;
      sketch.#bins.push(count);
      sketch.#count += count;
    }
    if (!reader.isAtEnd) throw new SketchError(`${bytes.length} bytes are not what ${filled} bins take`);
    if (!Number.isSafeInteger(sketch.#count)) throw new SketchError('counts more than 2^53 values');
    // Each sketch has one form only.
    sketch.#source = bytes;
    return sketch;
  }

  /** Of each bin in ascending order the distance to the one before, doubled, plus one when a count other than 1 follows. */
  static #deserializeFirst(bytes: Uint8Array): Sketch {
    let offset = 1;
    const next = (): number => {
      const byte = bytes[offset] ?? 0x80;
      // Nearly all are of one byte.
      if (byte < 0x80) {
        offset++;
        return byte;
      }
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
      if (sketch.#bins.length === 0) sketch.#low = index;
      else for (let gap = head >>> 1; gap > 0; gap--) sketch.#bins.push(0);
      sketch.#bins.push(count);
      sketch.#count += count;
    }
    if (!Number.isSafeInteger(sketch.#count)) throw new SketchError('counts more than 2^53 values');
    return sketch;
  }

  /** Before anything is changed. */
  #change(): void {
    this.#read();
    this.#source = this.#known = null;
  }

  #read(): void {
    if (this.#isRead || this.#source === null) return;
    const read = Sketch.deserialize(this.#source);
    this.#zeros = read.#zeros;
    this.#count = read.#count;
    this.#low = read.#low;
    this.#bins = read.#bins;
    this.#source = read.#source;
    this.#isRead = true;
  }

  #addTo(index: number, count: number): void {
    this.#widen(index, index);
    const bin = index - this.#low;
    this.#bins[bin] = (this.#bins[bin] ?? 0) + count;
  }

  /** Makes room for the bins from `first` to `last`. */
  #widen(first: number, last: number): void {
    if (this.#bins.length === 0) this.#low = first;
    if (first < this.#low) {
      this.#bins = [...zeros(this.#low - first), ...this.#bins];
      this.#low = first;
    }
    for (let missing = last - this.#low - this.#bins.length; missing >= 0; missing--) this.#bins.push(0);
  }
}

function zeros(count: number): number[] {
  return Array.from({ length: count }, () => 0);
}

/** What values in a bin are told as: within 1 % of each of them. */
function middleOf(bin: number): number {
  return bin < 0 ? 0 : (MIDDLES[bin] ?? Number.NaN);
}

/** The bin of a value of at least 1; 1 itself is in bin 0. */
function indexOf(value: number): number {
  return Math.ceil(Math.log(value) / LN_GAMMA);
}
