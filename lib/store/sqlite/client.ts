import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import { Prisma, PrismaClient } from '../generated/client.ts';
import { StoreError } from '../store.ts';
import type { Turns } from '../turns.ts';

/** How long a write is tried while another process holds the lock, and the pause between two tries, ms. */
const PATIENCE = 5_000;
const PAUSE = 100;

/**
 * Opens a Prisma client on a migrated SQLite file, its PRAGMAs set and seen to hold (the adapter sets none).
 * One client is one connection.
 *
 * @param options.busyTimeout ms that a statement waits for another process's lock; the event loop waits with it
 * @param options.autoCheckpoint pages of WAL after which a commit checkpoints; 0 leaves that to the other process
 */
export async function openClient(
  path: string,
  options: { busyTimeout: number; autoCheckpoint: number },
): Promise<PrismaClient> {
  const adapter = new PrismaBetterSqlite3(
    { url: `file:${path}`, fileMustExist: true, timeout: options.busyTimeout },
    { timestampFormat: 'unixepoch-ms' },
  );
  const client = new PrismaClient({ adapter });
  const wanted: [string, string | number][] = [
    ['journal_mode', 'wal'],
    ['synchronous', 2],
    ['foreign_keys', 1],
    ['busy_timeout', options.busyTimeout],
    ['wal_autocheckpoint', options.autoCheckpoint],
    // A WAL that once grew large is cut back at its next reset.
    ['journal_size_limit', 64 * 1024 * 1024],
  ];
  try {
    for (const [name, value] of wanted) {
      await client.$queryRawUnsafe(`PRAGMA ${name} = ${value}`);
      const [row] = await client.$queryRawUnsafe<Record<string, string | number | bigint>[]>(`PRAGMA ${name}`);
      const got = row === undefined ? undefined : Object.values(row)[0];
      if (String(got) !== String(value))
        throw new StoreError(
          'DATABASE_UNWRITABLE',
          `SQLite refused PRAGMA ${name} = ${value} for ${path} (it says ${String(got)})`,
        );
    }
    return client;
  } catch (error) {
    await client.$disconnect();
    throw error;
  }
}

/** Whether a statement failed because another process held the lock for the whole of the busy timeout. */
export function isBusy(error: unknown): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false;
  const meta = error.meta as { driverAdapterError?: { cause?: { kind?: string } } } | undefined;
  return error.code === 'P1008' || meta?.driverAdapterError?.cause?.kind === 'SocketTimeout';
}

/** Tries again while another process holds the lock, without stopping the event loop between two tries. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isBusy(error) || performance.now() >= deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
}

/**
 * Turns at writing on one connection. While another process holds the lock, each try holds the event loop for the busy
 * timeout: all who wait make one try a pause together, not one each, and others have their turns in between.
 */
export class WritingTurns {
  readonly #turns: Turns;
  /** Nobody tries before this. Monotonic, ms. */
  #heldUntil = 0;
  #lastError: unknown = null;

  constructor(turns: Turns) {
    this.#turns = turns;
  }

  /** Carries out a write. Rejects as the last try did when the lock was not to be had for 5 s. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    const deadline = performance.now() + PATIENCE;
    for (;;) {
      const wait = this.#heldUntil - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      const done = await this.#turns.take(() => this.#attempt(work));
      if (done !== null) return done.value;
      if (performance.now() >= deadline) throw this.#lastError;
    }
  }

  /** Null when the lock is held, or was when another tried just now. */
  async #attempt<T>(work: () => Promise<T>): Promise<{ readonly value: T } | null> {
    if (performance.now() < this.#heldUntil) return null;
    try {
      return { value: await work() };
    } catch (error) {
      if (!isBusy(error)) throw error;
      this.#lastError = error;
      this.#heldUntil = performance.now() + PAUSE;
      return null;
    }
  }
}
