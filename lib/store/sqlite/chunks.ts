import { TIERS, type Bucket, type Tier } from '../../history/bucket.ts';
import { chunkAt, chunkLength, unpackChunk, type Chunk, type ChunkTier } from '../../history/chunk.ts';

/**
 * Where the older hours and days lie: packed, a chunk a check, in the order of check, tier and time. A row of `Bucket`
 * counts instead of what a chunk says of the same span: what comes late is written there, and packed like all others.
 */

/** Chunks of one tier of one check, from 1970 on. */
const CHUNKS_A_TIER = 2 ** 17;
/** The last day and what is about to be merged stay in `Bucket`: the hours of a day are read of all checks at once. */
const SETTLED = 25 * TIERS[1].ms;

export interface ChunkRow {
  readonly id: number | bigint;
  readonly buckets: Uint8Array;
}

/** A bucket, and the key of its check. */
export interface KeyedBucket {
  readonly key: number;
  readonly bucket: Bucket;
}

export const CHUNKS_BETWEEN =
  'SELECT Chunk.id + 0 AS id, buckets FROM Chunk WHERE id BETWEEN ? AND ? ORDER BY Chunk.id';
/** By their ids, in a JSON parameter. `+ 0`: as in `LOG_COLUMNS`. */
export const CHUNKS_AT = `SELECT Chunk.id + 0 AS id, buckets FROM json_each(?) s CROSS JOIN Chunk ON Chunk.id = s.value`;
/** The oldest start of a tier that is in no chunk. */
export const OLDEST_LOOSE = 'SELECT start + 0 AS start FROM Bucket WHERE tier = ? ORDER BY Bucket.start LIMIT 1';
/** The ids of each check's first and last chunk of a tier: the tier less one is each of the four parameters. */
export const CHUNK_EXTENTS = `SELECT (SELECT id FROM Chunk WHERE ${ofTier('?')} ORDER BY id LIMIT 1) + 0 AS first,
  (SELECT id FROM Chunk WHERE ${ofTier('?')} ORDER BY id DESC LIMIT 1) + 0 AS last FROM "Check" c`;
/** Ids of chunks of hours before a chunk, whose number is the first parameter: this many at most. */
export const CHUNKS_OF_HOURS_BEFORE = `SELECT Chunk.id FROM "Check" c CROSS JOIN Chunk
  ON Chunk.id >= c."key" * ${2 * CHUNKS_A_TIER} AND Chunk.id < c."key" * ${2 * CHUNKS_A_TIER} + ? LIMIT ?`;

/** Chunks of checks that there are none of, by what would be the check's key. */
export const OF_NO_CHECK = `SELECT id / ${2 * CHUNKS_A_TIER} AS "check", NULL AS start FROM Chunk
  WHERE id < 0 OR id / ${2 * CHUNKS_A_TIER} NOT IN (SELECT "key" FROM "Check")`;

/** The chunks of the check `c` in a tier. */
function ofTier(tier: string): string {
  const first = (next: number) => `(c."key" * 2 + ${tier} + ${next}) * ${CHUNKS_A_TIER}`;
  return `id >= ${first(0)} AND id < ${first(1)}`;
}

export function chunkId(key: number, tier: ChunkTier, chunk: number): number {
  return (key * 2 + tier - 1) * CHUNKS_A_TIER + chunk;
}

/** The ids between which all chunks of a tier of one check lie. */
export function chunkBounds(key: number, tier: ChunkTier): [first: number, last: number] {
  return [chunkId(key, tier, 0), chunkId(key, tier, CHUNKS_A_TIER - 1)];
}

/** The ids of the chunks that these starts are in, of each of these checks. */
export function chunkIds(keys: Iterable<number>, tier: ChunkTier, starts: readonly number[]): number[] {
  const chunks = [...new Set(starts.map((start) => chunkAt(tier, start)))];
  return [...keys].flatMap((key) => chunks.map((chunk) => chunkId(key, tier, chunk)));
}

/** What an id stands for; `end` is exclusive. */
export function chunkSpan(id: number | bigint): {
  readonly key: number;
  readonly tier: ChunkTier;
  readonly chunk: number;
  readonly start: number;
  readonly end: number;
} {
  const [of, chunk] = [Math.floor(Number(id) / CHUNKS_A_TIER), Number(id) % CHUNKS_A_TIER];
  const tier: ChunkTier = of % 2 === 0 ? 1 : 2;
  const start = chunk * chunkLength(tier);
  return { key: Math.floor(of / 2), tier, chunk, start, end: start + chunkLength(tier) };
}

/** A chunk, the key of its check, and where it ends. */
export interface KeyedChunk extends Chunk {
  readonly key: number;
  readonly end: number;
}

export function readChunk(row: ChunkRow): KeyedChunk {
  const { key, tier, chunk, end } = chunkSpan(row.id);
  return { ...unpackChunk(tier, chunk, row.buckets), key, end };
}

/** Whether the buckets of a chunk may be packed: nothing but what comes late will be written there. */
export function isSettled(tier: ChunkTier, chunk: number, closedUntil: number): boolean {
  return (chunk + 1) * chunkLength(tier) + SETTLED <= closedUntil;
}

/** The buckets with these starts as they count, of rows of `Bucket` and of chunks that were read after them. */
export function overChunks(
  loose: readonly KeyedBucket[],
  chunks: readonly KeyedChunk[],
  starts: readonly number[],
): KeyedBucket[] {
  if (chunks.length === 0) return [...loose];
  const wanted = new Set(starts);
  const replaced = new Set(loose.map(({ key, bucket }) => `${bucket.start} ${key}`));
  const packed = chunks.flatMap(({ key, buckets }) => {
    const counting = buckets.filter(({ start }) => wanted.has(start) && !replaced.has(`${start} ${key}`));
    return counting.map((bucket) => ({ key, bucket }));
  });
  return [...packed, ...loose];
}

/** The starts of a tier in one of its chunks. */
export function startsOf(tier: ChunkTier, chunk: number): number[] {
  const { ms } = TIERS[tier];
  const begin = chunk * chunkLength(tier);
  return Array.from({ length: chunkLength(tier) / ms }, (_, index) => begin + index * ms);
}

/** Whether buckets of a tier are ever packed. */
export function isChunked(tier: Tier): tier is ChunkTier {
  return tier !== 0;
}
