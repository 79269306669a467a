import { describe, expect, it } from 'vitest';
import { slowAfter } from '../../../lib/checks/registry.ts';
import { closedPort, run, serveRaw, until } from './loopback.ts';

describe('tcp', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::1', '::1'],
    ['[::1]', '::1'],
    ['localhost', '127.0.0.1'],
  ])('connects to %s', async (host, listening) => {
    const server = await serveRaw((socket) => socket.resume(), listening);
    const outcome = await run('tcp', { host, port: String(server.port) });
    expect(outcome).toEqual({ verdict: 'up', responseTime: expect.any(Number) as number });
    await until(() => server.accepted() === 1 && server.open() === 0);
  });

  it('is down when refused', async () => {
    const port = await closedPort();
    expect(await run('tcp', { host: '127.0.0.1', port })).toEqual({
      verdict: 'down',
      code: 'connection_refused',
      details: { raw: `connect ECONNREFUSED 127.0.0.1:${port}` },
    });
    // Both families of the name, one after the other.
    const both = await run('tcp', { host: 'localhost', port });
    expect(both).toMatchObject({ verdict: 'down', code: 'connection_refused' });
  });

  it('is slow past its limits', async () => {
    const { port } = await serveRaw((socket) => socket.resume());
    let time = 0;
    const now = () => (time += 100);
    const limits = (responseTime: object) => ({ host: '127.0.0.1', port, expect: { responseTime } });
    expect(await run('tcp', limits({ degraded: '99ms' }), { now })).toMatchObject({
      verdict: 'degraded',
      code: 'slow',
    });
    expect(await run('tcp', limits({ degraded: '1ms', down: '99ms' }), { now })).toEqual({
      verdict: 'down',
      code: 'slow',
      responseTime: 100,
      details: { raw: 'took 100 ms, more than 99 ms' },
    });
    expect(await run('tcp', limits({ degraded: '100ms' }), { now })).toMatchObject({ verdict: 'up' });
  });

  it('tells its limits to charts', () => {
    expect(slowAfter('tcp', { expect: { responseTime: { degraded: 5 } } })).toEqual({ degraded: 5, down: null });
    expect(slowAfter('tcp', {})).toEqual({ degraded: null, down: null });
    expect(slowAfter('database', {})).toEqual({ degraded: null, down: null });
  });
});
