import { expect, test } from 'vitest';
import { asleep } from '../../../lib/front/asleep.ts';
import { fetchFrom, startFront } from './front-server.ts';

const WAKER = `wake("$1 $& $'")`;

/** As Next writes a page. */
const page = ({ head = '', tail = '', html = '<html lang="en" dir="ltr">' } = {}) =>
  `<!DOCTYPE html>${html}<head><meta charSet="utf-8"/><link rel="stylesheet" href="/_next/static/chunks/a.css" data-precedence="next"/>` +
  '<link rel="preload" as="script" fetchPriority="low" href="/_next/static/chunks/main.js"/>' +
  '<script src="/_next/static/chunks/one.js" async=""></script><script src="/_next/static/chunks/turbopack-2.js" async=""></script>' +
  `${head}<title>T</title><script src="/_next/static/chunks/old.js" noModule=""></script></head><body><main>/_next/x.js"</main>` +
  '<script id="_R_">(globalThis["TURBOPACK"] || []).push({"otherChunks":["static/chunks/main.js"]});</script>' +
  `<script src="/_next/static/chunks/main.js" async=""></script>${tail}<script>(self.__next_f=self.__next_f||[]).push([0])</script>` +
  '<script>self.__next_f.push([1,"2:I[1,[\\"/_next/static/chunks/one.js\\"]]"])</script></body></html>';

const NAMED = '/_next/static/chunks/one.js /_next/static/chunks/turbopack-2.js /_next/static/chunks/main.js';

test('the scripts of a page are only named, in their order, by the waker, which stands before what is shown', () => {
  const sleeping = asleep(page(), WAKER);
  expect([...sleeping.matchAll(/<script[^>]*>/g)].map(([tag]) => tag)).toEqual([
    `<script data-waker="${NAMED}">`,
    '<script src="/_next/static/chunks/old.js" noModule="">',
    '<script id="_R_">',
    '<script>',
    '<script>',
  ]);
  expect(sleeping).toContain(`<head><meta charSet="utf-8"/><script data-waker="${NAMED}">${WAKER}</script><link`);
  expect(sleeping).not.toContain('preload');
  // Nothing else is touched.
  expect(sleeping.slice(sleeping.indexOf('<script>(self'))).toBe(page().slice(page().indexOf('<script>(self')));
});

test('a page below a path sleeps, too', () => {
  const sleeping = asleep(page().replaceAll('="/_next/', '="/status/_next/'), WAKER);
  expect(sleeping).toContain('data-waker="/status/_next/static/chunks/one.js ');
  expect(sleeping).not.toMatch(/<script src="[^"]*" async/);
});

test.each([
  [
    'a script with an attribute that is not known',
    page({ head: '<script src="/_next/a.js" async="" nonce="x"></script>' }),
  ],
  ['a module', page({ head: '<script type="module" src="/_next/static/chunks/a.js"></script>' })],
  ['a script in another order', page({ tail: '<script async="" src="/_next/static/chunks/a.js"></script>' })],
  ['a preload of another shape', page({ head: '<link rel="modulepreload" href="/_next/static/chunks/a.js"/>' })],
  ['a page that is nothing without its scripts', page({ html: '<html id="__next_error__">' })],
  ['no data to wake with', page().replaceAll('__next_f', '__other')],
  ['what is not of Next', '<!doctype html><script src="/a.js" async=""></script><p>The widget</p>'],
])('stays as it is: %s', (_, html) => {
  expect(asleep(html, WAKER)).toBe(html);
});

test('without a waker every page stays as it is', () => {
  expect(asleep(page(), '')).toBe(page());
});

test('the front sends pages asleep: the waker alone is in the policy, the tag is that of what is sent', async () => {
  const renderer = (
    request: { url?: string },
    response: { setHeader(n: string, v: string): void; end(b: string): void },
  ) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(request.url === '/other' ? '<!doctype html><p>other</p>' : page());
  };
  const plain = await startFront(renderer);
  const { port } = await startFront(renderer, { waker: WAKER });
  const before = await fetchFrom(plain.port, '/');
  const after = await fetchFrom(port, '/');
  expect(before.body.toString()).toContain('<script src="/_next/static/chunks/one.js" async="">');
  expect(after.body.toString()).not.toContain('<script src="/_next/static/chunks/one.js" async="">');
  const hashes = (policy: unknown) => String(policy).match(/'sha256-[^']+'/g) ?? [];
  expect(hashes(after.headers['content-security-policy'])).toHaveLength(
    hashes(before.headers['content-security-policy']).length + 1,
  );
  expect(after.headers.etag).not.toBe(before.headers.etag);
  const again = await fetchFrom(port, '/', { headers: { 'if-none-match': String(after.headers.etag) } });
  expect(again.status).toBe(304);
  expect((await fetchFrom(port, '/other')).body.toString()).toBe('<!doctype html><p>other</p>');
});
