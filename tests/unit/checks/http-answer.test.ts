import { describe, expect, it } from 'vitest';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { closedPort, run, serveBytes, serveHttp, serveRaw } from './loopback.ts';

const MIB = 1_048_576;

describe('an answer in full', () => {
  it('is up, with its phases and time', async () => {
    const { port } = await serveHttp((_request, response) => {
      setTimeout(() => {
        response.write('Wel');
        setTimeout(() => response.end('come'), 400);
      }, 50);
    });
    const outcome = await run('http', { url: `http://localhost:${port}/`, expect: { body: { contains: 'Welcome' } } });
    expect(outcome.verdict).toBe('up');
    expect(outcome.code).toBeUndefined();
    const phases = outcome.details?.phases ?? {};
    expect(Object.keys(phases)).toEqual(['dns', 'connect', 'processing', 'transfer']);
    expect(phases.processing).toBeGreaterThan(45);
    // The head may be read late on a busy machine: then the body seems to come sooner.
    expect(phases.transfer).toBeGreaterThan(100);
    const sum = Object.values(phases).reduce((a, b) => a + b, 0);
    expect(sum).toBeCloseTo(outcome.responseTime ?? 0, 6);
  });

  it('sends what it is told to, and names itself', async () => {
    const seen: unknown[] = [];
    const { port } = await serveHttp((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        seen.push(request.method, request.url, body, request.headers);
        response.end();
      });
    });
    const outcome = await run('http', {
      url: `http://user:p%40ss@127.0.0.1:${port}/a?b=c#d`,
      method: 'POST',
      headers: { 'X-Trace': 7, 'Content-Type': 'application/json' },
      body: '{"ü":1}',
    });
    expect(outcome.verdict).toBe('up');
    expect(seen).toEqual([
      'POST',
      '/a?b=c',
      '{"ü":1}',
      {
        host: `127.0.0.1:${port}`,
        'user-agent': expect.stringMatching(/^Allswell\/\d/) as unknown,
        accept: '*/*',
        'accept-encoding': 'gzip, deflate, br',
        authorization: `Basic ${Buffer.from('user:p@ss').toString('base64')}`,
        'x-trace': '7',
        'content-type': 'application/json',
        connection: 'close',
        'content-length': '8',
      },
    ]);
  });

  it('gives the body of a GET its length', async () => {
    let length: string | undefined;
    const { port } = await serveHttp((request, response) => {
      length = request.headers['content-length'];
      request.resume().on('end', () => response.end());
    });
    expect((await run('http', { url: `http://127.0.0.1:${port}/`, body: 'abc' })).verdict).toBe('up');
    expect(length).toBe('3');
  });

  it('reaches an IPv6 address', async () => {
    const { port } = await serveHttp((_request, response) => response.end('six'), '::1');
    const outcome = await run('http', { url: `http://[::1]:${port}/`, expect: { body: { contains: 'six' } } });
    expect(outcome.verdict).toBe('up');
  });

  it.each([
    ['204', 'HTTP/1.1 204 No Content\r\n\r\n', {}],
    ['204 with a coding', 'HTTP/1.1 204 No Content\r\nContent-Encoding: gzip\r\n\r\n', {}],
    ['HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\nContent-Encoding: gzip\r\n\r\n', { method: 'HEAD' }],
    ['103 before', 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', {}],
    ['100 before', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', {}],
    ['more than its length', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok and more', {}],
    ['HEAD with a body', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', { method: 'HEAD' }],
    ['HTTP/1.0, ended by the connection', 'HTTP/1.0 200 OK\r\n\r\nhello', {}],
  ])('%s is up', async (_name, bytes, options) => {
    const { port } = await serveBytes(bytes);
    expect(await run('http', { url: `http://127.0.0.1:${port}/`, ...options })).toMatchObject({ verdict: 'up' });
  });
});

describe('an answer that is none', () => {
  it.each([
    ['nothing', '', 'end', 'connection_closed'],
    ['a head cut off', 'HTTP/1.1 200 OK\r\nContent-Le', 'end', 'connection_closed'],
    ['Content-Length not reached', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc', 'end', 'connection_closed'],
    [
      'chunks not ended',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n',
      'end',
      'connection_closed',
    ],
    ['a reset at once', '', 'reset', 'connection_reset'],
    ['a reset in the body', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc', 'reset', 'connection_reset'],
    ['a reset in a body without length', 'HTTP/1.1 200 OK\r\n\r\nabc', 'reset', 'connection_reset'],
    ['garbage', 'hello there\r\n\r\n', 'end', 'http_invalid'],
    ['a bad chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc', 'hang', 'http_invalid'],
    [
      'length twice',
      'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      'end',
      'http_invalid',
    ],
    ['headers past 16 KiB', `HTTP/1.1 200 OK\r\nA: ${'x'.repeat(17_000)}\r\n\r\n`, 'end', 'http_invalid'],
    ['101 unasked', 'HTTP/1.1 101 Up\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n', 'hang', 'http_invalid'],
    [
      '101 unasked and a reset',
      'HTTP/1.1 101 Up\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
      'reset',
      'http_invalid',
    ],
  ] as const)('%s: down', async (_name, bytes, then, code) => {
    const server = await serveBytes(bytes, then);
    const outcome = await run('http', { url: `http://127.0.0.1:${server.port}/` });
    expect(outcome).toMatchObject({ verdict: 'down', code });
    expect(outcome.details?.raw).not.toBe('');
    expect(outcome.responseTime).toBeUndefined();
  });

  it('a truncated coded body is a closed connection', async () => {
    const body = gzipSync('hello '.repeat(1_000));
    const head = `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`;
    const { port } = await serveBytes(Buffer.concat([Buffer.from(head), body.subarray(0, body.length - 5)]));
    const outcome = await run('http', { url: `http://127.0.0.1:${port}/` });
    expect(outcome).toMatchObject({ verdict: 'down', code: 'connection_closed' });
  });

  it('refused', async () => {
    const port = await closedPort();
    const outcome = await run('http', { url: `http://127.0.0.1:${port}/` });
    expect(outcome).toEqual({
      verdict: 'down',
      code: 'connection_refused',
      details: { raw: `connect ECONNREFUSED 127.0.0.1:${port}` },
    });
    expect(await run('http', { url: `http://localhost:${port}/` })).toMatchObject({ code: 'connection_refused' });
  });

  it('a name that is not there', async () => {
    const outcome = await run('http', { url: 'http://nothing.invalid/' });
    expect(outcome.verdict).toBe('down');
    expect(['dns_not_found', 'dns_error']).toContain(outcome.code);
  });

  it('hears the answer although it never reads the request', async () => {
    const { port } = await serveRaw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    });
    expect(await run('http', { url: `http://127.0.0.1:${port}/` })).toMatchObject({ verdict: 'up' });
  });
});

describe('the body', () => {
  const text = 'Welcome, wëlcome';
  it.each([
    ['gzip', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)],
    ['br', brotliCompressSync(text)],
    ['deflate, gzip', gzipSync(deflateSync(text))],
    ['identity', Buffer.from(text)],
  ])('is decoded: %s', async (coding, bytes) => {
    const { port } = await serveHttp((_request, response) => {
      response.setHeader('content-encoding', coding);
      response.end(bytes);
    });
    const outcome = await run('http', { url: `http://127.0.0.1:${port}/`, expect: { body: { contains: text } } });
    expect(outcome).toMatchObject({ verdict: 'up' });
  });

  it.each([
    ['gzip', Buffer.from('garbage')],
    ['gzip', gzipSync(text).subarray(0, 20)],
    ['br', Buffer.from('garbage and more')],
    ['br', brotliCompressSync(text).subarray(0, 8)],
    ['deflate', Buffer.from([255, 255, 255])],
    ['zstd', Buffer.from('what')],
    ['gzip, gzip, gzip, gzip', Buffer.from('what')],
  ])('is undecodable: %s', async (coding, bytes) => {
    const { port } = await serveHttp((_request, response) => {
      response.setHeader('content-encoding', coding);
      response.end(bytes);
    });
    const outcome = await run('http', { url: `http://127.0.0.1:${port}/` });
    expect(outcome).toMatchObject({ verdict: 'down', code: 'body_undecodable' });
  });

  it.each(['gzip', 'br', 'plain'])('is read up to 1 MiB and no further: %s', async (coding) => {
    const { port } = await serveHttp((request, response) => {
      const body = Buffer.alloc(request.url === '/more' ? MIB + 1 : MIB, 'a');
      if (coding !== 'plain') response.setHeader('content-encoding', coding);
      response.end(coding === 'gzip' ? gzipSync(body) : coding === 'br' ? brotliCompressSync(body) : body);
    });
    expect(await run('http', { url: `http://127.0.0.1:${port}/` })).toMatchObject({ verdict: 'up' });
    const more = await run('http', { url: `http://127.0.0.1:${port}/more` });
    expect(more).toMatchObject({ verdict: 'down', code: 'body_too_large' });
  });

  it('that unpacks without end is stopped early', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * MIB));
    const server = await serveHttp((_request, response) => {
      // What was written is enough to know; the rest would never come.
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': bomb.length });
      response.write(bomb.subarray(0, 8_192));
    });
    const outcome = await run('http', { url: `http://127.0.0.1:${server.port}/` });
    expect(outcome).toMatchObject({ verdict: 'down', code: 'body_too_large' });
  });

  it.each([
    ['iso-8859-1', Buffer.from('gr\xfcn', 'latin1')],
    ['"utf-8"', Buffer.from('grün')],
    ['no-such-charset', Buffer.from('grün')],
  ])('is text by its charset: %s', async (charset, bytes) => {
    const { port } = await serveHttp((_request, response) => {
      response.setHeader('content-type', `text/html; charset=${charset}`);
      response.end(bytes);
    });
    const outcome = await run('http', { url: `http://127.0.0.1:${port}/`, expect: { body: { contains: 'grün' } } });
    expect(outcome).toMatchObject({ verdict: 'up' });
  });
});
