import { expect, test } from 'vitest';
import type { Snapshot } from '../../../lib/model.ts';
import { fetchFrom, HandStatus, startFront } from './front-server.ts';

const DATA = '<script type="application/ld+json">{}</script>';

test('an answer that says so may be framed by every origin, where it is not modified, too', async () => {
  const { port } = await startFront((request, response) => {
    response.setHeader('content-type', 'text/html');
    response.setHeader('x-allswell-cache', 'revision');
    if (request.url === '/embed') response.setHeader('x-allswell-frames', 'any');
    response.end('<p>x</p>');
  });
  const widget = await fetchFrom(port, '/embed');
  expect(widget.headers['content-security-policy']).toMatch(/; frame-ancestors \*$/);
  expect(widget.headers['x-frame-options']).toBeUndefined();
  expect(widget.headers['x-allswell-frames']).toBeUndefined();
  expect(widget.headers['x-content-type-options']).toBe('nosniff');
  // Browsers put the headers of a 304 over those that they kept.
  const again = await fetchFrom(port, '/embed', { headers: { 'if-none-match': String(widget.headers.etag) } });
  expect([again.status, again.headers['x-frame-options']]).toEqual([304, undefined]);

  const page = await fetchFrom(port, '/');
  expect(page.headers['content-security-policy']).toMatch(/; frame-ancestors 'none'$/);
  expect(page.headers['x-frame-options']).toBe('DENY');
});

test('only the hosts of the pictures that the operator names are let in, and data needs no hash', async () => {
  const { port, status } = await startFront((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(DATA);
  });
  const policy = async () => String((await fetchFrom(port, '/')).headers['content-security-policy']);
  expect(await policy()).toContain("script-src 'self'; style-src");
  expect(await policy()).toContain("img-src 'self' data:; ");
  const logo = { light: { url: 'https://cdn.example/a/logo.svg' }, dark: { url: 'https://cdn.example/b.svg' } };
  const { site } = new HandStatus().snapshot();
  status.snapshot = () => ({ site: { ...site, brand: { logo } } }) as unknown as Snapshot;
  status.move('r2');
  expect(await policy()).toContain("img-src 'self' data: https://cdn.example; ");
});
