import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { until } from '../integration/lifecycle/program.ts';
import { checkNow } from '../integration/surfaces.ts';
import { programPages } from './program-pages.ts';
import { askForNews, markDocument, movementsOf, overflowOf } from './watched-page.ts';

const pages = programPages(
  (app) => `
site: { name: Acme, url: https://status.example, description: All of Acme }
defaults: { interval: 1s, timeout: 1500ms }
groups: [{ id: front, name: Front }]
checks:
  - { id: web, name: Website, group: front, type: http, url: "${app}/web" }
  - { id: broken, name: Checkout with quite a long name, type: http, url: "${app}/broken" }
`,
);

/** What must not have happened since the page was opened. Words of a sentence may make room for each other. */
async function isStill(page: Page): Promise<void> {
  const { shift, moved, violations } = await movementsOf(page);
  expect({ moved, violations }).toEqual({ moved: [], violations: [] });
  expect(shift).toBeLessThan(0.01);
}

test('without JavaScript the home page is complete: states, bars, figures', async () => {
  const { page, faults } = await pages.open('/', { javaScriptEnabled: false });
  expect(await page.locator('h1').innerText()).toBe('Checkout with quite a long name is down');
  const row = (name: string) =>
    page
      .locator('main li')
      .filter({ has: page.getByRole('link', { name, exact: true }) })
      .first();
  const good = await row('Website').innerText();
  expect(good).toMatch(/\bUp\b/);
  expect(good).toMatch(/100%/);
  expect(good).toMatch(/\d m?s\b/);
  const bad = await row('Checkout with quite a long name').innerText();
  expect(bad).toContain('Down');
  expect(bad).toContain('unexpected HTTP status');
  expect(bad).toMatch(/0\.00%|\b0%/);
  for (const name of ['Website', 'Checkout with quite a long name']) {
    const bars = row(name).getByRole('img');
    expect(await bars.getAttribute('aria-label')).toMatch(/^90 days/);
    const box = await bars.boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThan(15);
  }
  expect(await row('Checkout with quite a long name').locator('svg path.down').count()).toBeGreaterThan(0);
  expect(await page.locator('main').innerText()).toContain('Ongoing');
  expect(await page.locator('h2, h3').allInnerTexts()).toContain('Front');
  expect(faults).toEqual([]);
});

test('without JavaScript the page of a check is complete: state, windows, history, outages', async () => {
  const { page, faults } = await pages.open('/checks/broken', { javaScriptEnabled: false });
  expect(await page.locator('h1').innerText()).toBe('Checkout with quite a long name');
  const text = await page.locator('main').innerText();
  for (const part of ['Down', 'unexpected HTTP status', '24 hours', '7 days', '30 days', '90 days', 'Ongoing'])
    expect(text).toContain(part);
  expect(text).toMatch(/0\.00%|\b0%/);
  const up = await pages.open('/checks/web?range=1h', { javaScriptEnabled: false });
  const figures = await up.page.locator('main').innerText();
  for (const part of ['Up', '100%', 'p50', 'p95', 'p99']) expect(figures.toLowerCase()).toContain(part.toLowerCase());
  expect(await up.page.locator('main svg path').count()).toBeGreaterThan(3);
  expect([...faults, ...up.faults]).toEqual([]);
});

test('every page names its feeds for discovery', async () => {
  for (const [path, query] of [
    ['/', ''],
    ['/history', ''],
    ['/incidents', '?only=incidents'],
    ['/maintenance', '?only=maintenance'],
    ['/monitoring', ''],
    ['/checks/web', '?check=web'],
    ['/?group=front', '?group=front'],
  ] as const) {
    const html = await (await fetch(pages.program.url + path)).text();
    const links = [...html.slice(0, html.indexOf('</head>')).matchAll(/<link rel="alternate" type=[^>]*>/g)].map(
      ([link]) => ({
        type: /type="([^"]*)"/.exec(link)?.[1],
        href: /href="([^"]*)"/.exec(link)?.[1],
      }),
    );
    expect([path, links]).toEqual([
      path,
      [
        { type: 'application/atom+xml', href: `/feed.atom${query}` },
        { type: 'application/rss+xml', href: `/feed.rss${query}` },
        { type: 'application/feed+json', href: `/feed.json${query}` },
      ],
    ]);
    for (const { type, href } of links) {
      const feed = await fetch(pages.program.url + (href ?? ''));
      expect(feed.status).toBe(200);
      expect(feed.headers.get('content-type')?.replace('; charset=utf-8', '')).toBe(type);
    }
  }
});

test.each(['/', '/checks/web'])('%s updates itself without error, violation, shift or reload', async (path) => {
  const { page, faults } = await pages.open(path, { viewport: { width: 1280, height: 600 } });
  const isSame = await markDocument(page);
  const policy = (await page.request.head(pages.program.url + path)).headers()['content-security-policy'] ?? '';
  const scripts = policy.split(/; */).find((directive) => directive.startsWith('script-src'));
  expect(scripts).toMatch(/^script-src 'self'( 'sha256-[^']+')+$/);
  await page.evaluate(() => document.fonts.ready);

  pages.app.at('/web').delay = 5_000;
  onTestFinished(() => void (pages.app.at('/web').delay = 0));
  const place = page.locator('main').getByText('Down', { exact: false });
  const before = await place.count();
  await until(
    async () => (await place.count()) > before,
    () => faults.join('\n'),
  );
  await isStill(page);
  expect(await isSame()).toBe(true);

  pages.app.at('/web').delay = 0;
  await until(async () => (await checkNow(pages.program, 'web'))?.state === 'up');
  await askForNews(page);
  await page
    .locator('main')
    .getByText('Ongoing')
    .nth(path === '/' ? 1 : 0)
    .waitFor({ state: 'detached' });
  await isStill(page);
  expect(faults).toEqual([]);
});

test('where the system chooses the colours, it is still seen which page and range are shown', async () => {
  const { page } = await pages.open('/checks/broken', { forcedColors: 'active' });
  const marked = await page
    .locator('.ranges a, footer .languages a')
    .evaluateAll((links) =>
      links.filter(
        (link) => link.hasAttribute('aria-current') !== (getComputedStyle(link).textDecorationLine !== 'none'),
      ),
    );
  expect(marked).toEqual([]);
});

test('light and dark are two looks, both readable', async () => {
  for (const path of ['/', '/checks/broken']) {
    const contrast: Record<string, number> = {};
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, faults } = await pages.open(path, { colorScheme });
      contrast[colorScheme] = await page.evaluate(() => {
        const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
        const of = (colour: string): number => {
          if (canvas === null) return Number.NaN;
          canvas.fillStyle = colour;
          canvas.fillRect(0, 0, 1, 1);
          const [r = 0, g = 0, b = 0] = canvas.getImageData(0, 0, 1, 1).data;
          return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
        };
        const style = getComputedStyle(document.body);
        return of(style.backgroundColor) - of(style.color);
      });
      expect(faults).toEqual([]);
    }
    expect(contrast['light']).toBeGreaterThan(0.6);
    expect(contrast['dark']).toBeLessThan(-0.6);
  }
});

test.each(['/', '/checks/broken', '/checks/web?range=1h', '/history', '/incidents', '/monitoring'])(
  '%s fits 320 px',
  async (path) => {
    const { page, faults } = await pages.open(path, { viewport: { width: 320, height: 640 } });
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
    expect(faults).toEqual([]);
  },
);

test('by keyboard: first the skip link, then every link, each visibly', async () => {
  const { page, faults } = await pages.open('/');
  const focused = () =>
    page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      const { width, height, top } = element.getBoundingClientRect();
      return {
        href: element.getAttribute('href'),
        text: element.innerText,
        marked: (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none',
        visible: width > 0 && height > 0 && top >= 0 && top < innerHeight,
      };
    });
  await page.keyboard.press('Tab');
  expect(await focused()).toEqual({ href: '#content', text: 'Skip to content', marked: true, visible: true });
  const links = await page.locator('a[href]').count();
  const reached: (string | null)[] = ['#content'];
  for (let i = 1; i < links; i += 1) {
    await page.keyboard.press('Tab');
    const { href, text, ...looks } = await focused();
    expect([text, looks]).toEqual([text, { marked: true, visible: true }]);
    reached.push(href);
  }
  for (const href of ['/', '/history', '/checks/web', '/checks/broken', '/feed.atom', '/feed.rss'])
    expect(reached).toContain(href);

  await page.goto(pages.program.url);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect.poll(() => new URL(page.url()).hash).toBe('#content'); // told by the browser a moment later
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.closest('main') !== null)).toBe(true);
  expect(faults).toEqual([]);
});
