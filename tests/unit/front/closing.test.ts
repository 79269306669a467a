import { Agent, request } from 'node:http';
import { expect, test } from 'vitest';
import { fetchFrom, sendRaw, sleep, startFront } from './front-server.ts';

/** Never, for a test. ms. */
const LONG = 600_000;

/** Nothing ends a connection by itself. */
const ENDLESS = { headersTimeout: LONG, requestTimeout: LONG, keepAliveTimeout: LONG, idleTimeout: LONG };

test('closing ends idle and half-sent connections at once, and streams by the deadline', async () => {
  const { port, front } = await startFront(
    (incoming, response) => {
      if (incoming.url !== '/stream') return void response.end('x');
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: 1\n\n');
    },
    { limits: ENDLESS },
  );
  const stream = sendRaw(port, 'GET /stream HTTP/1.1\r\nHost: a\r\n\r\n');
  const others = [
    sendRaw(port, ''),
    sendRaw(port, 'GET / HTTP/1.1\r\nHost: a\r\nX: '),
    sendRaw(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'),
  ];
  const body = sendRaw(port, 'POST /api/ HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\nabc');
  // Both have reached the server when these come.
  await expect.poll(() => stream.received()).toContain('data: 1');
  await expect.poll(() => body.received()).toContain('100 Continue');
  await sleep(50);
  let isStreaming = true;
  void stream.ended.then(() => (isStreaming = false));
  const closed = front.close(LONG);
  await Promise.all(others.map(({ ended }) => ended));
  expect(isStreaming).toBe(true);
  const from = performance.now();
  await front.close(1_000);
  expect(performance.now() - from).toBeGreaterThan(990);
  await closed;
  expect((await stream.ended).text).toContain('data: 1');
  expect((await body.ended).text).toBe('HTTP/1.1 100 Continue\r\n\r\n');
});

test('closing lets an answer in the making be given, and takes no connection any more', async () => {
  let isAsked = false;
  const { port, front } = await startFront(async (_request, response) => {
    isAsked = true;
    await sleep(300);
    response.end('given');
  });
  const slow = fetchFrom(port, '/');
  await expect.poll(() => isAsked).toBe(true);
  const closed = front.close(LONG);
  await expect(fetchFrom(port, '/')).rejects.toThrow('ECONNREFUSED');
  const answer = await slow;
  expect(answer.body.toString()).toBe('given');
  expect(answer.headers.connection).toBe('close');
  await closed;
});

test('a kept connection is ended after its answer when the server closes', async () => {
  const agent = new Agent({ keepAlive: true });
  const { port, front } = await startFront((_request, response) => void response.end('x'), { limits: ENDLESS });
  await new Promise((resolve) => request({ port, agent }, (r) => r.resume().on('end', resolve)).end());
  await front.close(LONG);
  agent.destroy();
});

test('a stream reaches its reader piece by piece, and ends when the reader goes', async () => {
  let isEnded = false;
  const { port } = await startFront((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const timer = setInterval(() => response.write('data: 1\n\n'), 20);
    response.on('close', () => {
      clearInterval(timer);
      isEnded = true;
    });
  });
  const { socket } = sendRaw(port, 'GET /stream HTTP/1.1\r\nHost: a\r\n\r\n');
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await expect.poll(() => text.split('data: 1').length).toBeGreaterThan(3);
  socket.destroy();
  await expect.poll(() => isEnded).toBe(true);
});
