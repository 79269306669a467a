import { ADMIN } from './secrets.ts';
import { beforeEach, describe, expect, test } from 'vitest';
import * as components from '../../../app/api/v2/components.json/route.ts';
import * as incidents from '../../../app/api/v2/incidents.json/route.ts';
import * as unresolved from '../../../app/api/v2/incidents/unresolved.json/route.ts';
import * as maintenance from '../../../app/api/v2/scheduled-maintenances.json/route.ts';
import * as active from '../../../app/api/v2/scheduled-maintenances/active.json/route.ts';
import * as upcoming from '../../../app/api/v2/scheduled-maintenances/upcoming.json/route.ts';
import * as statusDocument from '../../../app/api/v2/status.json/route.ts';
import * as summary from '../../../app/api/v2/summary.json/route.ts';
import * as feedAtom from '../../../app/feed.atom/route.ts';
import * as feedJson from '../../../app/feed.json/route.ts';
import * as feedRss from '../../../app/feed.rss/route.ts';
import * as historyAtom from '../../../app/history.atom/route.ts';
import * as historyJson from '../../../app/history.json/route.ts';
import * as historyRss from '../../../app/history.rss/route.ts';
import { noticeSnapshot } from '../formats/notices-fixture.ts';
import { provideFixedStatus } from './fixed-status.ts';

let source = provideFixedStatus();
beforeEach(() => {
  source = provideFixedStatus();
});

interface Route {
  readonly GET: (request: Request) => Response;
  readonly POST: (request: Request) => Response;
}
const request = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  new Request(`http://localhost${path}`, { headers, method });

const FEEDS: readonly (readonly [string, Route, string])[] = [
  ['/feed.atom', feedAtom, 'application/atom+xml; charset=utf-8'],
  ['/feed.rss', feedRss, 'application/rss+xml; charset=utf-8'],
  ['/feed.json', feedJson, 'application/feed+json'],
  ['/history.atom', historyAtom, 'application/atom+xml; charset=utf-8'],
  ['/history.rss', historyRss, 'application/rss+xml; charset=utf-8'],
  ['/history.json', historyJson, 'application/feed+json'],
];

const DOCUMENTS: readonly (readonly [string, Route, readonly string[]])[] = [
  ['summary', summary, ['page', 'components', 'incidents', 'scheduled_maintenances', 'status']],
  ['status', statusDocument, ['page', 'status']],
  ['components', components, ['page', 'components']],
  ['incidents', incidents, ['page', 'incidents']],
  ['incidents/unresolved', unresolved, ['page', 'incidents']],
  ['scheduled-maintenances', maintenance, ['page', 'scheduled_maintenances']],
  ['scheduled-maintenances/upcoming', upcoming, ['page', 'scheduled_maintenances']],
  ['scheduled-maintenances/active', active, ['page', 'scheduled_maintenances']],
];

describe.each(FEEDS)('%s', (path, route, type) => {
  test('is kept by revision, and names itself', async () => {
    const response = route.GET(request(`${path}?check=website&only=outages&x=1`));
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('x-allswell-cache')).toBe('revision');
    expect(response.headers.get('link')).toBeNull();
    const self = `https://status.acme.example${path}?check=website&only=outages`;
    expect((await response.text()).replaceAll('&amp;', '&')).toContain(self);
  });

  test('names its hub and itself in a Link header where there is a hub', () => {
    source.change = (snapshot) => ({ ...snapshot, feeds: { hub: 'https://hub.example/' } });
    expect(route.GET(request(`${path}?only=incidents&group=public`)).headers.get('link')).toBe(
      `<https://hub.example/>; rel="hub", <https://status.acme.example${path}?group=public&only=incidents>; rel="self"`,
    );
  });

  test('refuses what there is not, and to be written to', async () => {
    expect(route.GET(request(`${path}?check=secret`, ADMIN)).status).toBe(404);
    const unknown = route.GET(request(`${path}?only=incidents&only=gossip`));
    expect(unknown.status).toBe(400);
    expect(await unknown.json()).toMatchObject({
      detail: 'only must be one of incidents, maintenance, outages (got "gossip")',
    });
    expect(route.POST(request(path, {}, 'POST')).status).toBe(405);
    source.started = false;
    expect(route.GET(request(path)).status).toBe(503);
  });
});

describe.each(DOCUMENTS)('/api/v2/%s.json', (document, route, members) => {
  test('is the public document of that name, whoever asks', async () => {
    source.change = () => noticeSnapshot();
    const path = `/api/v2/${document}.json`;
    const response = route.GET(request(path, ADMIN));
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('x-allswell-cache')).toBe('revision');
    const text = await response.text();
    expect(Object.keys(JSON.parse(text) as object)).toEqual(members);
    expect(text).not.toContain('Back office');
    expect(await route.GET(request(`${path}?page=2`)).text()).toBe(text);
    expect(route.POST(request(path, {}, 'POST')).headers.get('allow')).toBe('GET, HEAD, OPTIONS');
    source.started = false;
    expect(route.GET(request(path)).status).toBe(503);
  });
});
