import { randomBytes, randomUUID } from 'node:crypto';
import { open, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { CheckType } from './check.ts';
import { isOurFault, rawText, systemCode } from './errors.ts';
import { text } from './scalars.ts';
import { SingleFlight } from './single-flight.ts';
import { untilAborted } from './until-aborted.ts';

const options = z.strictObject({
  path: text.describe('A directory, in which a small file is written, read back and deleted'),
});

const PREFIX = '.allswell-probe-';
const SIZE = 4_096;
/** Older files of ours are a crashed run's: a younger one may be another instance's, in use. */
const LEFT_OVER_AFTER = 3_600_000;

const flights = new SingleFlight<boolean>();

/** Whether what is read back is what was written. Rejects with the system's error. */
async function writeAndReadBack(directory: string, wallClock: () => number): Promise<boolean> {
  await removeLeftOvers(directory, wallClock());
  const path = join(directory, `${PREFIX}${randomUUID()}`);
  const written = randomBytes(SIZE);
  const file = await open(path, 'wx+', 0o600);
  try {
    await file.writeFile(written);
    await file.sync();
    const read = Buffer.alloc(SIZE + 1);
    const { bytesRead } = await file.read(read, 0, read.length, 0);
    return read.subarray(0, bytesRead).equals(written);
  } finally {
    try {
      await file.close();
    } finally {
      await unlink(path);
    }
  }
}

async function removeLeftOvers(directory: string, at: number): Promise<void> {
  for (const name of await readdir(directory)) {
    if (!name.startsWith(PREFIX)) continue;
    const path = join(directory, name);
    try {
      if (at - (await stat(path)).mtimeMs > LEFT_OVER_AFTER) await unlink(path);
    } catch (error) {
      // Another instance was faster.
      if (systemCode(error) !== 'ENOENT') throw error;
    }
  }
}

/** Writes, syncs, reads back and deletes a small file. */
export const storage: CheckType<typeof options> = {
  type: 'storage',
  summary: 'Writes a small file and reads it back.',
  options,
  async probe({ path }, { now, wallClock, signal }) {
    const startedAt = now();
    try {
      const same = await untilAborted(
        flights.run(path, () => writeAndReadBack(path, wallClock)),
        signal,
      );
      const responseTime = now() - startedAt;
      return same ? { verdict: 'up', responseTime } : { verdict: 'down', code: 'storage_mismatch', responseTime };
    } catch (error) {
      signal.throwIfAborted();
      // Everything else is the storage's doing, a full disk and a missing right included: it is the target here.
      if (systemCode(error) === null || isOurFault(error)) throw error;
      return { verdict: 'down', code: 'storage_failed', details: { raw: rawText(error) } };
    }
  },
};
