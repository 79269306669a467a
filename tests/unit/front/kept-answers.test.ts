import type { ServerResponse } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { counting, fetchFrom, sleep, startFront, TEXT } from './front-server.ts';

test('an answer that holds is rendered once for a revision', async () => {
  const { renderer, counts } = counting();
  const { port, status, front } = await startFront(renderer);
  const first = await fetchFrom(port, '/a');
  const second = await fetchFrom(port, '/a');
  expect(second.body.toString()).toBe(first.body.toString());
  expect(second.headers.etag).toBe(first.headers.etag);
  expect(counts.get('/a')).toBe(1);
  expect(front.kept.count).toBe(1);
  status.current = 'r2'; // time moved it: nobody was told
  await fetchFrom(port, '/a');
  expect(counts.get('/a')).toBe(2);
});

test('an answer that does not say that it holds is rendered each time', async () => {
  let count = 0;
  const { port } = await startFront((_request, response) => void response.end(`${(count += 1)}`));
  await fetchFrom(port, '/');
  expect((await fetchFrom(port, '/')).body.toString()).toBe('2');
});

test.each([404, 307, 401])('an answer of %i is never kept', async (code) => {
  const { renderer, counts } = counting();
  const { port } = await startFront(async (request, response) => {
    response.statusCode = code;
    await renderer(request, response);
  });
  await fetchFrom(port, '/');
  await fetchFrom(port, '/');
  expect(counts.get('/')).toBe(2);
});

test('an answer of 503 is kept, and has no 304', async () => {
  const { renderer, counts } = counting();
  const { port } = await startFront(async (request, response) => {
    response.statusCode = 503;
    await renderer(request, response);
  });
  const { headers } = await fetchFrom(port, '/');
  const again = await fetchFrom(port, '/', { headers: { 'if-none-match': headers.etag ?? '*' } });
  expect(again.status).toBe(503);
  expect(counts.get('/')).toBe(1);
});

test('an answer that sets a cookie is never kept', async () => {
  const { renderer, counts } = counting(0, { 'set-cookie': 'a=1' });
  const { port } = await startFront(renderer);
  await fetchFrom(port, '/');
  await fetchFrom(port, '/');
  expect(counts.get('/')).toBe(2);
});

test('requests at once that have work done do not wait for each other', async () => {
  const running: ServerResponse[] = [];
  const { port } = await startFront(
    (_request, response) => {
      running.push(response);
      // None is answered before all are there: those that waited for another one would be 503.
      if (running.length === 5) for (const one of running) one.end('done');
    },
    { limits: { answerTimeout: 60_000 } },
  );
  const answers = await Promise.all(Array.from({ length: 5 }, () => fetchFrom(port, '/api/health?check=a&fresh=true')));
  expect(answers.map(({ status, body }) => [status, body.toString()])).toEqual(Array(5).fill([200, 'done']));
});

test('two hundred requests at once are one rendering', async () => {
  const { renderer, counts } = counting(50);
  const { port } = await startFront(renderer);
  const answers = await Promise.all(Array.from({ length: 200 }, () => fetchFrom(port, '/')));
  expect(counts.get('/')).toBe(1);
  expect(new Set(answers.map((answer) => answer.headers.etag)).size).toBe(1);
});

test('requests at once share nothing that does not hold', async () => {
  let count = 0;
  const { port } = await startFront(async (_request, response) => {
    await sleep(30);
    response.setHeader('set-cookie', `session=${(count += 1)}`);
    response.end();
  });
  const answers = await Promise.all(Array.from({ length: 5 }, () => fetchFrom(port, '/')));
  expect(new Set(answers.map((answer) => answer.headers['set-cookie']?.[0])).size).toBe(5);
});

test('Accept, authorisation and query tell answers apart, where the answer says so', async () => {
  const { renderer, counts } = counting();
  const { port } = await startFront(renderer);
  const accept = async (value: string) => (await fetchFrom(port, '/', { headers: { accept: value } })).body.toString();
  expect(await accept('text/html')).toContain('/ text/html ');
  expect(await accept('text/plain')).toContain('/ text/plain ');
  expect(await accept('text/html')).toContain('/ text/html ');
  expect(counts.get('/')).toBe(2);
  const secret = await fetchFrom(port, '/', { headers: { accept: 'text/html', authorization: 'Bearer x' } });
  expect(secret.body.toString()).toContain('Bearer x');
  expect(await accept('text/html')).not.toContain('Bearer x');
  await fetchFrom(port, '/?b=2&a=1&a=0');
  await fetchFrom(port, '/?a=1&b=2&a=0');
  expect(counts.get('/?a=1&a=0&b=2')).toBe(1);
});

test('an answer that does not vary by Accept is one for all', async () => {
  const { renderer, counts } = counting(0, { vary: 'RSC' });
  const { port } = await startFront(renderer);
  await fetchFrom(port, '/', { headers: { accept: 'text/html' } });
  await fetchFrom(port, '/', { headers: { accept: 'text/html' } });
  await fetchFrom(port, '/', { headers: { accept: 'image/png' } });
  expect(counts.get('/')).toBe(1);
  await fetchFrom(port, '/', { headers: { rsc: '1' } });
  expect(counts.get('/')).toBe(2);
});

test('each coding has its own tag, and 304 answers only its own', async () => {
  const { port } = await startFront(counting().renderer);
  const get = (coding: string, tag?: string) =>
    fetchFrom(port, '/', { headers: { 'accept-encoding': coding, ...(tag ? { 'if-none-match': tag } : {}) } });
  const br = await get('gzip, deflate, br');
  const gzip = await get('gzip');
  const plain = await get('identity');
  expect(br.headers['content-encoding']).toBe('br');
  expect(gzip.headers['content-encoding']).toBe('gzip');
  expect(plain.headers['content-encoding']).toBeUndefined();
  expect(brotliDecompressSync(br.body).equals(plain.body)).toBe(true);
  expect(gunzipSync(gzip.body).equals(plain.body)).toBe(true);
  expect(new Set([br, gzip, plain].map((answer) => answer.headers.etag)).size).toBe(3);
  for (const { headers } of [br, gzip, plain]) expect(headers.vary).toBe('Accept, Accept-Encoding');
  const etag = gzip.headers.etag ?? '';
  const unchanged = await get('gzip', `"other", W/${etag}`);
  expect(unchanged.status).toBe(304);
  expect(unchanged.body.length).toBe(0);
  expect(unchanged.headers.etag).toBe(etag);
  expect(unchanged.headers.vary).toBe('Accept, Accept-Encoding');
  expect((await get('identity', etag)).status).toBe(200);
  expect((await get('gzip', '*')).status).toBe(304);
});

test.each([
  ['br;q=0, gzip;q=0', undefined],
  ['br;q=0, *', 'gzip'],
  ['*;q=0', undefined],
  ['gzip;q=0.5, br;q=0.4', 'gzip'],
  ['identity, gzip;q=0.5', undefined],
  ['zstd', undefined],
  ['GZIP', 'gzip'],
])('Accept-Encoding "%s" is answered in %s', async (accepted, coding) => {
  const { port } = await startFront(counting().renderer);
  const { headers } = await fetchFrom(port, '/', { headers: { 'accept-encoding': accepted } });
  expect(headers['content-encoding']).toBe(coding);
});

test('an answer of the size of one check is compressed when asked', async () => {
  const { port } = await startFront((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ text: 'x'.repeat(300) }));
  });
  const { headers } = await fetchFrom(port, '/', { headers: { 'accept-encoding': 'gzip' } });
  expect(headers['content-encoding']).toBe('gzip');
});

test('a small answer is never compressed, and an image neither', async () => {
  const { port } = await startFront((request, response) => {
    response.setHeader('content-type', request.url === '/png' ? 'image/png' : 'application/json');
    response.end(request.url === '/png' ? TEXT : '{}');
  });
  for (const path of ['/', '/png']) {
    const { headers } = await fetchFrom(port, path, { headers: { 'accept-encoding': 'gzip' } });
    expect(headers['content-encoding']).toBeUndefined();
    expect(headers.vary).toBeUndefined();
  }
});

test('a large answer that is not kept is compressed as well', async () => {
  const { port } = await startFront((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(TEXT));
  });
  const { headers, body } = await fetchFrom(port, '/', { headers: { 'accept-encoding': 'gzip' } });
  expect(headers['content-encoding']).toBe('gzip');
  expect(JSON.parse(gunzipSync(body).toString())).toBe(TEXT);
});

test('HEAD has the length and the tag of GET, and no body', async () => {
  const { port } = await startFront(counting().renderer);
  for (const coding of ['identity', 'gzip']) {
    const get = await fetchFrom(port, '/', { headers: { 'accept-encoding': coding } });
    const head = await fetchFrom(port, '/', { method: 'HEAD', headers: { 'accept-encoding': coding } });
    expect(head.status).toBe(200);
    expect(head.body.length).toBe(0);
    expect(head.headers['content-length']).toBe(String(get.body.length));
    expect(head.headers.etag).toBe(get.headers.etag);
    expect(head.headers['content-type']).toBe(get.headers['content-type']);
  }
});

test('what is kept stays within its bytes, the least recently asked for going first', async () => {
  const { renderer, counts } = counting();
  const { port, front } = await startFront(renderer, { limits: { keptBytes: 30_000 } });
  await fetchFrom(port, '/1');
  await fetchFrom(port, '/2');
  await fetchFrom(port, '/1');
  for (let i = 3; i < 20; i += 1) {
    await fetchFrom(port, `/${i}`, { headers: { 'accept-encoding': 'br' } });
    await fetchFrom(port, '/1');
    expect(front.kept.bytes).toBeLessThanOrEqual(30_000);
  }
  expect(counts.get('/1')).toBe(1);
  expect(front.kept.count).toBeGreaterThan(1);
});

test('an answer that the revision moved under is not kept', async () => {
  const { renderer, counts } = counting(50);
  const { port, status } = await startFront(renderer);
  const first = fetchFrom(port, '/');
  await expect.poll(() => counts.get('/')).toBe(1);
  status.move('r2');
  await first;
  await fetchFrom(port, '/');
  expect(counts.get('/')).toBe(2);
});

test('a request behind a move of the revision does not get an answer begun before it', async () => {
  let shown = 'before';
  let started = 0;
  const { port, status } = await startFront(async (_request, response) => {
    const text = shown;
    started += 1;
    await sleep(60);
    response.setHeader('x-allswell-cache', 'revision');
    response.end(text);
  });
  const first = fetchFrom(port, '/');
  await expect.poll(() => started).toBe(1);
  shown = 'after';
  status.move('r2');
  expect((await fetchFrom(port, '/')).body.toString()).toBe('after');
  expect((await first).body.toString()).toBe('before');
});

test('a static file is rendered once, whatever the revision and the query', async () => {
  let count = 0;
  const { port, status } = await startFront((_request, response) => {
    count += 1;
    response.setHeader('content-type', 'application/javascript');
    response.setHeader('cache-control', 'public, max-age=31536000, immutable');
    response.end(TEXT);
  });
  const { headers } = await fetchFrom(port, '/_next/static/a.js', { headers: { 'accept-encoding': 'br' } });
  status.move('r2');
  await fetchFrom(port, '/_next/static/a.js?x=1');
  expect(count).toBe(1);
  expect(headers['content-encoding']).toBe('br');
  expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
});

test('what asks not to be stored may be stored and asked about, once it is kept', async () => {
  const { port } = await startFront(counting(0, { 'cache-control': 'private, no-cache, no-store' }).renderer);
  expect((await fetchFrom(port, '/')).headers['cache-control']).toBe('no-cache');
});

test('parameters that an answer does not depend on make no answers of their own', async () => {
  const { renderer, counts, seen } = counting(0, { 'x-allswell-query': 'check group' });
  const { port, front } = await startFront(renderer);
  await fetchFrom(port, '/p?check=a');
  for (let i = 0; i < 300; i += 1) await fetchFrom(port, `/p?x=${i}&check=a&y${i}`);
  await fetchFrom(port, '/p?check=a&check=a');
  expect(seen.map(({ url }) => url)).toEqual(['/p?check=a']);
  await fetchFrom(port, '/p?group=2&x=1&check=b&group=1&check=a&group=2');
  await fetchFrom(port, '/p?group=1&group=2&check=a&check=b');
  expect([...counts]).toEqual([
    ['/p?check=a', 1],
    ['/p?check=a&check=b&group=1&group=2', 1],
  ]);
  expect(front.kept.count).toBe(2);
});

test('an answer that depends on no parameter is one, and one that does not say depends on all', async () => {
  const none = counting(0, { 'x-allswell-query': '-' });
  const first = await startFront(none.renderer);
  for (const query of ['', '?x=1', '?fresh-=1', '?_rsc=1', '?check=a&b']) await fetchFrom(first.port, `/live${query}`);
  expect([...none.counts]).toEqual([['/live', 1]]);
  const silent = counting();
  const second = await startFront(silent.renderer);
  for (const query of ['?x=1', '?x=2', '?x=1']) await fetchFrom(second.port, `/${query}`);
  expect([...silent.counts.values()]).toEqual([1, 1]);
});

test('a path depends on all that any of its answers depends on', async () => {
  const { renderer, counts } = counting();
  const { port } = await startFront((request, response) => {
    response.setHeader('x-allswell-query', request.headers.accept === 'text/html' ? 'check' : 'check format');
    return renderer(request, response);
  });
  const html = { headers: { accept: 'text/html' } };
  await fetchFrom(port, '/?format=a', html);
  await fetchFrom(port, '/?format=a');
  await fetchFrom(port, '/?format=b');
  await fetchFrom(port, '/?format=b');
  expect(counts.get('/?format=b')).toBe(1);
});

test('the page in place of an answer is told apart by the parameters of the address', async () => {
  const { renderer, counts } = counting(0, { 'x-allswell-query': 'check' });
  const { port } = await startFront((request, response) => {
    if (!(request.url ?? '').startsWith('/api')) return renderer(request, response);
    response.writeHead(307, { 'x-allswell-render': '/page', 'x-allswell-query': 'check format', vary: 'Accept' });
    return response.end();
  });
  await fetchFrom(port, '/api?format=html');
  await fetchFrom(port, '/api?format=html&x=1');
  expect(counts.get('/page')).toBe(1);
  await fetchFrom(port, '/api?format=json');
  expect(counts.get('/page')).toBe(2);
});

test('a parameter that is marked as folded is one answer, whatever its case and spaces', async () => {
  const { renderer, counts } = counting(0, { 'x-allswell-query': 'q:folded state' });
  const { port, front } = await startFront(renderer);
  for (const query of ['q=Pay', 'q=pay', 'q=%20PAY%20&x=1', 'x=2&q=pay']) await fetchFrom(port, `/?${query}`);
  expect([...counts]).toEqual([['/?q=Pay', 1]]);
  await fetchFrom(port, '/?state=Down&q=pay');
  expect(counts.get('/?q=pay&state=Down')).toBe(1);
  expect(front.kept.count).toBe(2);
});

test('ten thousand searches do not push out the page that everybody asks for', async () => {
  const { renderer, counts } = counting(0, { 'x-allswell-query': 'q:folded' });
  const { port, front } = await startFront(renderer, { limits: { keptBytes: 1_000_000 } });
  await fetchFrom(port, '/');
  for (let i = 0; i < 10_000; i += 100)
    await Promise.all(Array.from({ length: 100 }, (_, j) => fetchFrom(port, `/?q=search${i + j}`)));
  expect(front.kept.bytes).toBeLessThanOrEqual(1_000_000);
  expect(front.kept.count).toBeLessThan(1_000);
  await fetchFrom(port, '/');
  expect(counts.get('/')).toBe(1);
  // Of the searches the latest are there.
  await fetchFrom(port, '/?q=SEARCH9999');
  expect(counts.get('/?q=search9999')).toBe(1);
}, 120_000);
