import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { NOW } from '../fixtures/snapshot.ts';
import { fixturePages } from './fixture-pages.ts';
import { askForNews, movementsOf, overflowOf, stir } from './watched-page.ts';

const pages = fixturePages({
  viewport: { width: 1280, height: 900 },
  timezoneId: 'Asia/Kolkata',
  now: NOW + 2_000,
});

const chart = (page: Page) => page.locator('#response-time .chart');
const xLabels = (page: Page) => chart(page).locator('.recharts-xAxis-tick-labels text').allTextContents();
const shiftOf = async (page: Page) => (await movementsOf(page)).shift;

/** Scrolls to the chart as somebody who is there, and waits until it is alive. */
async function live(page: Page): Promise<void> {
  await chart(page).scrollIntoViewIfNeeded();
  await stir(page);
  await page.waitForSelector('#response-time .recharts-line');
}

describe('the chart', () => {
  it('is loaded when it is seen, in the place of the drawing', async () => {
    const { page, faults, scripts } = await pages.open('up', '/checks/payments', {
      viewport: { width: 1280, height: 300 },
    });
    expect(await chart(page).locator('.plot .p99').count()).toBe(1);
    const before = scripts.length;
    await live(page);
    expect(scripts.length).toBeGreaterThan(before);
    expect(await chart(page).locator('.plot').count()).toBe(0);
    expect(await shiftOf(page)).toBeLessThan(0.001);
    expect(faults).toEqual([]);
  });

  it('has its axis and its table in the time of the visitor, and says whose time it is', async () => {
    const { page, faults } = await pages.open('up', '/checks/payments');
    expect(await chart(page).locator('.zone').innerText()).toBe('GMT+5:30');
    const drawn = await chart(page).locator('.plot .x').allTextContents();
    expect(drawn).toEqual(['00:00', '04:00', '08:00', '12:00', '16:00']);
    await live(page);
    await expect.poll(() => xLabels(page)).toEqual(drawn);
    expect(await shiftOf(page)).toBe(0);
    await page.locator('#response-time .data summary').click();
    expect(await page.locator('#response-time tbody th').last().innerText()).toBe('16 Jun, 20:00');
    expect(faults).toEqual([]);
    const plain = await pages.open('up', '/checks/payments', { javaScriptEnabled: false });
    expect(await chart(plain.page).locator('.zone').innerText()).toBe('UTC');
    expect(await chart(plain.page).locator('.plot .x').first().innerText()).toBe('16:00');
  });

  it('hides and shows lines by key, and the scale follows', async () => {
    const { page } = await pages.open('up', '/checks/payments');
    await live(page);
    const top = () => chart(page).locator('.recharts-yAxis-tick-labels text').last().textContent();
    const all = await top();
    for (const name of ['p99', 'p95']) {
      await page.getByRole('button', { name, exact: true }).focus();
      await page.keyboard.press('Space');
    }
    expect(await page.getByRole('button', { name: 'p99' }).getAttribute('aria-pressed')).toBe('false');
    await expect.poll(() => chart(page).locator('.recharts-line').count()).toBe(1);
    expect(parseFloat((await top()) ?? '')).toBeLessThan(parseFloat(all ?? ''));
  });

  it('is zoomed by dragging across it, and is whole again by a button', async () => {
    const { page } = await pages.open('up', '/checks/payments');
    await live(page);
    const whole = await xLabels(page);
    const box = await chart(page).boundingBox();
    if (box === null) throw new Error('no chart');
    await page.mouse.move(box.x + box.width * 0.5, box.y + 80);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 90, { steps: 4 });
    expect(await chart(page).locator('.selected').count()).toBe(1);
    await page.mouse.up();
    await expect.poll(() => xLabels(page)).not.toEqual(whole);
    // The drawing has the focus by that. Only where keys gave it, it is marked.
    const mark = await chart(page)
      .locator('svg:focus')
      .evaluate((svg) => getComputedStyle(svg).outlineStyle);
    expect(mark).toBe('none');
    await page.getByRole('button', { name: 'Whole range' }).click();
    await expect.poll(() => xLabels(page)).toEqual(whole);
  });

  it('is zoomed by keys, and stays so over news', async () => {
    const { page, faults } = await pages.open('up', '/checks/payments');
    await live(page);
    const from = page.getByRole('slider', { name: 'Zoom: from' });
    expect(await from.getAttribute('aria-valuetext')).toBe('16 Jun, 20:02');
    await from.focus();
    for (let i = 0; i < 50; i++) await page.keyboard.press('ArrowRight');
    expect(await from.getAttribute('aria-valuetext')).toBe('17 Jun, 08:02');
    const zoomed = await xLabels(page);
    await page.getByRole('button', { name: 'p99' }).click();

    pages.server.show('down');
    await askForNews(page);
    await page.waitForFunction(() => document.querySelector('.banner.down') !== null);
    expect(await from.inputValue()).toBe('0.5');
    expect(await xLabels(page)).toEqual(zoomed);
    expect(await page.getByRole('button', { name: 'p99' }).getAttribute('aria-pressed')).toBe('false');
    expect(await chart(page).locator('.shade.down').count()).toBe(1);
    expect(faults).toEqual([]);
  });

  it('tells a point under the pointer, and by arrow keys, in the zone of the visitor and in UTC', async () => {
    const { page } = await pages.open('up', '/checks/payments');
    await live(page);
    await chart(page).hover({ position: { x: 600, y: 100 } });
    const tip = chart(page).locator('.tip');
    await tip.waitFor();
    expect(await tip.innerText()).toMatch(
      /^1\d Jun, \d\d:\d\d\n+1\d Jun, \d\d:\d\d UTC\n+p50 \d+ ms\n+p95 \d+ ms\n+p99 \d+ ms$/,
    );
    await page.mouse.move(0, 0);
    await chart(page).locator('svg.recharts-surface').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await tip.waitFor();
    expect(await tip.innerText()).toMatch(/UTC/);
  });

  it('is zoomed by a finger beside the handle, and does not move under it', async () => {
    const { page } = await pages.open('up', '/checks/payments', {
      viewport: { width: 360, height: 740 },
      hasTouch: true,
      isMobile: true,
    });
    await live(page);
    await page.locator('.brush').scrollIntoViewIfNeeded();
    const [strip, before] = [await page.locator('.brush').boundingBox(), await chart(page).boundingBox()];
    if (strip === null) throw new Error('no strip');
    const fingers = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...xs: number[]) =>
      fingers.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: xs.map((x) => ({ x, y: strip.y + strip.height / 2 })),
      });
    await touch('touchStart', strip.x + 3);
    for (const x of [40, 80, 110]) await touch('touchMove', strip.x + x);
    await touch('touchEnd');
    const from = page.getByRole('slider', { name: 'Zoom: from' });
    await expect.poll(async () => Number(await from.inputValue())).toBeGreaterThan(0.3);
    expect(await page.getByRole('button', { name: 'Whole range' }).isVisible()).toBe(true);
    expect(await chart(page).boundingBox()).toEqual(before);
  });

  it('says of a gap that nothing was measured', async () => {
    const { page } = await pages.open('down', '/checks/payments');
    await live(page);
    const box = await chart(page).boundingBox();
    await chart(page).hover({ position: { x: (box?.width ?? 0) - 16, y: 100 } });
    await expect.poll(() => chart(page).locator('.tip').innerText()).toMatch(/p50 –\n+p95 –\n+p99 –$/);
  });
});

describe('without JavaScript', () => {
  it('the page is complete: lines, phases, figures, ranges, badges as text', async () => {
    const { page } = await pages.open('down', '/checks/payments?range=7d', { javaScriptEnabled: false });
    for (const series of ['p50', 'p95', 'p99']) expect(await chart(page).locator(`.plot .${series}`).count()).toBe(1);
    expect(await page.locator('#response-time .shade.down').count()).toBe(1);
    expect(await page.locator('.brush input').count()).toBe(0);
    expect(await page.locator('.ranges [aria-current]').innerText()).toBe('7d');
    expect(await page.locator('.past .figures').first().innerText()).toMatch(
      /Outages\s+\d+\s+Degradations\s+\d+\s+Longest/,
    );
    await page.locator('.share summary').click();
    expect(await page.locator('.share code').first().innerText()).toContain('/badge/payments/status.svg)](');
    expect(await page.locator('.share button').filter({ visible: true }).count()).toBe(0);
  });
});

describe('badges', () => {
  it('are copied by a button', async () => {
    const { page, faults } = await pages.open('up', '/checks/payments', {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await page.locator('.share summary').click();
    const row = page.locator('.badge').first().locator('dl div').last();
    await row.getByRole('button', { name: 'Copy' }).click();
    await row.getByText('Copied').waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toBe('https://status.acme.example/badge/payments/status.svg');
    expect(faults).toEqual([]);
  });
});

describe('states', () => {
  it('tell the day of an end only where it is another one for the visitor', async () => {
    const spans = async (timezoneId: string) => {
      const { page } = await pages.open('kinds', '/checks/flapping', { timezoneId });
      return page.locator('.outage .moments').allInnerTexts();
    };
    // 11 June 23:32 – 12 June 00:07 UTC.
    expect(await spans('Europe/Berlin')).toContain('12 Jun, 01:32 – 02:07');
    expect(await spans('Australia/Lord_Howe')).toContain('12 Jun, 10:02 – 10:37');
    expect(await spans('UTC')).toContain('11 Jun, 23:32 – 12 Jun, 00:07 UTC');
  });

  it.each([
    ['first', 'website', 'No response times in the last 24 hours.'],
    ['young', 'website', 'No data before'],
    ['dead', 'website', 'No current result'],
    ['several', 'dns', 'Paused'],
  ] as const)('%s: says what is known of %s', async (fixture, id, said) => {
    const { page, faults } = await pages.open(fixture, `/checks/${id}`, { viewport: { width: 320, height: 640 } });
    expect(await page.locator('main').innerText()).toContain(said);
    const { shift, moved } = await movementsOf(page);
    expect([await overflowOf(page), shift < 0.001 ? [] : [shift, ...moved], faults]).toEqual([0, [], []]);
  });
});
