import { expect, onTestFinished, test } from 'vitest';
import { readXml } from '../unit/formats/xmllint.ts';
import { newPlace, startProgram, type Program } from './lifecycle/program.ts';
import { startControlled } from './servers.ts';
import { ask, becomes, bearer } from './surfaces.ts';

const ADMIN = bearer('admin-of-this-test');
const FEEDS = ['/feed.atom', '/feed.rss', '/feed.json', '/history.atom', '/history.rss', '/history.json'];
const NARROWED = ['?check=web', '?group=front', '?only=incidents', '?only=maintenance', '?only=outages'];

const BODY = `Look at [the page](/status?a=1&b=2) & <b>this</b>: <script>alert(1)</script>

- \`a < b\` ]]> 🚀 שלום

<a href="javascript:alert(1)" onclick="x()">click</a>`;

async function write(program: Program, path: string, body: unknown): Promise<string> {
  const response = await fetch(program.url + path, {
    method: 'POST',
    headers: { ...ADMIN, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as { id: string };
  expect([path, response.status < 300, answer]).toEqual([path, true, answer]);
  return answer.id;
}

/** Every feed and every narrowed one, by its path. */
async function allFeeds(program: Program): Promise<Map<string, string>> {
  const paths = FEEDS.flatMap((feed) => [feed, ...NARROWED.map((query) => feed + query)]);
  const told = new Map<string, string>();
  for (const path of paths) {
    const { status, body } = await ask(program, path);
    expect([path, status]).toEqual([path, 200]);
    told.set(path, body);
  }
  return told;
}

test('feeds tell what happened, and are the same to the byte over scrapes and restarts', async () => {
  const app = await startControlled(onTestFinished);
  const place = await newPlace({ ALLSWELL_ADMIN_TOKEN: 'admin-of-this-test' });
  place.configure(`
site: { name: "R&D <Acme> 🚀", url: https://status.acme.example }
feeds: { hub: "https://hub.example/?a=1&b=2" }
defaults: { interval: 500ms, timeout: 1s }
groups: [{ id: front, name: Front }]
checks:
  - { id: web, name: Website, group: front, type: http, url: "http://127.0.0.1:${app.port}/web" }
  - { id: api, name: API, type: http, url: "http://127.0.0.1:${app.port}/api" }
`);
  const first = await startProgram(place);
  await Promise.all(['web', 'api'].map((id) => becomes(first, id, 'up')));
  app.at('/web').status = 500;
  await becomes(first, 'web', 'down', 'http_status');
  app.at('/web').status = 200;
  await becomes(first, 'web', 'up');
  const incident = await write(first, '/api/incidents', {
    title: 'Payments <fail> & "stall"',
    impact: 'major',
    checks: ['web'],
    body: BODY,
  });
  await write(first, `/api/incidents/${incident}/updates`, { status: 'resolved', body: 'It is over.' });
  const startsAt = Date.now() + 3_600_000;
  const window = await write(first, '/api/maintenance', {
    title: 'New switch',
    body: 'We move.',
    checks: ['api'],
    startsAt: new Date(startsAt).toISOString(),
    endsAt: new Date(startsAt + 5_400_000).toISOString(),
  });
  await expect.poll(async () => (await ask(first, '/feed.json')).body).toContain(`/maintenance/${window}`);

  const before = await allFeeds(first);
  const entry = (id: string, child: string) =>
    `//*[local-name()='entry'][contains(*[local-name()='id'], '/${id}')]/*[local-name()='${child}']`;
  const [title, content, outage, maintenance] = await readXml(before.get('/feed.atom') ?? '', [
    entry(`incident/${incident}`, 'title'),
    entry(`incident/${incident}`, 'content'),
    entry('outage/', 'content'),
    entry(`maintenance/${window}`, 'content'),
  ]);
  expect(title).toBe('Payments &lt;fail&gt; &amp; "stall"');
  expect(content).toMatch(/^<p><small>[^<]+<\/small><br><strong>Resolved<\/strong> - It is over\.<\/p>\n<p><small>/);
  expect(content).toContain('<strong>Investigating</strong> - Look at ');
  expect(content).toContain('<code>a &lt; b</code> ]]&gt; 🚀 שלום');
  expect(content).not.toMatch(/script|onclick|href="(?!https:\/\/)/);
  expect(outage).toContain('<strong>Resolved</strong> - Website was down from ');
  expect(maintenance).toContain('<strong>Scheduled</strong> - We move.</p>');
  expect(maintenance).toContain('for 1 hour 30 minutes. Affected: API.</p>');
  expect(before.get('/feed.rss?only=incidents')?.match(/<item>/g)).toHaveLength(1);
  expect(before.get('/feed.json?check=web')).not.toContain(window);

  const url = `${first.url}/feed.atom`;
  const link = '<https://hub.example/?a=1&b=2>; rel="hub", <https://status.acme.example/feed.atom>; rel="self"';
  const got = await fetch(url);
  await got.arrayBuffer();
  const again = await fetch(url, { headers: { 'If-None-Match': got.headers.get('etag') ?? '' } });
  await again.arrayBuffer();
  const head = await fetch(url, { method: 'HEAD' });
  expect([got.status, again.status, head.status]).toEqual([200, 304, 200]);
  expect([got, head].map((response) => response.headers.get('link'))).toEqual([link, link]);

  expect(await allFeeds(first)).toEqual(before);
  first.process.kill('SIGTERM');
  await first.ended;
  const second = await startProgram(place);
  await Promise.all(['web', 'api'].map((id) => becomes(second, id, 'up')));
  expect(await allFeeds(second)).toEqual(before);
});
