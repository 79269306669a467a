import type { Duplex } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { ProbeFailure } from './errors.ts';

/** Of a decoded body. */
export const MOST_BODY_BYTES = 1_048_576;

/** Nobody applies more than one; each costs. */
const MOST_CODINGS = 3;

/** What the low half of the first byte is in zlib's format (RFC 1950, 2.2). */
const ZLIB = 8;

/** A body that comes in pieces, and is decoded as it comes. */
export class Body {
  /** Decoded. Rejects as soon as it is known with `body_too_large` or `body_undecodable`. */
  readonly whole: Promise<Buffer>;
  readonly #codings: readonly string[];
  #decoders: Duplex[] = [];
  #pieces: Buffer[] = [];
  #length = 0;
  #resolve: (body: Buffer) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  /** `coding` is the header Content-Encoding. Throws a `ProbeFailure` when it names more than anybody means. */
  constructor(coding: string | undefined) {
    this.#codings = contentCodings(coding);
    this.whole = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Takes the next piece as it was sent. Throws a `ProbeFailure` for a coding that nobody knows. */
  push(piece: Buffer): void {
    if (this.#codings.length === 0) this.#keep(piece);
    else {
      if (this.#decoders.length === 0) this.#decode(piece[0] ?? 0);
      this.#decoders[0]?.write(piece);
    }
  }

  /** There is no more. An empty body is not coded, whatever the header says: the answer to HEAD, 204. */
  end(): void {
    if (this.#decoders.length === 0) this.#done();
    else this.#decoders[0]?.end();
  }

  /** Lets go of what decodes it. */
  destroy(): void {
    for (const decoder of this.#decoders) decoder.destroy();
  }

  #keep(piece: Buffer): void {
    this.#length += piece.length;
    if (this.#length <= MOST_BODY_BYTES) this.#pieces.push(piece);
    else this.#reject(new ProbeFailure('body_too_large', `body larger than ${MOST_BODY_BYTES} bytes`));
  }

  #done(): void {
    const [only] = this.#pieces;
    this.#resolve(this.#pieces.length === 1 && only !== undefined ? only : Buffer.concat(this.#pieces, this.#length));
  }

  #decode(firstByte: number): void {
    this.#decoders = this.#codings.map((coding, index) => decoder(coding, index === 0 ? firstByte : ZLIB));
    const failed = (error: Error) => this.#reject(this.#undecodable(error));
    this.#decoders.forEach((one, index) => {
      one.on('error', failed);
      const next = this.#decoders[index + 1];
      if (next !== undefined) one.pipe(next);
      else one.on('data', (piece: Buffer) => this.#keep(piece)).once('end', () => this.#done());
    });
  }

  #undecodable(error: Error): Error {
    if (!isCodingError(error)) return error;
    const message = `content-encoding ${this.#codings.join(', ')}: ${error.message}`;
    return new ProbeFailure('body_undecodable', message, { cause: error });
  }
}

/** The codings in the order in which they are to be undone. */
function contentCodings(header: string | undefined): readonly string[] {
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

/** zlib's own errors: `Z_…`, and Brotli's `ERR__…`; out of memory is ours. */
function isCodingError(error: Error): boolean {
  return 'code' in error && typeof error.code === 'string' && /^(Z_|ERR__)(?!MEM_|ERROR_ALLOC)/.test(error.code);
}
