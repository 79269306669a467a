import type { Bucket } from '../../history/bucket.ts';
import { chunkAt, packChunk, type ChunkTier } from '../../history/chunk.ts';
import type { Prisma, PrismaClient } from '../generated/client.ts';
import {
  CHUNKS_AT,
  OLDEST_LOOSE,
  chunkId,
  chunkIds,
  isSettled,
  overChunks,
  readChunk,
  startsOf,
  chunkSpan,
  type ChunkRow,
  type KeyedChunk,
} from './chunks.ts';
import { BUCKETS_AT } from './queries.ts';
import { readBucket, readCheckpoint, type BucketRow } from '../rows.ts';
import type { Unread } from '../unread.ts';
import { DELETE_PACKED, UPSERT_CHUNKS } from './statements.ts';

/** Makes a statement of a worker, that writes only while the lease is its own. */
type Guarded = (sql: string, ...parameters: unknown[]) => Prisma.PrismaPromise<number>;

/**
 * Moves settled buckets of some checks into chunks, the oldest first: about `limit` rows.
 *
 * @returns what to carry out in one transaction, before anything else is written; null when nothing is to be moved
 */
export async function packingOf(
  client: PrismaClient,
  guarded: Guarded,
  limit: number,
  unread: Unread,
): Promise<Prisma.PrismaPromise<number>[] | null> {
  for (const tier of [1, 2] as const) {
    const [oldest] = await client.$queryRawUnsafe<{ start: number | bigint }[]>(OLDEST_LOOSE, tier);
    if (oldest === undefined) continue;
    const start = Number(oldest.start);
    const { closedUntil } = readCheckpoint(await client.checkpoint.findUnique({ where: { id: 1 } }));
    if (!isSettled(tier, chunkAt(tier, start), closedUntil)) continue;
    const first = await client.$queryRawUnsafe<{ check: number | bigint }[]>(
      'SELECT "check" FROM Bucket WHERE tier = ? AND start = ? ORDER BY "check" LIMIT ?',
      tier,
      start,
      Math.max(1, Math.floor(limit / startsOf(tier, 0).length)),
    );
    const keys = first.map(({ check }) => Number(check));
    return packing(client, guarded, tier, chunkAt(tier, start), keys, unread);
  }
  return null;
}

async function packing(
  client: PrismaClient,
  guarded: Guarded,
  tier: ChunkTier,
  chunk: number,
  asked: readonly number[],
  unread: Unread,
): Promise<Prisma.PrismaPromise<number>[] | null> {
  const starts = startsOf(tier, chunk);
  const stored = await readChunks(client, chunkIds(asked, tier, starts));
  const chunks = readSoundChunks(stored, unread);
  // A chunk that cannot be read stays as it is, and what came late stays beside it.
  const lost = new Set(stored.map(({ id }) => chunkSpan(id).key));
  for (const { key } of chunks) lost.delete(key);
  const keys = asked.filter((key) => !lost.has(key));
  if (keys.length === 0) return null;
  const rows = await client.$queryRawUnsafe<BucketRow[]>(
    `${BUCKETS_AT} AND "check" IN (SELECT value FROM json_each(?))`,
    JSON.stringify(starts),
    tier,
    JSON.stringify(keys),
  );
  const loose = rows.map((row) => ({ key: Number(row.check), bucket: readSoundBucket(row, unread) }));
  const byKey = new Map<number, Bucket[]>(keys.map((key) => [key, []]));
  for (const { key, bucket } of overChunks(loose, chunks, starts)) byKey.get(key)?.push(bucket);
  const packed = [...byKey].map(([key, buckets]) => [
    chunkId(key, tier, chunk),
    Buffer.from(
      packChunk(
        tier,
        buckets.sort((a, b) => a.start - b.start),
      ),
    ).toString('hex'),
  ]);
  return [
    guarded(UPSERT_CHUNKS, JSON.stringify(packed)),
    guarded(DELETE_PACKED, tier, JSON.stringify(starts), JSON.stringify(keys)),
  ];
}

/** Without its sketch, where that cannot be read. */
export function readSoundBucket(row: BucketRow, unread: Unread): Bucket {
  return unread.or('Bucket', () => readBucket(row), null) ?? readBucket({ ...row, sketch: null });
}

/** Those that can be read, their sketches too. */
export function readSoundChunks(rows: readonly ChunkRow[], unread: Unread): KeyedChunk[] {
  return unread.rows('Chunk', rows, (row) => {
    const chunk = readChunk(row);
    for (const { sketch } of chunk.buckets) sketch?.serialize();
    return chunk;
  });
}

export function readChunks(client: PrismaClient, ids: readonly number[]): Promise<ChunkRow[]> {
  return client.$queryRawUnsafe<ChunkRow[]>(CHUNKS_AT, JSON.stringify(ids));
}
