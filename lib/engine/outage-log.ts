import type { Log, Outage, Result } from '../model.ts';

/** Lines in a minute: where a network fails, ten thousand checks do, and one that flaps does so for ever. */
const LINES = 30;
const MINUTE = 60_000;

/** Tells operators of outages as they begin, grow worse and end. What is too much for a minute is told as a number. */
export class OutageLog {
  readonly #log: Log;
  #from = -Infinity;
  #lines = 0;

  constructor(log: Log) {
    this.#log = log;
  }

  /**
   * @param now Unix ms
   * @param result what confirmed it; its target's own words are told where they are of what is told
   */
  note(now: number, check: string, outage: Omit<Outage, 'id' | 'check'>, result: Result | null): void {
    this.tellRest(now);
    this.#lines++;
    if (this.#lines > LINES) return;
    const { startedAt, endedAt, worst, code } = outage;
    if (endedAt !== null) {
      this.#log.info('a check is up again', { check, seconds: Math.round((endedAt - startedAt) / 1_000) });
      return;
    }
    const error = result?.code === code ? result.details?.raw : undefined;
    this.#log.warn(`a check is ${worst}`, { check, code: code ?? undefined, error });
  }

  /** When a minute is over: how many lines it had no room for. */
  tellRest(now: number): void {
    if (Math.abs(now - this.#from) < MINUTE) return;
    if (this.#lines > LINES) this.#log.warn('more outages began, grew worse or ended', { count: this.#lines - LINES });
    this.#from = now;
    this.#lines = 0;
  }
}
