import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { counting, fetchFrom, sleep, startFront } from './front-server.ts';

/** Asks twice, as two visitors would. */
async function askTwice(...request: Parameters<typeof fetchFrom>): Promise<void> {
  await fetchFrom(...request);
  await fetchFrom(...request);
}

test('what was asked for twice of late is rendered ahead when the revision moves', async () => {
  let now = 0;
  const { renderer, counts } = counting();
  const { port, status, front } = await startFront(renderer, { now: () => now });
  await askTwice(port, '/old');
  now = 9_000;
  await askTwice(port, '/new', { headers: { 'accept-encoding': 'br' } });
  await fetchFrom(port, '/once');
  now = 12_000;
  status.move('r2');
  await expect.poll(() => counts.get('/new')).toBe(2);
  expect(counts.get('/old')).toBe(1);
  expect(counts.get('/once')).toBe(1);
  await expect.poll(() => front.kept.count).toBe(1);
  await fetchFrom(port, '/new', { headers: { 'accept-encoding': 'br' } });
  expect(counts.get('/new')).toBe(2);
});

test('what one visitor asks for again and again is rendered ahead, whatever moves in between', async () => {
  let now = 0;
  const { renderer, counts } = counting();
  const { port, status } = await startFront(renderer, { now: () => now });
  await fetchFrom(port, '/');
  status.move('r2');
  now = 3_000;
  await fetchFrom(port, '/');
  expect(counts.get('/')).toBe(2);
  await status.prepare('r3');
  expect(counts.get('/')).toBe(3);
});

test('rendering ahead is not asking: without a visitor it comes to an end', async () => {
  let now = 0;
  const { renderer, counts } = counting();
  const { port, status, front } = await startFront(renderer, { now: () => now });
  await askTwice(port, '/');
  now = 8_000;
  status.move('r2');
  await expect.poll(() => front.kept.count).toBe(1);
  now = 16_000;
  status.move('r3');
  await sleep(50);
  expect(counts.get('/')).toBe(2);
  expect(front.kept.count).toBe(0);
});

test('nothing is rendered ahead when there is no time for it', async () => {
  const { renderer, counts } = counting();
  const { port, status, front } = await startFront(renderer, { isBusy: () => true });
  await askTwice(port, '/');
  status.move('r2');
  await sleep(50);
  expect(counts.get('/')).toBe(1);
  expect(front.kept.count).toBe(0);
});

test('what may be of no age is made anew in time, before it is too old', async () => {
  let now = 0;
  const { renderer, counts } = counting(0, { 'x-allswell-cache': 'revision; max-age=1' });
  const { port } = await startFront(renderer, { now: () => now });
  const at = async (time: number) => {
    now = time;
    return (await fetchFrom(port, '/', { headers: { 'accept-encoding': 'gzip' } })).headers.etag;
  };
  await at(0);
  await at(600);
  expect(counts.get('/')).toBe(1);
  await at(900); // this one is given as it is, and the next in its place made meanwhile
  await expect.poll(() => counts.get('/')).toBe(2);
  await at(1_500);
  expect(counts.get('/')).toBe(2);
  await at(3_000); // nobody asked in the last part of its age
  expect(counts.get('/')).toBe(3);
});

test('two hundred requests for what has grown too old are one rendering', async () => {
  let now = 0;
  const { renderer, counts } = counting(50, { 'x-allswell-cache': 'revision; max-age=1' });
  const { port } = await startFront(renderer, { now: () => now });
  await fetchFrom(port, '/');
  now = 5_000;
  await Promise.all(Array.from({ length: 200 }, () => fetchFrom(port, '/')));
  expect(counts.get('/')).toBe(2);
});

test('while a move is prepared the last answers are given, and after it the new ones are at hand', async () => {
  const { renderer, counts } = counting();
  const { port, status, front } = await startFront(renderer);
  const ask = async () => (await fetchFrom(port, '/', { headers: { 'accept-encoding': 'gzip' } })).headers.etag;
  const before = await ask();
  await ask();
  await status.prepare('r2');
  expect(counts.get('/')).toBe(2);
  expect(await ask()).toBe(before);
  expect(front.kept.count).toBe(2);
  status.move('r2');
  await ask();
  expect(counts.get('/')).toBe(2);
  expect(front.kept.count).toBe(1);
});

test('a move that does not wait finds the answers that are still being made', async () => {
  const { renderer, counts } = counting(50);
  const { port, status } = await startFront(renderer);
  await askTwice(port, '/');
  const prepared = status.prepare('r2');
  await expect.poll(() => counts.get('/')).toBe(2);
  status.move('r2');
  await fetchFrom(port, '/');
  await prepared;
  expect(counts.get('/')).toBe(2);
});

test('each answer shows the revision that it is given for, whenever it is asked for', async () => {
  const front = await startFront(async (_request: IncomingMessage, response: ServerResponse) => {
    const shown = front.status.revision();
    await sleep(20);
    response.setHeader('x-allswell-cache', 'revision');
    response.end(shown);
  });
  const ask = async (path: string) => (await fetchFrom(front.port, path)).body.toString();
  expect(await ask('/lately')).toBe('r1');
  expect(await ask('/lately')).toBe('r1');
  const prepared = front.status.prepare('r2');
  expect(await Promise.all([ask('/lately'), ask('/first')])).toEqual(['r1', 'r1']);
  await prepared;
  front.status.move('r2');
  expect(await Promise.all([ask('/lately'), ask('/first')])).toEqual(['r2', 'r2']);
});

test('a flood of searches is not rendered with each move, and what all ask for is not behind it', async () => {
  const { renderer, counts } = counting();
  const { port, status } = await startFront(renderer);
  for (const path of ['/', ...Array.from({ length: 100 }, (_, index) => `/?q=${index}`)]) await askTwice(port, path);
  await status.prepare('r2');
  expect(counts.get('/')).toBe(2);
  expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBe(101 + 64);
});
