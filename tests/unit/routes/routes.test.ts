import { ADMIN } from './secrets.ts';
import { beforeEach, describe, expect, test } from 'vitest';
import * as history from '../../../app/api/checks/[id]/history/route.ts';
import * as run from '../../../app/api/checks/[id]/run/route.ts';
import * as healthOfOne from '../../../app/api/health/[id]/route.ts';
import * as health from '../../../app/api/health/route.ts';
import * as feedAtom from '../../../app/feed.atom/route.ts';
import * as historyRss from '../../../app/history.rss/route.ts';
import * as livez from '../../../app/livez/route.ts';
import * as metrics from '../../../app/metrics/route.ts';
import * as readyz from '../../../app/readyz/route.ts';
import { parseOpenMetrics } from '../formats/openmetrics-parser.ts';
import { promtoolFindings } from '../formats/promtool.ts';
import { provideFixedStatus } from './fixed-status.ts';

let source = provideFixedStatus();
beforeEach(() => {
  source = provideFixedStatus();
});

const request = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  new Request(`http://localhost${path}`, { headers, method });
const of = (id: string) => ({ params: Promise.resolve({ id }) });
const ask = (path: string, headers: Record<string, string> = {}) => health.GET(request(path, headers));

interface ProblemBody {
  readonly status: number;
  readonly instance: string;
  readonly detail: string;
  readonly title: string;
  readonly checks?: readonly string[];
  readonly formats?: readonly string[];
  readonly ranges?: readonly string[];
}
const problem = async (response: Response) => {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const body = (await response.json()) as ProblemBody;
  expect(body.status).toBe(response.status);
  return body;
};

describe('/api/health', () => {
  test.each([
    ['', {}, 503, 'application/json'],
    ['?format=json', {}, 503, 'application/json'],
    ['', { accept: 'application/health+json' }, 503, 'application/health+json'],
    ['?format=text', {}, 503, 'text/plain; charset=utf-8'],
    ['?format=prometheus', {}, 200, 'text/plain; version=0.0.4; charset=utf-8'],
    ['?format=openmetrics', {}, 200, 'application/openmetrics-text; version=1.0.0; charset=utf-8'],
    ['?format=atom', {}, 200, 'application/atom+xml; charset=utf-8'],
    ['?format=rss', {}, 200, 'application/rss+xml; charset=utf-8'],
    ['?check=website', {}, 200, 'application/json'],
    ['?check=mail_1&check=website', {}, 200, 'application/json'],
    ['?group=public', {}, 503, 'application/json'],
  ])('%s %j', async (query, headers, status, type) => {
    const response = await ask(`/api/health${query}`, headers);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('vary')).toBe('Accept, Authorization');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(response.headers.get('x-allswell-cache')).toMatch(/^revision/);
  });

  test('shows private checks to a token alone, and never in a feed', async () => {
    expect(await (await ask('/api/health')).text()).not.toContain('Back office');
    const privately = await ask('/api/health', ADMIN);
    expect(await privately.text()).toContain('Back office');
    expect(privately.headers.get('cache-control')).toBe('private, no-cache');
    expect(await (await ask('/api/health?format=atom', ADMIN)).text()).not.toContain('Back office');
    expect((await ask('/api/health?check=secret&format=html', ADMIN)).status).toBe(404);
    expect((await ask('/api/health?check=secret', ADMIN)).status).toBe(503);
  });

  test('refuses what is wrong with a problem that lists what there is', async () => {
    expect((await problem(await ask('/api/health?format=xml'))).formats).toContain('openmetrics');
    expect((await problem(await ask('/api/health', { accept: 'image/png' }))).status).toBe(406);
    const missing = await problem(await ask('/api/health?check=secret&group=x'));
    expect(missing).toMatchObject({
      status: 404,
      instance: '/api/health',
      detail: 'there is no check "secret" and no group "x"',
    });
    expect(missing.checks).not.toContain('secret');
    expect((await problem(await ask('/api/health?fresh=1'))).status).toBe(400);
    expect((await ask('/api/health', { authorization: 'Bearer wrong' })).status).toBe(401);
  });

  test('sends a browser to the page', async () => {
    for (const [path, to] of [
      ['/api/health?format=html', '/'],
      ['/api/health?format=html&group=public&x=1', '/?group=public'],
    ]) {
      const response = await ask(path ?? '');
      expect([response.status, response.headers.get('location'), response.headers.get('x-allswell-render')]).toEqual([
        307,
        to,
        to,
      ]);
    }
    const one = await healthOfOne.GET(request('/api/health/website', { accept: 'text/html' }), of('website'));
    expect(one.headers.get('location')).toBe('/checks/website');
  });

  test('answers for one check, whose id may be encoded', async () => {
    expect((await healthOfOne.GET(request('/api/health/website'), of('%77ebsite'))).status).toBe(200);
    expect((await healthOfOne.GET(request('/api/health/api.v2'), of('api.v2'))).status).toBe(503);
    for (const id of ['nope', '%', 'a%2Fb'])
      expect((await healthOfOne.GET(request('/api/health/x'), of(id))).status).toBe(404);
  });

  test('refuses to be written to', async () => {
    const response = health.POST(request('/api/health', {}, 'POST'));
    expect(response.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
    expect((await problem(response)).status).toBe(405);
  });

  test('says so while nothing is known', async () => {
    source.started = false;
    const response = await ask('/api/health');
    expect(response.headers.get('retry-after')).toBe('1');
    expect((await problem(response)).status).toBe(503);
  });

  test('fresh results are for the administrator, and need a worker', async () => {
    source.ready = { ...source.ready, worker: { alive: false, figures: null } };
    expect((await ask('/api/health?fresh=true')).status).toBe(401);
    const away = await ask('/api/health?fresh=true', ADMIN);
    expect(await problem(away)).toMatchObject({ status: 503, title: 'The worker is away' });
    expect((await ask('/api/health?fresh=true&check=paused', ADMIN)).headers.get('cache-control')).toBe('no-store');
  });
});

describe('/metrics', () => {
  test('adds the process, in either format', async () => {
    const plain = await metrics.GET(request('/metrics'));
    expect(plain.headers.get('x-allswell-cache')).toBe('revision; max-age=1');
    const text = await plain.text();
    expect(text).toMatch(/^process_cpu_seconds_total\{environment="production"/m);
    expect(await promtoolFindings(text)).toBe('');
    // The least delay of the event loop before any was measured.
    expect(text).not.toContain('9223372036');
    const accept = 'application/openmetrics-text;version=1.0.0;q=0.6,text/plain;q=0.3';
    const open = await (await metrics.GET(request('/metrics', { accept }))).text();
    expect(parseOpenMetrics(open).length).toBeGreaterThan(20);
  });

  test('keeps its families apart from a prefix that would clash', async () => {
    source.change = (snapshot) => ({
      ...snapshot,
      metrics: { prefix: 'nodejs_version', labels: {}, histogram: false },
    });
    const text = await (await metrics.GET(request('/metrics?format=openmetrics'))).text();
    expect(parseOpenMetrics(text).map((family) => family.name)).toContain('nodejs_version_info');
  });

  test('gives scrapers of other tastes the older format, but knows no other by name', async () => {
    expect((await metrics.GET(request('/metrics', { accept: 'application/json' }))).status).toBe(200);
    expect((await metrics.GET(request('/metrics?format=json'))).status).toBe(400);
  });
});

describe('the feeds', () => {
  test('are at their own addresses, each its own self', async () => {
    const atom = feedAtom.GET(request('/feed.atom?check=website&x=1'));
    expect(await atom.text()).toContain(
      'rel="self" type="application/atom+xml" href="https://status.acme.example/feed.atom?check=website"',
    );
    const rss = historyRss.GET(request('/history.rss'));
    expect(await rss.text()).toContain('href="https://status.acme.example/history.rss"');
    expect(feedAtom.GET(request('/feed.atom?check=secret', ADMIN)).status).toBe(404);
  });
});

describe('a history', () => {
  test('is JSON or CSV', async () => {
    const json = await history.GET(request('/api/checks/website/history?range=1h'), of('website'));
    expect(((await json.json()) as { buckets: unknown[] }).buckets).toHaveLength(3);
    const csv = await history.GET(request('/api/checks/website/history?range=1h&format=csv'), of('website'));
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="website-1h.csv"');
  });

  test('refuses what there is not', async () => {
    const range = await problem(await history.GET(request('/api/checks/website/history?range=2h'), of('website')));
    expect(range).toMatchObject({ status: 400, ranges: ['1h', '24h', '7d', '30d', '90d', '1y'] });
    expect((await history.GET(request('/x?format=xml'), of('website'))).status).toBe(400);
    expect((await history.GET(request('/x'), of('secret'))).status).toBe(404);
    expect((await history.GET(request('/x', ADMIN), of('secret'))).status).toBe(200);
  });
});

describe('a run', () => {
  test('is for the administrator, and needs a worker', async () => {
    source.ready = { ...source.ready, worker: { alive: false, figures: null } };
    expect((await run.POST(request('/x', {}, 'POST'), of('website'))).status).toBe(401);
    expect((await run.POST(request('/x', ADMIN, 'POST'), of('nope'))).status).toBe(404);
    expect((await run.POST(request('/x', ADMIN, 'POST'), of('paused'))).status).toBe(409);
    expect((await run.POST(request('/x', ADMIN, 'POST'), of('website'))).status).toBe(503);
    expect(run.GET(request('/x')).headers.get('allow')).toBe('POST, OPTIONS');
  });
});

describe('probes', () => {
  test('/livez', async () => expect(await livez.GET().text()).toBe('ok\n'));

  test('/readyz', async () => {
    expect(await readyz.GET(request('/readyz')).text()).toBe('ok\n');
    expect(await readyz.GET(request('/readyz?verbose')).text()).toBe(
      '[+]database ok\n[+]schema ok\n[+]worker ok\n' +
        '[!]configuration: the file on disk has a problem; the last good one is in force\nok\n',
    );
    const { figures } = source.ready.worker;
    source.ready = {
      ...source.ready,
      worker: { alive: true, figures: figures && { ...figures, configError: '3 problems' } },
    };
    expect(await readyz.GET(request('/readyz?verbose')).text()).toContain('the file on disk has 3 problems;');
    source.ready = {
      ...source.ready,
      ready: false,
      reasons: ['the worker is late'],
      worker: { alive: false, figures: null },
    };
    const late = readyz.GET(request('/readyz?verbose'));
    expect(late.status).toBe(503);
    expect(await late.text()).toBe(
      '[+]database ok\n[+]schema ok\n[-]worker failed\n[-]configuration unknown\nthe worker is late\nnot ready\n',
    );
  });
});
