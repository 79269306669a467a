import type { Socket } from 'node:net';
import { PHASES, type Phases } from '../model.ts';
import { Body } from './body.ts';
import type { ProbeContext } from './check.ts';
import { openConnection, type Learnt } from './connection.ts';
import { ProbeFailure } from './errors.ts';
import { HttpReader, type Head } from './http-reader.ts';
import { nextRequest, type HttpRequest } from './redirect.ts';

/** RFC 9110, 15.4: the statuses that name another place, when they do. */
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

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
export interface Exchange extends Head {
  /** Decoded. */
  readonly body: Buffer;
  /** ms, from the first look-up to the last byte. */
  readonly responseTime: number;
  /** Summed over redirects. */
  readonly phases: Phases;
}

interface Heard extends Head {
  /** Decoded; null for a redirect that is followed: nobody reads it. */
  readonly body: Buffer | null;
  /** Monotonic, ms. */
  readonly firstByteAt: number;
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
  const phases: Phases = {};
  let startedAt: number | null = null;
  let request = first;
  for (let followed = 0; ; followed++) {
    const follows = ({ status, headers }: Head) =>
      options.followRedirects > 0 && !options.isLast(status) && REDIRECTS.has(status) && headers.has('location');
    const answer = await exchangeOnce(request, follows, options, context);
    startedAt ??= answer.startedAt;
    for (const phase of PHASES) {
      const ms = answer.phases[phase];
      if (ms !== undefined) phases[phase] = (phases[phase] ?? 0) + ms;
    }
    // New properties come before a spread: behind it V8 makes each object a hidden class of its own, in 1 µs.
    if (answer.body !== null) return { responseTime: answer.endedAt - startedAt, ...answer, body: answer.body, phases };
    if (followed === options.followRedirects)
      throw new ProbeFailure('too_many_redirects', `more than ${options.followRedirects} redirects`);
    request = nextRequest(request, answer.status, answer.headers.get('location') ?? '');
  }
}

async function exchangeOnce(
  request: HttpRequest,
  follows: (head: Head) => boolean,
  { tls, learnt }: ExchangeOptions,
  { signal, now }: Pick<ProbeContext, 'signal' | 'now'>,
): Promise<Heard & { readonly startedAt: number; readonly phases: Phases }> {
  let wire = wires.get(request);
  if (wire === undefined) wires.set(request, (wire = wireOf(request)));
  const { host, port, servername, head } = wire;
  const endpoint = servername === null ? { host, port } : { host, port, tls: { ...tls, servername } };
  const { socket, startedAt, openedAt, phases } = await openConnection(endpoint, { signal, now }, learnt);
  try {
    const answer = hear(socket, request.method, follows, now);
    socket.write(head, 'latin1');
    if (request.body !== null) socket.write(request.body);
    const heard = await answer;
    const processing = heard.firstByteAt - openedAt;
    return { startedAt, phases: { processing, transfer: heard.endedAt - heard.firstByteAt, ...phases }, ...heard };
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    socket.destroy();
  }
}

/** Where a request goes, and what stands before its body. */
interface Wire {
  readonly host: string;
  readonly port: number;
  /** To ask for in TLS; null without TLS. */
  readonly servername: string | null;
  readonly head: string;
}

/** Of requests that are made again and again: made once. */
const wires = new WeakMap<HttpRequest, Wire>();

/** RFC 9112, 3. Names and values were held to what a header may hold when the configuration was read. */
function wireOf({ url, method, headers, body }: HttpRequest): Wire {
  const secure = url.protocol === 'https:';
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = Number(url.port) || (secure ? 443 : 80);
  const length = body === null ? {} : { 'content-length': Buffer.byteLength(body) };
  const fields = Object.entries({ host: url.host, ...headers, connection: 'close', ...length });
  const lines = [
    `${method} ${url.pathname}${url.search} HTTP/1.1`,
    ...fields.map(([name, value]) => `${name}: ${value}`),
  ];
  const servername = secure ? serverName(headers, host) : null;
  return { host, port, servername, head: `${lines.join('\r\n')}\r\n\r\n` };
}

/** The name to ask for in TLS: a Host header of one's own names the site, as it does in HTTP. */
function serverName(headers: Readonly<Record<string, string>>, host: string): string {
  const own = headers['host'];
  return own === undefined ? host : own.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
}

/** Reads the answer that comes over a connection: to its end, or no further than the head of one that is followed. */
function hear(socket: Socket, method: string, follows: (head: Head) => boolean, now: () => number): Promise<Heard> {
  let body: Body | null = null;
  const heard = new Promise<Heard>((resolve, reject) => {
    let firstByteAt: number | null = null;
    let endedAt = 0;
    const reader = new HttpReader(method, {
      onHead: (head) => {
        const at = now();
        const answer = { firstByteAt: firstByteAt ?? at, ...head };
        if (follows(head)) {
          resolve({ body: null, endedAt: at, ...answer });
          return;
        }
        body = new Body(head.headers.get('content-encoding'));
        body.whole.then((whole) => resolve({ body: whole, endedAt, ...answer }), reject);
      },
      onBody: (piece) => body?.push(piece),
      onEnd: () => {
        endedAt = now();
        body?.end();
      },
    });
    const fail: (error: unknown) => void = reject;
    const attempt = (work: () => void) => {
      try {
        work();
      } catch (error) {
        fail(error);
      }
    };
    socket.on('data', (bytes: Buffer) => {
      firstByteAt ??= now();
      attempt(() => reader.push(bytes));
    });
    socket.once('end', () => attempt(() => reader.close()));
    socket.once('error', reject);
    socket.once('close', () => attempt(() => reader.cut()));
  });
  return heard.finally(() => body?.destroy());
}
