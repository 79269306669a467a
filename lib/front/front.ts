import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import type { Log } from '../model.ts';
import type { StatusSource } from '../status/source.ts';
import { Answer } from './answer.ts';
import { Answers, type Made } from './answers.ts';
import { withoutBase } from './base-path.ts';
import { createConnections } from './connections.ts';
import { chooseCoding } from './content-coding.ts';
import { SECURITY_HEADERS, STRICT_TRANSPORT } from './content-security.ts';
import { crossOriginHeaders, isOpenToAll } from './cross-origin.ts';
import { matches } from './entity-tag.ts';
import { settleLanguage } from './language.ts';
import { DEFAULT_LIMITS, type FrontLimits } from './limits.ts';
import { eventLoopGauge } from './event-loop.ts';
import { FrontProblem, problemBody } from './problem.ts';
import { inTime, render, type Rendered, type Renderer } from './render.ts';
import { readBody } from './request-body.ts';
import { siteGauge } from './site.ts';
import { readMethod, readTarget, requireHost, type Method, type Target } from './target.ts';
import { forwardedHeaders, passedHeaders } from './variants.ts';

export interface FrontOptions {
  /** Makes every answer: Next's request handler. Until it is there, requests wait. */
  readonly renderer: Renderer | Promise<Renderer>;
  readonly status: Pick<StatusSource, 'revision' | 'subscribe' | 'beforeMove' | 'snapshot'>;
  readonly log: Log;
  /** Whether this path is a file that never changes while we run. */
  readonly isStatic: (path: string) => boolean;
  readonly limits?: Partial<FrontLimits>;
  /** The script by which pages wake, a character a byte. Default is none: they load all their scripts as they come. */
  readonly waker?: string;
  /** Whether there is no time for work that nobody waits for. Default looks at the event loop. */
  readonly isBusy?: () => boolean;
  /** Monotonic, ms. Default is Node's. */
  readonly now?: () => number;
}

/** The server around Next: it keeps whole answers, guards the door, and ends when it is told to. */
export interface Front {
  /** Resolves when it listens; rejects with the system's error, such as EADDRINUSE. */
  listen(port: number, host: string): Promise<AddressInfo>;
  /** Ends everything within `grace` ms, open streams and half-sent requests included. */
  close(grace: number): Promise<void>;
  /** Answers kept by revision. */
  readonly kept: { readonly count: number; readonly bytes: number };
}

/** Makes the front; it listens when told to. */
export function createFront(options: FrontOptions): Front {
  const { status, log } = options;
  let isReady = false;
  const ready = Promise.resolve(options.renderer).finally(() => (isReady = true));
  ready.catch(() => undefined); // told to those who ask
  const renderer: Renderer = async (request, response) => (await ready)(request, response);
  const limits: FrontLimits = { ...DEFAULT_LIMITS, ...options.limits };
  const site = siteGauge(status);
  const answers = new Answers({
    renderer,
    status,
    site,
    isStatic: options.isStatic,
    limits,
    waker: options.waker ?? '',
    isBusy: options.isBusy ?? eventLoopGauge(),
    now: options.now ?? (() => performance.now()),
    onError: (error, url) => log.error('could not render', { url, error: describe(error) }),
  });
  const connections = createConnections(limits, (request, response) => {
    response.on('error', () => undefined); // the client went away: nobody is left to tell
    void answer(request, response).catch((error: unknown) => fail(request, response, error));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Nothing is derived for who has to wait: it would be done again when the wait is over.
    if (!isReady) await inTime(ready, limits.answerTimeout);
    request.url = withoutBase(request.url ?? '', site().base);
    requireHost(request);
    const method = readMethod(request.method);
    const target = readTarget(request, limits.maxTargetLength);
    settleLanguage(request.headers, target.query, site().languages);
    if (method !== 'GET' && method !== 'HEAD') {
      const isFile = options.isStatic(target.path);
      // Only the API's routes are asked; Next would answer a page, or a fault of its own.
      if (!isFile && isOpenToAll(target.path)) return passOn(method, target, request, response);
      const allow = 'GET, HEAD, OPTIONS';
      if (method !== 'OPTIONS') throw notServed(request, allow);
      begin(response, 204, { ...SECURITY_HEADERS, allow }).end();
      return;
    }
    const made = answers.atHand(target, request.headers) ?? (await makeFor(target, request));
    if (made.stream === null) return send(made, request, response);
    if (method === 'HEAD') made.stream.destroy();
    sendStream(made.answer, method === 'HEAD' ? null : made.stream, response);
  }

  function makeFor(target: Target, request: IncomingMessage): Promise<Made> {
    return answers.make(target, forwardedHeaders(request.headers), request.socket.remoteAddress ?? '');
  }

  /** Has the renderer answer what is not kept. A method that nothing serves is refused with those that the route tells. */
  async function passOn(
    method: Method | null,
    target: Target,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const body = await readBody(request, limits.maxRequestBody);
    const remoteAddress = request.socket.remoteAddress ?? '';
    const rendered = await render(
      renderer,
      { method: method ?? 'OPTIONS', url: target.url, headers: passedHeaders(request.headers), body, remoteAddress },
      { timeout: limits.answerTimeout, maxBody: limits.maxAnswerBody },
    );
    const { allow } = rendered.headers;
    if (method === null && typeof allow === 'string') {
      rendered.stream?.destroy();
      throw notServed(request, allow);
    }
    const made = new Answer(rendered, false, site());
    if (rendered.stream !== null) sendStream(made, rendered.stream, response);
    else await send({ answer: made, key: '', stream: null }, request, response);
  }

  async function send(made: Made, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { answer } = made;
    const coding = answer.codingFor(chooseCoding(headerOf(request, 'accept-encoding')));
    if (answer.status === 200 && isSafe(request.method)) {
      if (matches(request.headers['if-none-match'], answer.etag(coding))) {
        const { etag, vary, 'cache-control': cacheControl } = answer.head(coding);
        begin(response, 304, { ...answer.guard, ...defined({ etag, vary, 'cache-control': cacheControl }) });
        response.end();
        return;
      }
    }
    let body = answer.ready(coding);
    if (body === undefined) {
      body = await answer.in(coding);
      answers.resized(made);
    }
    if (answer.status === 204 || answer.status === 304) {
      begin(response, answer.status, answer.head('identity'));
      response.end();
      return;
    }
    begin(response, answer.status, answer.head(coding), body.length);
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  function sendStream(answer: Answer, stream: Rendered['stream'], response: ServerResponse): void {
    begin(response, answer.status, answer.head('identity'));
    if (stream === null) return void response.end();
    response.flushHeaders();
    // Either side may end it at any time; both are then closed.
    pipeline(stream, response, () => undefined);
  }

  function begin(
    response: ServerResponse,
    code: number,
    headers: OutgoingHttpHeaders,
    length?: number,
  ): ServerResponse {
    if (length !== undefined) response.setHeader('content-length', length);
    if (site().isHttps) response.setHeader('strict-transport-security', STRICT_TRANSPORT);
    if (connections.isClosing()) response.setHeader('connection', 'close');
    for (const [name, value] of Object.entries(crossOriginHeaders(response.req, headers.allow)))
      response.setHeader(name, value);
    return response.writeHead(code, headers);
  }

  function fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    const problem = error instanceof FrontProblem ? error : new FrontProblem(500, 'the answer could not be made');
    if (problem.status >= 500)
      log.error('could not answer', {
        method: request.method,
        url: request.url,
        error: describe(error instanceof FrontProblem && error.cause !== undefined ? error.cause : error),
      });
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const body = problemBody(problem.status, problem.message);
    const refused = problem.status < 500 ? { connection: 'close' } : {};
    begin(
      response,
      problem.status,
      { 'content-type': 'application/problem+json', ...SECURITY_HEADERS, ...problem.headers, ...refused },
      body.length,
    );
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  return {
    kept: answers.kept,
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        const { server } = connections;
        server.once('error', reject);
        server.listen({ port, host, backlog: 1_024 }, () => {
          server.off('error', reject);
          server.on('error', (error) => log.error('the server failed', { error: describe(error) }));
          resolve(server.address() as AddressInfo); // a port, since no path was given to listen on
        });
      }),
    close: async (grace) => {
      answers.close();
      await connections.close(grace);
    },
  };
}

function notServed({ method = '' }: IncomingMessage, allow: string): FrontProblem {
  return new FrontProblem(405, `${method} is not served here; served are ${allow}`, { allow });
}

function isSafe(method: string | undefined): boolean {
  return method === 'GET' || method === 'HEAD';
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

function defined(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
