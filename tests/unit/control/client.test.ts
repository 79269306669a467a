import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ControlClient } from '../../../lib/control/client.ts';

let worker: ChildProcess;
let client: ControlClient;
let requests = 0;

beforeAll(() => {
  worker = fork(new URL('worker-double.mjs', import.meta.url));
  client = new ControlClient(worker, () => `request ${(requests += 1)}`);
});

afterAll(() => worker.kill());

test('has checks run, and tells what has to be read to see it', async () => {
  const answer = await client.run(['a', 'b'], 5_000);
  expect(answer).toMatchObject({ outcome: 'ran', lastResultId: 41 });
  expect(answer.outcome === 'ran' && answer.results.map((result) => result.check)).toEqual(['a', 'b']);
});

test('asks once for the same checks at the same time, whatever their order', async () => {
  const before = requests;
  const answers = await Promise.all([
    client.run(['a', 'b'], 5_000),
    client.run(['b', 'a'], 5_000),
    client.run(['a'], 5_000),
  ]);
  expect(requests - before).toBe(2);
  expect(answers[0]).toBe(answers[1]);
  await client.run(['a', 'b'], 5_000);
  expect(requests - before).toBe(3);
});

test('tells what others said, each time', async () => {
  const before = requests;
  const says = { check: 'a', state: 'down', message: 'why', responseTime: null } as const;
  const [first] = await Promise.all([client.push([says], 5_000), client.push([says], 5_000)]);
  expect(first).toMatchObject({ outcome: 'ran', lastResultId: 42, results: [{ check: 'a', state: 'down' }] });
  expect(requests - before).toBe(2);
});

test('says why it could not be done', async () => {
  expect(await client.run(['bad'], 5_000)).toEqual({ outcome: 'failed', error: 'no such check' });
});

test('waits no longer than it was told', async () => {
  expect(await client.run(['silent'], 100)).toEqual({ outcome: 'timeout' });
});

test('says that nobody is there: without a line, and after it was cut', async () => {
  const alone = new ControlClient({ on: () => undefined }, () => 'x');
  expect(await alone.run(['a'], 5_000)).toEqual({ outcome: 'away' });
  const closed = once(worker, 'exit');
  await client.run(['gone'], 300);
  await closed;
  expect(await client.run(['a'], 5_000)).toEqual({ outcome: 'away' });
});
