import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

/** A page in a context of its own, and what it did that it must not do. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors and warnings, answers that refuse, dialogs, and what was asked for elsewhere. */
  readonly faults: string[];
  /** The scripts that it asked for. */
  readonly scripts: string[];
}

/** How a page is opened; `now` stops its clock there. */
export interface Opening extends BrowserContextOptions {
  readonly now?: number;
}

/** What a page keeps of its movements, for `movementsOf`. */
interface Movements {
  /** The sum of all layout shifts, as browsers count it. */
  readonly shift: number;
  /** What went up or down. */
  readonly moved: readonly string[];
  /** Of the policy of the page. */
  readonly violations: readonly string[];
}

/** A layout shift, and what it moved. */
interface Shift {
  readonly value: number;
  readonly sources: readonly {
    readonly node: Node | null;
    readonly previousRect: DOMRectReadOnly;
    readonly currentRect: DOMRectReadOnly;
  }[];
}

/** Runs in the page before all else. */
function watchMovements(): void {
  const seen = Object.assign(window, { shift: 0, moved: [] as string[], violations: [] as string[] });
  document.addEventListener('securitypolicyviolation', (event) =>
    seen.violations.push(`${event.violatedDirective} ${event.blockedURI}`),
  );
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries() as unknown as Shift[]) {
      seen.shift += value;
      for (const { node, previousRect: from, currentRect: to } of sources)
        if (Math.abs(from.y - to.y) >= 1)
          seen.moved.push(`${from.y} to ${to.y}: ${(node?.parentElement?.outerHTML ?? '').slice(0, 200)}`);
    }
  }).observe({ type: 'layout-shift', buffered: true });
}

/** A page that is closed with its context at the end of the test, and has not been sent anywhere yet. */
export async function newWatchedPage(
  browser: Browser,
  site: string,
  { now, ...options }: Opening = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
    ...options,
  });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const faults: string[] = [];
  const scripts: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('response', (response) => {
    if (response.status() >= 400) faults.push(`${response.status()} ${response.url()}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(site)) faults.push(`asked elsewhere: ${request.url()}`);
    if (request.resourceType() === 'script') scripts.push(request.url());
  });
  if (options.javaScriptEnabled !== false) {
    if (now !== undefined) await page.clock.setFixedTime(now);
    await page.addInitScript(watchMovements);
  }
  return { page, faults, scripts };
}

/** Sends a page to an address, and waits until it is alive; without JavaScript it never is more than loaded. */
export async function visit(page: Page, url: string, { javaScriptEnabled }: Opening = {}): Promise<void> {
  await page.goto(url, { waitUntil: javaScriptEnabled === false ? 'load' : 'networkidle' });
  if (javaScriptEnabled !== false) await wake(page);
}

/** Wakes a page that sleeps, as one is woken that comes back from the cache of pages: nobody has stirred for it. */
export async function wake(page: Page): Promise<void> {
  const wakes = await page.evaluate(() => {
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    return document.querySelector('script[data-waker]') !== null;
  });
  if (wakes) await page.locator('html[data-awake]').waitFor({ state: 'attached' });
}

/** Moves the pointer, as somebody who is there: a single event could be that of a pointer that rests. */
export async function stir(page: Page): Promise<void> {
  await page.mouse.move(5, 5, { steps: 2 });
}

/** What moved since the page was opened, and which policy was broken. */
export function movementsOf(page: Page): Promise<Movements> {
  return page.evaluate(() => {
    const { shift, moved, violations } = window as unknown as Movements;
    return { shift, moved, violations };
  });
}

/** Has an open page ask for news now, as one does that is online again: by itself it asks every 10 s. */
export async function askForNews(page: Page): Promise<void> {
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
}

/** By how many px the page is wider than its window. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Marks the document that is shown: another one has no mark. */
export async function markDocument(page: Page): Promise<() => Promise<boolean>> {
  await page.evaluate(() => Object.assign(window, { isMarked: true }));
  return () => page.evaluate(() => 'isMarked' in window);
}
