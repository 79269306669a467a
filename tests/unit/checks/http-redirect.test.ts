import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { run, serveHttp, type Loopback } from './loopback.ts';

/** Redirects /n to /n-1 until /0, which answers. */
function countdown(status = 302): Promise<Loopback> {
  return serveHttp((request, response) => {
    const n = Number(request.url?.slice(1));
    if (n === 0) response.end('there');
    else response.writeHead(status, { location: `/${n - 1}` }).end();
  });
}

/** Redirects /from to a target; everything that arrives is kept. */
async function redirector(status: number, location: (port: number) => string) {
  const seen: { url: string; method: string; headers: IncomingMessage['headers']; body: string }[] = [];
  const server: Loopback = await serveHttp((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      seen.push({ url: request.url ?? '', method: request.method ?? '', headers: request.headers, body });
      if (request.url === '/from') response.writeHead(status, { location: location(server.port) });
      response.end();
    });
  });
  return { port: server.port, seen };
}

describe('followRedirects', () => {
  it.each([
    [5, {}, { verdict: 'up' }],
    [6, {}, { verdict: 'down', code: 'too_many_redirects' }],
    [1, { followRedirects: 1 }, { verdict: 'up' }],
    [2, { followRedirects: 1 }, { verdict: 'down', code: 'too_many_redirects' }],
    [1, { followRedirects: 0 }, { verdict: 'down', code: 'http_status' }],
    [1, { followRedirects: 0, expect: { status: 302 } }, { verdict: 'up' }],
    [1, { followRedirects: 0, expect: { status: '3xx' } }, { verdict: 'up' }],
    [1, { expect: { status: [302] } }, { verdict: 'up' }],
    [1, { expect: { status: ['2xx', 301] } }, { verdict: 'up' }],
    [1, { expect: { status: [301] } }, { verdict: 'down', code: 'http_status' }],
  ])('%i redirects with %j', async (redirects, options, wanted) => {
    const { port } = await countdown();
    expect(await run('http', { url: `http://127.0.0.1:${port}/${redirects}`, ...options })).toMatchObject(wanted);
  });

  it('ends a loop', async () => {
    const server = await serveHttp((_request, response) => response.writeHead(301, { location: '' }).end());
    const outcome = await run('http', { url: `http://127.0.0.1:${server.port}/` });
    expect(outcome).toMatchObject({ verdict: 'down', code: 'too_many_redirects' });
    expect(server.accepted()).toBe(6);
  });

  it('does not read what nobody sees', async () => {
    const server = await serveHttp((request, response) => {
      if (request.url === '/to') return void response.end();
      response.writeHead(302, { location: '/to' });
      response.write('this never ends');
    });
    expect(await run('http', { url: `http://127.0.0.1:${server.port}/` })).toMatchObject({ verdict: 'up' });
  });

  it('sums the phases', async () => {
    const { port } = await serveHttp((request, response) => {
      setTimeout(() => {
        if (request.url === '/') response.writeHead(302, { location: '/to' });
        response.end();
      }, 50);
    });
    const outcome = await run('http', { url: `http://127.0.0.1:${port}/` });
    expect(outcome.details?.phases?.processing).toBeGreaterThan(95);
    expect(outcome.responseTime).toBeGreaterThan(95);
  });
});

describe('the request after a redirect', () => {
  const post = { method: 'POST', body: 'secret', headers: { 'Content-Type': 'text/plain', 'X-Key': 'k' } };
  it.each([
    [301, 'POST', 'GET', ''],
    [302, 'POST', 'GET', ''],
    [303, 'POST', 'GET', ''],
    [307, 'POST', 'POST', 'secret'],
    [308, 'POST', 'POST', 'secret'],
    [301, 'PUT', 'PUT', 'secret'],
    [303, 'PUT', 'GET', ''],
  ])('%i: %s becomes %s', async (status, method, then, body) => {
    const { port, seen } = await redirector(status, () => '/to');
    expect(await run('http', { url: `http://127.0.0.1:${port}/from`, ...post, method })).toMatchObject({
      verdict: 'up',
    });
    expect(seen[1]).toMatchObject({ url: '/to', method: then, body, headers: { 'x-key': 'k' } });
    expect(seen[1]?.headers['content-type']).toBe(body === '' ? undefined : 'text/plain');
  });

  it('303 keeps HEAD', async () => {
    const { port, seen } = await redirector(303, () => '/to');
    await run('http', { url: `http://127.0.0.1:${port}/from`, method: 'HEAD' });
    expect(seen[1]?.method).toBe('HEAD');
  });

  it('keeps credentials on the same origin', async () => {
    const { port, seen } = await redirector(302, () => '/to');
    await run('http', { url: `http://u:pw@127.0.0.1:${port}/from`, headers: { Cookie: 'a=b' } });
    expect(seen[1]?.headers).toMatchObject({ cookie: 'a=b', authorization: 'Basic dTpwdw==' });
  });

  it('sends another origin no credentials', async () => {
    const host = 'localhost';
    const { port, seen } = await redirector(302, (port) => `http://x:y@${host}:${port}/to`);
    const headers = { Cookie: 'a=b', 'X-Api-Key': 'k', 'User-Agent': 'me', Host: 'site.example' };
    const outcome = await run('http', { url: `http://u:pw@127.0.0.1:${port}/from`, headers });
    expect(outcome).toMatchObject({ verdict: 'up' });
    expect(seen[0]?.headers).toMatchObject({ host: 'site.example', 'x-api-key': 'k' });
    expect(seen[1]?.headers).toEqual({
      host: `${host}:${port}`,
      accept: '*/*',
      'accept-encoding': 'gzip, deflate, br',
      'user-agent': 'me',
      connection: 'close',
    });
  });

  it('goes where a Location in UTF-8 says', async () => {
    const { port, seen } = await redirector(302, () => Buffer.from('/grün').toString('latin1'));
    await run('http', { url: `http://127.0.0.1:${port}/from` });
    expect(seen[1]?.url).toBe('/gr%C3%BCn');
  });

  it.each([
    ['ftp://127.0.0.1/', 'Location is neither http nor https: ftp://127.0.0.1/'],
    ['file:///etc/passwd', 'Location is neither http nor https: file:///etc/passwd'],
    ['http://[::1', 'invalid Location: http://[::1'],
    ['javascript:alert(1)', 'Location is neither http nor https: javascript:alert(1)'],
  ])('to %s is invalid', async (location, raw) => {
    const { port } = await redirector(302, () => location);
    expect(await run('http', { url: `http://127.0.0.1:${port}/from` })).toEqual({
      verdict: 'down',
      code: 'redirect_invalid',
      details: { raw },
    });
  });
});
