import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { rebased, rebasedHeaders, withoutBase } from '../../../lib/front/base-path.ts';
import { fetchFrom, startFront } from './front-server.ts';

const BASE = '/status';
const html = (body: string) => rebased(body, 'text/html; charset=utf-8', BASE);
const payload = (body: string) => rebased(body, 'text/x-component', BASE);

test.each([
  ['/status', '/'],
  ['/status/', '/'],
  ['/status?check=a', '/?check=a'],
  ['/status/checks/a?range=1h', '/checks/a?range=1h'],
  ['/checks/a', '/checks/a'],
  ['/statuspage', '/statuspage'],
  ['/', '/'],
])('%s is %s behind the door', (asked, meant) => {
  expect(withoutBase(asked, BASE)).toBe(meant);
  expect(withoutBase(asked, '')).toBe(asked);
});

test('addresses in tags get the prefix, and nothing else does', () => {
  expect(html('<a class="x" href="/incidents">/incidents</a>')).toBe(
    '<a class="x" href="/status/incidents">/incidents</a>',
  );
  expect(html('<source srcSet="/brand/logo-dark?v=1"/><img src="/a.png" alt="/a"/>')).toBe(
    '<source srcSet="/status/brand/logo-dark?v=1"/><img src="/status/a.png" alt="/a"/>',
  );
  const others = [
    '<a href="//other.example/">x</a>',
    '<a href="https://other.example/x">x</a>',
    '<use href="#up"></use>',
    '<p> href="/written by people"</p>',
    '<p title="&lt;a href=&quot;/x&quot;&gt;">x</p>',
  ];
  for (const other of others) expect(html(other)).toBe(other);
});

test('addresses in the payload of a page get it, across the pieces that it is written in', () => {
  const rows = '1:["$","a",null,{"href":"/incidents","children":"/incidents"}]\n2:I[1,["/_next/static/a.js"],""]\n';
  const wanted =
    '1:["$","a",null,{"href":"/status/incidents","children":"/incidents"}]\n2:I[1,["/status/_next/static/a.js"],""]\n';
  expect(payload(rows)).toBe(wanted);
  const piece = (text: string) =>
    `<script>self.__next_f.push([1,${JSON.stringify(text).replaceAll('<', '\\u003c')}])</script>`;
  const page = html(`${piece(rows.slice(0, 25))}<p></p>${piece(rows.slice(25))}`);
  const pieces = [...page.matchAll(/push\(\[1,("(?:[^"\\]|\\.)*")\]\)/g)].map(
    ([, text = '']) => JSON.parse(text) as string,
  );
  expect(pieces.join('')).toBe(wanted);
});

test('what people wrote stays as it is, and so does its length', () => {
  const text = 'See {"href":"/x"} and "/_next/static" – ü '.repeat(30);
  const long = `4:T${Buffer.byteLength(text).toString(16)},${text}5:["$","a",null,{"href":"/x"}]\n`;
  expect(payload(long)).toBe(long.replace(/\{"href":"\/x"\}\]\n$/, '{"href":"/status/x"}]\n'));
  const short = `6:${JSON.stringify('{"href":"/x"} "/_next/a"')}\n`;
  expect(payload(short)).toBe(short);
});

test('hints, scripts, style sheets and headers get it', () => {
  expect(payload(':HL["/brand/style.css?v=1","style"]\n:HL["/_next/static/a.css","style"]\n')).toBe(
    ':HL["/status/brand/style.css?v=1","style"]\n:HL["/status/_next/static/a.css","style"]\n',
  );
  expect(rebased('let c="/_next/",d="/x"', 'application/javascript; charset=UTF-8', BASE)).toBe(
    'let c="/status/_next/",d="/x"',
  );
  expect(rebased('a{background:url(/_next/static/a.png)}', 'text/css', BASE)).toBe(
    'a{background:url(/status/_next/static/a.png)}',
  );
  expect(rebased('{"href":"/x"}', 'application/json', BASE)).toBe('{"href":"/x"}');
  expect(rebasedHeaders({ location: '/maintenance/a', link: '</a>; rel="next", <https://x/>; rel=x' }, BASE)).toEqual({
    location: '/status/maintenance/a',
    link: '</status/a>; rel="next", <https://x/>; rel=x',
  });
  expect(rebasedHeaders({ location: '//other.example/' }, BASE)).toEqual({ location: '//other.example/' });
});

test('the front serves a site below a path, with and without the prefix, and another one when it is moved', async () => {
  const asked: string[] = [];
  const { port, status } = await startFront((request, response) => {
    asked.push(request.url ?? '');
    if (request.url?.startsWith('/_next/static/') === true) {
      response.setHeader('content-type', 'application/javascript');
      response.end('c="/_next/"');
      return;
    }
    response.setHeader('content-type', 'text/html');
    response.setHeader('x-allswell-cache', 'revision');
    response.end('<a href="/x">x</a><script>self.__next_f.push([1,"1:{\\"href\\":\\"/x\\"}\\n"])</script>');
  });
  status.siteUrl = 'https://acme.example/status';
  status.move('r2');
  for (const path of ['/status/', '/']) {
    const page = await fetchFrom(port, path);
    expect(page.body.toString()).toContain('<a href="/status/x">');
    const [, script = ''] = /<script>(.*)<\/script>/.exec(page.body.toString()) ?? [];
    expect(script).toContain('/status/x');
    const hash = createHash('sha256').update(script).digest('base64');
    expect(page.headers['content-security-policy']).toContain(`'sha256-${hash}'`);
  }
  expect(asked).toEqual(['/']);
  expect((await fetchFrom(port, '/status/_next/static/a.js')).body.toString()).toBe('c="/status/_next/"');
  status.siteUrl = 'https://acme.example';
  status.move('r3');
  expect((await fetchFrom(port, '/')).body.toString()).toContain('<a href="/x">');
  expect((await fetchFrom(port, '/_next/static/a.js')).body.toString()).toBe('c="/_next/"');
});
