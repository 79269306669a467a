import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import next from 'next';
import { asleep } from '../lib/front/asleep.ts';
import { contentSecurityPolicy } from '../lib/front/content-security.ts';
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

  const waker = readFileSync(join(process.cwd(), 'dist/waker.js'), 'utf8');
  const app = next({ dev: false, dir: process.cwd(), quiet: true });
  await app.prepare();
  const handle = app.getRequestHandler();
  const show = (name: PageName | null) => {
    page = name;
    failing = false;
  };
  const server = createServer((request, response) => {
    const [, name] = /^\/__page\/(\w+)$/.exec(request.url ?? '') ?? [];
    if (name !== undefined) {
      show(name in PAGES ? (name as PageName) : null);
      response.end();
      return;
    }
    dress(response, waker);
    void handle(request, response);
  });
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    show,
    fail: () => void (failing = true),
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await app.close();
    },
  };
}

/** Holds an HTML answer back until it is whole, and sends it as the front does: asleep, with the policy of what it has inline. */
function dress(response: ServerResponse, waker: string): void {
  const [write, end] = [response.write.bind(response), response.end.bind(response)];
  const parts: Buffer[] = [];
  const isPage = () => String(response.getHeader('content-type')).startsWith('text/html');
  const keep = (chunk: unknown) => {
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) parts.push(Buffer.from(chunk as string));
  };
  response.flushHeaders = () => undefined;
  response.write = ((chunk: unknown, ...rest: unknown[]) => {
    if (!isPage()) return (write as (...all: unknown[]) => boolean)(chunk, ...rest);
    keep(chunk);
    rest.forEach((callback) => typeof callback === 'function' && (callback as () => void)());
    return true;
  }) as typeof response.write;
  response.end = ((chunk?: unknown, ...rest: unknown[]) => {
    if (!isPage()) return (end as (...all: unknown[]) => ServerResponse)(chunk, ...rest);
    keep(chunk);
    const html = asleep(Buffer.concat(parts).toString(), waker);
    if (!response.headersSent) response.setHeader('Content-Security-Policy', contentSecurityPolicy(html));
    return end(html);
  }) as typeof response.end;
}
