import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { LANGUAGES } from '../../lib/model.ts';
import { programPages } from './program-pages.ts';
import { overflowOf, visit } from './watched-page.ts';

const pages = programPages(
  (app) => `
site: { name: Acme, url: https://status.example }
defaults: { interval: 1s, timeout: 1500ms }
checks:
  - { id: web, name: Website, type: http, url: "${app}/web" }
  - { id: broken, name: Checkout, type: http, url: "${app}/broken" }
`,
);

const documentOf = (page: Page) =>
  page.evaluate(() => {
    const { lang, dir } = document.documentElement;
    return { lang, dir };
  });

test('a browser gets its language, in its direction, with its own words alive', async () => {
  const { page, faults } = await pages.open('/', { locale: 'ar-EG', timezoneId: 'Asia/Tokyo' });
  expect(await documentOf(page)).toEqual({ lang: 'ar', dir: 'rtl' });
  expect(await page.locator('h1').innerText()).toBe('انقطاع: Checkout');
  expect(await page.locator('h1 bdi').innerText()).toBe('Checkout');
  await page.locator('time[data-form]').first().dispatchEvent('pointerover');
  expect(await page.locator('time[data-form]').first().getAttribute('title')).toMatch(/UTC · .*[\u0600-\u06ff]/);
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
  const { page } = await pages.open('/', { locale: 'en-US', javaScriptEnabled: false });
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
  const response = await fetch(`${pages.program.url}/checks/nothing?lang=fr`, { headers: { 'accept-language': 'en' } });
  const html = await response.text();
  expect([response.status, response.headers.get('content-language')]).toEqual([404, 'fr']);
  expect(html).toContain('Page introuvable');
});

test('every language is told to search engines', async () => {
  const html = await (await fetch(`${pages.program.url}/checks/web`)).text();
  const told = [...html.matchAll(/<link rel="alternate" hrefLang="([^"]+)" href="([^"]+)"/g)].map(([, tag]) => tag);
  expect(told).toHaveLength(LANGUAGES.length + 1);
  expect(html).toContain('hrefLang="zh-Hans" href="https://status.example/checks/web?lang=zh"');
});

test.each(LANGUAGES)(
  'the pages fit 320 px in %s, with text of twice the size too, and none fails',
  async (language) => {
    const { page, faults } = await pages.open(`/?lang=${language}`, {
      viewport: { width: 320, height: 640 },
      timezoneId: 'Europe/Berlin',
    });
    for (const path of ['/', '/checks/broken', '/history', '/incidents', '/monitoring']) {
      if (path !== '/') await visit(page, `${pages.program.url}${path}?lang=${language}`);
      expect([path, await overflowOf(page), faults]).toEqual([path, 0, []]);
      await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
      expect([path, await overflowOf(page)]).toEqual([path, 0]);
    }
  },
);
