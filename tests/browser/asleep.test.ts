import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { NOW } from '../fixtures/snapshot.ts';
import type { PageName } from '../fixtures/pages.ts';
import { fixturePages } from './fixture-pages.ts';
import { movementsOf, newWatchedPage, stir, type Opening, type WatchedPage } from './watched-page.ts';

const LOOK = { timezoneId: 'Asia/Kolkata', viewport: { width: 1280, height: 900 } };
const pages = fixturePages();

/** On a machine that has other things to do as well. */
const soon = <T>(look: () => T) => expect.poll(look);

const isAwake = (page: Page) => page.locator('html[data-awake]').count();
const awake = (page: Page) => page.locator('html[data-awake]').waitFor({ state: 'attached' });
/** What of the framework was run, or is about to be. */
const framework = (page: Page) =>
  page.evaluate(() => [
    ...[...document.scripts].map(({ src, noModule }) => (noModule ? '' : src)).filter((src) => src !== ''),
    ...['next', '__NEXT_HYDRATED'].filter((name) => name in window),
  ]);

/** Sends a new page to a path of a fixture, and leaves it asleep. */
async function asleep(
  fixture: PageName,
  path: string,
  before: (page: Page) => Promise<void> = async () => undefined,
  options: Opening = {},
): Promise<WatchedPage> {
  pages.server.show(fixture);
  const watched = await newWatchedPage(pages.browser, pages.server.url, { ...LOOK, ...options });
  await before(watched.page);
  await watched.page.goto(pages.server.url + path);
  return watched;
}

/** Holds the scripts of the build back until they are let through, as on a slow line. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const hold = async (page: Page) => {
    await page.route('**/_next/**/*.js', async (route) => {
      await opened;
      await route.continue();
    });
  };
  onTestFinished(() => open());
  return { hold, open: () => open() };
}

let slow: ReturnType<typeof gate>;
beforeEach(() => {
  slow = gate();
});

describe('while nobody is there', () => {
  /** Stops the page's clock when it begins. */
  const clocked = async (page: Page) => {
    await page.clock.install({ time: NOW });
    await page.clock.pauseAt(NOW + 1_000);
  };
  /** Lets it run on until the page is awake. */
  const awakeLater = (page: Page) =>
    soon(async () => {
      await page.clock.runFor(100);
      return isAwake(page);
    }).toBe(1);

  test.each(['/', '/checks/payments'])('%s is complete and runs nothing of the framework, until 8 s', async (path) => {
    const { page, faults, scripts } = await asleep('down', path, clocked);
    await page.waitForLoadState('networkidle');
    await page.clock.runFor(6_500);
    await page.waitForTimeout(300);
    expect([await framework(page), scripts, await isAwake(page)]).toEqual([[], [], 0]);
    expect(await page.locator('main').innerText()).toContain('Payments API');
    await page.clock.runFor(2_000);
    await awakeLater(page);
    expect(scripts.length).toBeGreaterThan(3);
    expect((await movementsOf(page)).shift).toBe(0);
    expect((await movementsOf(page)).violations).toEqual([]);
    expect(faults).toEqual([]);
  });

  test('the live chart is not loaded, though the page woke by itself', async () => {
    const { page } = await asleep('up', '/checks/payments', clocked);
    await page.clock.runFor(9_000);
    await awakeLater(page);
    await page.waitForTimeout(500);
    expect(await page.locator('.recharts-line').count()).toBe(0);
    await stir(page);
    await page.waitForSelector('.recharts-line');
  });

  test('a transition is shown within 15 s', async () => {
    const { page, faults } = await asleep('up', '/');
    expect(await page.textContent('h1')).toBe('All systems operational');
    pages.server.show('down');
    await page.waitForFunction(() => document.querySelector('h1')?.textContent === 'Payments API is down');
    expect(faults).toEqual([]);
  });

  test('a page that nobody sees sleeps on, and wakes when it is seen', async () => {
    const hidden = (page: Page, value: boolean) =>
      page.evaluate((isHidden) => {
        Object.defineProperty(document, 'visibilityState', {
          configurable: true,
          get: () => (isHidden ? 'hidden' : 'visible'),
        });
        document.dispatchEvent(new Event('visibilitychange'));
      }, value);
    const { page, scripts } = await asleep('up', '/', clocked);
    await hidden(page, true);
    await page.clock.runFor(60_000);
    expect(scripts).toEqual([]);
    pages.server.show('down');
    await page.clock.resume();
    await hidden(page, false);
    await page.getByRole('heading', { level: 1, name: 'Payments API is down' }).waitFor();
  });

  test("times are in the visitor's zone, and stay so when React takes the page over", async () => {
    const { page, faults } = await asleep('down', '/', async (opened) => {
      await opened.clock.setFixedTime(NOW);
      await slow.hold(opened);
    });
    const texts = () => page.locator('time[data-form]').allInnerTexts();
    const before = await texts();
    expect(await page.locator('.banner time').first().innerText()).toBe('19:32');
    expect(before.filter((text) => text.includes('UTC'))).toEqual([]);
    expect(await page.locator('[data-zone]').first().innerText()).toMatch(/Asia.(Kolkata|Calcutta)/);
    expect(await isAwake(page)).toBe(0);
    await stir(page);
    slow.open();
    await awake(page);
    expect(await texts()).toEqual(before);
    expect((await movementsOf(page)).shift).toBe(0);
    expect(faults).toEqual([]);
  });
});

test.each([
  ['the pointer', stir],
  ['a key', (page: Page) => page.keyboard.press('Tab')],
  ['the wheel', (page: Page) => page.mouse.wheel(0, 200)],
  ['a finger', (page: Page) => page.touchscreen.tap(5, 5)],
] as const)('%s wakes a page', async (_, act) => {
  const { page, faults } = await asleep('several', '/', undefined, { hasTouch: true });
  expect(await framework(page)).toEqual([]);
  await act(page);
  await awake(page);
  expect(faults).toEqual([]);
});

test('a page whose scripts cannot be had says so, and tries again until they can', async () => {
  const { page } = await asleep('up', '/checks/payments', async (opened) => {
    await opened.route('**/_next/**/*.js', (route) => route.abort());
  });
  await stir(page);
  const said = page.locator('.lost');
  await soon(() => said.allInnerTexts()).toEqual([
    expect.stringMatching(/^Last updated \d+.s ago – cannot reach the server$/),
  ]);
  expect(await page.locator('.banner').evaluate((it) => getComputedStyle(it).filter)).toBe('grayscale(1)');
  await page.getByRole('button', { name: 'p99' }).click();
  await page.unroute('**/_next/**/*.js');
  await awake(page);
  await soon(() => said.count()).toBe(0);
  expect(await page.locator('.banner').evaluate((it) => getComputedStyle(it).filter)).toBe('none');
  await soon(() => page.getByRole('button', { name: 'p99' }).getAttribute('aria-pressed')).toBe('false');
  expect((await movementsOf(page)).shift).toBe(0);
});

describe('what is done before the page is awake', () => {
  const held = (page: Page) => slow.hold(page);

  test('a click on a button is done, once', async () => {
    const { page, faults } = await asleep('up', '/checks/payments', held, {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await page.evaluate(() => document.querySelector('.share details')?.setAttribute('open', ''));
    const row = page.locator('.badge').first().locator('dl div').last();
    await row.getByRole('button', { name: 'Copy' }).click();
    await page.getByRole('button', { name: 'p95' }).scrollIntoViewIfNeeded();
    expect([await isAwake(page), await row.getByText('Copied').count()]).toEqual([0, 0]);
    slow.open();
    await row.getByText('Copied').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      'https://status.acme.example/badge/payments/status.svg',
    );
    expect(faults).toEqual([]);
  });

  test('a drag across the chart selects nothing, and the next one zooms', async () => {
    const { page, faults } = await asleep('up', '/checks/payments', held);
    const chart = page.locator('#response-time .chart');
    await chart.scrollIntoViewIfNeeded();
    const drag = async () => {
      const box = await chart.boundingBox();
      if (box === null) throw new Error('no chart');
      await page.mouse.move(box.x + box.width * 0.5, box.y + 80);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.7, box.y + 90, { steps: 4 });
    };
    await drag();
    slow.open();
    await awake(page);
    await page.mouse.move(5, 5);
    await page.mouse.up();
    expect(await page.evaluate(() => getSelection()?.toString())).toBe('');
    await page.waitForSelector('.recharts-line');
    expect(await page.getByRole('button', { name: 'Whole range' }).count()).toBe(0);
    await drag();
    await page.mouse.up();
    await page.getByRole('button', { name: 'Whole range' }).waitFor();
    expect(faults).toEqual([]);
  });

  test('so is Enter on one, by the keyboard alone', async () => {
    const { page } = await asleep('up', '/checks/payments', held);
    const button = page.getByRole('button', { name: 'p99' });
    for (let i = 0; i < 60 && !(await button.evaluate((it) => it === document.activeElement)); i++)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect([await isAwake(page), await button.getAttribute('aria-pressed')]).toEqual([0, 'true']);
    slow.open();
    await soon(() => button.getAttribute('aria-pressed')).toBe('false');
    expect(await button.evaluate((it) => it === document.activeElement)).toBe(true);
  });

  test('what was typed and chosen is looked for', async () => {
    const { page, faults } = await asleep('fifty', '/', held);
    const shown = () => page.locator('.row:visible a').count();
    const all = await shown();
    await page.getByRole('searchbox').pressSequentially('edge');
    await page.getByLabel('State').selectOption('degraded');
    expect([await isAwake(page), await shown()]).toEqual([0, all]);
    slow.open();
    await soon(shown).toBeLessThan(all);
    expect(await page.getByRole('searchbox').inputValue()).toBe('edge');
    expect(await page.getByLabel('State').inputValue()).toBe('degraded');
    await soon(() => new URL(page.url()).search).toBe('?q=edge&state=degraded');
    expect(faults).toEqual([]);
  });

  test('a group that was folded stays folded, over a reload too', async () => {
    const { page, faults } = await asleep('up', '/', held);
    const isOpen = () => page.locator('#group-platform').evaluate((group) => group.hasAttribute('open'));
    await page.click('#group-platform summary');
    expect([await isAwake(page), await isOpen()]).toEqual([0, false]);
    slow.open();
    await awake(page);
    expect(await isOpen()).toBe(false);
    await page.reload();
    expect(await isOpen()).toBe(false);
    expect(faults).toEqual([]);
  });

  test('a link is followed at once', async () => {
    const { page } = await asleep('up', '/', held);
    await page.getByRole('link', { name: 'Payments API' }).first().click();
    await page.waitForURL('**/checks/payments');
    expect(await isAwake(page)).toBe(0);
  });

  test('a bar that was tapped, or on which the pointer rests, tells its day', async () => {
    const point = async (page: Page) => {
      const box = await page.locator('.row', { hasText: 'Payments API' }).locator('svg.bars use').boundingBox();
      if (box === null) throw new Error('no bars');
      return [box.x + (77.4 / 90) * box.width, box.y + box.height / 2] as const;
    };
    const touched = await asleep('up', '/', held, { hasTouch: true, isMobile: true });
    await touched.page.touchscreen.tap(...(await point(touched.page)));
    const pointed = await asleep('up', '/', held);
    await pointed.page.mouse.move(...(await point(pointed.page)), { steps: 2 });
    slow.open();
    for (const { page } of [touched, pointed])
      await soon(() => page.textContent('.day-tip')).toContain('Friday, 5 June 2026');
    expect(await touched.page.getByRole('dialog').isVisible()).toBe(true);
    expect(await pointed.page.getByRole('dialog').count()).toBe(0);
  });
});

test('the framework asks to be compiled before it is run', async () => {
  pages.server.show('up');
  const html = await (await fetch(pages.server.url)).text();
  const scripts = /data-waker="([^"]+)"/.exec(html)?.[1]?.split(' ') ?? [];
  const begins = await Promise.all(
    scripts.map(async (path) => (await (await fetch(pages.server.url + path)).text()).slice(0, 28)),
  );
  expect(begins.filter((begin) => begin === '//# allFunctionsCalledOnLoad').length).toBeGreaterThanOrEqual(3);
});
