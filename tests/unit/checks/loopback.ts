import { once } from 'node:events';
import { createServer as createHttp, type RequestListener } from 'node:http';
import { createServer as createHttps, type ServerOptions } from 'node:https';
import { createServer as createRaw, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach } from 'vitest';
import type { ProbeContext, ProbeOutcome } from '../../../lib/checks/check.ts';
import { checkTypes, probe, type CheckTypeName } from '../../../lib/checks/registry.ts';

const running: { server: Server; sockets: Set<Socket> }[] = [];

afterEach(async () => {
  await Promise.all(
    running.splice(0).map(async ({ server, sockets }) => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    }),
  );
});

/** A server of a test: ended with it. */
export interface Loopback {
  readonly port: number;
  /** Connections that are open now, as the server sees it. */
  readonly open: () => number;
  /** Connections that there ever were. */
  readonly accepted: () => number;
}

async function listen(server: Server, host: string): Promise<Loopback> {
  const sockets = new Set<Socket>();
  const open = new Set<Socket>();
  let accepted = 0;
  server.on('connection', (socket) => {
    accepted++;
    sockets.add(socket);
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      open.delete(socket);
      sockets.delete(socket);
    });
    // The client's end; a half-open server would wait for its own.
    socket.on('end', () => open.delete(socket));
  });
  server.on('tlsClientError', () => undefined);
  server.on('clientError', (_error, socket: Socket) => socket.destroy());
  running.push({ server, sockets });
  server.listen(0, host);
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, open: () => open.size, accepted: () => accepted };
}

export function serveHttp(listener: RequestListener, host = '127.0.0.1'): Promise<Loopback> {
  return listen(createHttp(listener), host);
}

export function serveHttps(options: ServerOptions, listener: RequestListener): Promise<Loopback> {
  return listen(createHttps(options, listener), '127.0.0.1');
}

export function serveRaw(onSocket: (socket: Socket) => void, host = '127.0.0.1'): Promise<Loopback> {
  // Half-open: a server that has more to say is not cut short by the client's end.
  return listen(createRaw({ allowHalfOpen: true }, onSocket), host);
}

/** A server that answers each request with these bytes and then does as told. */
export function serveBytes(bytes: string | Buffer, then: 'end' | 'reset' | 'hang' = 'end'): Promise<Loopback> {
  return serveRaw((socket) =>
    socket.once('data', () =>
      socket.write(bytes, () => {
        if (then === 'end') socket.end();
        else if (then === 'reset') setTimeout(() => socket.resetAndDestroy(), 20);
      }),
    ),
  );
}

/** A port on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = createRaw().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export function contextOf(overrides: Partial<ProbeContext> = {}): ProbeContext {
  return {
    signal: AbortSignal.timeout(10_000),
    now: () => performance.now(),
    wallClock: () => Date.now(),
    pingDatabase: () => Promise.resolve(),
    ...overrides,
  };
}

/** Runs a check as the configuration would have it. */
export function run(
  type: CheckTypeName,
  options: Record<string, unknown>,
  overrides: Partial<ProbeContext> = {},
): Promise<ProbeOutcome> {
  return probe(type, checkTypes[type].options.parse(options), contextOf(overrides));
}

/** Waits until it holds. */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('it did not come to hold within 30 s');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
