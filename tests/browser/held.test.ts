import type { ElementHandle, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { PageName } from '../fixtures/pages.ts';
import { fixturePages } from './fixture-pages.ts';
import { askForNews, movementsOf } from './watched-page.ts';

const pages = fixturePages({ viewport: { width: 1280, height: 700 } });

const DAY = '.past > ol > li';

/** Scrolls something into the middle of the window, and gives by how much it moved there since. */
async function read(page: Page, selector: string): Promise<() => Promise<number>> {
  const element = (await page.waitForSelector(selector)) as ElementHandle<Element>;
  const top = () => element.evaluate((it) => it.getBoundingClientRect().top);
  await element.evaluate((it) => it.scrollIntoView({ block: 'center' }));
  const before = await top();
  return async () => (await top()) - before;
}

/** Has an open page become another fixture. */
async function become(page: Page, name: PageName): Promise<void> {
  const title = await page.title();
  pages.server.show(name);
  await askForNews(page);
  await expect.poll(() => page.title()).not.toBe(title);
  // What moved is told once it was painted.
  await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => setTimeout(painted, 50))));
}

/** Has the page get an outage more of today, and lose it again: nothing moves, and shifts are `most` in all. */
async function expectStill(page: Page, moved: () => Promise<number>, most = 0): Promise<void> {
  const scrolled = await page.evaluate(() => window.scrollY);
  // What a visitor's own click moved is no fault.
  const before = await movementsOf(page);
  for (const name of ['worse', 'kinds'] as const) {
    await become(page, name);
    expect(Math.abs(await moved())).toBeLessThan(1);
    const { shift, moved: upOrDown } = await movementsOf(page);
    expect(upOrDown).toEqual(before.moved);
    expect(shift - before.shift).toBeLessThanOrEqual(most);
  }
  expect(await page.evaluate(() => window.scrollY)).toBe(scrolled);
}

describe.each(['en', 'ar'])('what is read stays where it is when something fails, in %s', (language) => {
  test('amid the rows', async () => {
    const { page } = await pages.open('kinds', `/?lang=${language}`);
    // A figure that changes is wider or narrower than before, and stands at the end of its column.
    await expectStill(page, await read(page, '.row:nth-of-type(3)'), 0.002);
  });

  test.each([
    ['at the first outage of today', `${DAY}:first-child .outage p`],
    ['at another outage of today', `${DAY}:first-child .outage:nth-child(3) p`],
    ['amid the days', `${DAY}:nth-child(3) .outage p`],
    ['at the end', 'footer.site nav'],
  ])('%s', async (_, selector) => {
    const { page, faults } = await pages.open('kinds', `/?lang=${language}`);
    await expectStill(page, await read(page, selector));
    expect(faults).toEqual([]);
  });
});

test('at its top a page is not scrolled, and nothing moves', async () => {
  const { page } = await pages.open('up', '/');
  await become(page, 'several');
  expect([await page.evaluate(() => window.scrollY), (await movementsOf(page)).shift]).toEqual([0, 0]);
});

test('a group that was folded stays so, and what is read below it where it is', async () => {
  const { page } = await pages.open('kinds', '/');
  await page.click('#group-machine summary');
  await expectStill(page, await read(page, `${DAY}:first-child .outage:nth-child(2) p`));
  expect(await page.getAttribute('#group-machine', 'open')).toBeNull();
});

test('so does a day that was told at its bar', async () => {
  const { page } = await pages.open('kinds', '/');
  const bars = await page.waitForSelector('.row:nth-of-type(4) svg.bars use');
  const moved = await read(page, '.row:nth-of-type(4)');
  const box = await bars.boundingBox();
  if (box === null) throw new Error('no bars');
  await page.mouse.click(box.x + box.width * 0.9, box.y + box.height / 2);
  const tip = page.locator('.day-tip');
  await tip.waitFor();
  const before = await tip.boundingBox();
  await expectStill(page, moved);
  expect(await tip.boundingBox()).toEqual(before);
});

test('an incident that is told above what is read does not move it', async () => {
  const { page } = await pages.open('up', '/', { viewport: { width: 1280, height: 500 } });
  const moved = await read(page, '.past .outage p');
  await become(page, 'critical');
  expect(Math.abs(await moved())).toBeLessThan(1);
  expect((await movementsOf(page)).shift).toBe(0);
});
