import { chromium, type Browser } from 'playwright-core';
import type { AtEnd } from '../integration/lifecycle/program.ts';

/**
 * How Debian's Chromium is launched, quiet: nothing of its own goes to the network. The headless shell is the engine
 * without windows, which cost three times as much as the pages in them.
 */
export const CHROMIUM = {
  executablePath: '/usr/bin/chromium-headless-shell',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ],
};

/** The whole browser, for what measures as a visitor would. */
export const WHOLE_CHROMIUM = { ...CHROMIUM, executablePath: '/usr/bin/chromium' };

/** Starts it for the time of a test. */
export async function startChromium(atEnd: AtEnd): Promise<Browser> {
  const browser = await chromium.launch(CHROMIUM);
  atEnd(() => browser.close());
  return browser;
}
