import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { MINUTE, NOW } from '../fixtures/snapshot.ts';
import type { PageName } from '../fixtures/pages.ts';
import { newEnding } from '../integration/servers.ts';
import { servePages, type PageServer } from '../serve-pages.ts';
import { startChromium } from './chromium.ts';
import { visit } from './watched-page.ts';

const ending = newEnding();
const { atEnd } = ending;
let server: PageServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([servePages(0, 'up'), startChromium(atEnd)]);
  atEnd(() => server.close());
});
afterAll(() => ending.end());

async function pageOf(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  onTestFinished(() => context.close());
  return context.newPage();
}

describe.each([true, false])('with JavaScript: %s', (javaScriptEnabled) => {
  const shown = async (fixture: PageName | null, path = '/') => {
    server.show(fixture);
    const page = await pageOf({ javaScriptEnabled });
    const response = await page.goto(server.url + path);
    return { page, status: response?.status(), text: await page.locator('body').innerText() };
  };

  test('before the database is there it says that it starts, and comes back by itself', async () => {
    const { page, text } = await shown(null);
    expect(text).toContain('Starting');
    server.show('up');
    await page.getByRole('heading', { name: 'All systems operational' }).waitFor();
  });

  test('before the first run every check is listed, and none is called up', async () => {
    const { page } = await shown('first');
    expect(await page.locator('h1').innerText()).toBe('Waiting for the first results');
    const rows = (await page.locator('.row').allInnerTexts()).join('\n');
    expect(rows).toContain('Payments API');
    expect(rows).not.toMatch(/\bUp\b|100%|operational/);
  });

  test('without checks it says how to add some', async () => {
    const { page, text } = await shown('empty');
    expect(await page.locator('h1').innerText()).toBe('No checks are configured');
    expect(text).toContain('allswell.config.yaml');
  });

  test('a dead worker is said, and nothing is called up', async () => {
    const { page, text } = await shown('dead');
    expect(await page.locator('h1').innerText()).toBe('No current results');
    expect(await page.getByRole('note').innerText()).toContain('The monitor is not recording results.');
    expect(text).not.toContain('operational');
  });

  test('what the database no longer confirms is called the last known state, with its age', async () => {
    const { page } = await shown('stale');
    expect(await page.getByRole('note').innerText()).toContain('last known state, 4\u00a0min old');
    expect(await page.locator('h1').innerText()).toBe('Last known: All systems operational');
    expect(await page.locator('.banner p').innerText()).toMatch(/^As of (17 Jun, )?\d\d:\d\d( UTC)?$/);
    const foot = await page.locator('.live time').getAttribute('datetime');
    expect(foot).toBe(new Date(NOW - 4 * MINUTE).toISOString());
  });

  test('nothing is called well of which nobody knows whether it still is', async () => {
    for (const [fixture, path, said] of [
      ['stale', '/', 'Last known: All systems operational'],
      ['halted', '/', 'Last known: All systems operational'],
      ['halted', '/groups/public', 'Public services: Last known: All systems operational'],
      ['halted', '/checks/payments', 'Last known: Up for'],
    ] as const) {
      const { page } = await shown(fixture, path);
      expect(await page.locator('.banner').innerText()).toContain(said);
      expect(await page.title()).toContain('Last known: ');
      expect(await page.locator('.banner.up, .banner .icon.up').count()).toBe(0);
      expect(await page.getAttribute('link[rel=icon]', 'href')).toBe('/favicon-unknown.svg');
      expect(await page.locator('.notice ~ .banner').evaluate((it) => getComputedStyle(it).filter)).toBe(
        'grayscale(1)',
      );
    }
  });

  test('a page that is not there is told, with a way back', async () => {
    for (const path of ['/nothing', '/checks/nothing', '/incidents/nothing']) {
      const { page, status } = await shown('up', path);
      expect([path, status]).toEqual([path, 404]);
      await page.getByRole('heading', { name: 'Page not found' }).waitFor();
      const pages = page.getByRole('navigation', { name: 'Pages' }).getByRole('link');
      expect(await pages.allInnerTexts()).toEqual(['Status', 'Incidents', 'History']);
      expect(await page.getByRole('link', { name: 'Current status' }).getAttribute('href')).toBe('/');
    }
  });

  test('a page that fails says that this is about the page, not the services', async () => {
    server.fail();
    onTestFinished(() => server.show('up'));
    const page = await pageOf({ javaScriptEnabled });
    const response = await page.goto(server.url);
    expect(response?.status()).toBe(500);
    await page.getByRole('heading', { level: 1 }).waitFor();
    const text = await page.locator('body').innerText();
    expect(text).not.toMatch(/on purpose|operational/);
    server.show('up');
    await page.getByRole('link', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'All systems operational' }).waitFor();
  });
});

describe('while it is open', () => {
  /** Opens the home page, and counts how often it asks for news. */
  async function counted() {
    server.show('up');
    const page = await pageOf();
    await page.clock.install({ time: NOW });
    let asked = 0;
    page.on('request', (request) => {
      if (request.url().endsWith('/live')) asked += 1;
    });
    await visit(page, server.url);
    return { page, asked: () => asked };
  }

  const setHidden = (page: Page, hidden: boolean) =>
    page.evaluate(
      (value) => {
        Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => value });
        document.dispatchEvent(new Event('visibilitychange'));
      },
      hidden ? 'hidden' : 'visible',
    );

  test('it asks for nothing while nobody sees it, and at once when somebody does', async () => {
    const { page, asked } = await counted();
    await page.clock.runFor(10_500);
    await expect.poll(asked).toBe(1);
    await setHidden(page, true);
    await page.clock.runFor(120_000);
    expect(asked()).toBe(1);
    server.show('down');
    await setHidden(page, false);
    await page.getByRole('heading', { name: 'Payments API is down' }).waitFor();
    expect(asked()).toBe(2);
  });

  test('a change is announced once, politely; news that change no sentence are not', async () => {
    const { page } = await counted();
    const announced = page.locator('.live [role=status]');
    expect(await announced.innerText()).toBe('');
    server.show('resolved');
    await page.clock.runFor(10_500);
    await page.getByRole('region', { name: 'Past 14 days' }).getByText('Resolved').first().waitFor();
    expect(await announced.innerText()).toBe('');
    server.show('down');
    await page.clock.runFor(10_500);
    await expect.poll(() => announced.innerText()).toBe('Payments API is down');
    const interrupting = page.locator('[aria-live=assertive], [role=alert]');
    expect(await interrupting.count()).toBe(0);
  });

  test("times are the zone's of the visitor, UTC and how long ago beside them", async () => {
    server.show('down');
    const page = await pageOf({ timezoneId: 'Asia/Kolkata' });
    await page.clock.setFixedTime(NOW);
    await page.goto(server.url, { waitUntil: 'networkidle' });
    const since = page.locator('.banner time').first();
    await expect.poll(() => since.innerText()).toContain('19:32');
    await since.hover();
    expect(await since.getAttribute('title')).toMatch(/14:02 UTC · 30 minutes ago/);
    expect(await page.locator('[data-zone]').first().innerText()).toMatch(/Asia.(Kolkata|Calcutta)/);
    const plain = await pageOf({ timezoneId: 'Asia/Kolkata', javaScriptEnabled: false });
    await plain.goto(server.url);
    expect(await plain.locator('.banner time').first().innerText()).toContain('14:02');
    expect(await plain.locator('[data-zone]').first().innerText()).toBe('UTC');
  });
});

test('on paper there is the content, and nothing to click', async () => {
  server.show('several');
  const page = await pageOf({ colorScheme: 'dark' });
  await page.goto(server.url, { waitUntil: 'networkidle' });
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('h1').isVisible()).toBe(true);
  expect(await page.locator('main svg.bars').first().isVisible()).toBe(true);
  for (const nav of await page.locator('nav').all()) expect(await nav.isVisible()).toBe(false);
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(255, 255, 255)');
  const dark = await page.evaluate(() => getComputedStyle(document.body).color);
  expect(Math.max(...(dark.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number))).toBeLessThan(128);
  await page.emulateMedia({ media: 'screen' });
  await visit(page, `${server.url}/checks/payments#response-time`);
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('nav.ranges, .lines, .brush input').filter({ visible: true }).count()).toBe(0);
});

test('the live chart is as wide as paper on it', async () => {
  server.show('up');
  const page = await pageOf({});
  await visit(page, `${server.url}/checks/payments`);
  await page.locator('.chart').first().scrollIntoViewIfNeeded();
  const curve = page.locator('.chart .recharts-curve').first();
  await curve.waitFor();
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 700, height: 1000 });
  expect(await curve.count()).toBe(0);
  const share = () =>
    page.evaluate(() => {
      const width = (selector: string) => document.querySelector(selector)?.getBoundingClientRect().width ?? 0;
      return width('.chart path.p50') / width('.chart');
    });
  expect(await share()).toBeGreaterThan(0.8);
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  await curve.waitFor();
});

test.each([
  ['minor', '/', '.row p a'],
  ['down', '/checks/payments', '.bars'],
] as const)('the ring of the focus is nowhere cut off: %s %s, %s too', async (fixture, path, among) => {
  server.show(fixture);
  const page = await pageOf();
  await visit(page, server.url + path);
  const cut: string[] = [];
  let wasAmong = false;
  for (let isOnPage = true; isOnPage;) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate((selector) => {
      const focused = document.activeElement;
      if (focused === null || focused === document.body) return null;
      const { outlineStyle, outlineOffset, outlineWidth } = getComputedStyle(focused);
      const ring = outlineStyle === 'none' ? 0 : parseFloat(outlineOffset) + parseFloat(outlineWidth);
      const { left, right, top, bottom } = focused.getBoundingClientRect();
      let isWhole = true;
      for (let node = focused.parentElement; node !== null && node !== document.body; node = node.parentElement) {
        const { overflowX, overflowClipMargin } = getComputedStyle(node);
        if (overflowX === 'visible') continue;
        const room = ring - (overflowX === 'clip' ? parseFloat(overflowClipMargin) : 0) - 1;
        const box = node.getBoundingClientRect();
        isWhole &&= left - room >= box.left && right + room <= box.right;
        isWhole &&= top - room >= box.top && bottom + room <= box.bottom;
      }
      return { isWhole, isAmong: focused.matches(selector), html: focused.outerHTML.slice(0, 80) };
    }, among);
    isOnPage = stop !== null;
    wasAmong ||= stop?.isAmong === true;
    if (stop?.isWhole === false) cut.push(stop.html);
  }
  expect({ cut, wasAmong }).toEqual({ cut: [], wasAmong: true });
});
