import { expect, onTestFinished, test } from 'vitest';
import { newPlace, startProgram, until } from './lifecycle/program.ts';
import { ask, becomes } from './surfaces.ts';

test('badges, metrics and the probes by their other names are answered by the running program', async () => {
  const place = await newPlace({}, onTestFinished);
  place.configure('checks:\n  - { id: memory, name: Memory, type: memory, interval: 1s, degraded: 98, down: 99 }\n');
  const program = await startProgram(place);
  await becomes(program, 'memory', 'up');
  const badge = `${program.url}/badge/memory/status.svg`;
  await until(async () => (await (await fetch(badge)).text()).includes('Memory: up'));

  const first = await fetch(`${badge}?style=plastic&x=1`);
  expect([first.status, first.headers.get('content-type')]).toEqual([200, 'image/svg+xml; charset=utf-8']);
  expect(first.headers.get('cache-control')).toBe('public, max-age=30');
  expect(first.headers.get('x-allswell-query')).toBeNull();
  const etag = first.headers.get('etag') ?? '';
  await expect
    .poll(async () => (await fetch(`${badge}?style=plastic`, { headers: { 'if-none-match': etag } })).status)
    .toBe(304);
  const head = await fetch(badge, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
  expect((await fetch(badge, { method: 'POST' })).status).toBe(405);
  expect((await ask(program, '/badge/nope/status.svg')).status).toBe(404);
  expect((await ask(program, '/badge/memory/status.svg?style=round')).type).toBe('application/problem+json');

  for (const [name, other] of [
    ['/livez', '/healthz'],
    ['/livez', '/-/healthy'],
    ['/readyz', '/-/ready'],
  ] as const) {
    expect(await ask(program, other)).toEqual(await ask(program, name));
    expect((await fetch(program.url + other, { method: 'HEAD' })).status).toBe(200);
    expect((await ask(program, other, {}, 'POST')).status).toBe(405);
  }
  expect((await ask(program, '/-/ready?verbose')).body).toContain('[+]worker ok');

  const metrics = await fetch(`${program.url}/metrics`, { headers: { 'accept-encoding': 'gzip' } });
  expect(metrics.headers.get('etag')).not.toBeNull();
  expect(await metrics.text()).toMatch(/^health_check_status\{check="memory"\} 1\n[^]*^process_cpu_seconds_total /m);
});
