import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { reasonOf } from '../env/environment.ts';

/** A configuration is for people to write: more than this is a mistake. */
export const MAX_BYTES = 1024 * 1024;

/**
 * The bytes of a file, or its first `MAX_BYTES` + 1: enough to tell that it is too long. Never waits, as on a pipe.
 * Throws the error of the file system, or one with the code `not a regular file`.
 */
export function readBounded(path: string): Buffer {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!fstatSync(file).isFile()) throw new NotAFile();
    const buffer = Buffer.alloc(MAX_BYTES + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < buffer.length; length += read)
      read = readSync(file, buffer, length, buffer.length - length, null);
    return buffer.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

class NotAFile extends Error {
  readonly code = 'not a regular file';
}

/** A fingerprint of a file's content, or why there is none. */
export function contentOf(path: string): string {
  try {
    return fingerprint(readBounded(path));
  } catch (cause) {
    return reasonOf(cause);
  }
}

/** Names a content. */
export function fingerprint(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
