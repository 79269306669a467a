import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { gzipSync } from 'node:zlib';
import { run, serveHttp, serveRaw, until, type Loopback } from './loopback.ts';

/** Servers that keep a probe waiting, each in another phase. */
const hanging: Record<string, () => Promise<Loopback>> = {
  'no answer': () => serveRaw((socket) => socket.resume()),
  'half a head': () => serveRaw((socket) => socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-'))),
  'half a body': () =>
    serveHttp((_request, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('abc');
    }),
  'half a coded body': () =>
    serveHttp((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.write(gzipSync('hello').subarray(0, 12));
    }),
  'a coded body not begun': () =>
    serveHttp((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.flushHeaders();
    }),
  'a drip': () =>
    serveHttp((_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('.'), 10);
      response.on('close', () => clearInterval(timer));
    }),
  'hints without end': () =>
    serveRaw((socket) => {
      const timer = setInterval(() => socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'), 10);
      socket.resume().on('close', () => clearInterval(timer));
    }),
  'a second hop that hangs': () =>
    serveHttp((request, response) => {
      if (request.url === '/') response.writeHead(302, { location: '/hang' }).end();
    }),
};

describe('a probe that is aborted', () => {
  it.each(Object.keys(hanging))('leaves nothing open: %s', async (name) => {
    const server = await (hanging[name] as () => Promise<Loopback>)();
    const controller = new AbortController();
    const reason = new Error('deadline');
    setTimeout(() => controller.abort(reason), 100);
    const { signal } = controller;
    await expect(run('http', { url: `http://127.0.0.1:${server.port}/` }, { signal })).rejects.toBe(reason);
    expect(server.accepted()).toBeGreaterThan(0);
    await until(() => server.open() === 0);
  });

  it.each([
    ['http', { url: 'http://127.0.0.1:9/' }],
    ['tcp', { host: '127.0.0.1', port: 9 }],
    ['dns', { host: 'localhost' }],
    ['dns', { host: 'localhost', resolver: 'system' }],
    ['storage', { path: '/tmp' }],
    ['disk', { path: '/tmp' }],
    ['memory', {}],
    ['database', {}],
  ] as const)('before it began says so: %s', async (type, options) => {
    const reason = new Error('already');
    await expect(run(type, options, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('does not wait for the database', async () => {
    const signal = AbortSignal.timeout(50);
    const pingDatabase = () => new Promise<void>(() => undefined);
    await expect(run('database', {}, { signal, pingDatabase })).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});

describe('a probe that ends', () => {
  it('leaves no connection, no listener and no timer', async () => {
    const server = await serveHttp((_request, response) => response.end('ok'));
    const controller = new AbortController();
    const { signal } = controller;
    const before = process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length;
    for (let i = 0; i < 20; i++) await run('http', { url: `http://localhost:${server.port}/` }, { signal });
    await run('tcp', { host: 'localhost', port: server.port }, { signal });
    await until(() => server.open() === 0);
    expect(process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length).toBeLessThanOrEqual(before + 1);
    expect(EventEmitter.getEventListeners(signal, 'abort')).toEqual([]);
  });
});
