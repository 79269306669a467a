import { expect, test } from 'vitest';
import type { Renderer } from '../../../lib/front/render.ts';
import { fetchFrom, sendRaw, startFront } from './front-server.ts';

/** Never, for a test: what must not be the reason why something ends. ms. */
const LONG = 600_000;

const hello: Renderer = (_request, response) => void response.end('hello');

test.each([
  ['an absolute target', 'GET http://evil.example/ HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['a target without a slash', 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['a target with a backslash', 'GET /\\evil.example/ HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['a target that is no UTF-8', 'GET /checks/%E0 HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['CONNECT', 'CONNECT evil.example:443 HTTP/1.1\r\nHost: a\r\n\r\n'],
  [
    'an upgrade',
    'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  ],
  ['no Host', 'GET / HTTP/1.1\r\nX: y\r\n\r\n'],
  ['two Hosts', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'],
  ['two Hosts in HTTP/1.0', 'GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n'],
  ['what is not HTTP', '\x16\x03\x01\x02\x00\r\n\r\n'],
])('%s is refused with 400, and the connection ended', async (_name, bytes) => {
  let isCalled = false;
  const { port } = await startFront((_request, response) => {
    isCalled = true;
    response.end();
  });
  const { text } = await sendRaw(port, bytes).ended;
  expect(text).toMatch(/^HTTP\/1\.1 400 /);
  expect(text).toContain('application/problem+json');
  expect(isCalled).toBe(false);
});

test('an offer of HTTP/2, which some clients make on each request, is passed over', async () => {
  const { port } = await startFront(hello);
  const { text } = await sendRaw(
    port,
    'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQ\r\n\r\n',
  ).ended;
  expect(text).toMatch(/^HTTP\/1\.1 200 /);
});

test.each([
  ['a target that is too long', `GET /${'a'.repeat(9_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 414],
  ['headers that are too large', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
  ['an unknown method', 'PROPFIND / HTTP/1.1\r\nHost: a\r\n\r\n', 405],
  ['writing to a file', 'POST /_next/static/a.js HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n', 405],
  ['writing to a page', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n', 405],
  ['a body that says it is too large', 'POST /api/ HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n', 413],
])('%s is refused', async (_name, bytes, code) => {
  const { port } = await startFront(hello);
  expect((await sendRaw(port, bytes).ended).text).toMatch(new RegExp(`^HTTP/1\\.1 ${code} `));
});

test('a body that becomes too large is refused', async () => {
  const { port } = await startFront(hello);
  const chunk = `10000\r\n${'a'.repeat(65_536)}\r\n`;
  const { text } = await sendRaw(
    port,
    `POST /api/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(17)}`,
  ).ended;
  expect(text).toMatch(/^HTTP\/1\.1 413 /);
});

test('a body within the bound reaches the renderer whole', async () => {
  const { port } = await startFront(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    response.end(`${request.method ?? ''} ${Buffer.concat(chunks).toString()}`);
  });
  for (const body of ['{"a":1}', 'b'.repeat(200_000), '']) {
    const answer = await fetchFrom(port, '/api/', { method: 'POST', body });
    expect(answer.body.toString()).toBe(`POST ${body}`);
  }
});

test.each([
  ['1.1', 'Host: a'],
  ['1.1', 'Host: '],
  ['1.1', 'Host: evil.example:99999'],
  ['1.0', 'X: y'],
])('a request of HTTP/%s with "%s" is answered', async (version, line) => {
  const { port } = await startFront(hello);
  const { text } = await sendRaw(port, `GET / HTTP/${version}\r\n${line}\r\nConnection: close\r\n\r\n`).ended;
  expect(text).toMatch(/^HTTP\/1\.1 200 /);
});

test.each([
  ['/api/incidents', 405, 'GET, HEAD, POST, OPTIONS'],
  ['/api/nowhere', 404, undefined],
  ['/', 405, 'GET, HEAD, OPTIONS'],
  ['/_next/static/a.js', 405, 'GET, HEAD, OPTIONS'],
])(
  'a method that nothing serves is refused on %s with %i, and with the methods that are served there',
  async (...row) => {
    const [path, code, served] = row;
    const asked: unknown[] = [];
    const { port } = await startFront((request, response) => {
      asked.push(request.method);
      if (served === undefined) response.writeHead(404);
      else response.writeHead(204, { allow: served });
      response.end();
    });
    const { status, headers } = await fetchFrom(port, path, { method: 'TRACE' });
    expect([status, headers.allow]).toEqual([code, served]);
    expect(asked).toEqual(path.startsWith('/api/') ? ['OPTIONS'] : []);
  },
);

test('internal headers come from nobody outside, and go to nobody', async () => {
  const seen: Record<string, unknown>[] = [];
  const { port } = await startFront((request, response) => {
    seen.push(request.headers);
    response.setHeader('x-allswell-cache', 'revision');
    response.setHeader('x-powered-by', 'Next.js');
    response.end();
  });
  const headers = { 'x-allswell-render': '/admin', 'x-forwarded-host': 'evil.example', 'if-none-match': '*' };
  const answers = [
    await fetchFrom(port, '/', { headers: { 'x-allswell-render': '/admin', 'x-forwarded-host': 'evil.example' } }),
    await fetchFrom(port, '/api/', { method: 'POST', headers }),
  ];
  for (const request of seen) expect(Object.keys(request).join()).not.toContain('x-allswell');
  expect(seen[0]).not.toHaveProperty('x-forwarded-host');
  for (const answer of answers) {
    expect(Object.keys(answer.headers).join()).not.toContain('x-allswell');
    expect(answer.headers).not.toHaveProperty('x-powered-by');
    expect(answer.headers).not.toHaveProperty('server');
  }
});

test('a page is rendered under the address that was asked for, where the answer says so', async () => {
  const { port } = await startFront((request, response) => {
    if (request.url === '/page') {
      response.setHeader('content-type', 'text/html');
      response.setHeader('vary', 'RSC');
      response.end('<p>the page');
      return;
    }
    response.writeHead(307, { location: '/page', vary: 'Accept', 'x-allswell-render': '/page' });
    response.end();
  });
  const { status, headers, body } = await fetchFrom(port, '/api/health');
  expect(status).toBe(200);
  expect(headers.location).toBeUndefined();
  expect(headers.vary).toBe('Accept, Rsc, Accept-Language');
  expect(body.toString()).toBe('<p>the page');
});

test("a page's shell of a not-found answer, which needs scripts to show anything, gives way to words in HTML", async () => {
  const { port } = await startFront((request, response) => {
    const isShell = request.url === '/checks/nope';
    response.writeHead(404, { 'content-type': 'text/html' });
    response.end(`<!DOCTYPE html>${isShell ? '<html id="__next_error__"><p>' : '<html><p>Page not found'}`);
  });
  const { status, body } = await fetchFrom(port, '/checks/nope');
  expect([status, body.toString()]).toEqual([404, '<!DOCTYPE html><html><p>Page not found']);
});

test("a page's shell of a failure gives way to words in HTML, and remains one; nobody gets those without a failure", async () => {
  const { port } = await startFront((request, response) => {
    const told = request.headers['x-allswell-fault'];
    const failed = request.url === '/';
    response.writeHead(failed ? 500 : 200, { 'content-type': 'text/html' });
    response.end(
      failed ? '<!DOCTYPE html><html id="__next_error__">' : `<html><p>${request.url ?? ''} ${String(told ?? 'no')}`,
    );
  });
  const failed = await fetchFrom(port, '/');
  expect([failed.status, failed.body.toString()]).toEqual([500, '<html><p>/fault 1']);
  const asked = await fetchFrom(port, '/fault', { headers: { 'x-allswell-fault': '1' } });
  expect([asked.status, asked.body.toString()]).toEqual([200, '<html><p>/fault no']);
});

test('a page whose files cannot be loaded gives way to the same words, to programs to a problem, and is logged', async () => {
  const { port, logged } = await startFront((request, response) => {
    const isWhole = request.url === '/fault';
    response.writeHead(isWhole ? 200 : 500, { 'content-type': isWhole ? 'text/html' : 'text/plain' });
    response.end(isWhole ? '<html><p>fault' : 'Internal Server Error');
  });
  const page = await fetchFrom(port, '/checks/web', { headers: { accept: 'text/html,*/*;q=0.8' } });
  expect([page.status, page.body.toString()]).toEqual([500, '<html><p>fault']);
  const { status, headers } = await fetchFrom(port, '/api/incidents');
  expect([status, headers['content-type']]).toEqual([500, 'application/problem+json']);
  const fault = expect.stringContaining('could not be loaded') as string;
  expect(logged.map(({ fields }) => fields)).toMatchObject([
    { url: '/checks/web', error: fault },
    { url: '/api/incidents', error: fault },
  ]);
});

test('a page is never rendered from another host', async () => {
  const { port } = await startFront((_request, response) => {
    response.writeHead(307, { 'x-allswell-render': '//evil.example/' });
    response.end();
  });
  expect((await fetchFrom(port, '/')).status).toBe(500);
});

test('a renderer that fails is a problem without details, and is logged', async () => {
  const { port, logged } = await startFront(() => Promise.reject(new Error('password is hunter2')));
  const { status, headers, body } = await fetchFrom(port, '/');
  expect(status).toBe(500);
  expect(headers['content-type']).toBe('application/problem+json');
  expect(JSON.parse(body.toString())).toEqual({
    type: 'about:blank',
    title: 'Internal Server Error',
    status: 500,
    detail: 'the answer could not be made',
  });
  expect(String(logged[0]?.fields?.['error'])).toContain('hunter2');
});

test('a renderer that does not answer is 503 after its time, and the next request is tried anew', async () => {
  let count = 0;
  const { port } = await startFront(
    (_request, response) => {
      count += 1;
      if (count > 1) response.end('now');
    },
    { limits: { answerTimeout: 100 } },
  );
  const late = await fetchFrom(port, '/');
  expect(late.status).toBe(503);
  expect(late.headers['retry-after']).toBe('5');
  expect((await fetchFrom(port, '/')).body.toString()).toBe('now');
});

test('who comes before there is a renderer waits for it, and not for ever', async () => {
  let begin: (renderer: Renderer) => void = () => undefined;
  const renderer = new Promise<Renderer>((resolve) => (begin = resolve));
  const { port } = await startFront(renderer, { limits: { answerTimeout: 1_000 } });
  const { status, headers } = await fetchFrom(port, '/');
  expect([status, headers['retry-after']]).toEqual([503, '5']);
  begin((_request, response) => void response.end('there'));
  expect((await fetchFrom(port, '/')).body.toString()).toBe('there');
});

test('one who sends headers drop by drop is ended after the time for headers', async () => {
  const { port } = await startFront(hello, { limits: { headersTimeout: 300, requestTimeout: LONG } });
  const { socket, ended } = sendRaw(port, 'GET / HTTP/1.1\r\nHost: a\r\n');
  const drop = setInterval(() => socket.write('X: y\r\n'), 50);
  const { text } = await ended;
  clearInterval(drop);
  expect(text).toMatch(/^HTTP\/1\.1 408 /);
});

test('one who sends nothing is ended after the time for headers', async () => {
  const { port } = await startFront(hello, {
    limits: { headersTimeout: 300, requestTimeout: LONG, keepAliveTimeout: LONG, idleTimeout: LONG },
  });
  expect((await sendRaw(port, '').ended).text).toMatch(/^HTTP\/1\.1 408 /);
});

test('one who does not send the body is ended after the time for requests', async () => {
  const { port } = await startFront(hello, {
    limits: {
      headersTimeout: 200, // which cannot be longer than the one for requests
      requestTimeout: 400,
      keepAliveTimeout: LONG,
      idleTimeout: LONG,
      answerTimeout: LONG,
    },
  });
  const { ended } = sendRaw(port, 'POST /api/ HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc');
  expect((await ended).text).toMatch(/^HTTP\/1\.1 408 /);
});

test('connections past the bound are closed at once', async () => {
  const { port } = await startFront(hello, { limits: { maxConnections: 2 } });
  const whole = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
  const held = [sendRaw(port, whole), sendRaw(port, whole)];
  for (const connection of held) await expect.poll(() => connection.received()).toContain('hello');
  expect((await sendRaw(port, whole).ended).text).toBe('');
  for (const { socket } of held) socket.destroy();
  await expect.poll(() => fetchFrom(port, '/').catch(() => null)).toMatchObject({ status: 200 });
});
