import type { IncomingMessage } from 'node:http';
import type { Duplex, Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { ProbeFailure } from './errors.ts';

/** Of a decoded body. */
export const MOST_BODY_BYTES = 1_048_576;

/** Nobody applies more than one; each costs. */
const MOST_CODINGS = 3;

/** What the low half of the first byte is in zlib's format (RFC 1950, 2.2). */
const ZLIB = 8;

/**
 * Reads a body to its end and decodes it. Rejects with `body_too_large` as soon as that is known, with
 * `body_undecodable`, or with what became of the connection.
 */
export async function readBody(response: IncomingMessage): Promise<Buffer> {
  const codings = contentCodings(response);
  const firstByte = codings.length === 0 ? null : await peek(response);
  // An empty body is not coded, whatever the header says: the answer to HEAD, 204.
  const decoders =
    firstByte === null ? [] : codings.map((coding, index) => decoder(coding, index === 0 ? firstByte : ZLIB));

  let decoded: Readable = response;
  for (const one of decoders) {
    const source = decoded;
    source.on('error', (error) => one.destroy(error));
    decoded = source.pipe(one);
  }
  try {
    return await collect(decoded);
  } catch (error) {
    if (!isCodingError(error)) throw error;
    const message = `content-encoding ${codings.join(', ')}: ${error.message}`;
    throw new ProbeFailure('body_undecodable', message, { cause: error });
  } finally {
    for (const one of decoders) one.destroy();
  }
}

/** By events: an iterator costs as much as the rest of a small answer. */
function collect(stream: Readable): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    // An empty one has ended when somebody looked for its first byte.
    let isWhole = stream.readableEnded;
    if (isWhole) resolve(Buffer.alloc(0));
    stream.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= MOST_BODY_BYTES) chunks.push(chunk);
      else {
        reject(new ProbeFailure('body_too_large', `body larger than ${MOST_BODY_BYTES} bytes`));
        stream.destroy();
      }
    });
    stream.once('end', () => {
      isWhole = true;
      resolve(Buffer.concat(chunks, length));
    });
    stream.on('error', reject);
    stream.once('close', () => {
      if (!isWhole) reject(new ProbeFailure('connection_closed', 'connection closed before the body was whole'));
    });
  });
}

/** The codings in the order in which they are to be undone. */
function contentCodings(response: IncomingMessage): string[] {
  const header = response.headers['content-encoding'];
  if (header === undefined) return [];
  const codings = header
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (codings.length > MOST_CODINGS) throw new ProbeFailure('body_undecodable', 'too many content codings');
  return codings.reverse();
}

function decoder(coding: string, firstByte: number): Duplex {
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'br':
      return createBrotliDecompress();
    case 'deflate':
      // It means zlib's format (RFC 9110, 8.4.1.2); some send the bare one, which cannot begin so.
      return (firstByte & 0x0f) === ZLIB ? createInflate() : createInflateRaw();
    default:
      throw new ProbeFailure('body_undecodable', `unknown content-encoding ${coding}`);
  }
}

/** The first byte of the body without taking it; null when there is none. */
async function peek(response: IncomingMessage): Promise<number | null> {
  await new Promise<void>((resolve, reject) => {
    response.once('readable', resolve);
    response.once('end', resolve);
    response.once('error', reject);
  });
  const first = response.read(1) as Buffer | null;
  if (first === null) return null;
  response.unshift(first);
  return first[0] ?? null;
}

/** zlib's own errors: `Z_…`, and Brotli's `ERR__…`; out of memory is ours. */
function isCodingError(error: unknown): error is Error {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return typeof error.code === 'string' && /^(Z_|ERR__)(?!MEM_|ERROR_ALLOC)/.test(error.code);
}
