import { createHash } from 'node:crypto';
import { noticeProblem } from '../../lib/api/notice-problem.ts';
import { readIdempotencyKey, readIfMatch, type Admitted } from '../../lib/api/preconditions.ts';
import { authoriseRequest } from '../../lib/auth/request.ts';
import { NoticeError } from '../../lib/incidents/errors.ts';
import type { Notices, WriteOptions } from '../../lib/incidents/notices.ts';
import { notices } from '../../lib/incidents/source.ts';
import { status } from '../../lib/status/status.ts';
import { problemResponse, refusalResponse } from './problem-response.ts';
import { readJson } from './request-json.ts';

/** What a write is answered with. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What is answered when something was deleted. */
export const GONE: Answered = { status: 204, headers: {}, body: '' };

/** A write of something that people write. */
export interface Writing<T> {
  /** Whether it has a body; `optional`: none is the same as an empty object. */
  readonly body: 'needed' | 'optional' | 'none';
  /** The version of what is there, null when nothing is; left out where it makes something new. */
  readonly version?: (notices: Notices) => Promise<number | null>;
  readonly write: (notices: Notices, input: unknown, options: WriteOptions<T>) => Promise<T>;
  readonly answer: (written: T) => Answered;
}

/**
 * Carries a write out for an administrator, as If-Match and Idempotency-Key say, and answers when the snapshots show
 * what came of it.
 */
export async function answerWrite<T>(request: Request, writing: Writing<T>): Promise<Response> {
  const grant = authoriseRequest(request.headers, 'admin');
  if ('status' in grant) return refusalResponse(request, grant);
  const admitted = writing.version === undefined ? 'any' : readIfMatch(request.headers.get('if-match'));
  if (typeof admitted === 'object' && 'problem' in admitted) return problemResponse(request, admitted.problem);
  const named = readIdempotencyKey(request.headers.get('idempotency-key'));
  if ('problem' in named) return problemResponse(request, named.problem);
  const read = await readJson(request, writing.body);
  if ('problem' in read) return problemResponse(request, read.problem, read.headers);

  try {
    const written = await onceUnder(named.key, async (key) => {
      const all = await notices();
      const write = async (options: WriteOptions<T>): Promise<T> =>
        writing.write(all, read.value, { ...options, ifMatch: await versionFor(admitted, writing, all) });
      if (key === null) return writing.answer(await write({}));
      const fingerprint = fingerprintOf(request, read.bytes);
      const once = await all.answerOnce<T>({ key, fingerprint }, (answer) => write({ answer }), writing.answer);
      return once.answer;
    });
    if (written === 'under way')
      return problemResponse(request, {
        status: 409,
        title: 'Conflict',
        detail: 'a request with this Idempotency-Key is under way',
      });
    await status().refresh();
    return new Response(written.status === 204 ? null : written.body, {
      status: written.status,
      headers: { 'Cache-Control': 'no-store', ...written.headers },
    });
  } catch (error) {
    return failureResponse(request, error);
  }
}

/** What is answered where something that people write could not be read or written. Rethrows what is a bug. */
export function failureResponse(request: Request, error: unknown): Response {
  if (!isNoticeError(error)) throw error;
  return problemResponse(request, noticeProblem(error), error.code === 'unavailable' ? { 'Retry-After': '1' } : {});
}

/** Each route's bundle may have the class for itself. */
function isNoticeError(error: unknown): error is NoticeError {
  return error instanceof NoticeError || (error instanceof Error && error.name === 'NoticeError');
}

/** The version that is to be replaced; null: whichever it is. */
async function versionFor<T>(admitted: Admitted, { version }: Writing<T>, all: Notices): Promise<number | null> {
  if (admitted === 'any' || version === undefined) return null;
  const current = await version(all);
  // What is not there is for the write to say.
  if (current === null || admitted.versions.includes(current)) return current;
  throw new NoticeError('precondition_failed', `it is at version ${current}, which If-Match does not name`);
}

const KEY = Symbol.for('allswell.writes');

/** The keys of the requests that are being carried out by this process. */
function underWay(): Set<string> {
  const home = globalThis as { [KEY]?: Set<string> };
  home[KEY] ??= new Set();
  return home[KEY];
}

async function onceUnder<R>(key: string | null, work: (key: string | null) => Promise<R>): Promise<R | 'under way'> {
  if (key === null) return work(null);
  const keys = underWay();
  if (keys.has(key)) return 'under way';
  keys.add(key);
  try {
    return await work(key);
  } finally {
    keys.delete(key);
  }
}

/** Names a request: the same to the byte has the same name. */
function fingerprintOf(request: Request, body: Uint8Array): string {
  const { pathname, search } = new URL(request.url);
  const head = [request.method, pathname + search, request.headers.get('if-match') ?? ''].join('\n');
  return createHash('sha256').update(`${head}\n`).update(body).digest('base64url');
}
