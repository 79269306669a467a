import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { SECURITY_HEADERS } from './content-security.ts';
import type { FrontLimits } from './limits.ts';
import { problemBody } from './problem.ts';

/** A listening server whose connections are bounded, and can all be ended by a deadline. */
export interface Connections {
  readonly server: Server;
  readonly isClosing: () => boolean;
  /** Takes no new connection, ends those without a request in hand at once, and all others after `grace` ms. */
  close(grace: number): Promise<void>;
}

/** The errors of Node's parser that have a status of their own. */
const REFUSALS: Readonly<Record<string, readonly [status: number, detail: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'the headers of the request are too large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'the request took too long to arrive'],
};

/** A server that hands whole requests to `handle`, and answers everything that is none itself. */
export function createConnections(
  limits: FrontLimits,
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Connections {
  const busy = new Map<Socket, number>();
  let closing = false;

  const server = createServer(
    {
      maxHeaderSize: limits.maxHeaderSize,
      headersTimeout: limits.headersTimeout,
      requestTimeout: limits.requestTimeout,
      keepAliveTimeout: limits.keepAliveTimeout,
      // Node looks for late requests this often; its own 30 s would make every timeout up to 30 s longer.
      connectionsCheckingInterval: Math.max(50, Math.min(1_000, limits.headersTimeout / 4)),
      requireHostHeader: false, // the front refuses it, by a problem
      noDelay: true,
    },
    (request, response) => {
      const { socket } = request;
      busy.set(socket, (busy.get(socket) ?? 0) + 1);
      response.once('close', () => {
        const left = (busy.get(socket) ?? 1) - 1;
        if (busy.has(socket)) busy.set(socket, left);
        if (closing && left === 0) socket.destroySoon();
      });
      handle(request, response);
    },
  );
  server.maxConnections = limits.maxConnections;
  server.timeout = limits.idleTimeout;
  server.on('connection', (socket: Socket) => {
    busy.set(socket, 0);
    socket.once('close', () => busy.delete(socket));
  });
  server.on('connect', (_request: IncomingMessage, socket: Socket) => refuse(socket, 400, 'this server is no proxy'));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const [status, detail] = REFUSALS[error.code ?? ''] ?? [400, 'the request is not valid HTTP'];
    refuse(socket, status, detail);
  });

  return {
    server,
    isClosing: () => closing,
    close: (grace) =>
      new Promise((resolve) => {
        closing = true;
        const deadline = setTimeout(() => {
          for (const socket of busy.keys()) socket.destroy();
        }, grace);
        server.close(() => {
          clearTimeout(deadline);
          resolve();
        });
        for (const [socket, requests] of busy) if (requests === 0) socket.destroy();
      }),
  };
}

/** Answers what Node made no request of, and ends the connection. */
function refuse(socket: Socket, status: number, detail: string): void {
  // An answer that has begun cannot be followed by another one.
  if (!socket.writable || socket.bytesWritten > 0) {
    socket.destroy();
    return;
  }
  const body = problemBody(status, detail);
  const headers = {
    'content-type': 'application/problem+json',
    'content-length': body.length,
    connection: 'close',
    ...SECURITY_HEADERS,
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} Refused\r\n${head.join('')}\r\n${body.toString()}`, () => socket.destroy());
}
