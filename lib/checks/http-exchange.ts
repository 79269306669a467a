import { request as httpRequest, type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { PHASES, type Phases } from '../model.ts';
import { readBody } from './body.ts';
import type { ProbeContext } from './check.ts';
import { openConnection, type Learnt } from './connection.ts';
import { ProbeFailure } from './errors.ts';
import { nextRequest, type HttpRequest } from './redirect.ts';

/** Of a whole head, status line included. */
const MOST_HEADER_BYTES = 16_384;

export interface ExchangeOptions {
  /** How many redirects are followed; one more is `too_many_redirects`, unless it is 0. */
  readonly followRedirects: number;
  /** Whether an answer of this status is the last one although it redirects. */
  readonly isLast: (status: number) => boolean;
  readonly tls: { readonly ca?: string; readonly verify: boolean };
  /** Filled on the way. */
  readonly learnt: Learnt;
}

/** The last answer, read to its end. */
export interface Exchange {
  readonly status: number;
  readonly statusText: string;
  readonly headers: IncomingHttpHeaders;
  /** Decoded. */
  readonly body: Buffer;
  /** ms, from the first look-up to the last byte. */
  readonly responseTime: number;
  /** Summed over redirects. */
  readonly phases: Phases;
}

interface Answer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: IncomingHttpHeaders;
  /** Null for a redirect that is followed: nobody reads it. */
  readonly body: Buffer | null;
  readonly phases: Phases;
  readonly endedAt: number;
}

/**
 * Sends a request, follows redirects and reads the last answer to its end.
 * Rejects with a system error, a `ProbeFailure`, or the signal's reason; every socket is closed then as after success.
 */
export async function exchange(
  first: HttpRequest,
  options: ExchangeOptions,
  context: Pick<ProbeContext, 'signal' | 'now'>,
): Promise<Exchange> {
  const startedAt = context.now();
  const phases: Phases = {};
  let request = first;
  for (let followed = 0; ; followed++) {
    const follows = (status: number, headers: IncomingHttpHeaders) =>
      options.followRedirects > 0 && !options.isLast(status) && redirects(status, headers);
    const answer = await exchangeOnce(request, follows, options, context);
    for (const phase of PHASES) {
      const ms = answer.phases[phase];
      if (ms !== undefined) phases[phase] = (phases[phase] ?? 0) + ms;
    }
    if (answer.body !== null) return { ...answer, body: answer.body, phases, responseTime: answer.endedAt - startedAt };
    if (followed === options.followRedirects)
      throw new ProbeFailure('too_many_redirects', `more than ${options.followRedirects} redirects`);
    request = nextRequest(request, answer.status, answer.headers.location ?? '');
  }
}

/** RFC 9110, 15.4: the statuses that name another place, when they do. */
function redirects(status: number, headers: IncomingHttpHeaders): boolean {
  return [301, 302, 303, 307, 308].includes(status) && headers.location !== undefined;
}

async function exchangeOnce(
  { url, method, headers, body }: HttpRequest,
  follows: (status: number, headers: IncomingHttpHeaders) => boolean,
  { tls, learnt }: ExchangeOptions,
  { signal, now }: Pick<ProbeContext, 'signal' | 'now'>,
): Promise<Answer> {
  const secure = url.protocol === 'https:';
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = Number(url.port) || (secure ? 443 : 80);
  const endpoint = secure ? { host, port, tls: { ...tls, servername: serverName(headers, host) } } : { host, port };
  const connection = await openConnection(endpoint, { signal, now }, learnt);
  const { socket, openedAt } = connection;
  // The cause; what reads the answer is only told that it was cut off.
  const causes: Error[] = [];
  try {
    const request = httpRequest({
      // Without an agent: one connection, one request.
      createConnection: () => socket,
      method,
      path: `${url.pathname}${url.search}`,
      headers: {
        host: url.host,
        ...headers,
        connection: 'close',
        // Node itself leaves a GET's body without a length.
        ...(body === null ? {} : { 'content-length': Buffer.byteLength(body) }),
      },
      maxHeaderSize: MOST_HEADER_BYTES,
    });
    request.on('error', (error) => causes.push(error));
    let firstByteAt = openedAt;
    socket.once('data', () => (firstByteAt = now()));

    const response = await send(request, body);
    const status = response.statusCode ?? 0;
    let endedAt = firstByteAt;
    response.once('end', () => (endedAt = now()));
    const isRead = !follows(status, response.headers);
    const decoded = isRead ? await readBody(response) : null;
    // A body without a length ends with its connection: then only an orderly end is one.
    if (causes[0] !== undefined && isRead && !hasLength(response.headers)) throw causes[0];
    return {
      status,
      statusText: response.statusMessage ?? '',
      headers: response.headers,
      body: decoded,
      phases: { ...connection.phases, processing: firstByteAt - openedAt, transfer: endedAt - firstByteAt },
      endedAt,
    };
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof ProbeFailure ? error : (causes[0] ?? error);
  } finally {
    socket.destroy();
  }
}

function hasLength(headers: IncomingHttpHeaders): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}

/** The name to ask for in TLS: a Host header of one's own names the site, as it does in HTTP. */
function serverName(headers: Readonly<Record<string, string>>, host: string): string {
  const own = headers['host'];
  return own === undefined ? host : own.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
}

/** Sends the request; resolves with the head of the answer. */
function send(request: ClientRequest, body: string | null): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const onClose = () => reject(new ProbeFailure('connection_closed', 'connection closed without an answer'));
    request.once('response', (response) => {
      request.off('close', onClose);
      resolve(response);
    });
    request.once('error', reject);
    request.once('upgrade', () => reject(new ProbeFailure('http_invalid', 'switched protocols without being asked')));
    request.once('close', onClose);
    request.end(body ?? undefined);
  });
}
