import { ProbeFailure } from './errors.ts';

/** Of a whole head, status line included; and of all trailers. */
const MOST_HEAD_BYTES = 16_384;

const CR = 13;
const LF = 10;
const LINE_END = Buffer.from('\r\n');
const HEAD_END = Buffer.from('\r\n\r\n');
const PROTOCOL = Buffer.from('HTTP/');

/** RFC 9112, 4. The space before an empty reason may be missing, and some name other versions and mean this one. */
const STATUS_LINE = /^HTTP\/(?:1\.[01]|0\.9|2\.0) (\d{3})(?: (.*))?$/;
/** RFC 9110, 5.6.2. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** What no line may hold (RFC 9110, 5.5): control characters, without the tab. */
const FORBIDDEN = /[^\t\x20-\x7e\x80-\xff]/;
/** RFC 9112, 7.1. */
const CHUNK_SIZE = /^0*([0-9A-Fa-f]{1,13})(?:;.*)?$/;

/** Fields of which only the first is heard. Of all others several are one list (RFC 9110, 5.3). */
const SINGLE = new Set([
  'age',
  'content-type',
  'etag',
  'expires',
  'last-modified',
  'location',
  'retry-after',
  'server',
]);

/** The head of an answer. */
export interface Head {
  readonly status: number;
  readonly statusText: string;
  /** By names in lower case; the bytes read as Latin-1. */
  readonly headers: ReadonlyMap<string, string>;
}

/** Who is told of an answer while it comes. */
export interface Hearer {
  /** Once, without those that only say that another comes (1xx). */
  readonly onHead: (head: Head) => void;
  /** A piece of the body, out of the frame of its transfer. */
  readonly onBody: (piece: Buffer) => void;
  /** Once, when it is whole. What comes behind it is not heard. */
  readonly onEnd: () => void;
}

/**
 * What comes next. `length`: so many bytes and no more; `chunk`: so many and then another chunk; `rest`: whatever
 * comes until the connection ends.
 */
type Expected = 'head' | 'length' | 'rest' | 'size' | 'chunk' | 'chunk-end' | 'trailer' | 'nothing';

/**
 * Reads one answer in HTTP/1.1 (RFC 9112) out of the bytes of a connection that serves no other, about as strictly as
 * Node's own client, in half its time: there are no streams in it, and nothing that only a second answer would need.
 * `push` and `close` throw a `ProbeFailure`: `http_invalid`, or `connection_closed`.
 */
export class HttpReader {
  readonly #method: string;
  readonly #hearer: Hearer;
  #expected: Expected = 'head';
  /** A head or a line whose end has not come. */
  #pending: Buffer | null = null;
  /** Bytes of the body, or of the chunk, that are still to come. */
  #left = 0;
  #trailerBytes = 0;

  constructor(method: string, hearer: Hearer) {
    this.#method = method;
    this.#hearer = hearer;
  }

  /** Takes the next bytes. */
  push(bytes: Buffer): void {
    let rest = this.#pending === null ? bytes : Buffer.concat([this.#pending, bytes]);
    this.#pending = null;
    while (rest.length > 0) {
      const taken = this.#take(rest);
      if (taken === 0) {
        this.#pending = rest;
        return;
      }
      rest = rest.subarray(taken);
    }
  }

  /** The peer has ended in an orderly way: right for an answer without a length, and for one that is whole. */
  close(): void {
    if (this.#expected === 'rest') this.#end();
    this.cut();
  }

  /** There is no connection any more: right only for an answer that is whole. */
  cut(): void {
    if (this.#expected === 'nothing') return;
    const until = this.#expected === 'head' ? 'without an answer' : 'before the body was whole';
    throw new ProbeFailure('connection_closed', `connection closed ${until}`);
  }

  /** How many of the bytes were understood; 0: not before more have come. */
  #take(bytes: Buffer): number {
    switch (this.#expected) {
      case 'head':
        return this.#takeHead(bytes);
      case 'length':
      case 'chunk':
        return this.#takePiece(bytes);
      case 'rest':
        this.#hearer.onBody(bytes);
        return bytes.length;
      case 'nothing':
        return bytes.length;
      default:
        return this.#takeLine(bytes);
    }
  }

  #takeHead(bytes: Buffer): number {
    // An empty line before the first is passed over, as everybody does.
    if (bytes[0] === CR || bytes[0] === LF) return 1;
    // Whoever speaks something else is not waited for.
    const known = Math.min(PROTOCOL.length, bytes.length);
    if (bytes.compare(PROTOCOL, 0, known, 0, known) !== 0) throw invalid('what came is not HTTP/1.1');
    const lineEnd = bytes.indexOf(LF);
    if (lineEnd !== -1 && bytes[lineEnd - 1] !== CR) throw invalid('a line ends without a carriage return');
    const end = bytes.indexOf(HEAD_END);
    if ((end === -1 ? bytes.length : end) > MOST_HEAD_BYTES)
      throw invalid(`head of more than ${MOST_HEAD_BYTES} bytes`);
    if (end === -1) return 0;
    const head = headOf(bytes.toString('latin1', 0, end));
    if (head.status === 101) throw invalid('switched protocols without being asked');
    if (head.status < 100 || head.status >= 200) this.#begin(head);
    return end + HEAD_END.length;
  }

  /** RFC 9112, 6.3: how long the body is. */
  #begin(head: Head): void {
    const codings = head.headers.get('transfer-encoding');
    const length = head.headers.get('content-length');
    if (length !== undefined && codings !== undefined) throw invalid('both Content-Length and Transfer-Encoding');
    if (length !== undefined && !/^\d{1,15}$/.test(length)) throw invalid(`Content-Length: ${length}`);
    this.#hearer.onHead(head);
    this.#left = Number(length ?? 0);
    if (this.#method === 'HEAD' || head.status === 204 || head.status === 304) this.#end();
    else if (codings !== undefined) this.#expected = /(?:^|,)[ \t]*chunked$/i.test(codings) ? 'size' : 'rest';
    else if (length === undefined) this.#expected = 'rest';
    else if (this.#left === 0) this.#end();
    else this.#expected = 'length';
  }

  #takePiece(bytes: Buffer): number {
    const piece = bytes.length > this.#left ? bytes.subarray(0, this.#left) : bytes;
    this.#left -= piece.length;
    this.#hearer.onBody(piece);
    if (this.#left > 0) return piece.length;
    if (this.#expected === 'chunk') this.#expected = 'chunk-end';
    else this.#end();
    return piece.length;
  }

  #takeLine(bytes: Buffer): number {
    const end = bytes.indexOf(LINE_END);
    if ((end === -1 ? bytes.length : end) > MOST_HEAD_BYTES)
      throw invalid(`line of more than ${MOST_HEAD_BYTES} bytes`);
    if (end === -1) return 0;
    const line = bytes.toString('latin1', 0, end);
    if (this.#expected === 'size') this.#takeSize(line);
    else if (this.#expected === 'trailer') this.#takeTrailer(line);
    else if (line === '') this.#expected = 'size';
    else throw invalid('a chunk is longer than it says');
    return end + LINE_END.length;
  }

  #takeSize(line: string): void {
    const size = CHUNK_SIZE.exec(line)?.[1];
    if (size === undefined || FORBIDDEN.test(line)) throw invalid('a chunk without its size');
    this.#left = Number.parseInt(size, 16);
    this.#expected = this.#left === 0 ? 'trailer' : 'chunk';
  }

  #takeTrailer(line: string): void {
    this.#trailerBytes += line.length;
    if (this.#trailerBytes > MOST_HEAD_BYTES) throw invalid(`trailers of more than ${MOST_HEAD_BYTES} bytes`);
    if (line === '') this.#end();
    else fieldOf(line);
  }

  #end(): void {
    this.#expected = 'nothing';
    this.#hearer.onEnd();
  }
}

function invalid(what: string): ProbeFailure {
  return new ProbeFailure('http_invalid', what);
}

/** Of the text between the first byte and the empty line. */
function headOf(text: string): Head {
  const [statusLine = '', ...lines] = text.split('\r\n');
  const [, status, statusText = ''] = STATUS_LINE.exec(statusLine) ?? [];
  if (status === undefined) throw invalid('a status line that is none');
  const headers = new Map<string, string>();
  for (const line of lines) {
    const { name, value } = fieldOf(line);
    const before = headers.get(name);
    if (before === undefined) headers.set(name, value);
    else if (!SINGLE.has(name)) headers.set(name, `${before}, ${value}`);
  }
  return { status: Number(status), statusText, headers };
}

/** RFC 9112, 5. A line that goes on in the next one is not taken: nobody may send it any more. */
function fieldOf(line: string): { readonly name: string; readonly value: string } {
  const colon = line.indexOf(':');
  const name = line.slice(0, Math.max(colon, 0));
  if (!TOKEN.test(name) || FORBIDDEN.test(line)) throw invalid('a header line that is none');
  let from = colon + 1;
  let to = line.length;
  while (from < to && isSpace(line.charCodeAt(from))) from++;
  while (from < to && isSpace(line.charCodeAt(to - 1))) to--;
  return { name: name.toLowerCase(), value: line.slice(from, to) };
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
