import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { servePages, type PageServer } from '../serve-pages.ts';

/** A movement of what was on the page, as its observer in the page keeps it. */
interface Watched {
  shift: number;
  mark: string;
}

let server: PageServer;
let browser: Browser;
let page: Page;
let faults: string[];

beforeAll(async () => {
  server = await servePages(0, 'up');
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync', '--no-first-run'],
  });
});

afterAll(async () => {
  await browser.close();
  await server.close();
});

beforeEach(async () => {
  server.show('up');
  faults = [];
  page = await browser.newPage({ timezoneId: 'Asia/Kolkata', viewport: { width: 1280, height: 600 } });
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(error.message));
  await page.addInitScript(() => {
    const watched = window as unknown as Watched;
    watched.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) watched.shift += (entry as unknown as { value: number }).value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
});

afterEach(() => page.close());

describe('an open page', () => {
  it('becomes the new state without a reload, a shift or a scroll', async () => {
    await page.goto(server.url, { waitUntil: 'networkidle' });
    await page.evaluate(() => {
      (window as unknown as Watched).mark = 'same document';
      window.scrollTo(0, 300);
    });
    expect(await page.title()).toBe('All systems operational – Acme');

    server.show('down');
    await page.waitForFunction(() => document.querySelector('h1')?.textContent === 'Payments API is down', null, {
      timeout: 15_000,
    });

    expect(await page.title()).toBe('(1) Payments API is down – Acme');
    expect(await page.getAttribute('link[rel=icon]', 'href')).toBe('/favicon-down.svg');
    expect(await page.textContent('[role=status]')).toBe('Payments API is down');
    const after = await page.evaluate(() => {
      const { mark, shift } = window as unknown as Watched;
      return { mark, shift, y: window.scrollY, since: document.querySelector('.banner time')?.textContent };
    });
    expect(after).toMatchObject({ mark: 'same document', y: 300 });
    expect(after.shift).toBeLessThan(0.01);
    // Times of the new state are in the visitor's zone, too: 14:02 UTC in Kolkata.
    expect(after.since).toContain('19:32');
    expect(faults).toEqual([]);
  });

  it('says quietly that it cannot reach the server, and stays', async () => {
    await page.clock.install();
    await page.goto(server.url, { waitUntil: 'networkidle' });
    await page.route('**/live', (route) => route.abort());
    for (let i = 0; i < 6; i++) {
      await page.clock.runFor(10_500);
      await page.waitForTimeout(100);
    }
    expect(await page.textContent('.live p')).toMatch(/^Last updated .+ ago – cannot reach the server$/);
    expect(await page.textContent('h1')).toBe('All systems operational');
  });
});

describe('the page of a check', () => {
  it('replaces the drawing by the live chart in the same place', async () => {
    await page.goto(`${server.url}/checks/payments?range=7d`, { waitUntil: 'networkidle' });
    await page.waitForSelector('.recharts-line');
    expect(await page.evaluate(() => (window as unknown as Watched).shift)).toBeLessThan(0.001);
    await page.hover('.chart', { position: { x: 500, y: 100 } });
    await page.waitForSelector('.recharts-tooltip-wrapper .tip');
    expect(await page.textContent('.recharts-tooltip-wrapper .tip')).toMatch(
      /^1\d Jun, \d\d:\d\d1\d Jun, \d\d:\d\d UTCp50.*p95.*p99/,
    );
    expect(faults).toEqual([]);
  });

  it('tells a day under the pointer', async () => {
    await page.goto(`${server.url}/checks/payments`, { waitUntil: 'networkidle' });
    const box = await page.locator('svg.bars').boundingBox();
    if (box === null) throw new Error('no bars');
    await page.mouse.move(box.x + (77.4 / 90) * box.width, box.y + 10);
    await expect
      .poll(() => page.textContent('body > .tip'))
      .toBe('Friday, 5 June 2026Payments APIUptime 97.36%Down 38 min');
  });
});
