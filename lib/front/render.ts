import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { inject, type Response } from 'light-my-request';
import { FrontProblem } from './problem.ts';
import type { Method } from './target.ts';

/** What makes answers: Next's request handler, or anything that takes the same. */
export type Renderer = (request: IncomingMessage, response: ServerResponse) => unknown;

export interface RenderRequest {
  readonly method: Method;
  readonly url: string;
  /** Lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
  readonly remoteAddress: string;
}

export interface RenderBounds {
  readonly timeout: number;
  readonly maxBody: number;
}

/** An answer as the renderer gave it. `stream` when it is one without an end, such as server-sent events. */
export interface Rendered {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
  readonly stream: Readable | null;
}

const NOTHING = Buffer.alloc(0);

/**
 * Runs a request through the renderer without a socket, and gives the whole answer.
 * Throws FrontProblem: 503 when none comes within `timeout` ms, 500 when the renderer breaks.
 */
export async function render(renderer: Renderer, request: RenderRequest, bounds: RenderBounds): Promise<Rendered> {
  const deadline = new AbortController();
  try {
    return await inTime(exchange(renderer, request, bounds.maxBody, deadline.signal), bounds.timeout, deadline);
  } catch (error) {
    if (error instanceof FrontProblem) throw error;
    throw new FrontProblem(500, 'the answer could not be made', {}, error);
  }
}

/** What `work` gives. Throws FrontProblem, 503, when that takes longer than `timeout` ms, and aborts `deadline` with it. */
export async function inTime<T>(work: Promise<T>, timeout: number, deadline = new AbortController()): Promise<T> {
  const slow = new FrontProblem(503, 'the answer took too long', { 'retry-after': '5' });
  const timer = setTimeout(() => deadline.abort(slow), timeout);
  timer.unref();
  // After the deadline nobody waits for it any more.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, rejectionOf(deadline.signal)]);
  } finally {
    clearTimeout(timer);
  }
}

function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

async function exchange(
  renderer: Renderer,
  request: RenderRequest,
  maxBody: number,
  signal: AbortSignal,
): Promise<Rendered> {
  const answer = await new Promise<Response>((resolve, reject) => {
    const dispatch = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
      // A renderer that throws before it answered would leave the exchange open until the deadline.
      Promise.resolve()
        .then(() => renderer(incoming, outgoing))
        .catch(reject);
    };
    inject(
      dispatch,
      {
        method: request.method === 'HEAD' ? 'GET' : request.method,
        url: request.url,
        headers: { ...request.headers },
        remoteAddress: request.remoteAddress,
        ...(request.body === null ? {} : { payload: request.body }),
        payloadAsStream: true,
        validate: false,
        signal,
      },
      (error, response) => {
        if (response === undefined) reject(error ?? new Error('no answer'));
        else resolve(response);
      },
    );
  });
  const { statusCode: status, headers } = answer;
  const stream = answer.stream();
  // The reader's going ends the renderer's work, too.
  stream.once('close', () => answer.raw.res.destroy());
  if (/^text\/event-stream/i.test(String(headers['content-type'] ?? '')))
    return { status, headers, body: NOTHING, stream };
  const body = await collect(stream, maxBody);
  if (status === 500) {
    // What Next answers for a route that threw, and what where it cannot load its files, of which it logs nothing.
    if (body.length === 0) throw new Error('the renderer failed');
    if (headers['content-type'] === 'text/plain' && body.toString() === 'Internal Server Error')
      throw new Error('what answers there could not be loaded: is the build whole?');
  }
  return { status, headers, body, stream: null };
}

async function collect(stream: Readable, maxBody: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBody) throw new Error(`the answer is larger than ${maxBody} bytes`);
    chunks.push(chunk);
  }
  // Most answers are one piece: a copy of a large one is work for the collector of garbage.
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size);
}
