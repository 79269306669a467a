import { request, type IncomingHttpHeaders } from 'node:http';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { createFront, type Front, type FrontOptions } from '../../../lib/front/front.ts';
import type { Renderer } from '../../../lib/front/render.ts';
import type { Log, LogFields, Snapshot } from '../../../lib/model.ts';

/** A status whose revision a test moves by hand. */
export class HandStatus {
  current = 'r1';
  siteUrl = 'http://status.example';
  private readonly listeners = new Set<() => void>();

  revision(): string {
    return this.current;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Only the site's address is read from it. */
  snapshot(): Snapshot {
    return { site: { url: this.siteUrl } } as Snapshot;
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
  renderer: Renderer,
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
  /** All that came until the server ended the connection, and how long that took in ms. */
  readonly ended: Promise<{ text: string; after: number }>;
}

/** A connection on which these bytes are sent, and no more. */
export function sendRaw(port: number, bytes: string): RawConnection {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  const from = performance.now();
  let text = '';
  socket.write(bytes);
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  socket.on('error', () => undefined); // a reset is an end as well
  const ended = new Promise<{ text: string; after: number }>((resolve) => {
    socket.on('close', () => resolve({ text, after: performance.now() - from }));
  });
  return { socket, received: () => text, ended };
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
