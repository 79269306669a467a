import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { contentSecurityPolicy, joinInlineScripts } from '../../../lib/front/content-security.ts';
import { fetchFrom, startFront } from './front-server.ts';

const hash = (code: string) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`;
const scriptsOf = (policy: string) => /script-src ([^;]*)/.exec(policy)?.[1]?.split(' ') ?? [];

test('the policy names the hash of each inline script, and allows nothing inline besides', () => {
  const html = `<script src="/a.js" async=""></script><script>one('ä')</script><SCRIPT id="x">two()</SCRIPT><script>one('ä')</script>`;
  const policy = contentSecurityPolicy(Buffer.from(html).toString('latin1'));
  expect(scriptsOf(policy)).toEqual(["'self'", hash("one('ä')"), hash('two()')]);
  expect(policy).toContain("object-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(/script-src[^;]*unsafe/.test(policy)).toBe(false);
});

test('plain inline scripts that follow each other become one', () => {
  const html =
    '<b></b><script>a(1)</script><script>b(2)//</script><script>c()</script><p><script>d()</script><script id="e">e()</script><script>f()</script>';
  expect(joinInlineScripts(html)).toBe(
    '<b></b><script>a(1);\nb(2)//;\nc()</script><p><script>d()</script><script id="e">e()</script><script>f()</script>',
  );
  expect(joinInlineScripts('<p>nothing</p>')).toBe('<p>nothing</p>');
});

test('an HTML answer bears the policy of what is sent', async () => {
  const { port } = await startFront((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end('<!doctype html><script>a()</script><script>b()</script>');
  });
  const { headers, body } = await fetchFrom(port, '/');
  expect(body.toString()).toBe('<!doctype html><script>a();\nb()</script>');
  expect(scriptsOf(String(headers['content-security-policy']))).toEqual(["'self'", hash('a();\nb()')]);
});

test('every answer bears the other headers, and strict transport only where the site is on https', async () => {
  const { port, status } = await startFront((_request, response) => void response.end('x'));
  for (const [path, method] of [
    ['/', 'GET'],
    ['/', 'POST'],
    ['/_next/static/a.js', 'GET'],
    ['/', 'TRACE'],
  ] as const) {
    const { headers } = await fetchFrom(port, path, { method });
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'strict-origin-when-cross-origin',
      'cross-origin-opener-policy': 'same-origin',
    });
    expect(headers).not.toHaveProperty('strict-transport-security');
  }
  status.siteUrl = 'https://status.example';
  status.move('r2');
  expect((await fetchFrom(port, '/')).headers['strict-transport-security']).toBe('max-age=31536000');
});
