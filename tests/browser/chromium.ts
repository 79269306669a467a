import { chromium, type Browser } from 'playwright-core';
import type { AtEnd } from '../integration/lifecycle/program.ts';

/** How Debian's Chromium is launched, quiet: nothing of its own goes to the network. */
export const CHROMIUM = {
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ],
};

/** Starts it for the time of a test. */
export async function startChromium(atEnd: AtEnd): Promise<Browser> {
  const browser = await chromium.launch(CHROMIUM);
  atEnd(() => browser.close());
  return browser;
}
