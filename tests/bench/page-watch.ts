import type { Page } from 'playwright-core';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SharedBrowser } from '../browser/shared-browser.ts';
import type { BenchDatabase } from './database.ts';
import { ask } from './load.ts';
import type { ServedBy } from './web-process.ts';

/** What Chromium noticed while the home page was used. Tasks: the longest, ms; 0 where none took 50. */
export interface Watched {
  /** The sum of all layout shifts, those of live updates included. */
  readonly shift: number;
  /** What moved in them, and how far. */
  readonly moved: readonly string[];
  readonly loading: number;
  /** From the first move of the pointer until the framework has taken the page over. */
  readonly waking: number;
  readonly scrolling: number;
  readonly pointing: number;
  readonly updating: number;
}

/** What the page keeps of its own observers. */
interface Seen {
  shift: number;
  readonly moved: string[];
  longest: number;
}

/** A layout shift as Chromium tells of it. */
interface Shift {
  readonly value: number;
  readonly sources: readonly { node: Node | null; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }[];
}

/** Loads the home page, scrolls through it, moves over its bars, and lets it update itself twice. */
export async function watchPage({ browser }: SharedBrowser, web: ServedBy, database: BenchDatabase): Promise<Watched> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  try {
    await page.addInitScript(() => {
      const seen: Seen = { shift: 0, moved: [], longest: 0 };
      Object.assign(window, { seen });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as unknown as Shift[]) {
          seen.shift += entry.value;
          for (const { node, previousRect: before, currentRect: after } of entry.sources) {
            const element = node instanceof Element ? node : node?.parentElement;
            const from = [before.x, before.y, before.width, before.height].map(Math.round);
            const to = [after.x, after.y, after.width, after.height].map(Math.round);
            seen.moved.push(`${element?.outerHTML.slice(0, 80)}: ${from.join()} to ${to.join()}`);
          }
        }
      }).observe({ type: 'layout-shift', buffered: true });
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) seen.longest = Math.max(seen.longest, duration);
      }).observe({ type: 'longtask', buffered: true });
    });
    await page.goto(web.url, { waitUntil: 'networkidle' });
    const loading = await longestTask(page);
    await page.mouse.move(640, 450, { steps: 2 });
    await page.locator('html[data-awake]').waitFor({ state: 'attached' });
    const waking = await longestTask(page);
    for (let step = 0; step < 40; step += 1) {
      await page.mouse.wheel(0, 600);
      await sleep(50);
    }
    const scrolling = await longestTask(page);
    await page.evaluate(() => window.scrollTo(0, 900));
    for (const bars of (await page.locator('main svg.bars').all()).slice(0, 400)) {
      const box = await bars.boundingBox();
      if (box === null || box.y < 0 || box.y > 880) continue;
      for (let step = 0; step <= 30; step += 1)
        await page.mouse.move(box.x + (box.width * step) / 30, box.y + box.height / 2);
    }
    const pointing = await longestTask(page);
    for (const state of ['down', 'up'] as const) {
      web.nudge(await database.commitState(state));
      await sleep(13_000);
    }
    const updating = await longestTask(page);
    const { shift, moved } = await page.evaluate(() => (window as unknown as { seen: Seen }).seen);
    return { shift, moved, loading, waking, scrolling, pointing, updating };
  } finally {
    await page.close();
  }
}

/** Of what was done since this was asked last. */
async function longestTask(page: Page): Promise<number> {
  await sleep(500); // observers are told later
  return page.evaluate(() => {
    const { seen } = window as unknown as { seen: Seen };
    const { longest } = seen;
    seen.longest = 0;
    return longest;
  });
}

/** The bytes of all scripts that a page has loaded once its end was seen, gzip. */
export async function scriptBytes({ browser }: SharedBrowser, url: string): Promise<number> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const addresses = new Set<string>();
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') addresses.add(response.url());
  });
  await page.goto(url, { waitUntil: 'networkidle' });
  await page.mouse.move(640, 450);
  for (let step = 0; step < 20; step += 1) {
    await page.mouse.wheel(0, 400);
    await sleep(100);
  }
  await page.waitForLoadState('networkidle');
  await page.close();
  let bytes = 0;
  for (const address of addresses) bytes += (await ask(address, { 'accept-encoding': 'gzip' })).bytes;
  return bytes;
}
