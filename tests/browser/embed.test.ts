import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newPlace, startProgram, until, type Program } from '../integration/lifecycle/program.ts';
import { newEnding, startControlled, startNginx, type ControlledServer } from '../integration/servers.ts';
import { becomes, checkNow } from '../integration/surfaces.ts';
import { startChromium } from './chromium.ts';
import { askForNews, newWatchedPage, visit } from './watched-page.ts';

const { atEnd, end } = newEnding();
let browser: Browser;
let program: Program;
let app: ControlledServer;
let site: string;

beforeAll(async () => {
  app = await startControlled(atEnd);
  const nginxPlace = await newPlace({}, atEnd);
  const nginx = await startNginx(atEnd, `location /status/ { proxy_pass http://127.0.0.1:${nginxPlace.port}/; }`);
  site = `http://127.0.0.1:${nginx.port}/status`;
  nginxPlace.configure(`site: { name: Acme, url: "${site}" }
defaults: { interval: 1s, timeout: 900ms }
groups:
  - { id: public, name: Public services }
checks:
  - { id: api, name: API, group: public, type: http, url: "http://127.0.0.1:${app.port}/" }
`);
  program = await startProgram(nginxPlace);
  await until(
    async () => (await checkNow(program, 'api'))?.state === 'up',
    () => program.output(),
  );
  browser = await startChromium(atEnd);
});
afterAll(end);

/** A page of another origin that shows the widget, or another page, as the documentation tells. */
async function hostPage(query: string, path = '/embed'): Promise<string> {
  const html = `<!DOCTYPE html><title>Other</title><style>body{margin:0}</style>
<iframe id="status" src="${site}${path}${query}" title="Status of Acme" style="width: 100%; height: 300px; border: 0"></iframe>
<script>
  addEventListener('message', ({ source, data }) => {
    const frame = document.getElementById('status');
    if (source === frame.contentWindow && data?.type === 'allswell:height') frame.style.height = \`\${data.height}px\`;
  });
</script>`;
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://localhost:${(server.address() as AddressInfo).port}/`;
}

test('the widget is shown in a page of another origin, is as high as it needs, and keeps itself current', async () => {
  const page = await browser.newPage({ viewport: { width: 400, height: 600 } });
  const faults: string[] = [];
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(error.message));
  await page.clock.install();
  await page.goto(await hostPage('?check=api&theme=light'));
  const frame = page.frameLocator('#status');
  await expect.poll(() => frame.locator('h1').textContent()).toBe('API is up');
  const height = () => page.evaluate(() => document.getElementById('status')?.clientHeight ?? 0);
  await expect.poll(height).toBeLessThan(120);
  const needed = await frame.locator('body').evaluate((body) => Math.ceil(body.getBoundingClientRect().height));
  expect(await height()).toBe(needed);
  await page.setViewportSize({ width: 100, height: 600 });
  await expect.poll(height).toBeGreaterThan(needed);

  app.at('/').status = 500;
  await becomes(program, 'api', 'down', 'http_status');
  await page.clock.runFor(31_000);
  await expect.poll(() => frame.locator('h1').textContent()).toBe('API is down');
  expect(await frame.locator('small').first().textContent()).toMatch(/^Unexpected HTTP status, since .* · Acme$/);
  expect(await frame.locator('a').getAttribute('href')).toBe(`${site}/checks/api`);
  expect(faults).toEqual([]);
  await page.close();
  app.at('/').status = 200;
  await becomes(program, 'api', 'up');
});

test('a group is shown in a frame of another page, and its links lead out of it', async () => {
  const page = await browser.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(await hostPage('', '/groups/public'));
  const frame = page.frameLocator('#status');
  await frame.locator('main a', { hasText: 'API' }).first().click();
  await page.waitForURL(`${site}/checks/api`);
  expect(faults).toEqual([]);
  await page.close();
});

test('no other page may be framed', async () => {
  const page = await browser.newPage();
  const refused: string[] = [];
  page.on('console', (message) => message.type() === 'error' && refused.push(message.text()));
  await page.setContent(`<iframe src="${site}/"></iframe>`);
  await expect.poll(() => refused.join()).toMatch(/frame-ancestors|X-Frame-Options/i);
  await page.close();
});

test('pages below a path work in the browser: links, charts that are loaded later, and news', async () => {
  const { page, faults } = await newWatchedPage(browser, `${site}/`);
  await visit(page, `${site}/`);
  expect(await page.title()).toBe('All systems operational – Acme');
  app.at('/').status = 500;
  await becomes(program, 'api', 'down', 'http_status');
  await askForNews(page);
  await page.waitForFunction(() => document.title === '(1) API is down – Acme');
  // What was made anew in the browser leads to the same places.
  expect(await page.locator('main a', { hasText: 'API' }).first().getAttribute('href')).toBe('/status/checks/api');
  await page.locator('main a', { hasText: 'API' }).first().click();
  await page.waitForURL(`${site}/checks/api`);
  await page.locator('#response-time .chart').hover();
  await page.waitForSelector('.recharts-surface');
  expect(faults).toEqual([]);
});
