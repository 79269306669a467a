import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import next from 'next';
import { createLog } from '../lib/env/log.ts';
import { createFront } from '../lib/front/front.ts';
import type { Snapshot } from '../lib/model.ts';
import { provideStatus, type StatusSource } from '../lib/status/source.ts';
import { dayOf, pastOf } from './fixtures/past.ts';
import { PAGES, pageHistory, pageSnapshot, type PageName } from './fixtures/pages.ts';

/** A page server that listens. */
export interface PageServer {
  readonly url: string;
  /** Shows another fixture from now on; null: the store is not there yet. */
  show(page: PageName | null): void;
  /** From now on no page can be rendered, until another is shown. */
  fail(): void;
  close(): Promise<void>;
}

/**
 * Serves the build in the environment's `NEXT_DIST_DIR` over fixtures, on loopback; port 0 picks a free one.
 * A request to `/__page/<fixture>` shows another one from then on, `/__page/none` none at all.
 */
export async function servePages(port: number, first: PageName | null): Promise<PageServer> {
  let page = first;
  let failing = false;
  const snapshots = new Map<PageName, Snapshot>();
  const snapshot = () => {
    if (failing) throw new Error('this page fails on purpose');
    if (page === null) return null;
    const known = snapshots.get(page) ?? pageSnapshot(page);
    snapshots.set(page, known);
    return known;
  };
  const source: StatusSource = {
    snapshot,
    revision: () => snapshot()?.revision ?? 'none',
    subscribe: () => () => undefined,
    beforeMove: () => () => undefined,
    history: async (_audience, check, range) => (page === null ? null : pageHistory(page, check, range)),
    past: async (_audience, span) => pastOf(snapshot() ?? pageSnapshot('up'), span),
    day: async (_audience, day) => dayOf(snapshot() ?? pageSnapshot('up'), day),
    follow: async () => undefined,
    refresh: async () => undefined,
    readiness: () => ({
      ready: true,
      reasons: [],
      worker: { alive: true, figures: null },
      databaseAnswers: true,
      schemaReady: true,
    }),
    close: async () => undefined,
  };
  provideStatus(source);

  const app = next({ dev: false, dir: process.cwd(), quiet: true });
  await app.prepare();
  const handle = app.getRequestHandler();
  const show = (name: PageName | null) => {
    page = name;
    failing = false;
  };
  const front = createFront({
    renderer: (request, response) => {
      const [, name] = /^\/__page\/(\w+)$/.exec(request.url ?? '') ?? [];
      if (name === undefined) return handle(request, response);
      show(name in PAGES ? (name as PageName) : null);
      return response.end();
    },
    // What the front itself looks at does not fail.
    status: {
      ...source,
      revision: () => (failing ? 'failing' : source.revision()),
      snapshot: (audience) => (failing ? null : source.snapshot(audience)),
    },
    log: createLog('pages'),
    isStatic: (path) => path.startsWith('/_next/static/'),
    waker: readFileSync(join(process.cwd(), 'dist/waker.js'), 'latin1'),
  });
  const { port: listening } = await front.listen(port, '127.0.0.1');
  return {
    url: `http://127.0.0.1:${listening}`,
    show,
    fail: () => void (failing = true),
    close: async () => {
      await front.close(0);
      await app.close();
    },
  };
}
