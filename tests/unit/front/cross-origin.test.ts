import { expect, test } from 'vitest';
import type { Renderer } from '../../../lib/front/render.ts';
import { fetchFrom, startFront } from './front-server.ts';

const kept: Renderer = (request, response) => {
  const isOptions = request.method === 'OPTIONS';
  response.writeHead(isOptions ? 204 : 200, {
    'content-type': 'application/json',
    'x-allswell-cache': 'revision',
    ...(isOptions ? { allow: 'GET, HEAD, PATCH, OPTIONS' } : {}),
  });
  response.end(isOptions ? undefined : '{}');
};

const OPEN = [
  '/api/health',
  '/api/v2/summary.json',
  '/badge/status.svg',
  '/monitoring/prometheus.yml',
  '/feed.atom?check=a',
  '/feed.rss',
  '/feed.json',
  '/history.atom',
  '/history.rss',
  '/history.json',
  '/openapi.json',
  '/config.schema.json',
];
const CLOSED = ['/', '/checks/a', '/history', '/incidents', '/metrics', '/livez', '/live', '/apix', '/x/feed.atom'];

test.each(OPEN)(
  '%s may be read by pages of every origin, whether it is kept, not modified or only its head',
  async (path) => {
    const { port } = await startFront(kept, { isStatic: (asked) => asked === '/config.schema.json' });
    const first = await fetchFrom(port, path);
    const again = await fetchFrom(port, path, { headers: { origin: 'https://a.example' } });
    const same = await fetchFrom(port, path, { headers: { 'if-none-match': first.headers.etag ?? '' } });
    const head = await fetchFrom(port, path, { method: 'HEAD' });
    expect([first.status, again.status, same.status, head.status]).toEqual([200, 200, 304, 200]);
    for (const { headers } of [first, again, same, head]) {
      expect(headers['access-control-allow-origin']).toBe('*');
      expect(headers['access-control-expose-headers']).toBe('ETag, Location, Link, Retry-After');
      expect(headers['access-control-allow-credentials']).toBeUndefined();
    }
  },
);

test.each(OPEN)('a preflight for %s is told what may be asked', async (path) => {
  const { port } = await startFront(kept, { isStatic: (asked) => asked === '/config.schema.json' });
  const headers = { origin: 'https://a.example', 'access-control-request-method': 'PATCH' };
  const answer = await fetchFrom(port, path, { method: 'OPTIONS', headers });
  expect(answer.status).toBe(204);
  expect(answer.headers).toMatchObject({
    'access-control-allow-origin': '*',
    'access-control-allow-methods': answer.headers.allow,
    'access-control-allow-headers': 'Authorization, Content-Type, If-None-Match, If-Match, Idempotency-Key',
    'access-control-max-age': '86400',
  });
});

test.each(CLOSED)('%s is for pages of its own origin alone', async (path) => {
  const { port } = await startFront(kept);
  for (const method of ['GET', 'HEAD', 'OPTIONS', 'POST'])
    expect((await fetchFrom(port, path, { method })).headers).not.toHaveProperty('access-control-allow-origin');
});

test('what the front refuses of the API may be read, too', async () => {
  const { port } = await startFront(kept);
  for (const [path, status] of [
    ['/api/%E0', 400],
    [`/api/${'a'.repeat(9_000)}`, 414],
  ] as const) {
    const answer = await fetchFrom(port, path);
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([status, '*']);
  }
});

test.each([
  ['/', 'POST', 405],
  ['/', 'OPTIONS', 204],
  ['/metrics', 'DELETE', 405],
  ['/_next/static/a.js', 'OPTIONS', 204],
])('%s tells %s which methods are served', async (path, method, status) => {
  const { port } = await startFront(kept);
  const answer = await fetchFrom(port, path, { method });
  expect([answer.status, answer.headers.allow]).toEqual([status, 'GET, HEAD, OPTIONS']);
});

test('an entity tag of the renderer is passed on, of one representation, and is what 304 is told by', async () => {
  const { port } = await startFront((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'x-allswell-cache': 'revision', etag: '"3"' });
    response.end(`"${'a'.repeat(5_000)}"`);
  });
  for (const coding of ['identity', 'gzip, br']) {
    const { headers } = await fetchFrom(port, '/api/a', { headers: { 'accept-encoding': coding } });
    expect([headers.etag, headers['content-encoding']]).toEqual(['"3"', undefined]);
  }
  expect((await fetchFrom(port, '/api/a', { headers: { 'if-none-match': '"3"' } })).status).toBe(304);
  expect((await fetchFrom(port, '/api/a', { headers: { 'if-none-match': '"2"' } })).status).toBe(200);
});

test('an entity tag of the renderer stands on what was made, too', async () => {
  const { port } = await startFront((_request, response) => {
    response.writeHead(201, { 'content-type': 'application/json', etag: '"1"', location: '/api/a/1' });
    response.end('{}');
  });
  const { headers } = await fetchFrom(port, '/api/a', { method: 'POST' });
  expect([headers.etag, headers.location]).toEqual(['"1"', '/api/a/1']);
});

test('a route that throws is answered with a problem, and logged', async () => {
  const { port, logged } = await startFront((_request, response) => {
    response.writeHead(500);
    response.end();
  });
  for (const method of ['GET', 'POST']) {
    const { status, headers } = await fetchFrom(port, '/api/a', { method });
    expect([status, headers['content-type']]).toEqual([500, 'application/problem+json']);
  }
  expect(logged).toHaveLength(2);
});
