import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PageName } from '../fixtures/pages.ts';
import { fixturePages } from './fixture-pages.ts';
import { askForNews, movementsOf, wake, type Opening } from './watched-page.ts';

const pages = fixturePages({ timezoneId: 'UTC' });
let faults: string[][];
beforeEach(() => {
  faults = [];
});
afterEach(() => {
  expect(faults.flat()).toEqual([]);
});

/** The home page of a fixture, which must do nothing wrong until the end of the test. */
async function open(fixture: PageName, options: Opening = {}): Promise<Page> {
  const watched = await pages.open(fixture, '/', options);
  faults.push(watched.faults);
  return watched.page;
}

const row = (page: Page, name: string) => page.locator('.row', { has: page.locator(`a:text-is("${name}")`) });
const tip = (page: Page) => page.textContent('.day-tip');

/** A point on the bar of a day of a check, by how many days ago it was. */
async function pointOf(page: Page, name: string, ago: number): Promise<{ x: number; y: number }> {
  const box = await row(page, name).locator('svg.bars use').boundingBox();
  if (box === null) throw new Error('no bars');
  return { x: box.x + ((89.4 - ago) / 90) * box.width, y: box.y + box.height / 2 };
}

/** Goes on with the Tab key until the bars have the focus; how often it was pressed. */
async function tabToBars(page: Page): Promise<number> {
  for (let presses = 1; presses < 40; presses++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(() => document.activeElement?.matches('svg.bars') === true)) return presses;
  }
  throw new Error('the bars cannot be reached');
}

describe('the tooltip of the days', () => {
  it('tells the day under the pointer: uptime, downtime, outages', async () => {
    const page = await open('up');
    const { x, y } = await pointOf(page, 'Payments API', 12);
    await page.mouse.move(x, y);
    expect(await tip(page)).toBe('Friday, 5 June 2026Payments APIUptime 97.36%Down 38\u00a0min');
    await page.mouse.move(x + 6, y);
    expect(await tip(page)).toBe('Saturday, 6 June 2026Payments APIUptime 100%No trouble');
    await page.mouse.move(x, y - 200);
    expect(await page.isVisible('.day-tip')).toBe(false);
  });

  it('is pinned by a click, as a dialog with links; a click elsewhere or Escape closes it', async () => {
    const page = await open('maintained');
    const { x, y } = await pointOf(page, 'Search', 2);
    await page.mouse.click(x, y);
    const dialog = page.getByRole('dialog', { name: 'Search, Monday, 15 June 2026' });
    expect(await dialog.isVisible()).toBe(true);
    await page.mouse.move(x - 90, y);
    expect(await tip(page)).toContain('Monday, 15 June 2026');
    const links = await dialog.getByRole('link').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    expect(links).toEqual([expect.stringMatching(/^\/incidents\//), '/history/2026-06-15']);
    await page.keyboard.press('Escape');
    expect(await dialog.count()).toBe(0);
    await page.mouse.click(x, y);
    await page.mouse.click(20, 20);
    expect(await page.isVisible('.day-tip')).toBe(false);
  });

  it('opens by a tap', async () => {
    const page = await open('up', { viewport: { width: 320, height: 700 }, hasTouch: true, isMobile: true });
    const { x, y } = await pointOf(page, 'Payments API', 12);
    await page.touchscreen.tap(x, y);
    expect(await tip(page)).toContain('Friday, 5 June 2026');
    const box = await page.locator('.day-tip').boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(320);
  });

  it('is one stop of the Tab key, whatever the number of checks', async () => {
    const page = await open('fifty');
    await tabToBars(page);
    const next = async () => {
      await page.keyboard.press('Tab');
      return page.evaluate(() => document.activeElement?.matches('svg.bars'));
    };
    for (let i = 0; i < 5; i++) expect(await next()).toBe(false);
    expect(await page.locator('svg.bars[tabindex="0"]').count()).toBe(1);
  });

  it('goes by arrows from day to day and from check to check, and says aloud what it shows', async () => {
    const page = await open('up');
    await tabToBars(page);
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
      return page.textContent('p[aria-live]');
    };
    expect(await tip(page)).toContain('Wednesday, 17 June 2026Website');
    expect(await press('ArrowDown')).toBe('Payments API, Wednesday, 17 June 2026: Uptime 100%, No trouble');
    expect(await press(...Array<string>(12).fill('ArrowLeft'))).toBe(
      'Payments API, Friday, 5 June 2026: Uptime 97.36%, Down 38\u00a0min',
    );
    expect(await press('ArrowDown')).toContain('Public API, Friday, 5 June 2026');
    expect(await press('Home')).toContain('Public API, Friday, 20 March 2026');
    expect(await press('ArrowLeft', 'End', 'ArrowRight')).toContain('Wednesday, 17 June 2026');
    expect(await press('ArrowUp', 'ArrowUp', 'ArrowUp')).toContain('Website, Wednesday, 17 June 2026');
  });

  it('is pinned by Enter, walked with Tab and left with Escape, the focus back on its bar', async () => {
    const page = await open('maintained');
    await tabToBars(page);
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowLeft', 'ArrowLeft', 'Enter'])
      await page.keyboard.press(key);
    const focus = () => page.evaluate(() => document.activeElement?.textContent.slice(0, 24) ?? '');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('dialog');
    await page.keyboard.press('Tab');
    expect(await focus()).toBe('Major incident: Search r');
    // The mark of the focus is seen as well as the words beside it.
    const mark = await page
      .locator('.day-tip a:focus')
      .evaluate((link) => [getComputedStyle(link).outlineColor, getComputedStyle(link).color]);
    expect(mark[0]).toBe(mark[1]);
    await page.keyboard.press('Tab');
    expect(await focus()).toBe('All of this day');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Close');
    await page.keyboard.press('Escape');
    expect(await page.isVisible('.day-tip')).toBe(false);
    expect(await page.evaluate(() => document.activeElement?.closest('.row')?.querySelector('a')?.textContent)).toBe(
      'Search',
    );
    await page.keyboard.press('Enter');
    for (let i = 0; i < 4; i++) await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.matches('svg.bars'))).toBe(true);
  });

  it('leaves out no day that is seen, and none that is not: 90, 60 or 30 by the width', async () => {
    for (const [width, days] of [
      [1280, 90],
      [768, 90],
      [600, 60],
      [320, 30],
    ] as const) {
      const page = await open('up', { viewport: { width, height: 700 } });
      const seen = await row(page, 'Website')
        .locator('svg.bars')
        .evaluate((svg) => {
          const [frame, all] = [svg.getBoundingClientRect(), svg.firstElementChild?.getBoundingClientRect()];
          const pitch = (all?.width ?? 0) / 89.67;
          return { days: Math.round(frame.width / pitch), pitch, right: Math.abs(frame.right - (all?.right ?? 0)) };
        });
      expect([width, seen.days]).toEqual([width, days]);
      expect(seen.pitch).toBeGreaterThanOrEqual(3);
      expect(seen.right).toBeLessThan(2);
      expect(await page.innerText('summary .time')).toContain(`${days} days ago`);
      await tabToBars(page);
      await page.keyboard.press('Home');
      const oldest = new Date(Date.UTC(2026, 5, 17) - (days - 1) * 86_400_000).getUTCDate();
      expect(await tip(page)).toContain(` ${oldest} `);
    }
  });
});

describe('groups', () => {
  const isOpen = (page: Page, id: string) =>
    page.locator(`#group-${id}`).evaluate((group) => group.hasAttribute('open'));

  it('fold, and say then how their checks are', async () => {
    const page = await open('several');
    await page.click('#group-public summary');
    expect(await row(page, 'Website').isVisible()).toBe(false);
    expect(await page.innerText('#group-public summary')).toContain('4 checks: 2 down, 1 degraded');
    expect(await page.isVisible('#group-public summary .icon.down')).toBe(true);
  });

  it('stay as the visitor left them over a reload and an update, without a shift', async () => {
    const page = await open('up');
    await page.click('#group-platform summary');
    await page.reload({ waitUntil: 'networkidle' });
    await wake(page);
    expect([await isOpen(page, 'public'), await isOpen(page, 'platform')]).toEqual([true, false]);
    expect((await movementsOf(page)).shift).toBe(0);
    await page.click('#group-public summary');
    pages.server.show('down');
    await askForNews(page);
    await page.waitForFunction(() => document.title.startsWith('(1) Payments API is down'));
    expect([await isOpen(page, 'public'), await isOpen(page, 'platform')]).toEqual([false, false]);
    expect(await page.innerText('#group-public summary')).toContain('4 checks: 1 down');
  });

  it('lead to their pages by a link of their names, which folds nothing', async () => {
    const page = await open('several');
    await page.getByRole('link', { name: 'Public services' }).click();
    await page.waitForURL('**/groups/public');
    expect(await page.locator('summary a').count()).toBe(0);
    await page.goBack({ waitUntil: 'networkidle' });
    await wake(page);
    expect(await isOpen(page, 'public')).toBe(true);
  });

  it('of many checks begin folded where all is well, and open where something is not', async () => {
    const page = await open('thousand');
    const groups = await page.locator('details.checks').evaluateAll((all) => all.map((it) => it.hasAttribute('open')));
    expect(groups).toEqual([false, false, false, false, true]);
    expect(await page.isVisible('.row .icon.degraded')).toBe(true);
  });
});

describe('an update', () => {
  it('neither opens nor folds a group: nothing moves, and the heading tells', async () => {
    const page = await open('thousand');
    await wake(page);
    const groups = page.locator('details.checks');
    const before = await groups.evaluateAll((all) => all.map((it) => it.hasAttribute('open')));
    expect(new Set(before)).toEqual(new Set([true, false]));
    const heading = groups.first().locator('summary');
    const said = await heading.innerText();
    pages.server.show('elsewhere');
    await askForNews(page);
    await expect.poll(() => heading.innerText()).not.toBe(said);
    expect(await groups.evaluateAll((all) => all.map((it) => it.hasAttribute('open')))).toEqual(before);
  });

  it('keeps the pinned tooltip, and tells what is new in it', async () => {
    const page = await open('up');
    const { x, y } = await pointOf(page, 'Payments API', 0);
    await page.mouse.click(x, y);
    expect(await tip(page)).toContain('No trouble');
    pages.server.show('down');
    await askForNews(page);
    await page.waitForFunction(() => document.querySelector('.day-tip')?.textContent.includes('Down 30\u00a0min'));
    expect(await page.getByRole('dialog').isVisible()).toBe(true);
    expect(await page.title()).toBe('(1) Payments API is down – Acme');
  });
});

describe('without JavaScript', () => {
  it('the list is complete: words, bars, figures, lines, groups that fold, the days as a table', async () => {
    const page = await open('several', { javaScriptEnabled: false });
    expect(await row(page, 'Payments API').innerText()).toMatch(/Down: timed out since 14:02 UTC\s+99\.94%\s+–/);
    expect(await row(page, 'Payments API').locator('svg.bars path').count()).toBe(1);
    expect(await row(page, 'Payments API').locator('svg.spark').isVisible()).toBe(true);
    await page.click('#group-public summary');
    expect(await row(page, 'Payments API').isVisible()).toBe(false);
    await page.click('.day-table summary');
    const cells = page.getByRole('row', { name: 'Payments API' }).getByRole('cell');
    expect(await cells.innerText()).toBe('17 June: Down 30\u00a0min; 5 June: Down 38\u00a0min');
  });
});
