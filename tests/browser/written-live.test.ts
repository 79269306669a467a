import { expect, test } from 'vitest';
import { until } from '../integration/lifecycle/program.ts';
import { programPages } from './program-pages.ts';
import { askForNews, markDocument } from './watched-page.ts';

const TOKEN = 'a-token-for-administrators';
const pages = programPages(
  () => `
site: { name: Acme, url: https://status.example }
checks:
  - { id: web, name: Website, type: memory, interval: 1s }
  - { id: db, name: Database, type: memory, interval: 1s }
`,
  { ALLSWELL_ADMIN_TOKEN: TOKEN },
);

/** What the API says of what was written; `plan` is that of a maintenance. */
interface Written {
  readonly id: string;
  readonly plan: string;
}

/** Writes by the API, and gives what it answered. */
async function write(method: string, path: string, body: unknown): Promise<Written> {
  const answer = await fetch(pages.program.url + path, {
    method,
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  expect([answer.status, text]).toEqual([expect.toSatisfy((status: number) => status < 300), text]);
  return JSON.parse(text) as Written;
}

test('an incident that is opened, updated and resolved is on open pages each time, without a reload', async () => {
  const { page, faults } = await pages.open('/');
  const isSame = await markDocument(page);
  expect(await page.locator('h1').innerText()).toBe('All systems operational');

  const body =
    'We **look** into <script>alert(1)</script> it.\n\n- [why](https://example.com/)\n- [not](javascript:alert(1))';
  const opened = { title: 'Payments <b>fail</b>', impact: 'major', status: 'investigating', checks: ['web'], body };
  const { id } = await write('POST', '/api/incidents', opened);
  await askForNews(page);
  await page.getByRole('heading', { level: 1, name: 'Payments <b>fail</b>' }).waitFor();
  const card = page.locator('.banner');
  expect(await card.locator('.written strong').innerText()).toBe('look');
  expect(await card.locator('.written a').evaluateAll((all) => all.map((a) => a.getAttribute('href')))).toEqual([
    'https://example.com/',
  ]);
  expect(await card.locator('script').count()).toBe(0);

  const { page: own } = await pages.open(`/incidents/${id}`);
  await write('POST', `/api/incidents/${id}/updates`, { status: 'resolved', body: 'It is over.' });
  // Nobody has it ask: it does so by itself.
  await own.getByRole('heading', { name: 'Resolved' }).waitFor();
  expect(await own.locator('.updates > ol > li').count()).toBe(2);
  await page.bringToFront();
  await askForNews(page);
  await page.getByRole('heading', { level: 1, name: 'All systems operational' }).waitFor();
  expect(await page.locator('.told, .word').count()).toBe(0);
  expect(await page.getByRole('region', { name: 'Past 14 days' }).innerText()).toContain('Payments <b>fail</b>');
  expect(await isSame()).toBe(true);
  expect(faults).toEqual([]);
});

test('maintenance that begins marks its checks; a recurring one leads to its window', async () => {
  const { page } = await pages.open('/', { javaScriptEnabled: false });
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  const plan = { title: 'New disks', body: 'Nothing *stops*.', checks: ['db'], timezone: 'UTC' };
  const now = await write('POST', '/api/maintenance', { ...plan, startsAt: at(-60_000), endsAt: at(3_600_000) });
  const row = page.locator('.row').filter({ hasText: 'Database' });
  await until(
    async () => {
      await page.goto(pages.program.url);
      return (await row.locator('b').count()) === 1;
    },
    () => pages.program.output(),
  );
  expect(await page.getByRole('list', { name: 'Going on now' }).innerText()).toMatch(
    /New disks\s+Maintenance in progress\s+until/,
  );
  await page.goto(`${pages.program.url}/maintenance/${now.id}`);
  expect(await page.locator('main').innerText()).toContain('In progress');

  const starts = at(86_400_000);
  const weekly = { ...plan, startsAt: starts, endsAt: at(90_000_000), rrule: 'FREQ=WEEKLY' };
  const { plan: id } = await write('POST', '/api/maintenance', weekly);
  await until(
    async () => (await fetch(`${pages.program.url}/maintenance/${id}`, { redirect: 'manual' })).status === 307,
    () => pages.program.output(),
  );
  await page.goto(`${pages.program.url}/maintenance/${id}`);
  const stamp = starts.slice(0, 16).replace(/[-:]/g, '');
  expect(new URL(page.url()).pathname).toBe(`/maintenance/${id}-${stamp}Z`);
  expect(await page.locator('main').innerText()).toContain('Recurring maintenance');
  for (const path of ['/incidents/nothing', '/maintenance/nothing']) {
    const answer = await page.goto(pages.program.url + path);
    expect(answer?.status()).toBe(404);
    expect(await page.locator('h1').innerText()).toBe('Page not found');
  }
});
