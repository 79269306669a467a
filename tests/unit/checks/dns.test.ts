import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { conflicts } from '../../../lib/checks/registry.ts';
import { run } from './loopback.ts';
import { startNameServer, type NameServer } from './name-server.ts';

let server: NameServer;
beforeAll(async () => void (server = await startNameServer()));
afterAll(() => server.stop());

const ask = (options: object) => run('dns', { resolver: `127.0.0.1:${server.port}`, ...options });

describe('records', () => {
  it.each([
    ['A', 'www.site.test', ['192.0.2.2', '192.0.2.1']],
    ['AAAA', 'www.site.test', ['2001:DB8:0::1']],
    ['CNAME', 'alias.site.test', ['WWW.site.test.']],
    ['MX', 'site.test', ['20 Mail2.site.test.', '10 mail1.site.test']],
    ['TXT', 'site.test', ['v=spf1 -all', 'Token']],
    ['NS', 'site.test', ['ns.name.test']],
    ['SRV', '_sip._tcp.site.test', ['1 5 5060 sip.site.test']],
    ['CAA', 'site.test', ['0 issue "ca.example"']],
    ['PTR', '192.0.2.1', ['www.site.test']],
    ['PTR', '1.2.0.192.in-addr.arpa', ['www.site.test']],
  ])('%s of %s', async (record, host, answers) => {
    expect(await ask({ host, record, expect: { answers } })).toEqual({
      verdict: 'up',
      responseTime: expect.any(Number) as number,
    });
    expect(await ask({ host, record, expect: { answers: [...answers, '10 other.test'] } })).toMatchObject({
      verdict: 'down',
      code: 'dns_unexpected_answer',
    });
  });

  it('A is the default', async () => {
    expect(await ask({ host: 'www.site.test.', expect: { answers: ['192.0.2.1'] } })).toEqual({
      verdict: 'down',
      code: 'dns_unexpected_answer',
      responseTime: expect.any(Number) as number,
      details: { raw: expect.stringMatching(/^got 192\.0\.2\.[12], 192\.0\.2\.[12]$/) as string },
    });
  });

  it('TXT is told apart by its case', async () => {
    const answers = ['v=spf1 -all', 'token'];
    expect(await ask({ host: 'site.test', record: 'TXT', expect: { answers } })).toMatchObject({
      code: 'dns_unexpected_answer',
    });
  });
});

describe('no answer', () => {
  it.each([
    ['gone.site.test', 'A', 'dns_not_found'],
    ['site.test', 'A', 'dns_no_answer'],
    ['www.site.test', 'MX', 'dns_no_answer'],
    // Refused: dnsmasq has nobody to ask.
    ['elsewhere.example', 'A', 'dns_error'],
  ])('%s %s: %s', async (host, record, code) => {
    const outcome = await ask({ host, record });
    expect(outcome).toMatchObject({ verdict: 'down', code });
    expect(outcome.details?.raw).toContain(host);
    expect(outcome.responseTime).toBeUndefined();
  });
});

describe('a server', () => {
  let socket: Socket | null = null;
  afterEach(() => void (socket?.close(), (socket = null)));

  async function silent(answer?: (query: Buffer) => Buffer): Promise<number> {
    socket = createSocket('udp4');
    socket.on('message', (query, from) => {
      if (answer !== undefined) socket?.send(answer(query), from.port, from.address);
    });
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return socket.address().port;
  }

  it('that is silent is left at the signal', async () => {
    const port = await silent();
    const signal = AbortSignal.timeout(100);
    await expect(run('dns', { host: 'x.test', resolver: `127.0.0.1:${port}` }, { signal })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
  });

  it('that is nowhere is an error', async () => {
    const port = await silent();
    socket?.close();
    socket = null;
    const outcome = await run('dns', { host: 'x.test', resolver: `127.0.0.1:${port}` });
    expect(outcome.verdict).toBe('down');
    expect(['dns_error', 'timeout']).toContain(outcome.code);
  });

  it.each([
    ['SERVFAIL', 2],
    ['REFUSED', 5],
    ['NOTIMP', 4],
  ])('that says %s is an error', async (_name, rcode) => {
    const port = await silent((query) => {
      const answer = Buffer.from(query);
      answer[2] = 0x81;
      answer[3] = 0x80 | rcode;
      return answer;
    });
    const outcome = await run('dns', { host: 'x.test', resolver: `127.0.0.1:${port}` });
    expect(outcome).toMatchObject({ verdict: 'down', code: 'dns_error' });
  });

  it('is asked each time anew', async () => {
    let asked = 0;
    const port = await silent((query) => {
      asked++;
      const answer = Buffer.concat([
        query.subarray(0, query.indexOf(0, 12) + 5),
        Buffer.from('c00c000100010000ffff0004c0000201', 'hex'),
      ]);
      answer.writeUInt16BE(0x8180, 2);
      answer.writeUInt32BE(0x00010001, 4);
      answer.writeUInt32BE(0, 8);
      return answer;
    });
    for (let i = 0; i < 3; i++)
      expect(await run('dns', { host: 'x.test', resolver: `127.0.0.1:${port}` })).toMatchObject({ verdict: 'up' });
    expect(asked).toBe(3);
  });
});

describe('resolver: system', () => {
  it('counts /etc/hosts', async () => {
    const v4 = { host: 'localhost', record: 'A', resolver: 'system', expect: { answers: ['127.0.0.1'] } };
    expect(await run('dns', v4)).toMatchObject({ verdict: 'up' });
    expect(await run('dns', { host: 'localhost', resolver: 'system' })).toMatchObject({ verdict: 'up' });
  });

  it('does not find what is not there', async () => {
    const outcome = await run('dns', { host: 'nothing.invalid', resolver: 'system' });
    expect(outcome.verdict).toBe('down');
    expect(['dns_not_found', 'dns_error']).toContain(outcome.code);
  });

  it('knows addresses only', () => {
    expect(conflicts('dns', { host: 'x', record: 'MX', resolver: 'system' })).toEqual([
      { path: ['record'], message: 'must be A or AAAA with resolver: system' },
    ]);
    expect(conflicts('dns', { host: 'x', record: 'AAAA', resolver: 'system' })).toEqual([]);
    expect(conflicts('dns', { host: 'x', record: 'MX' })).toEqual([]);
  });
});
