import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { setImmediate as breath } from 'node:timers/promises';
import type { CalendarDay, Interval } from '../history/uptime.ts';
import type { Audience, CheckHistory, Day, Log, Past, Range, Snapshot } from '../model.ts';
import { openReaderStore } from '../store/open.ts';
import type { ReaderStore } from '../store/store.ts';
import { deriveSnapshot, validityOf, workerAt } from './derive.ts';
import { readCheckHistory } from './history.ts';
import { Memory } from './memory.ts';
import { readDay, readPast } from './past.ts';
import type { Readiness, StatusSource } from './source.ts';

/** How often the store is asked whether anything was committed, ms. A nudge from the worker comes sooner. */
const POLL = 500;
/** What is news to nobody who waits for it comes this much later at most, so that its answers are ready, ms. */
const AHEAD = 300;
/** The database may fail to answer for this long before the pages say so, ms. */
const PATIENCE = 2_000;
/** What the bars and the uptime windows need, and a day more, ms. */
const HORIZON = 92 * 86_400_000;
/** The horizon only moves with a load: once a day is enough, ms. */
const RELOAD = 86_400_000;

/** What a status source is made with. */
export interface StatusOptions {
  readonly databasePath: string;
  /** The folder `prisma/migrations`. */
  readonly migrations: string;
  readonly version: string;
  readonly log: Log;
}

interface Moment {
  readonly memory: Memory;
  readonly revision: string;
  readonly now: number;
  readonly validUntil: number;
  readonly snapshots: Map<Audience, Snapshot>;
}

/** Opens the process's status source. It keeps trying until the worker has made the database, and never throws. */
export function openStatus(options: StatusOptions): Follower {
  return new Follower(options);
}

/** Follows the log of a store, at most a second behind, and derives the snapshots. */
export class Follower implements StatusSource {
  readonly #options: StatusOptions;
  readonly #boot = randomUUID().slice(0, 8);
  readonly #listeners = new Set<() => void>();
  readonly #preparing = new Set<() => Promise<void>>();
  /** The moment that is not in force yet, for those who prepare its answers. */
  readonly #ahead = new AsyncLocalStorage<Moment>();
  #store: ReaderStore | null = null;
  #memory: Memory | null = null;
  #loadedAt = 0;
  #moment: Moment | null = null;
  #moments = 0;
  #timer: NodeJS.Timeout | null = null;
  #polling: Promise<void> | null = null;
  #again = false;
  /** Something may have come that was not read yet. */
  #behind = true;
  /** How many wait for what is committed: for them it is not prepared first, and what is being prepared ends. */
  #waiting = 0;
  #hurry: (() => void) | null = null;
  /** Being prepared. */
  #next: Moment | null = null;
  /** The last result that is told of. */
  #toldResultId = 0;
  /** When the store was last asked, by the wall clock. */
  #askedAt = 0;
  #failingSince: number | null = null;
  #staleSince: number | null = null;
  #closed = false;

  constructor(options: StatusOptions) {
    this.#options = options;
    void this.nudge();
  }

  snapshot(audience: Audience): Snapshot | null {
    const memory = this.#memory;
    if (memory === null) return null;
    const moment = this.#current(memory);
    let snapshot = moment.snapshots.get(audience);
    if (snapshot === undefined) {
      snapshot = deriveSnapshot(memory, audience, {
        ...moment,
        staleSince: this.#staleSince,
        version: this.#options.version,
      });
      moment.snapshots.set(audience, snapshot);
    }
    return snapshot;
  }

  revision(): string {
    return this.#memory === null ? `${this.#boot}.0` : this.#current(this.#memory).revision;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  beforeMove(work: () => Promise<void>): () => void {
    this.#preparing.add(work);
    return () => this.#preparing.delete(work);
  }

  async history(audience: Audience, id: string, range: Range): Promise<CheckHistory | null> {
    const check = this.#memory?.checksFor(audience).find((it) => it.id === id);
    if (check === undefined) return null;
    return this.#fromStore(`the ${range} of ${id}`, (store, memory, now) =>
      readCheckHistory(store, memory, check, range, now),
    );
  }

  async past(audience: Audience, span: Interval): Promise<Past | null> {
    return this.#fromStore('the past', (store, memory, now) => readPast(store, memory, audience, span, now));
  }

  async day(audience: Audience, day: CalendarDay): Promise<ReadonlyMap<string, Day> | null> {
    return this.#fromStore('a day', (store, memory, now) => readDay(store, memory, audience, day, now));
  }

  /** What `read` finds; null while there is no store. */
  async #fromStore<T>(
    what: string,
    read: (store: ReaderStore, memory: Memory, now: number) => Promise<T>,
  ): Promise<T | null> {
    const [store, memory] = [this.#store, this.#memory];
    if (store === null || memory === null) return null;
    try {
      return await read(store, memory, this.#current(memory).now);
    } catch (error) {
      this.#options.log.warn(`${what} could not be read`, { error: error as Error });
      throw error;
    }
  }

  async follow(resultId: number, timeout: number): Promise<void> {
    const deadline = Date.now() + timeout;
    while (this.#toldResultId < resultId && Date.now() < deadline && !this.#closed) {
      await this.refresh();
      if (this.#toldResultId < resultId) await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async refresh(): Promise<void> {
    this.#waiting++;
    this.#hurry?.();
    await this.nudge();
    this.#waiting--;
  }

  readiness(): Readiness {
    const memory = this.#memory;
    const worker = memory === null ? { alive: false, figures: null } : workerAt(memory, Date.now());
    const databaseAnswers = this.#failingSince === null && this.#store !== null;
    const reasons: string[] = [];
    if (this.#store === null) reasons.push('the database is not there yet');
    else if (!databaseAnswers) reasons.push('the database does not answer');
    if (this.#store !== null && !worker.alive) reasons.push('the worker has not committed anything recently');
    return { ready: reasons.length === 0, reasons, worker, databaseAnswers, schemaReady: memory !== null };
  }

  /** Looks for news now: the worker has said that there are some. Resolves when what was there then is read. */
  nudge(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    if (this.#polling !== null) {
      this.#again = true;
      return this.#polling;
    }
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#polling = this.#pollUntilQuiet().finally(() => {
      this.#polling = null;
      if (this.#closed) return;
      this.#timer = setTimeout(() => void this.nudge(), POLL);
    });
    return this.#polling;
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#polling;
    await this.#store?.end();
  }

  async #pollUntilQuiet(): Promise<void> {
    await this.#poll();
    while (this.#again && !this.#closed) {
      this.#again = false;
      await this.#poll();
    }
  }

  async #poll(): Promise<void> {
    try {
      const moved = (await this.#read()) || Date.now() < this.#askedAt;
      this.#askedAt = Date.now();
      if (moved) this.#memory?.noLaterThan(this.#askedAt);
      const recovered = this.#failingSince !== null;
      if (recovered) this.#options.log.info('the database answers again');
      this.#failingSince = null;
      this.#staleSince = null;
      if (moved || recovered) await this.#move();
    } catch (error) {
      const now = Date.now();
      if (this.#failingSince === null)
        this.#options.log.warn('the database does not answer', { error: error as Error });
      this.#failingSince ??= now;
      if (this.#staleSince === null && now - this.#failingSince >= PATIENCE && this.#memory !== null) {
        this.#staleSince = this.#failingSince;
        await this.#move();
      }
    }
  }

  /** Reads what is new; whether there was anything. */
  async #read(): Promise<boolean> {
    const { databasePath: path, migrations, log } = this.#options;
    const onUnreadable = (fault: string, follows: string) =>
      log.error(`the database holds what cannot be read; ${follows}`, { fault });
    this.#store ??= await openReaderStore({ path, migrations, onUnreadable });
    const store = this.#store;
    if (store === null) return false;
    // Once seen, a change is remembered until it is read: reading may fail.
    if (await store.changed()) this.#behind = true;
    const now = Date.now();
    if (!this.#behind && now - this.#loadedAt < RELOAD) return false;
    const memory = this.#memory;
    if (memory !== null && now - this.#loadedAt < RELOAD) {
      const changes = await store.changes({
        resultId: memory.lastResultId,
        transitionId: memory.lastTransitionId,
        noticeRevision: memory.notices.revision,
      });
      if (changes !== null) {
        memory.apply(changes);
        this.#behind = false;
        return true;
      }
    }
    const state = await store.load(now - HORIZON);
    this.#behind = false;
    if (state === null) return false;
    this.#memory = new Memory(state, memory);
    this.#loadedAt = now;
    return true;
  }

  /** The moment that is in force: another begins when the store moved or when time alone changes what is said. */
  #current(memory: Memory): Moment {
    if (this.#next !== null && this.#ahead.getStore() === this.#next) return this.#next;
    const now = Date.now();
    // A clock that was set back is time that changed, too.
    if (this.#moment?.memory !== memory || now >= this.#moment.validUntil || now < this.#moment.now)
      this.#moment = this.#begin(memory);
    return this.#moment;
  }

  #begin(memory: Memory): Moment {
    const now = Date.now();
    this.#moments++;
    const revision = `${this.#boot}.${this.#moments}`;
    return { memory, revision, now, validUntil: validityOf(memory, now), snapshots: new Map() };
  }

  /**
   * Puts what was read in force. Its answers are made before, while those of the last moment are still given. (A
   * snapshot of the last moment that nobody had asked for until now is derived of the news already: it is never older.)
   */
  async #move(): Promise<void> {
    const [memory, last] = [this.#memory, this.#moment];
    if (memory === null) return;
    const next = this.#begin(memory);
    if (last?.memory === memory && this.#preparing.size > 0 && this.#waiting === 0) {
      this.#next = next;
      // What cannot be derived fails for those who ask for it, and is no fault of the database.
      const done = this.#ahead.run(next, () => this.#prepare(last)).catch(() => undefined);
      const enough = new Promise<void>((resolve) => (this.#hurry = resolve));
      const late = setTimeout(() => this.#hurry?.(), AHEAD);
      await Promise.race([done, enough]);
      clearTimeout(late);
      this.#next = this.#hurry = null;
    }
    // Time alone may have begun another moment meanwhile, of what was read as well.
    if (this.#moment === last) this.#moment = next;
    this.#toldResultId = memory.lastResultId;
    for (const listener of this.#listeners) listener();
  }

  /** In steps, between which requests are answered: to read, derive and render at once would take 20 ms of all of them. */
  async #prepare(last: Moment): Promise<void> {
    await breath();
    for (const audience of last.snapshots.keys()) {
      this.snapshot(audience);
      await breath();
    }
    await Promise.all([...this.#preparing].map((work) => work()));
  }
}
