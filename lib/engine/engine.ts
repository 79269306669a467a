import type { Config, ConfiguredCheck } from '../config/config.ts';
import type { Standing } from '../history/transition.ts';
import type { Log, Push, Result, WorkerFigures } from '../model.ts';
import { FencedError, type WriterStore } from '../store/store.ts';
import { Disturbances } from './disturbances.ts';
import { MissedRuns } from './missed-runs.ts';
import { Recorder } from './record.ts';
import { Rounds } from './rounds.ts';
import { runOnce, type RunContext } from './run.ts';
import { Schedule } from './schedule.ts';
import { StallMeter } from './stall.ts';
import { Words } from './words.ts';

const LEASE_TTL = 15_000;
const LEASE_RENEWAL = 5_000;
const LEASE_RETRY = 1_000;
const FIGURES_INTERVAL = 10_000;
const SWEEP_INTERVAL = 1_000;
const TRIM_INTERVAL = 5_000;
/** Rows of each kind that a step of the retention deletes: a few ms. */
const TRIM_STEP = 500;
/** How long the results of a configuration may take to be written before another takes its place, ms. */
const LAST_WRITES = 10_000;
/** How long the last results may take to be written when the program ends, ms. */
const LAST_FLUSH = 3_000;

/** What an engine is made with. */
export interface EngineOptions {
  readonly store: WriterStore;
  /** Names this worker in the lease. */
  readonly holder: string;
  /** Holders that are known to be dead: their lease is taken at once. */
  readonly deadHolders: (holder: string) => boolean;
  /** Monotonic, ms. */
  readonly now: () => number;
  /** Unix ms. */
  readonly wallClock: () => number;
  /** Of the machine, its sleep included, ms. */
  readonly uptime: () => number;
  readonly log: Log;
  readonly onCommitted: (lastResultId: number) => void;
  /** The lease is lost: the process must end. */
  readonly onFenced: () => void;
}

/** What the configuration's loading has to say in the figures. */
export interface ConfigStanding {
  readonly ok: boolean;
  readonly error: string | null;
  readonly loadedAt: number;
}

/** A check, and where it stands. */
export interface CheckStanding {
  readonly check: ConfiguredCheck;
  readonly standing: Standing;
}

/** The one scheduler of a database: takes the lease, runs the checks, records the results, keeps house. */
export class Engine {
  readonly #options: EngineOptions;
  readonly #stop = new AbortController();
  readonly #disturbances: Disturbances;
  readonly #stall: StallMeter;
  readonly #schedule: Schedule<ConfiguredCheck, Result | null>;
  readonly #rounds = new Rounds();
  readonly #words: Words;
  readonly #missed: MissedRuns;
  #recorder: Recorder | null = null;
  #config: Config | null = null;
  #configStanding: ConfigStanding;
  #counts = { internalErrors: 0, missedRuns: 0 };
  #notifications = { total: 0, failed: 0 };
  /** The last push of each check that waits for its run: the next one waits for that. */
  readonly #pushes = new Map<string, Promise<Result | null>>();
  #startedAt: number;
  #figuresDirty = false;
  /** Held while a configuration is being applied: results wait for the recorder that knows their checks. */
  #applying: Promise<void> = Promise.resolve();

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#disturbances = new Disturbances(options.log, () => (this.#figuresDirty = true));
    this.#stall = new StallMeter(options, {
      onStall: (lost) => this.#disturbances.noteStall(lost),
      onStep: (by) => this.#disturbances.noteStep(by),
    });
    this.#words = new Words(options.now, (from) => this.#stall.since(from));
    this.#missed = new MissedRuns(options.log);
    this.#startedAt = options.wallClock();
    this.#configStanding = { ok: true, error: null, loadedAt: this.#startedAt };
    this.#schedule = new Schedule({
      now: options.now,
      run: (check) => this.#runAndRecord(check),
      onMissed: (check, slots) => {
        this.#counts.missedRuns += slots;
        this.#missed.note(check.id, slots);
      },
    });
  }

  /** Takes the lease, waiting for it as long as another worker lives, and begins to run these checks. */
  async start(config: Config): Promise<void> {
    await this.#acquireLease();
    await this.#apply(config);
    const every = (ms: number, work: () => Promise<void> | void) => this.#rounds.every(ms, () => this.#watched(work));
    every(LEASE_RENEWAL, () => this.#options.store.renew(this.#options.wallClock() + LEASE_TTL));
    every(FIGURES_INTERVAL, () => this.#saveFigures());
    every(SWEEP_INTERVAL, async () => {
      this.#missed.tell();
      // As after a restart: else times would stand still until the clock is where it was.
      await this.#disturbances.follow(() => this.#apply(this.#config ?? config));
      this.#recorder?.sweep();
      if (this.#figuresDirty) await this.#saveFigures();
    });
    // Apart from the sweep: to close the buckets of many checks takes longer than its turns are apart.
    every(SWEEP_INTERVAL, () => this.#recorder?.closeDue());
    every(TRIM_INTERVAL, () => this.#trim());
  }

  /** Puts another configuration in force; histories stay. Runs under way are finished and recorded. */
  async reload(config: Config): Promise<void> {
    await this.#apply(config);
  }

  /** Tells the readers how the configuration's loading went. */
  async noteConfig(standing: ConfigStanding): Promise<void> {
    this.#configStanding = standing;
    if (this.#recorder !== null) await this.#watched(() => this.#saveFigures());
  }

  /**
   * Runs these checks now, or waits for their runs that are under way, and resolves when the results are committed.
   * Paused and unknown checks have none.
   */
  async run(ids: readonly string[]): Promise<{ results: Result[]; lastResultId: number }> {
    const runs = ids.map((id) => this.#schedule.runNow(id)).filter((run) => run !== null);
    return this.#committed(runs);
  }

  /**
   * Takes what others say about push checks, has each of these run at once, and resolves when the results are
   * committed. One that is paused or unknown has none.
   */
  async push(pushes: readonly Push[]): Promise<{ results: Result[]; lastResultId: number }> {
    return this.#committed(pushes.map((push) => this.#take(push)));
  }

  /** The configuration in force; null before the first. */
  get config(): Config | null {
    return this.#config;
  }

  /** Where the checks stand now; null while that is not known: before the lease is there, or while a configuration is put in force. */
  standings(): readonly CheckStanding[] | null {
    const recorder = this.#recorder;
    if (recorder === null) return null;
    return (this.#config?.checks ?? []).map((check) => ({ check, standing: recorder.standing(check.id) }));
  }

  /** Counts a request that delivered alerts, or was to. */
  countNotification(failed: boolean): void {
    const { total, failed: before } = this.#notifications;
    this.#notifications = { total: total + 1, failed: before + (failed ? 1 : 0) };
    this.#figuresDirty = true;
  }

  async #committed(runs: readonly Promise<Result | null>[]): Promise<{ results: Result[]; lastResultId: number }> {
    const results = (await Promise.all(runs)).filter((result) => result !== null);
    const recorder = this.#recorder;
    if (recorder === null || !(await recorder.committed(10_000)))
      throw new Error('the results could not be committed in time');
    return { results, lastResultId: recorder.committedResultId };
  }

  /** Stops scheduling, ends the runs under way, writes what is recorded and gives the lease back. */
  async stop(): Promise<void> {
    this.#schedule.end();
    this.#rounds.end();
    this.#stop.abort(new Error('the worker is ending'));
    this.#stall.end();
    const recorder = this.#recorder;
    if (recorder !== null) {
      await recorder.finish(LAST_FLUSH);
      recorder.end();
      await this.#watched(() => this.#saveFigures());
      await this.#watched(() => this.#options.store.release());
    }
    await this.#options.store.end();
  }

  /** One word after another, each with a run of its own, so that none is passed over. */
  #take(push: Push): Promise<Result | null> {
    const before = this.#pushes.get(push.check) ?? Promise.resolve(null);
    const run = before.then(async () => {
      // A run under way has heard the word before this one.
      await this.#schedule.underWay(push.check);
      if (!this.#schedule.has(push.check)) return null;
      this.#words.tell(push, this.#options.wallClock());
      return this.#schedule.runNow(push.check);
    });
    this.#pushes.set(push.check, run);
    const done = () => this.#pushes.get(push.check) === run && this.#pushes.delete(push.check);
    run.then(done, done);
    return run;
  }

  async #acquireLease(): Promise<void> {
    const { store, holder, wallClock, log, deadHolders } = this.#options;
    for (let tries = 0; ; tries++) {
      const current = await store.leaseHolder();
      const dead = current !== null && deadHolders(current) ? [current] : [];
      if ((await store.acquire({ holder, now: wallClock(), ttl: LEASE_TTL, dead })) !== null) return;
      if (tries % 10 === 0)
        log.warn('another worker holds the lease of this database: waiting for it to end', { holder: current });
      await new Promise((resolve) => setTimeout(resolve, LEASE_RETRY));
      this.#stop.signal.throwIfAborted();
    }
  }

  async #apply(config: Config): Promise<void> {
    const before = this.#applying;
    let done = () => {};
    this.#applying = new Promise((resolve) => (done = resolve));
    await before;
    const old = this.#recorder;
    try {
      const { store, log } = this.#options;
      // A reader of the store must find all of the past there before its successor is made of it.
      if (old !== null && !(await old.finish(LAST_WRITES)))
        throw new Error('the database takes no writes: the new configuration is not applied');
      this.#recorder = null;
      const formerIds = Object.fromEntries(
        config.checks.filter((check) => check.formerIds.length > 0).map((check) => [check.id, check.formerIds]),
      );
      for (const remark of await store.applyCatalogue(config.catalogue, formerIds)) log.warn(remark);
      const state = await store.restore();
      if (this.#config === null && state.figures !== null) {
        this.#counts = { internalErrors: state.figures.internalErrors, missedRuns: state.figures.missedRuns };
        this.#notifications = { ...(state.figures.notifications ?? this.#notifications) };
        this.#disturbances.restore(state.figures);
      }
      const pushed = config.checks.filter(({ type, paused }) => type === 'push' && !paused);
      this.#words.listen(
        pushed.map((check) => check.id),
        state,
      );
      const recorder = new Recorder({
        store,
        state,
        config,
        wallClock: this.#options.wallClock,
        log,
        onCommitted: this.#options.onCommitted,
        onInternalError: () => this.#countInternalError(),
        onFenced: () => this.#options.onFenced(),
      });
      await recorder.settle();
      old?.end();
      this.#recorder = recorder;
      this.#config = config;
      this.#schedule.set(config.checks.filter((check) => !check.paused));
      await this.#watched(() => this.#saveFigures());
    } catch (error) {
      this.#recorder = old;
      throw error;
    } finally {
      done();
    }
  }

  async #runAndRecord(check: ConfiguredCheck): Promise<Result | null> {
    const context: RunContext = {
      now: this.#options.now,
      wallClock: this.#options.wallClock,
      pingDatabase: () => this.#options.store.ping(),
      told: this.#words.hear(check.id),
      stalledSince: (from) => this.#stall.since(from),
      onInternalError: (id, error) => {
        this.#countInternalError();
        this.#options.log.error('a check could not be run, by our own fault', {
          check: id,
          error: error instanceof Error ? error : String(error),
        });
      },
      signal: this.#stop.signal,
    };
    try {
      const result = await runOnce(check, context);
      this.#disturbances.noteResult(result);
      await this.#applying;
      this.#recorder?.record(result);
      return result;
    } catch (error) {
      // `runOnce` rejects only when the program ends: then there is no result.
      if (!this.#stop.signal.aborted) context.onInternalError(check.id, error);
      return null;
    }
  }

  #countInternalError(): void {
    this.#counts.internalErrors++;
    this.#figuresDirty = true;
  }

  async #saveFigures(): Promise<void> {
    this.#figuresDirty = false;
    const figures: WorkerFigures = {
      at: this.#options.wallClock(),
      startedAt: this.#startedAt,
      lagSeconds: Math.round(this.#schedule.lag()) / 1000,
      internalErrors: this.#counts.internalErrors,
      missedRuns: this.#counts.missedRuns,
      ...this.#disturbances.figures(),
      notifications: this.#notifications,
      configOk: this.#configStanding.ok,
      configError: this.#configStanding.error,
      configLoadedAt: this.#configStanding.loadedAt,
    };
    await this.#options.store.saveFigures(figures);
    this.#options.onCommitted(this.#recorder?.committedResultId ?? 0);
  }

  async #trim(): Promise<void> {
    const now = this.#options.wallClock();
    const retention = this.#config?.catalogue.retention;
    if (retention === undefined) return;
    const before = {
      results: now - retention.results,
      fiveMinutes: now - retention.fiveMinutes,
      hours: now - retention.hours,
    };
    await this.#options.store.trim(before, TRIM_STEP);
  }

  /** House-keeping that fails is logged, counted, and tried again at its next turn. */
  async #watched(work: () => Promise<void> | void): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof FencedError) {
        this.#options.onFenced();
        return;
      }
      this.#countInternalError();
      this.#options.log.error('the database did not take a write of the worker', { error: error as Error });
    }
  }
}
