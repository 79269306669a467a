import { parseJson } from '../../lib/api/json-syntax.ts';
import type { Problem } from '../../lib/formats/problem.ts';

/** Bytes of a body, at most. */
const MAX_BODY = 262_144;

/** The value of a body and its bytes, or why it cannot be taken. */
export type RequestJson =
  | { readonly value: unknown; readonly bytes: Uint8Array }
  | { readonly problem: Problem; readonly headers?: Record<string, string> };

/** Reads a body of JSON; `optional`: none is the same as an empty object; `none`: what comes is not looked at. */
export async function readJson(request: Request, body: 'needed' | 'optional' | 'none'): Promise<RequestJson> {
  const tooLarge: Problem = {
    status: 413,
    title: 'Content Too Large',
    detail: `the body of the request is larger than ${MAX_BODY / 1_024} KiB`,
  };
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY) return { problem: tooLarge };
  const bytes = body === 'none' ? new Uint8Array() : new Uint8Array(await request.arrayBuffer());
  if (bytes.length > MAX_BODY) return { problem: tooLarge };
  if (body === 'none' || (body === 'optional' && bytes.length === 0)) return { value: {}, bytes };

  const coding = request.headers.get('content-encoding');
  if (coding !== null && coding.trim().toLowerCase() !== 'identity')
    return {
      problem: {
        status: 415,
        title: 'Unsupported Media Type',
        detail: `the body must not be compressed (Content-Encoding is ${JSON.stringify(coding)})`,
      },
      headers: { 'Accept-Encoding': 'identity' },
    };
  const type = request.headers.get('content-type');
  if (!/^\s*application\/json\s*(?:;|$)/i.test(type ?? '')) {
    const given = type === null ? 'it has none' : `got ${JSON.stringify(type)}`;
    return {
      problem: {
        status: 415,
        title: 'Unsupported Media Type',
        detail: `Content-Type must be application/json (${given})`,
      },
      headers: { Accept: 'application/json' },
    };
  }
  const text = textOf(bytes);
  const parsed = text === null ? { detail: 'it is not UTF-8' } : parseJson(text);
  if ('value' in parsed) return { value: parsed.value, bytes };
  return {
    problem: {
      status: 400,
      title: 'Bad Request',
      detail: 'the body of the request is not JSON',
      errors: [{ pointer: '#', detail: parsed.detail }],
    },
  };
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
