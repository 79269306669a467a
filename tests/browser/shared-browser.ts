import { chromium, type Browser } from 'playwright-core';
import { freePort, type AtEnd } from '../integration/lifecycle/program.ts';
import { CHROMIUM } from './chromium.ts';

/** A browser that is driven from several sides, so that it is started once. */
export interface SharedBrowser {
  readonly browser: Browser;
  /** Of its debugging protocol, on loopback. */
  readonly port: number;
}

/** Starts it until the end; its pages can be reached by the port, too. */
export async function startSharedBrowser(atEnd: AtEnd, launch = CHROMIUM): Promise<SharedBrowser> {
  const port = await freePort();
  const browser = await chromium.launch({ ...launch, args: [...launch.args, `--remote-debugging-port=${port}`] });
  atEnd(() => browser.close());
  return { browser, port };
}
