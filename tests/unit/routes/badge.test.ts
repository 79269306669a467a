import './secrets.ts';
import { beforeEach, describe, expect, test } from 'vitest';
import * as badge from '../../../app/badge/[...path]/route.ts';
import * as healthy from '../../../app/-/healthy/route.ts';
import * as ready from '../../../app/-/ready/route.ts';
import * as healthz from '../../../app/healthz/route.ts';
import { readHistoryInTurn } from '../../../app/api/history-reads.ts';
import type { CheckHistory } from '../../../lib/model.ts';
import { HISTORY } from '../formats/fixture.ts';
import { provideFixedStatus } from './fixed-status.ts';
import { ADMIN } from './secrets.ts';

let source = provideFixedStatus();
beforeEach(() => {
  source = provideFixedStatus();
});

function ask(path: string, headers: Record<string, string> = {}): Promise<Response> {
  const { pathname } = new URL(path, 'http://localhost');
  const params = Promise.resolve({ path: pathname.split('/').slice(2) });
  return badge.GET(new Request(`http://localhost${path}`, { headers }), { params });
}
const titleOf = async (path: string) => /<title>(.*?)<\/title>/.exec(await (await ask(path)).text())?.[1];
const detailOf = async (path: string) => ((await (await ask(path)).json()) as { detail: string }).detail;

describe('a badge', () => {
  test.each([
    ['/badge/website/status.svg', 'Website: up'],
    ['/badge/website/uptime.svg', 'Website uptime 90d: no data'],
    ['/badge/website/uptime.svg?window=7d', 'Website uptime 7d: 99.93%'],
    ['/badge/website/response-time.svg', 'Website response time: 53 ms'],
    ['/badge/website/response-time.svg?window=24h', /^Website response time 24h: [\d.]+ m?s$/],
    ['/badge/website/certificate.svg', 'Website certificate: 88 days'],
    ['/badge/mail_1/status.svg', 'Mail &amp; calendar: maintenance'],
    ['/badge/mail_1/certificate.svg', 'Mail &amp; calendar certificate: no data'],
    ['/badge/paused/status.svg', /: paused$/],
    ['/badge/group/public/status.svg', /: down$/],
    ['/badge/status.svg', /: down$/],
    ['/badge/uptime.svg?window=24h', /uptime 24h: \d\d\.\d\d%$/],
    ['/badge/website/status.svg?label=', 'up'],
    ['/badge/website/status.svg?label=a%22%3Cscript%3E%00%0Ab', 'a&quot;&lt;script&gt; b: up'],
  ])('%s tells %s', async (path, title) => {
    const response = await ask(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
    expect(response.headers.get('x-allswell-cache')).toBe('revision');
    expect(response.headers.get('cache-control')).toBe('public, max-age=30');
    if (typeof title === 'string') expect(await titleOf(path)).toBe(title);
    else expect(await titleOf(path)).toMatch(title);
  });

  test('is JSON for Shields as well', async () => {
    const response = await ask('/badge/api.v2/status.json?label=API&style=plastic&labelColor=333');
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({
      schemaVersion: 1,
      label: 'API',
      message: 'down',
      color: '#a81d16',
      labelColor: '#333',
      isError: true,
      style: 'plastic',
      cacheSeconds: 300,
    });
  });

  test('takes colours for each state, and one for all others', async () => {
    const colorOf = async (path: string) => ((await (await ask(path)).json()) as { color: string }).color;
    expect(await colorOf('/badge/website/status.json?color=ABC&downColor=red')).toBe('#abc');
    expect(await colorOf('/badge/api.v2/status.json?color=abc&downColor=red')).toBe('red');
    expect(await colorOf('/badge/website/uptime.json?noDataColor=%23010203')).toBe('#010203');
  });

  test('that the public may not see is a picture that says so, whoever asks', async () => {
    for (const path of ['/badge/secret/status.svg', '/badge/nope/uptime.svg', '/badge/group/x/status.svg']) {
      const response = await ask(path, ADMIN);
      expect([response.status, response.headers.get('content-type')]).toEqual([404, 'image/svg+xml; charset=utf-8']);
      expect(await response.text()).toContain('<title>status: not found</title>');
    }
    expect((await ask('/badge/website/health.svg')).status).toBe(404);
    expect((await ask('/badge/certificate.svg')).status).toBe(404);
    const json = await ask('/badge/secret/status.json', ADMIN);
    expect([json.status, json.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
    expect(await json.text()).not.toContain('Back office');
  });

  test.each([
    ['window=2h', 'window must be one of 24h, 7d, 30d, 90d (got "2h")'],
    ['style=round', 'style must be one of flat, flat-square, plastic, for-the-badge, social (got "round")'],
    ['style=flat&style=social', 'style must be given once'],
    ['label=' + 'x'.repeat(101), 'label must have at most 100 characters (got 101)'],
    [
      'color=url(%23a)',
      /^color must be three or six hexadecimal digits or one of brightgreen, .* \(got "url\(#a\)"\)$/,
    ],
    ['labelColor=constructor', /^labelColor must be .* \(got "constructor"\)$/],
  ])('refuses %s', async (query, detail) => {
    expect((await ask(`/badge/website/status.svg?${query}`)).status).toBe(400);
    if (typeof detail === 'string') expect(await detailOf(`/badge/website/status.svg?${query}`)).toBe(detail);
    else expect(await detailOf(`/badge/website/status.svg?${query}`)).toMatch(detail);
  });

  test('has no window for the response time of several checks', async () => {
    expect((await ask('/badge/group/public/response-time.svg')).status).toBe(200);
    expect(await detailOf('/badge/group/public/response-time.svg?window=7d')).toBe(
      "window is for one check: a group's response time is that of its latest runs",
    );
  });

  test('is refused while nothing is known, and where another method asks', async () => {
    source.started = false;
    expect((await ask('/badge/website/status.svg')).status).toBe(503);
    expect(badge.POST(new Request('http://localhost/badge/website/status.svg', { method: 'POST' })).status).toBe(405);
  });
});

test('no more histories are read at once than there is room for', async () => {
  let finish: (history: CheckHistory) => void = () => undefined;
  const slow = new Promise<CheckHistory>((resolve) => (finish = resolve));
  source.history = () => slow;
  const waiting = Array.from({ length: 40 }, () => readHistoryInTurn('public', 'website', '24h'));
  const full = await ask('/badge/website/response-time.svg?window=24h');
  expect([full.status, full.headers.get('retry-after')]).toEqual([503, '1']);
  finish(HISTORY);
  const answered = await Promise.all(waiting);
  expect(answered.filter((one) => 'history' in one)).toHaveLength(32);
  expect((await ask('/badge/website/response-time.svg?window=24h')).status).toBe(200);
});

test('the probes have the names that others ask for', async () => {
  for (const route of [healthz, healthy]) {
    expect(await route.GET().text()).toBe('ok\n');
    expect(route.POST(new Request('http://localhost/x', { method: 'POST' })).status).toBe(405);
  }
  const verbose = await ready.GET(new Request('http://localhost/-/ready?verbose')).text();
  expect(verbose).toMatch(/^\[\+\]database ok\n.*ok\n$/s);
});
