import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { LANGUAGES } from '../../lib/model.ts';
import { newPlace, startProgram, until, type Program } from '../integration/lifecycle/program.ts';
import { newEnding, startControlled } from '../integration/servers.ts';
import { health } from '../integration/surfaces.ts';
import { startChromium } from './chromium.ts';

const ending = newEnding();
const { atEnd } = ending;
let browser: Browser;
let program: Program;

beforeAll(async () => {
  const [chromium, app] = await Promise.all([startChromium(atEnd), startControlled(atEnd)]);
  browser = chromium;
  const place = await newPlace({}, atEnd);
  place.configure(`
site: { name: Acme, url: https://status.example }
defaults: { interval: 1s, timeout: 1500ms }
checks:
  - { id: web, name: Website, type: http, url: "http://127.0.0.1:${app.port}/web" }
  - { id: broken, name: Checkout, type: http, url: "http://127.0.0.1:${app.port}/broken" }
`);
  app.at('/broken').status = 500;
  program = await startProgram(place);
  await until(
    async () => (await health(program)).json.checks.map(({ state }) => state).join() === 'up,down',
    30_000,
    () => program.output(),
  );
});

afterAll(() => ending.end());

async function open(path: string, options: BrowserContextOptions): Promise<{ page: Page; faults: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(program.url + path, { waitUntil: 'networkidle' });
  return { page, faults };
}

const documentOf = (page: Page) =>
  page.evaluate(() => {
    const { lang, dir } = document.documentElement;
    return { lang, dir };
  });

test('a browser gets its language, in its direction, with its own words alive', async () => {
  const { page, faults } = await open('/', { locale: 'ar-EG', timezoneId: 'Asia/Tokyo' });
  expect(await documentOf(page)).toEqual({ lang: 'ar', dir: 'rtl' });
  expect(await page.locator('h1').innerText()).toBe('انقطاع: Checkout');
  expect(await page.locator('h1 bdi').innerText()).toBe('Checkout');
  expect(await page.locator('time').first().getAttribute('title')).toMatch(/UTC · .*[\u0600-\u06ff]/);
  await page.locator('svg.bars').first().hover();
  expect(await page.locator('.tip strong').innerText()).toMatch(/[\u0600-\u06ff]/);
  const bars = await page
    .locator('svg.bars')
    .first()
    .evaluate((element) => getComputedStyle(element).direction);
  expect(bars).toBe('ltr');
  expect(faults).toEqual([]);
});

test('the switch of languages and the links keep what was chosen, without JavaScript', async () => {
  const { page } = await open('/', { locale: 'en-US', javaScriptEnabled: false });
  await page.getByRole('link', { name: 'Deutsch' }).click();
  expect(new URL(page.url()).search).toBe('?lang=de');
  expect(await page.locator('h1').innerText()).toBe('Checkout ist ausgefallen');
  await page.getByRole('link', { name: 'Checkout' }).first().click();
  expect(await documentOf(page)).toEqual({ lang: 'de', dir: 'ltr' });
  await page.getByRole('link', { name: '7 Tage' }).click();
  expect(new URL(page.url()).searchParams.get('range')).toBe('7d');
  expect(await documentOf(page)).toEqual({ lang: 'de', dir: 'ltr' });
});

test('a page that is not there says so in the language', async () => {
  const response = await fetch(`${program.url}/checks/nothing?lang=fr`, { headers: { 'accept-language': 'en' } });
  const html = await response.text();
  expect([response.status, response.headers.get('content-language')]).toEqual([404, 'fr']);
  expect(html).toContain('Page introuvable');
});

test('every language is told to search engines', async () => {
  const html = await (await fetch(`${program.url}/checks/web`)).text();
  const told = [...html.matchAll(/<link rel="alternate" hrefLang="([^"]+)" href="([^"]+)"/g)].map(([, tag]) => tag);
  expect(told).toHaveLength(LANGUAGES.length + 1);
  expect(html).toContain('hrefLang="zh-Hans" href="https://status.example/checks/web?lang=zh"');
});

test.each(LANGUAGES)('the pages fit 320 px in %s, and none fails', async (language) => {
  for (const path of ['/', '/checks/broken', '/history', '/incidents', '/monitoring']) {
    const { page, faults } = await open(`${path}?lang=${language}`, {
      viewport: { width: 320, height: 640 },
      timezoneId: 'Europe/Berlin',
    });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect([path, over, faults]).toEqual([path, 0, []]);
  }
});
