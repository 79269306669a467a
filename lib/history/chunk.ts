import { TIERS, emptyBucket, mergeInto, type Bucket, type Tier } from './bucket.ts';
import { KNOWN_QUANTILES, Sketch } from './sketch.ts';
import { readVarint, writeVarint } from './varint.ts';

/** The tiers whose older buckets lie together, a chunk a check: hours a day, days sixteen. */
export type ChunkTier = Exclude<Tier, 0>;

const LENGTHS: Readonly<Record<ChunkTier, number>> = { 1: 24 * TIERS[1].ms, 2: 16 * TIERS[2].ms };
const FORMAT = 1;
/** What there is beside a mean. */
const [HAS_MIN, HAS_MAX] = [1, 2];

/** Bytes that are no chunk. */
export class ChunkError extends Error {
  readonly code = 'CHUNK_INVALID';

  constructor(rule: string) {
    super(`chunk of buckets: ${rule}`);
    this.name = 'ChunkError';
  }
}

/** The buckets of one check in one chunk, ascending, and their sum. */
export interface Chunk {
  readonly sum: Bucket;
  readonly buckets: readonly Bucket[];
}

/** How long the chunks of a tier are, ms. */
export function chunkLength(tier: ChunkTier): number {
  return LENGTHS[tier];
}

/** The number of the chunk that an instant is in, counted from 1970. */
export function chunkAt(tier: ChunkTier, at: number): number {
  return Math.floor(at / LENGTHS[tier]);
}

/**
 * Buckets of one chunk in bytes: a format byte, their sum, how many they are, and each with its place in the chunk. Of each the
 * runs, and where some have a response time, count, sum, min, max, the bins of the known quantiles and the sketch. What
 * was imported as figures alone has a sketch of no bytes, and then which of min and max there are. The bytes do not know
 * which chunk it is.
 *
 * @param buckets ascending
 */
export function packChunk(tier: ChunkTier, buckets: readonly Bucket[]): Uint8Array<ArrayBuffer> {
  const sum = emptyBucket(tier, 0);
  for (const bucket of buckets) mergeInto(sum, bucket);
  const bytes: number[] = [FORMAT];
  write(bytes, sum);
  writeVarint(bytes, buckets.length);
  for (const bucket of buckets) {
    writeVarint(bytes, (bucket.start % LENGTHS[tier]) / TIERS[tier].ms);
    write(bytes, bucket);
  }
  return Uint8Array.from(bytes);
}

/**
 * Reads what `packChunk` wrote. Sketches are not looked into until somebody asks them for more than the known quantiles.
 *
 * @param chunk its number
 * @throws ChunkError
 */
export function unpackChunk(tier: ChunkTier, chunk: number, bytes: Uint8Array): Chunk {
  if (bytes[0] !== FORMAT) throw new ChunkError(`format must be ${FORMAT} (got ${bytes[0] ?? 'no bytes'})`);
  const [start, { ms }] = [chunk * LENGTHS[tier], TIERS[tier]];
  const reader = new Reader(bytes);
  const sum = reader.bucket(tier, start);
  const buckets: Bucket[] = [];
  let next = 0;
  for (let left = reader.number(); left > 0; left--) {
    const place = reader.number();
    if (place < next || place * ms >= LENGTHS[tier])
      throw new ChunkError(`a place must be ${next} to ${LENGTHS[tier] / ms - 1} (got ${place})`);
    buckets.push(reader.bucket(tier, start + place * ms));
    next = place + 1;
  }
  if (!reader.isAtEnd) throw new ChunkError(`${bytes.length} bytes are more than its buckets take`);
  return { sum, buckets };
}

function write(bytes: number[], { runs, count, sum, min, max, sketch }: Bucket): void {
  writeVarint(bytes, runs.up);
  writeVarint(bytes, runs.degraded);
  writeVarint(bytes, runs.down);
  writeVarint(bytes, runs.unknown);
  writeVarint(bytes, count);
  if (count === 0) return;
  writeVarint(bytes, sum);
  writeVarint(bytes, min ?? 0);
  writeVarint(bytes, max === null ? 0 : max - (min ?? 0));
  if (sketch === null) {
    for (let zeros = KNOWN_QUANTILES.length + 1; zeros > 0; zeros--) writeVarint(bytes, 0);
    writeVarint(bytes, (min === null ? 0 : HAS_MIN) + (max === null ? 0 : HAS_MAX));
    return;
  }
  let last = 0;
  for (const q of KNOWN_QUANTILES) {
    // Of zeros one less than the first bin.
    const bin = sketch.binOf(q) + 1;
    writeVarint(bytes, bin - last);
    last = bin;
  }
  const encoded = sketch.serialize();
  writeVarint(bytes, encoded.length);
  for (const byte of encoded) bytes.push(byte);
}

class Reader {
  readonly #bytes: Uint8Array;
  #offset = 1;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#offset === this.#bytes.length;
  }

  number(): number {
    const byte = this.#bytes[this.#offset] ?? 0x80;
    // Nearly half of them are of one byte.
    if (byte < 0x80) {
      this.#offset++;
      return byte;
    }
    const read = readVarint(this.#bytes, this.#offset);
    if (read === null) throw new ChunkError(`bad number at byte ${this.#offset} of ${this.#bytes.length}`);
    this.#offset = read.next;
    return read.value;
  }

  bucket(tier: Tier, start: number): Bucket {
    const runs = { up: this.number(), degraded: this.number(), down: this.number(), unknown: this.number() };
    const count = this.number();
    if (count === 0) return { tier, start, runs, count, sum: 0, min: null, max: null, sketch: null };
    const [sum, min] = [this.number(), this.number()];
    const max = min + this.number();
    let last = -1;
    const bins = KNOWN_QUANTILES.map(() => (last += this.number()));
    const length = this.number();
    if (length === 0) {
      const has = this.number();
      return {
        ...{ tier, start, runs, count, sum, sketch: null },
        min: (has & HAS_MIN) === 0 ? null : min,
        max: (has & HAS_MAX) === 0 ? null : max,
      };
    }
    const end = this.#offset + length;
    if (end > this.#bytes.length)
      throw new ChunkError(`a sketch of ${length} bytes ends behind its ${this.#bytes.length}`);
    const sketch = Sketch.unread(this.#bytes.subarray(this.#offset, end), bins);
    this.#offset = end;
    return { tier, start, runs, count, sum, min, max, sketch };
  }
}
