import type { Bucket } from '../../history/bucket.ts';
import { chunkAt, packChunk, type ChunkTier } from '../../history/chunk.ts';
import type { Prisma, PrismaClient } from '../generated/client.ts';
import {
  CHUNKS_AT,
  chunkId,
  chunkIds,
  isSettled,
  overChunks,
  readChunk,
  startsOf,
  chunkSpan,
  type ChunkRow,
  type KeyedBucket,
  type KeyedChunk,
} from './chunks.ts';
import { BUCKETS_AT } from './queries.ts';
import { readBucket, readCheckpoint, type BucketRow } from '../rows.ts';
import type { Unread } from '../unread.ts';
import { DELETE_PACKED, UPSERT_CHUNKS } from './statements.ts';

/** The checks of the oldest rows of a tier, but for some. Parameters: the tier, those as JSON, how many. */
const OLDEST_CHECKS = `SELECT start + 0 AS start, "check" FROM Bucket
  WHERE tier = ? AND Bucket.start > 0 AND typeof("check") = 'integer' AND "check" NOT IN (SELECT value FROM json_each(?))
  ORDER BY Bucket.start, Bucket."check" LIMIT ?`;

/** Makes a statement of a worker, that writes only while the lease is its own. */
type Guarded = (sql: string, ...parameters: unknown[]) => Prisma.PrismaPromise<number>;

/**
 * Moves settled buckets of some checks into chunks, the oldest first: about `limit` rows.
 *
 * @param lost the checks of which something could not be read: all of theirs stays as it is. Added to, and told
 * @param nameOf what a check is called there
 * @returns what to carry out in one transaction, before anything else is written; null when nothing is to be moved
 */
export async function packingOf(
  client: PrismaClient,
  guarded: Guarded,
  limit: number,
  unread: Unread,
  lost: Set<number>,
  nameOf: (key: number) => string,
): Promise<Prisma.PrismaPromise<number>[] | null> {
  for (const tier of [1, 2] as const) {
    const first = await client.$queryRawUnsafe<Record<'start' | 'check', number | bigint>[]>(
      OLDEST_CHECKS,
      tier,
      JSON.stringify([...lost]),
      Math.max(1, Math.floor(limit / startsOf(tier, 0).length)),
    );
    const start = Number(first[0]?.start ?? Infinity);
    const { closedUntil } = readCheckpoint(await client.checkpoint.findUnique({ where: { id: 1 } }));
    if (!isSettled(tier, chunkAt(tier, start), closedUntil)) continue;
    const keys = first.filter((row) => Number(row.start) === start).map(({ check }) => Number(check));
    return packing(client, guarded, tier, chunkAt(tier, start), keys, unread, lost, nameOf);
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
  lost: Set<number>,
  nameOf: (key: number) => string,
): Promise<Prisma.PrismaPromise<number>[] | null> {
  const starts = startsOf(tier, chunk);
  const stored = await readChunks(client, chunkIds(asked, tier, starts));
  const chunks = readSoundChunks(stored, unread);
  const sound = new Set(chunks.map(({ key }) => key));
  const given = new Set<number>();
  for (const { id } of stored) if (!sound.has(chunkSpan(id).key)) given.add(chunkSpan(id).key);
  const rows = await client.$queryRawUnsafe<BucketRow[]>(
    `${BUCKETS_AT} AND "check" IN (SELECT value FROM json_each(?))`,
    JSON.stringify(starts),
    tier,
    JSON.stringify(asked),
  );
  const loose: KeyedBucket[] = [];
  for (const row of rows) {
    const [key, bucket] = [Number(row.check), unread.or('Bucket', () => readBucket(row, unread), null)];
    if (bucket === null) given.add(key);
    else loose.push({ key, bucket });
  }
  // A row that was said to be the oldest and is none of these starts would be said so again.
  const found = new Set(loose.map(({ key }) => key));
  for (const key of asked) if (!found.has(key)) given.add(key);
  for (const key of given) lost.add(key);
  if (given.size > 0)
    unread.note('Chunk', `older figures of ${[...given].map(nameOf).join(', ')}`, 'they are packed no more');
  const keys = asked.filter((key) => !lost.has(key));
  if (keys.length === 0) return null;
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
