import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CheckState } from '../../../lib/alerting/alert.ts';
import { AlertDelivery, type DeliverySettings } from '../../../lib/alerting/delivery.ts';
import { iso } from '../../../lib/model.ts';

interface Wire {
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
  readonly generatorURL: string;
  readonly startsAt: string;
  readonly endsAt: string;
}

/** A receiver of the API v2 on loopback. */
interface Receiver {
  readonly url: string;
  readonly posts: { readonly at: number; readonly alerts: Wire[]; readonly headers: Record<string, unknown> }[];
  status: number;
  body: string;
  silent: boolean;
}

const ends: (() => unknown)[] = [];
let delivery: AlertDelivery;
let logged: { level: string; message: string; fields: unknown }[];
let requests: boolean[];
let shift = 0;
/** When the clock was stopped; null while it goes. */
let stopped: number | null = null;
const clock = () => (stopped ?? Date.now()) + shift;

beforeEach(() => {
  logged = [];
  requests = [];
  shift = 0;
  stopped = null;
  const note = (level: string) => (message: string, fields?: unknown) => void logged.push({ level, message, fields });
  delivery = new AlertDelivery({
    now: clock,
    log: { info: note('info'), warn: note('warn'), error: note('error') },
    onRequest: (failed) => requests.push(failed),
  });
});

afterEach(async () => {
  delivery.end();
  for (const end of ends.splice(0)) await end();
});

async function receive(path = '/api/v2/alerts'): Promise<Receiver> {
  const posts: Receiver['posts'] = [];
  const receiver = { url: '', posts, status: 200, body: '', silent: false };
  const server: Server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      if (request.url !== path || request.method !== 'POST') return response.writeHead(404).end();
      posts.push({ at: Date.now(), alerts: JSON.parse(text) as Wire[], headers: request.headers });
      if (receiver.silent) return undefined;
      return response.writeHead(receiver.status, { Location: '/elsewhere' }).end(receiver.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return receiver;
}

function settings(targets: readonly Pick<Receiver, 'url'>[], more: Partial<DeliverySettings> = {}): DeliverySettings {
  return {
    alertmanagers: targets.map(({ url }) => ({ url, headers: {} })),
    resend: 60_000,
    labels: { team: 'web' },
    site: { name: 'Acme', url: 'https://status.acme.example/base' },
    instance: 'b1946ac9',
    ...more,
  };
}

const FROM = Date.parse('2026-01-02T03:04:05.678Z');
const up = (more: Partial<CheckState> = {}): CheckState => ({
  id: 'web',
  name: 'Web “shop”',
  group: 'public',
  state: 'up',
  since: FROM,
  code: null,
  outage: null,
  ...more,
});
const down = (more: Partial<CheckState> = {}): CheckState =>
  up({ state: 'down', code: 'connection_refused', outage: { startedAt: FROM, worst: 'down' }, ...more });
const degraded = (more: Partial<CheckState> = {}): CheckState =>
  up({ state: 'degraded', code: 'slow', outage: { startedAt: FROM, worst: 'degraded' }, ...more });

async function eventually(holds: () => boolean): Promise<void> {
  await expect.poll(holds, { interval: 5 }).toBe(true);
}

const names = (alerts: readonly Wire[]) =>
  alerts.map(({ labels, endsAt }) => `${labels['alertname']} ${Date.parse(endsAt) > clock() ? 'lasts' : 'ended'}`);

test('tells of a check that is down, as Alertmanager takes it', async () => {
  const receiver = await receive();
  delivery.configure(settings([receiver]));
  const before = Date.now();
  delivery.update([down(), up({ id: 'other' })]);
  await eventually(() => receiver.posts.length === 1);
  const [post] = receiver.posts;
  const endsAt = Date.parse(post?.alerts[0]?.endsAt ?? '');
  expect(endsAt).toBeGreaterThanOrEqual(before + 240_000);
  expect(endsAt).toBeLessThanOrEqual(Date.now() + 240_000);
  expect(post?.alerts).toEqual([
    {
      labels: {
        alertname: 'HealthCheckDown',
        check: 'web',
        group: 'public',
        severity: 'critical',
        site: 'Acme',
        instance: 'status.acme.example',
        team: 'web',
      },
      annotations: { summary: 'Web “shop” is down', description: 'connection refused', allswell_instance: 'b1946ac9' },
      generatorURL: 'https://status.acme.example/base/checks/web',
      startsAt: iso(FROM),
      endsAt: iso(endsAt),
    },
  ]);
  expect(post?.headers).toMatchObject({ 'content-type': 'application/json' });
  await expect.poll(() => requests).toEqual([false]);
});

test('tells nothing while nothing is wrong, nor twice what is told', async () => {
  const receiver = await receive();
  delivery.configure(settings([receiver]));
  delivery.update([up()]);
  delivery.update([down()]);
  delivery.update([down()]);
  await eventually(() => receiver.posts.length === 1);
  delivery.update([down({ code: 'timeout' })]);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(receiver.posts).toHaveLength(1);
});

test('a change of state ends one alert and begins the other', async () => {
  const receiver = await receive();
  delivery.configure(settings([receiver]));
  delivery.update([degraded({ group: null })]);
  await eventually(() => receiver.posts.length === 1);
  expect(receiver.posts[0]?.alerts[0]?.labels).toEqual({
    alertname: 'HealthCheckDegraded',
    check: 'web',
    severity: 'warning',
    site: 'Acme',
    instance: 'status.acme.example',
    team: 'web',
  });
  const since = Date.now() - 500;
  delivery.update([down({ group: null, since })]);
  await eventually(() => receiver.posts.length === 2);
  expect(names(receiver.posts[1]?.alerts ?? [])).toEqual(['HealthCheckDown lasts', 'HealthCheckDegraded ended']);
  expect(receiver.posts[1]?.alerts.map(({ startsAt }) => startsAt)).toEqual([iso(since), iso(FROM)]);
  expect(receiver.posts[1]?.alerts[1]?.endsAt).toBe(iso(since));
});

test('a recovery is told as of its time, and told again for a while', async () => {
  const receiver = await receive();
  delivery.configure(settings([receiver], { resend: 100 }));
  delivery.update([down()]);
  await eventually(() => receiver.posts.length >= 3);
  stopped = Date.now();
  const since = stopped - 50;
  delivery.update([up({ since })]);
  await eventually(() => names(receiver.posts.at(-1)?.alerts ?? [])[0] === 'HealthCheckDown ended');
  expect(receiver.posts.at(-1)?.alerts[0]?.endsAt).toBe(iso(since));
  const told = () => receiver.posts.filter(({ alerts }) => alerts[0]?.endsAt === iso(since)).length;
  shift = 400;
  await eventually(() => told() > 2);
  shift = 401;
  // The last one may be on its way.
  await new Promise((resolve) => setTimeout(resolve, 300));
  const { length } = receiver.posts;
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(receiver.posts).toHaveLength(length);
});

test('a state that nobody knows ends no alert, and its own end begins none; a pause and a removal end it', async () => {
  const receiver = await receive();
  delivery.configure(settings([receiver]));
  const unknown = up({ state: 'unknown', since: Date.now(), outage: { startedAt: FROM, worst: 'down' } });
  // After a restart: of the outage that is still open.
  delivery.update([unknown, up({ id: 'new', state: 'unknown' })]);
  await eventually(() => receiver.posts.length === 1);
  expect(receiver.posts[0]?.alerts.map(({ startsAt, labels }) => [startsAt, labels['alertname']])).toEqual([
    [iso(FROM), 'HealthCheckDown'],
  ]);
  delivery.update([down({ since: Date.now() })]);
  delivery.update([unknown]);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(receiver.posts).toHaveLength(1);
  delivery.update([up({ state: 'paused', since: Date.now(), outage: { startedAt: FROM, worst: 'down' } })]);
  await eventually(() => receiver.posts.length === 2);
  expect(names(receiver.posts[1]?.alerts ?? [])).toEqual(['HealthCheckDown ended']);
  delivery.update([down()]);
  await eventually(() => receiver.posts.length === 3);
  delivery.update([]);
  await eventually(() => receiver.posts.length === 4);
  expect(names(receiver.posts[3]?.alerts ?? [])).toEqual(['HealthCheckDown ended']);
});

test('what was degraded when nothing more was known is not told as down because it once was', async () => {
  const receiver = await receive();
  delivery.configure(settings([receiver]));
  const outage = { startedAt: FROM, worst: 'down' } as const;
  delivery.update([degraded({ outage })]);
  await eventually(() => receiver.posts.length === 1);
  delivery.update([up({ state: 'unknown', since: Date.now(), outage })]);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(receiver.posts).toHaveLength(1);
});

test('other labels make another alert; the old one ends', async () => {
  const receiver = await receive();
  delivery.configure(settings([receiver]));
  delivery.update([down()]);
  await eventually(() => receiver.posts.length === 1);
  delivery.configure(settings([receiver], { labels: { team: 'ops' } }));
  delivery.update([down()]);
  await eventually(() => receiver.posts.length === 2);
  const told = receiver.posts[1]?.alerts ?? [];
  expect(names(told)).toEqual(['HealthCheckDown lasts', 'HealthCheckDown ended']);
  expect(told.map(({ labels }) => labels['team'])).toEqual(['ops', 'web']);
});

describe('of several Alertmanagers', () => {
  test('one that is taken out is told that all has ended, one that is put in learns what lasts', async () => {
    const [first, second] = [await receive(), await receive()];
    delivery.configure(settings([first]));
    delivery.update([down()]);
    await eventually(() => first.posts.length === 1);
    delivery.configure(settings([second]));
    await eventually(() => first.posts.length === 2 && second.posts.length === 1);
    expect(names(first.posts[1]?.alerts ?? [])).toEqual(['HealthCheckDown ended']);
    expect(names(second.posts[0]?.alerts ?? [])).toEqual(['HealthCheckDown lasts']);
  });

  test('one that is dead or does not answer holds up no other, and is complained of once', async () => {
    const [silent, failing, well] = [await receive(), await receive(), await receive()];
    silent.silent = true;
    failing.status = 500;
    failing.body = 'no\nroom';
    const dead = { url: 'http://127.0.0.1:9' };
    delivery.configure(settings([silent, failing, dead, well], { resend: 1_000 }));
    const isSilent = ({ fields }: (typeof logged)[number]) => JSON.stringify(fields).includes(new URL(silent.url).host);
    delivery.update([down()]);
    await eventually(() => well.posts.length === 1);
    expect(logged.some(isSilent), 'it is waited for still').toBe(false);
    await eventually(() => failing.posts.length >= 2);
    failing.status = 200;
    await eventually(() => logged.some(({ level }) => level === 'info'));
    const said = (level: string) => logged.filter((one) => one.level === level && !isSilent(one));
    expect(said('warn').map(({ fields }) => fields)).toEqual(
      expect.arrayContaining([
        { alertmanager: new URL(failing.url).host, error: 'HTTP status 500: no room' },
        { alertmanager: '127.0.0.1:9', error: expect.stringContaining('ECONNREFUSED') as string },
      ]),
    );
    expect(said('warn')).toHaveLength(2);
    expect(said('info')).toHaveLength(1);
    expect(requests.filter((failed) => failed).length).toBeGreaterThanOrEqual(4);
  });
});

test('headers and credentials are sent, and never logged', async () => {
  const receiver = await receive('/am/api/v2/alerts');
  receiver.status = 401;
  receiver.body = 'no: Bearer t0ken, hunter2, other';
  const headers = { Authorization: 'Bearer t0ken', 'X-Scope': 'other' };
  const url = `${receiver.url.replace('//', '//me:hunter2@')}/am/`;
  delivery.configure(settings([], { alertmanagers: [{ url, headers }] }));
  delivery.update([down()]);
  await eventually(() => logged.length === 1);
  expect(receiver.posts[0]?.headers).toMatchObject({ authorization: 'Bearer t0ken', 'x-scope': 'other' });
  expect(logged[0]?.fields).toMatchObject({ error: 'HTTP status 401: no: ***, ***, ***' });
  expect(JSON.stringify(logged)).not.toMatch(/t0ken|hunter2|other/);

  delivery.configure(settings([], { alertmanagers: [{ url, headers: {} }] }));
  await eventually(() => receiver.posts.length >= 2 && receiver.posts.at(-1)?.headers['x-scope'] === undefined);
  expect(receiver.posts.at(-1)?.headers['authorization']).toBe(`Basic ${btoa('me:hunter2')}`);
});

test('a redirect is not followed: it is a failure', async () => {
  const receiver = await receive();
  receiver.status = 307;
  delivery.configure(settings([receiver]));
  delivery.update([down()]);
  await eventually(() => logged.length === 1);
  expect(logged[0]?.fields).toMatchObject({ error: 'HTTP status 307:' });
});

test('many are told in several requests', async () => {
  const receiver = await receive();
  delivery.configure(settings([receiver]));
  delivery.update(Array.from({ length: 1_200 }, (_, index) => down({ id: `check-${index}` })));
  await eventually(() => receiver.posts.length === 3);
  expect(receiver.posts.map(({ alerts }) => alerts.length)).toEqual([500, 500, 200]);
});
