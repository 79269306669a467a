import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { newPlace, startProgram, until, type Program } from '../integration/lifecycle/program.ts';
import { newEnding, startControlled, type ControlledServer } from '../integration/servers.ts';
import { health } from '../integration/surfaces.ts';
import { startChromium } from './chromium.ts';
import { newWatchedPage, visit, type Opening, type WatchedPage } from './watched-page.ts';

/** The whole program with what it checks, and a browser that looks at its pages. */
export interface ProgramPages {
  readonly program: Program;
  readonly browser: Browser;
  /** What the checks of type http ask. */
  readonly app: ControlledServer;
  /** Opens a page, for the time of a test. */
  open(path: string, options?: Opening): Promise<WatchedPage>;
}

/**
 * Starts a program for the tests of a file; they begin when every check has run. `/broken` of the app fails.
 *
 * @param configure gives the configuration, by the address of the app
 * @param env of the program, beside its own
 * @param defaults of each page that is opened
 */
export function programPages(
  configure: (app: string) => string,
  env: Readonly<Record<string, string>> = {},
  defaults: Opening = {},
): ProgramPages {
  const { atEnd, end } = newEnding();
  let started: Pick<ProgramPages, 'program' | 'browser' | 'app'> | null = null;
  const running = () => {
    if (started === null) throw new Error('the program is there when the tests run');
    return started;
  };
  beforeAll(async () => {
    const [browser, app, place] = await Promise.all([
      startChromium(atEnd),
      startControlled(atEnd),
      newPlace(env, atEnd),
    ]);
    app.at('/broken').status = 500;
    place.configure(configure(`http://127.0.0.1:${app.port}`));
    const program = await startProgram(place);
    started = { program, browser, app };
    await until(
      async () => (await health(program)).json.checks.every(({ state }) => state === 'up' || state === 'down'),
      () => program.output(),
    );
  });
  afterAll(end);
  return {
    get program() {
      return running().program;
    },
    get browser() {
      return running().browser;
    },
    get app() {
      return running().app;
    },
    open: async (path, options = {}) => {
      const { program, browser } = running();
      const opening = { ...defaults, ...options };
      const watched = await newWatchedPage(browser, program.url, opening);
      await visit(watched.page, program.url + path, opening);
      return watched;
    },
  };
}
