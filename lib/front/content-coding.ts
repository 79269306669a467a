import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import Negotiator from 'negotiator';

export const CODINGS = ['br', 'gzip', 'identity'] as const;
export type Coding = (typeof CODINGS)[number];

/** Below this, compression saves less than its header costs. The health of a single check is above it. */
const SMALLEST = 256;

const COMPRESSIBLE =
  /^(?:text\/(?!event-stream)|application\/(?:json|javascript|xml|manifest\+json|wasm|yaml|openmetrics-text)|[^;]+\+(?:json|xml)|image\/(?:svg\+xml|x-icon|bmp))/i;

/** Whether a body of this type gets smaller by compression. */
export function isCompressible(contentType: string, size: number): boolean {
  return size >= SMALLEST && COMPRESSIBLE.test(contentType);
}

// Clients send few different headers, but one on each request.
const chosen = new Map<string, Coding>();
const MAX_CHOSEN = 256;

/** The types of `negotiator` do not know its second argument yet: what wins among equal weights. */
type Encodings = (available: readonly string[], options: { readonly preferred: readonly string[] }) => string[];

/** The coding for a request's Accept-Encoding: what it prefers, and of equals the smallest. */
export function chooseCoding(acceptEncoding: string | undefined): Coding {
  // RFC 9110, 12.5.3: without the header every coding is acceptable, but such clients rarely decode one.
  if (acceptEncoding === undefined) return 'identity';
  const known = chosen.get(acceptEncoding);
  if (known !== undefined) return known;
  const negotiator = new Negotiator({ headers: { 'accept-encoding': acceptEncoding } });
  const encodings = negotiator.encodings.bind(negotiator) as Encodings;
  const [best] = encodings(CODINGS, { preferred: CODINGS });
  // Nothing acceptable, not even identity: it is sent as it is.
  const coding = CODINGS.find((name) => name === best) ?? 'identity';
  if (chosen.size >= MAX_CHOSEN) chosen.clear();
  chosen.set(acceptEncoding, coding);
  return coding;
}

/** From here on the time until an answer is there counts more than a tenth of its bytes. */
const LARGE = 262_144;

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

/** The body in a coding, made off the main thread. `lasting` bodies are worth more effort. */
export async function encode(body: Buffer, coding: Coding, lasting: boolean): Promise<Buffer> {
  if (coding === 'br')
    return brotli(body, {
      params: { [constants.BROTLI_PARAM_QUALITY]: lasting ? 9 : 4, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
    });
  if (coding === 'gzip') return zip(body, { level: lasting ? 9 : body.length > LARGE ? 1 : 5 });
  return body;
}
