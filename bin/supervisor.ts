import { join } from 'node:path';
import type { ControlMessage } from '../lib/control/messages.ts';
import type { Log } from '../lib/model.ts';
import { Child } from './child.ts';
import { EXIT } from './exit-code.ts';

/** When children that do not end are killed, and when we go whatever happens. ms after the signal. */
const KILL_AFTER = 8_500;
const GONE_AFTER = 9_500;

export interface SupervisorOptions {
  /** The folder that holds worker.mjs and web.mjs. */
  readonly dist: string;
  readonly workerEnv: NodeJS.ProcessEnv;
  /** An allow-list: the web process must not hold the checks' credentials. */
  readonly webEnv: NodeJS.ProcessEnv;
  readonly log: Log;
  /** For the line that tells where it is. */
  readonly print: (line: string) => void;
}

/**
 * Runs web and worker, starts either again when it dies, and passes on what they say to each other.
 * Resolves, when both are gone, with the code to end with.
 */
export function supervise({ dist, workerEnv, webEnv, log, print }: SupervisorOptions): Promise<number> {
  return new Promise((resolve) => {
    let holder: string | null = null;
    let lastGood: { readonly source: string | null } | null = null;
    /** When we began to end. Monotonic, ms. */
    let stoppingSince: number | null = null;
    const ready = new Set<'web' | 'worker'>();
    const openRuns = new Set<string>();

    const worker: Child = new Child({
      role: 'worker',
      file: join(dist, 'worker.mjs'),
      env: workerEnv,
      onStart: () => worker.send({ type: 'start', deadHolder: holder, lastGood }),
      onMessage: (message) => {
        if (message.type === 'holder') holder = message.holder;
        else if (message.type === 'configured') lastGood = { source: message.source };
        else if (message.type === 'ready') ready.add('worker');
        else if (message.type === 'ran' || message.type === 'committed') {
          if (message.type === 'ran') openRuns.delete(message.request);
          web.send(message);
        }
      },
      onEnd: (how) => {
        for (const request of openRuns) refuse(request);
        return ended('worker', how);
      },
    });

    const web: Child = new Child({
      role: 'web',
      file: join(dist, 'web.mjs'),
      env: webEnv,
      onStart: () => undefined,
      onMessage: (message) => {
        if (message.type === 'ready') {
          if (!ready.has('web') && message.url !== null) print(`Allswell is at ${message.url}`);
          ready.add('web');
        } else if (message.type === 'run' || message.type === 'push') {
          openRuns.add(message.request);
          if (!worker.send(message)) refuse(message.request);
        }
      },
      onEnd: (how) => ended('web', how),
    });

    function refuse(request: string): void {
      openRuns.delete(request);
      const message: ControlMessage = {
        type: 'ran',
        request,
        results: [],
        lastResultId: 0,
        error: 'the worker is not running',
      };
      web.send(message);
    }

    /** What a child's own end means; false ends everything. */
    function ended(role: 'web' | 'worker', { code, text }: { code: number | null; text: string }): boolean {
      if (code === EXIT.usage && !ready.has(role)) {
        void stop(EXIT.usage); // it said why; starting it again changes nothing
        return false;
      }
      log.warn(`the ${role} ended and is started again`, { end: text });
      return true;
    }

    async function stop(code: number): Promise<void> {
      if (stoppingSince !== null) return;
      stoppingSince = performance.now();
      const killing = setTimeout(kill, KILL_AFTER);
      const going = setTimeout(() => done(code), GONE_AFTER);
      await Promise.all([worker.stop(), web.stop()]);
      clearTimeout(killing);
      clearTimeout(going);
      done(code);
    }

    const killed = new Set<string>();

    /** Ends those that did not end when told to. */
    function kill(): void {
      const seconds = Math.round((performance.now() - (stoppingSince ?? 0)) / 100) / 10;
      for (const [role, child] of Object.entries({ worker, web })) {
        if (child.pid === null || killed.has(role)) continue;
        killed.add(role);
        log.warn(`the ${role} has not ended and is killed`, { seconds });
        child.signal('SIGKILL');
      }
    }

    function done(code: number): void {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.off(signal, onSignal);
      process.off('SIGHUP', onHangUp);
      resolve(code);
    }

    let signals = 0;
    function onSignal(signal: NodeJS.Signals): void {
      signals += signal === 'SIGINT' ? 1 : 0;
      if (stoppingSince === null) log.info('ending', { signal });
      void stop(EXIT.healthy);
      // Asked twice at the keyboard: no more waiting.
      if (signals > 1) kill();
    }

    function onHangUp(): void {
      worker.send({ type: 'reload' }); // to one that is about to be there it is no news
    }

    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
    process.on('SIGHUP', onHangUp);
    worker.start();
    web.start();
  });
}
