import { AsyncLocalStorage } from 'node:async_hooks';
import { request, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { createFront, type Front, type FrontOptions } from '../../../lib/front/front.ts';
import type { Log, LogFields, Snapshot } from '../../../lib/model.ts';

/** A status whose revision a test moves by hand. */
export class HandStatus {
  current = 'r1';
  siteUrl = 'http://status.example';
  private readonly listeners = new Set<() => void>();
  private readonly preparing = new Set<() => Promise<void>>();
  private readonly ahead = new AsyncLocalStorage<string>();

  revision(): string {
    return this.ahead.getStore() ?? this.current;
  }

  beforeMove(work: () => Promise<void>): () => void {
    this.preparing.add(work);
    return () => void this.preparing.delete(work);
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Only the site's address is read from it. */
  snapshot(): Snapshot {
    return { site: { url: this.siteUrl } } as Snapshot;
  }

  /** What is done before a move; the move itself is a call more. */
  async prepare(revision: string): Promise<void> {
    await this.ahead.run(revision, () => Promise.all([...this.preparing].map((work) => work())));
  }

  move(revision: string): void {
    this.current = revision;
    for (const listener of this.listeners) listener();
  }
}

export interface RunningFront {
  readonly front: Front;
  readonly port: number;
  readonly status: HandStatus;
  readonly logged: { message: string; fields: LogFields | undefined }[];
}

/** A front on a free port of the loopback, ended with the test. */
export async function startFront(
  renderer: FrontOptions['renderer'],
  options: Partial<Omit<FrontOptions, 'renderer' | 'status'>> = {},
): Promise<RunningFront> {
  const status = new HandStatus();
  const logged: RunningFront['logged'] = [];
  const record = (message: string, fields?: LogFields) => void logged.push({ message, fields });
  const log: Log = { info: record, warn: record, error: record };
  const front = createFront({
    renderer,
    status,
    log,
    isStatic: (path) => path.startsWith('/_next/static/'),
    isBusy: () => false,
    ...options,
  });
  const { port } = await front.listen(0, '127.0.0.1');
  onTestFinished(() => front.close(0));
  return { front, port, status, logged };
}

export interface Fetched {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** One request over a connection of its own, with exactly these headers. */
export function fetchFrom(
  port: number,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Fetched> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { port, host: '127.0.0.1', path, agent: false, method: options.method ?? 'GET', headers: options.headers ?? {} },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () =>
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks) }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(options.body);
  });
}

export interface RawConnection {
  readonly socket: Socket;
  /** All that came so far. */
  received(): string;
  /** All that came until the server ended the connection. */
  readonly ended: Promise<{ text: string }>;
}

/** A connection on which these bytes are sent, and no more. */
export function sendRaw(port: number, bytes: string): RawConnection {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let text = '';
  socket.write(bytes);
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  socket.on('error', () => undefined); // a reset is an end as well
  const ended = new Promise<{ text: string }>((resolve) => {
    socket.on('close', () => resolve({ text }));
  });
  return { socket, received: () => text, ended };
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Long enough to be compressed. */
export const TEXT = 'all is well. '.repeat(500);

/** Counts how often each target is rendered; answers hold until the revision moves. */
export function counting(delay = 0, headers: Record<string, string> = {}) {
  const counts = new Map<string, number>();
  const seen: IncomingMessage[] = [];
  const renderer = async (request: IncomingMessage, response: ServerResponse) => {
    const url = request.url ?? '';
    counts.set(url, (counts.get(url) ?? 0) + 1);
    seen.push(request);
    if (delay > 0) await sleep(delay);
    response.setHeader('content-type', 'text/plain; charset=utf-8');
    response.setHeader('x-allswell-cache', 'revision');
    response.setHeader('vary', 'Accept');
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    response.end(`${url} ${request.headers.accept ?? ''} ${request.headers.authorization ?? ''} ${TEXT}`);
  };
  return { renderer, counts, seen };
}
