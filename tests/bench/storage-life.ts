import { join } from 'node:path';
import type { Config } from '../../lib/config/config.ts';
import { idOf } from './database.ts';
import { parseConfig } from '../../lib/config/parse.ts';
import { BATCH_WINDOW, Recorder } from '../../lib/engine/record.ts';
import { phaseOf } from '../../lib/engine/spread.ts';
import { createLog } from '../../lib/env/log.ts';
import type { Result } from '../../lib/model.ts';
import { openWriterStore } from '../../lib/store/open.ts';
import type { WriterStore } from '../../lib/store/store.ts';

const FIVE_MINUTES = 300_000;

/** What the engine does, and how often, ms. */
const EVERY = { renew: 5_000, figures: 10_000, sweep: 1_000, trim: 5_000 };

/**
 * A worker without checks to run: results come as from 1,000 HTTP checks, by a clock that runs as fast as they are
 * written. What is written, and in how many transactions, is what a worker would write in that time.
 */
export class Life {
  now: number;
  results = 0;
  /** Rows of each kind that the engine deletes at once. */
  readonly trimStep = 500;
  readonly store: WriterStore;
  readonly #recorder: Recorder;
  /** Checks in the order in which they run: not that of their rows. */
  readonly #order: Config['checks'];
  readonly #interval: number;
  #next = 0;
  #retention: { results: number; fiveMinutes: number; hours: number };

  private constructor(
    store: WriterStore,
    recorder: (wallClock: () => number) => Recorder,
    config: Config,
    interval: number,
    now: number,
  ) {
    this.now = now;
    this.store = store;
    this.#recorder = recorder(() => this.now);
    this.#order = config.checks.toSorted((a, b) => phaseOf(a.id) - phaseOf(b.id));
    this.#interval = interval;
    this.#retention = config.catalogue.retention;
  }

  static async begin(options: {
    root: string;
    path: string;
    checks: number;
    interval: number;
    now: number;
  }): Promise<Life> {
    const { root, path, checks, interval, now } = options;
    const lines = Array.from(
      { length: checks },
      (_, i) => `  - { id: ${idOf(i)}, name: Check ${i}, type: tcp, host: 127.0.0.1, port: 9 }`,
    );
    const text = `site: { url: "http://127.0.0.1" }\ndefaults: { interval: ${interval / 1000}s }\nchecks:\n${lines.join('\n')}\n`;
    const config = parseConfig(
      { source: text, file: 'bench.yaml' },
      { defaultUrl: '', databasePath: path, hostname: 'localhost', hasToken: false, env: {}, readFile: () => '' },
    );
    const store = await openWriterStore({ path, migrations: join(root, 'prisma/migrations'), authority: 'bench', now });
    await store.acquire({ holder: 'the benchmark', now, ttl: 3_650 * 86_400_000, dead: ['the benchmark'] });
    await store.applyCatalogue(config.catalogue, {});
    const state = await store.restore();
    const fail = (error: unknown) => {
      throw error;
    };
    return new Life(
      store,
      (wallClock) =>
        new Recorder({
          store,
          state,
          config,
          wallClock,
          log: createLog('bench'),
          onCommitted: () => undefined,
          onInternalError: fail,
          onFenced: fail,
        }),
      config,
      interval,
      now,
    );
  }

  /** @param closes whether buckets are closed, too */
  async live(ms: number, closes = true): Promise<void> {
    const checks = this.#order;
    const step = this.#interval / checks.length;
    const end = this.now + ms;
    const due = { flush: this.now + BATCH_WINDOW, renew: this.now, figures: this.now, sweep: this.now, trim: this.now };
    for (let at = this.now; at < end; at += step) {
      this.now = Math.floor(at);
      this.#recorder.record(resultOf(checks[this.#next++ % checks.length]?.id ?? '', this.now));
      this.results += 1;
      if (at >= due.flush) {
        await this.#recorder.flush();
        due.flush = at + BATCH_WINDOW + step;
      }
      if (at >= due.renew) {
        due.renew += EVERY.renew;
        await this.store.renew(this.now + 1e12);
      }
      if (at >= due.figures) {
        due.figures += EVERY.figures;
        await this.store.saveFigures({
          at: this.now,
          startedAt: 0,
          lagSeconds: 0.004,
          internalErrors: 0,
          missedRuns: 0,
          configOk: true,
          configError: null,
          configLoadedAt: 0,
        });
      }
      if (at >= due.sweep) {
        due.sweep += EVERY.sweep;
        if (closes) await this.#recorder.closeDue();
      }
      if (at >= due.trim) {
        due.trim += EVERY.trim;
        const { results, fiveMinutes, hours } = this.#retention;
        await this.store.trim(
          { results: this.now - results, fiveMinutes: this.now - fiveMinutes, hours: this.now - hours },
          2_000,
        );
      }
    }
    this.now = end;
  }

  /** Results until buckets are due, and nothing of them closed; returns when the last one of them ended. */
  async untilClose(): Promise<number> {
    const end = (Math.floor(this.now / FIVE_MINUTES) + 1) * FIVE_MINUTES;
    await this.live(end - this.now + 1, false);
    return end;
  }

  close(): Promise<void> {
    return this.#recorder.closeDue();
  }

  async end(): Promise<void> {
    await this.#recorder.committed(1_000);
    this.#recorder.end();
    await this.store.release();
    await this.store.end();
  }
}

export function resultOf(check: string, at: number): Result {
  const us = Math.round(80_000 * Math.exp(0.5 * normal()));
  const [dns, connect, transfer] = [200, 900, 300].map((usual) => Math.round(usual * Math.exp(0.5 * normal()))) as [
    number,
    number,
    number,
  ];
  const phases = {
    dns: dns / 1_000,
    connect: connect / 1_000,
    processing: (us - dns - connect - transfer) / 1_000,
    transfer: transfer / 1_000,
  };
  return { check, at, state: 'up', responseTime: us / 1_000, code: null, details: { phases } };
}

function normal(): number {
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}
