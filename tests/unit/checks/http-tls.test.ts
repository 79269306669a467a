import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificates, removeCertificates, type Certificates, type Pair } from './certificates.ts';
import { run, serveBytes, serveHttp, serveHttps, serveRaw } from './loopback.ts';

let certificates: Certificates;
beforeAll(() => void (certificates = makeCertificates()));
afterAll(() => removeCertificates(certificates));

const NAMES = ['expired', 'notYetValid', 'wrongName', 'selfSigned', 'good'] as const;

async function serve(pair: Pair, redirectTo?: string) {
  let requests = 0;
  const server = await serveHttps(pair, (_request, response) => {
    requests++;
    if (redirectTo !== undefined) response.writeHead(302, { location: redirectTo });
    response.end('hello');
  });
  return { ...server, requests: () => requests };
}

describe('certificates', () => {
  it.each([
    ['good', undefined],
    ['expired', 'certificate_expired'],
    ['notYetValid', 'certificate_not_yet_valid'],
    ['wrongName', 'certificate_name_mismatch'],
    ['selfSigned', 'certificate_untrusted'],
  ] as const)('%s', async (name, code) => {
    const { port, requests, open } = await serve(certificates[name]);
    const outcome = await run('http', { url: `https://localhost:${port}/`, tls: { ca: certificates.ca } });
    expect(outcome.verdict).toBe(code === undefined ? 'up' : 'down');
    expect(outcome.code).toBe(code);
    expect(outcome.details?.certificateExpiresAt).toEqual(expect.any(Number));
    if (code !== undefined) expect(outcome.details?.raw).toMatch(/certificate/);
    // Nothing is said to a stranger.
    expect(requests()).toBe(code === undefined ? 1 : 0);
    await expect.poll(open).toBe(0);
  });

  it('are untrusted unless an authority vouches for them', async () => {
    const { port } = await serve(certificates.good);
    const outcome = await run('http', { url: `https://localhost:${port}/` });
    expect(outcome).toMatchObject({ verdict: 'down', code: 'certificate_untrusted' });
  });

  it.each(NAMES)('verify: false takes any, and tells its end: %s', async (name) => {
    const { port } = await serve(certificates[name]);
    const outcome = await run('http', { url: `https://127.0.0.1:${port}/`, tls: { verify: false } });
    expect(outcome).toMatchObject({ verdict: 'up', details: { certificateExpiresAt: expect.any(Number) as number } });
  });

  it('are checked for an IP address, too', async () => {
    const { port } = await serve(certificates.good);
    const outcome = await run('http', { url: `https://127.0.0.1:${port}/`, tls: { ca: certificates.caFile } });
    expect(outcome).toMatchObject({
      verdict: 'up',
      details: {
        certificateExpiresAt: certificates.goodUntil,
        phases: { tls: expect.any(Number) as number, processing: expect.any(Number) as number },
      },
    });
    const sum = Object.values(outcome.details?.phases ?? {}).reduce((a, b) => a + b, 0);
    expect(sum).toBeCloseTo(outcome.responseTime ?? 0, 6);
  });

  it('are asked for by the Host header that is set', async () => {
    const { port } = await serve(certificates.wrongName);
    const options = { headers: { Host: 'other.example' }, tls: { ca: certificates.ca } };
    expect(await run('http', { url: `https://127.0.0.1:${port}/`, ...options })).toMatchObject({ verdict: 'up' });
  });

  it.each([
    [{ degraded: '21d', down: '3d' }, 'degraded'],
    [{ degraded: '40d', down: '21d' }, 'down'],
    [{ down: '21d' }, 'down'],
    [{ degraded: '19d' }, 'up'],
  ])('expect.certificate %j: %s', async (certificate, verdict) => {
    const { port } = await serve(certificates.good);
    const options = { tls: { ca: certificates.ca }, expect: { certificate } };
    const outcome = await run('http', { url: `https://localhost:${port}/`, ...options });
    expect(outcome.verdict).toBe(verdict);
    expect(outcome.code).toBe(verdict === 'up' ? undefined : 'certificate_expires_soon');
  });

  it('that end soon are told after what is worse', async () => {
    const { port } = await serve(certificates.good);
    const options = (limits: object) => ({
      url: `https://localhost:${port}/`,
      tls: { ca: certificates.ca },
      expect: { certificate: { degraded: '21d' }, responseTime: limits },
    });
    let time = 0;
    const now = () => (time += 10);
    const soon = { verdict: 'degraded', code: 'certificate_expires_soon' };
    expect(await run('http', options({ degraded: '1ms' }), { now })).toMatchObject(soon);
    expect(await run('http', options({ down: '1ms' }), { now })).toMatchObject({ verdict: 'down', code: 'slow' });
  });

  it('are judged by the calendar that is given', async () => {
    const { port } = await serve(certificates.good);
    const options = { tls: { ca: certificates.ca }, expect: { certificate: { degraded: '1d' } } };
    const wallClock = () => certificates.goodUntil - 1_000;
    const outcome = await run('http', { url: `https://localhost:${port}/`, ...options }, { wallClock });
    expect(outcome).toMatchObject({ verdict: 'degraded', code: 'certificate_expires_soon' });
  });

  it('of all hops count: the first to end is told', async () => {
    const last = await serve(certificates.expired);
    const first = await serve(certificates.good, `https://localhost:${last.port}/`);
    const outcome = await run('http', { url: `https://localhost:${first.port}/`, tls: { verify: false } });
    expect(outcome.verdict).toBe('up');
    expect(outcome.details?.certificateExpiresAt).toBeLessThan(Date.now());
  });
});

describe('a redirect from https to http', () => {
  it('is followed without credentials', async () => {
    const plain = await serveHttp((_request, response) => response.end());
    const { port } = await serve(certificates.good, `http://localhost:${plain.port}/`);
    const outcome = await run('http', { url: `https://localhost:${port}/`, tls: { ca: certificates.ca } });
    expect(outcome).toMatchObject({ verdict: 'up', details: { certificateExpiresAt: certificates.goodUntil } });
  });

  it.each([
    ['u:pw@', {}],
    ['', { headers: { Authorization: 'Bearer abcdef' } }],
    ['', { headers: { 'X-Api-Key': 'abcdef' } }],
  ])('is refused with credentials', async (credentials, options) => {
    const plain = await serveHttp((_request, response) => response.end());
    const { port } = await serve(certificates.good, `http://localhost:${plain.port}/x`);
    const url = `https://${credentials}localhost:${port}/`;
    const outcome = await run('http', { url, tls: { ca: certificates.ca }, ...options });
    expect(outcome).toMatchObject({
      verdict: 'down',
      code: 'redirect_invalid',
      details: { raw: `redirect from https to http://localhost:${plain.port}/x of a request with credentials` },
    });
    expect(plain.accepted()).toBe(0);
  });
});

describe('a handshake that fails', () => {
  it('with a server that does not speak TLS', async () => {
    const { port } = await serveBytes('HTTP/1.1 400 Bad Request\r\n\r\n');
    const outcome = await run('http', { url: `https://127.0.0.1:${port}/` });
    expect(outcome).toMatchObject({ verdict: 'down', code: 'tls_error' });
  });

  it.each([
    ['end', 'connection_closed'],
    ['reset', 'connection_reset'],
  ] as const)('by the connection: %s', async (then, code) => {
    const { port } = await serveBytes('', then);
    const outcome = await run('http', { url: `https://127.0.0.1:${port}/` });
    expect(outcome).toMatchObject({ verdict: 'down', code });
  });

  it('since the server knows only an old protocol', async () => {
    const old = {
      ...certificates.good,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'ALL:@SECLEVEL=0',
    } as const;
    const server = await serveHttps(old, (_request, response) => response.end());
    const outcome = await run('http', { url: `https://localhost:${server.port}/`, tls: { verify: false } });
    expect(outcome).toMatchObject({ verdict: 'down', code: 'tls_error' });
  });

  it('since the server wants a certificate of ours', async () => {
    const server = await serveHttps(
      { ...certificates.good, ca: certificates.ca, requestCert: true, rejectUnauthorized: true },
      (_request, response) => response.end(),
    );
    const outcome = await run('http', { url: `https://localhost:${server.port}/`, tls: { verify: false } });
    expect(outcome.verdict).toBe('down');
    expect(['tls_error', 'connection_closed', 'connection_reset']).toContain(outcome.code);
  });

  it('by hanging, until the signal', async () => {
    const server = await serveRaw((socket) => socket.resume());
    const signal = AbortSignal.timeout(100);
    await expect(run('http', { url: `https://127.0.0.1:${server.port}/` }, { signal })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    await expect.poll(server.open).toBe(0);
  });
});

describe('tls.ca that is our fault', () => {
  it('throws', async () => {
    const { port } = await serve(certificates.good);
    const url = `https://localhost:${port}/`;
    await expect(run('http', { url, tls: { ca: '/nowhere/ca.pem' } })).rejects.toMatchObject({ code: 'ENOENT' });
    const garbage = join(certificates.directory, 'garbage.pem');
    writeFileSync(garbage, 'not a certificate');
    chmodSync(garbage, 0o644);
    await expect(run('http', { url, tls: { ca: garbage } })).rejects.toThrow(
      'tls.ca: the file holds no readable certificate',
    );
  });
});
