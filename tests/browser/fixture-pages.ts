import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import type { PageName } from '../fixtures/pages.ts';
import { newEnding } from '../integration/servers.ts';
import { servePages, type PageServer } from '../serve-pages.ts';
import { startChromium } from './chromium.ts';
import { newWatchedPage, visit, type Opening, type WatchedPage } from './watched-page.ts';

/** The built pages over fixtures, and a browser that looks at them. */
export interface FixturePages {
  readonly server: PageServer;
  readonly browser: Browser;
  /** Opens a page of a fixture, for the time of a test. */
  open(fixture: PageName, path: string, options?: Opening): Promise<WatchedPage>;
}

/**
 * Serves fixtures for the tests of a file.
 *
 * @param defaults of each page that is opened
 */
export function fixturePages(defaults: Opening = {}): FixturePages {
  const { atEnd, end } = newEnding();
  let started: { readonly server: PageServer; readonly browser: Browser } | null = null;
  const running = () => {
    if (started === null) throw new Error('pages are there when the tests run');
    return started;
  };
  beforeAll(async () => {
    const [server, browser] = await Promise.all([servePages(0, 'up'), startChromium(atEnd)]);
    atEnd(() => server.close());
    started = { server, browser };
  });
  afterAll(end);
  return {
    get server() {
      return running().server;
    },
    get browser() {
      return running().browser;
    },
    open: async (fixture, path, options = {}) => {
      const { server, browser } = running();
      server.show(fixture);
      const opening = { ...defaults, ...options };
      const watched = await newWatchedPage(browser, server.url, opening);
      await visit(watched.page, server.url + path, opening);
      return watched;
    },
  };
}
