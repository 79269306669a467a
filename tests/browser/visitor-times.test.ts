import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MINOR } from '../fixtures/notices.ts';
import { NOW } from '../fixtures/snapshot.ts';
import { fixturePages } from './fixture-pages.ts';
import { movementsOf, newWatchedPage, overflowOf, stir, wake } from './watched-page.ts';

const pages = fixturePages();
let slow: string;

/** A line on which a page comes in pieces, so that each is painted before the next is there: sections or, with `?finely`, rows. */
const line = createServer((request, response) => {
  void (async () => {
    const isFine = request.url?.endsWith('?finely') === true;
    const answer = await fetch(pages.server.url + (request.url ?? ''));
    const body = Buffer.from(await answer.arrayBuffer());
    for (const name of ['content-type', 'content-security-policy']) {
      const value = answer.headers.get(name);
      if (value !== null) response.setHeader(name, value);
    }
    if (answer.headers.get('content-type')?.startsWith('text/html') !== true) return response.end(body);
    const pieces = body
      .toString()
      .split(isFine ? /(?=<(?:a|div|select|li|summary|span)[ >])/ : /(?=<section|<footer|<script>\(self)/);
    for (const piece of pieces) {
      response.write(piece);
      await new Promise((resolve) => setTimeout(resolve, isFine ? 1 : 120));
    }
    return response.end();
  })();
});

beforeAll(async () => {
  await new Promise<void>((listening) => line.listen(0, '127.0.0.1', listening));
  slow = `http://127.0.0.1:${(line.address() as AddressInfo).port}`;
});
afterAll(() => {
  line.closeAllConnections();
  line.close();
});

const ZONES = ['Pacific/Kiritimati', 'America/Los_Angeles', 'Asia/Kolkata'];
/** The day on which the page was written, and a later one. */
const CLOCKS = [NOW, NOW + 36 * 3_600_000];

test.each(ZONES)('in %s times are told before they are painted: nothing moves, at any date', async (timezoneId) => {
  for (const now of CLOCKS)
    for (const [fixture, path] of [
      ['down', '/'],
      ['down', '/checks/payments'],
      ['minor', `/incidents/${MINOR.id}`],
    ] as const) {
      pages.server.show(fixture);
      const opening = { timezoneId, viewport: { width: 320, height: 640 }, now };
      const { page, faults } = await newWatchedPage(pages.browser, slow, opening);
      await page.goto(slow + path, { waitUntil: 'load' });
      await stir(page);
      await wake(page);
      const { shift, moved } = await movementsOf(page);
      expect([path, shift, moved, faults, await overflowOf(page)]).toEqual([path, 0, [], [], 0]);
      expect((await page.locator('main time[data-form]').allInnerTexts()).filter((text) => /UTC/.test(text))).toEqual(
        [],
      );
    }
});

test('a page that comes bit by bit is not painted half', async () => {
  pages.server.show('fifty');
  const { page } = await newWatchedPage(pages.browser, slow, { viewport: { width: 1280, height: 900 } });
  await page.goto(`${slow}/?finely`, { waitUntil: 'load' });
  await page.locator('footer').waitFor({ state: 'visible' });
  expect((await movementsOf(page)).shift).toBe(0);
});

test('a page that is on another day says so', async () => {
  pages.server.show('down');
  const opening = { timezoneId: 'Asia/Kolkata', now: NOW + 36 * 3_600_000 };
  const { page } = await newWatchedPage(pages.browser, pages.server.url, opening);
  await page.goto(pages.server.url);
  expect(await page.locator('.banner time').first().innerText()).toBe('17 Jun, 19:32');
});

test.each([
  ['Pacific/Kiritimati', NOW, '18 Jun, 04:02', '04:02'],
  ['UTC', NOW + 36 * 3_600_000, '17 Jun, 14:02 UTC', '17 Jun, 14:02 UTC'],
  ['Europe/Berlin', NOW, '16:02', '16:02'],
])('in %s what is told of a day of the site says when it was on another one', async (timezoneId, now, listed, bare) => {
  pages.server.show('down');
  const { page } = await newWatchedPage(pages.browser, pages.server.url, { timezoneId, now });
  for (const path of ['/', '/history', '/history/2026-06-17']) {
    await page.goto(pages.server.url + path, { waitUntil: 'load' });
    expect([path, await page.locator('[data-date="2026-06-17"] time').first().innerText()]).toEqual([path, listed]);
  }
  await page.goto(pages.server.url);
  expect(await page.locator('.banner time').first().innerText()).toBe(bare);
});

test('nothing of Intl is loaded for what is told before a page is painted', async () => {
  pages.server.show('down');
  const { page } = await newWatchedPage(pages.browser, pages.server.url, { timezoneId: 'Asia/Kolkata' });
  await page.addInitScript(() => {
    const { Intl } = globalThis;
    const seen = Object.assign(window, { uses: 0, usesOfLoad: -1 });
    Object.defineProperty(globalThis, 'Intl', { get: () => ((seen.uses += 1), Intl) });
    // Not later: who drives the browser uses it, too.
    addEventListener('load', () => (seen.usesOfLoad = seen.uses));
  });
  await page.goto(pages.server.url, { waitUntil: 'load' });
  expect(await page.locator('[data-zone]').innerText()).toMatch(/Asia.(Kolkata|Calcutta)/);
  expect(await page.evaluate(() => (window as unknown as { usesOfLoad: number }).usesOfLoad)).toBe(0);
});
