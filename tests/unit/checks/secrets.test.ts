import { describe, expect, it } from 'vitest';
import type { ProbeOutcome } from '../../../lib/checks/check.ts';
import { redactText, redactUrl } from '../../../lib/checks/redact.ts';
import { closedPort, run, serveBytes, serveHttp } from './loopback.ts';

const SECRETS = [
  's3cr3t-user',
  'p%40ss w0rd!',
  'p@ss w0rd!',
  'bearer-t0ken-abc',
  'query-s3cret',
  'b0dy-secret',
  'c00kie',
];
const ENCODED = SECRETS.flatMap((secret) => [
  secret,
  encodeURIComponent(secret),
  encodeURI(secret),
  secret.replaceAll('@', '%40'),
  secret.toUpperCase(),
]);
const BASIC = Buffer.from('s3cr3t-user:p@ss w0rd!').toString('base64');

const options = (port: number, rest: object = {}) => ({
  url: `http://s3cr3t-user:p%40ss%20w0rd!@127.0.0.1:${port}/path?token=query-s3cret`,
  method: 'POST',
  headers: { 'X-Token': 'Bearer bearer-t0ken-abc', Cookie: 'sid=c00kie' },
  body: '{"password":"b0dy-secret"}',
  ...rest,
});

function expectNoSecret(outcome: ProbeOutcome): void {
  expect(outcome.verdict).toBe('down');
  const text = JSON.stringify(outcome);
  for (const secret of [...ENCODED, BASIC]) expect(text).not.toContain(secret);
  expect(outcome.details?.raw?.length).toBeLessThanOrEqual(300);
  expect(outcome.details?.raw).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
}

describe('secrets', () => {
  const all = [...ENCODED, BASIC, 'Bearer bearer-t0ken-abc'].join(' ');
  it.each([
    ['a status text that tells them', `HTTP/1.1 500 ${all}\r\n\r\n`, {}],
    ['a header that tells them', `HTTP/1.1 200 OK\r\nX: ${all}\r\n\r\n`, { expect: { headers: { x: 'y' } } }],
    ['a bad Location', `HTTP/1.1 302 Found\r\nLocation: gopher://x/${encodeURIComponent(all)}\r\n\r\n`, {}],
    ['a broken Location', `HTTP/1.1 302 Found\r\nLocation: http://[${all}\r\n\r\n`, {}],
    [
      'a body that tells them',
      `HTTP/1.1 200 OK\r\n\r\n${JSON.stringify(all)}`,
      { expect: { json: [{ path: '$', equals: 1 }] } },
    ],
    ['a body that lacks a text', `HTTP/1.1 200 OK\r\n\r\n${all}`, { expect: { body: { contains: 'nothing' } } }],
    ['a coding that tells them', `HTTP/1.1 200 OK\r\nContent-Encoding: b0dy-secret\r\n\r\nx`, {}],
    ['garbage', `${all}\r\n\r\n`, {}],
  ])('are in no outcome: %s', async (_name, bytes, rest) => {
    const { port } = await serveBytes(bytes);
    expectNoSecret(await run('http', options(port, rest)));
  });

  it('are in no outcome: refused, redirected and gone', async () => {
    expectNoSecret(await run('http', options(await closedPort())));
    const target = await closedPort();
    const { port } = await serveHttp((_request, response) =>
      response
        .writeHead(307, { location: `http://s3cr3t-user:query-s3cret@127.0.0.1:${target}/?t=query-s3cret` })
        .end(),
    );
    expectNoSecret(await run('http', options(port)));
    const loop = await serveHttp((request, response) => response.writeHead(307, { location: request.url }).end());
    expectNoSecret(await run('http', options(loop.port)));
  });
});

describe('text of a target', () => {
  it('is one printable line of 300 characters', async () => {
    const { port } = await serveBytes(`HTTP/1.1 500 ${'long '.repeat(200)}\r\n\r\n`);
    const outcome = await run('http', { url: `http://127.0.0.1:${port}/` });
    expect(outcome.details?.raw).toHaveLength(300);
    const json = JSON.stringify({ a: 'x\n\u001b[31m\u202eabc' });
    const other = await serveHttp((_request, response) => response.end(json));
    const expectation = { json: [{ path: '$.a', equals: 1 }] };
    const raw = (await run('http', { url: `http://127.0.0.1:${other.port}/`, expect: expectation })).details?.raw;
    expect(raw).toBe('$.a is "x\\n\\u001b[31m abc"');
  });
});

describe('redactUrl', () => {
  it.each([
    ['https://user:pw@site.example:8443/a/b?token=abc&x=1#frag', 'https://site.example:8443/a/b?token=***&x=***'],
    ['http://[::1]/', 'http://[::1]/'],
  ])('%s', (url, wanted) => expect(redactUrl(new URL(url))).toBe(wanted));
});

describe('redactText', () => {
  it('masks the longest first, and leaves what is too short to be secret', () => {
    expect(redactText('abcdef abc a', ['abc', 'abcdef', 'a', '', '   '])).toBe('*** *** a');
  });
  it('masks the words of a secret, in any spelling', () => {
    const secrets = ['{"user":"anna","password":"hunter/2 ü"}'];
    expect(redactText('no hunter/2, HUNTER%2F2, hunter%252f2, hunter\\/2 or ann', secrets)).toBe(
      'no ***, ***, ***, *** or ann',
    );
  });
  it('takes broken text', () => expect(redactText('x \ud800abc', ['\ud800abc'])).toBe('x ***'));
});
