import { describe, expect, it } from 'vitest';
import { fixturePages } from './fixture-pages.ts';
import { askForNews, markDocument, movementsOf, newWatchedPage, stir, visit } from './watched-page.ts';

const LOOK = { timezoneId: 'Asia/Kolkata', viewport: { width: 1280, height: 600 } };
const pages = fixturePages(LOOK);

describe('an open page', () => {
  it('becomes the new state without a reload, a shift or a scroll', async () => {
    const { page, faults } = await pages.open('up', '/');
    const isSame = await markDocument(page);
    await page.evaluate(() => window.scrollTo(0, 300));
    expect(await page.title()).toBe('All systems operational – Acme');

    pages.server.show('down');
    // By itself, as nobody asks it to.
    await page.waitForFunction(() => document.querySelector('h1')?.textContent === 'Payments API is down');

    expect(await page.title()).toBe('(1) Payments API is down – Acme');
    expect(await page.getAttribute('link[rel=icon]', 'href')).toBe('/favicon-down.svg');
    expect(await page.textContent('[role=status]')).toBe('Payments API is down');
    expect([await isSame(), await page.evaluate(() => window.scrollY)]).toEqual([true, 300]);
    expect((await movementsOf(page)).shift).toBeLessThan(0.01);
    // Times of the new state are in the visitor's zone, too: 14:02 UTC in Kolkata.
    expect(await page.locator('.banner time').first().textContent()).toContain('19:32');

    // That it is over is told as well as that it began.
    pages.server.show('up');
    await askForNews(page);
    await expect.poll(() => page.textContent('[role=status]')).toBe('All systems operational');
    expect(faults).toEqual([]);
  });

  it('stays where its news cannot be had, and has them as soon as they can', async () => {
    const { page } = await pages.open('up', '/');
    const isSame = await markDocument(page);
    let refused = 0;
    await page.route(/_rsc=/, (route) => {
      refused++;
      return refused === 1 ? route.abort() : route.fulfill({ status: 502, contentType: 'text/html', body: 'Bad' });
    });
    pages.server.show('down');
    await askForNews(page);
    await expect.poll(() => refused).toBe(2);
    expect(await page.textContent('h1')).toBe('All systems operational');
    await page.unroute(/_rsc=/);
    await expect.poll(() => page.textContent('h1')).toBe('Payments API is down');
    expect(await isSame()).toBe(true);
  });

  it('says quietly that it cannot reach the server, and stays', async () => {
    pages.server.show('up');
    const { page } = await newWatchedPage(pages.browser, pages.server.url, LOOK);
    await page.clock.install();
    await visit(page, pages.server.url);
    await page.route('**/live', (route) => route.abort());
    for (let i = 0; i < 6; i++) {
      await page.clock.runFor(10_500);
      await page.waitForTimeout(100);
    }
    expect(await page.textContent('.lost')).toMatch(/^Last updated .+ ago – cannot reach the server$/);
    // What is shown may not be so any more.
    const filter = () => page.locator('.banner').evaluate((it) => getComputedStyle(it).filter);
    expect(await filter()).toBe('grayscale(1)');
    expect((await movementsOf(page)).shift).toBe(0);
    expect(await page.textContent('h1')).toBe('All systems operational');
    await page.unroute('**/live');
    await page.clock.runFor(10_500);
    await expect.poll(() => page.locator('.lost').count()).toBe(0);
    expect(await filter()).toBe('none');
  });

  it('says how old it is when it was asleep and its server takes its time', async () => {
    pages.server.show('up');
    const { page } = await newWatchedPage(pages.browser, pages.server.url, LOOK);
    await page.clock.install();
    await visit(page, pages.server.url);
    let asked = 0;
    await page.route('**/live', () => {
      asked++;
    });
    await page.clock.fastForward('10:00');
    await expect.poll(() => asked).toBe(1);
    await page.clock.runFor(2_000);
    await expect
      .poll(() => page.locator('.lost').allTextContents())
      .toEqual([expect.stringMatching(/^Last updated 10\smin ago/)]);
  });
});

describe('the page of a check', () => {
  it('replaces the drawing by the live chart in the same place', async () => {
    const { page, faults } = await pages.open('up', '/checks/payments?range=7d');
    // Nobody is there yet.
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await page.locator('.recharts-line').count()).toBe(0);
    await stir(page);
    await page.waitForSelector('.recharts-line');
    expect((await movementsOf(page)).shift).toBeLessThan(0.001);
    await page.hover('.chart', { position: { x: 500, y: 100 } });
    await page.waitForSelector('.recharts-tooltip-wrapper .tip');
    expect(await page.textContent('.recharts-tooltip-wrapper .tip')).toMatch(
      /^1\d Jun, \d\d:\d\d1\d Jun, \d\d:\d\d UTCp50.*p95.*p99/,
    );
    expect(faults).toEqual([]);
  });

  it('tells a day under the pointer', async () => {
    const { page } = await pages.open('up', '/checks/payments');
    const box = await page.locator('svg.bars').boundingBox();
    if (box === null) throw new Error('no bars');
    await page.mouse.move(box.x + (77.4 / 90) * box.width, box.y + 10);
    await expect
      .poll(() => page.textContent('body > .tip'))
      .toBe('Friday, 5 June 2026Payments APIUptime 97.36%Down 38\u00a0min');
  });
});
