import { chromium, type Browser } from 'playwright-core';
import type { AtEnd } from '../integration/lifecycle/program.ts';

/** Starts Debian's Chromium, quiet: nothing of its own goes to the network. */
export async function startChromium(atEnd: AtEnd): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
  atEnd(() => browser.close());
  return browser;
}
