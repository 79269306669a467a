import type { Log } from '../model.ts';
import { hostOf, postJson, withoutSecrets, type Target } from './post.ts';

/** A request takes no longer, ms. */
const TIMEOUT = 10_000;
/** After a failure, ms; doubled up to the last. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;
/** Alerts in one request. */
const BATCH = 500;

export interface AlertmanagerOptions {
  readonly target: Target;
  /** All that is to be told now, as it is sent. */
  readonly alerts: () => readonly object[];
  /** How often it is told again, ms. */
  readonly resend: () => number;
  readonly log: Log;
  /** Told of each request. */
  readonly onRequest: (failed: boolean) => void;
}

/** One Alertmanager, told of all alerts when they change, and again and again while they last. */
export class Alertmanager {
  readonly #options: AlertmanagerOptions;
  readonly #ending = new AbortController();
  #timer: NodeJS.Timeout | null = null;
  #sending = false;
  #changed = false;
  #failures = 0;

  constructor(options: AlertmanagerOptions) {
    this.#options = options;
  }

  /** There are news: they are told at once, or after the pause that follows a failure. */
  nudge(): void {
    if (this.#sending) this.#changed = true;
    else if (this.#failures === 0) this.#after(0);
  }

  /** Nothing is told any more, except `last`, once. */
  end(last: readonly object[] = []): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#ending.abort(new Error('it is told nothing any more'));
    if (last.length > 0) void this.#tell(last, AbortSignal.timeout(TIMEOUT)).catch(() => undefined); // it lapses by itself
  }

  #after(delay: number): void {
    if (this.#ending.signal.aborted) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#turn(), delay);
    this.#timer.unref();
  }

  async #turn(): Promise<void> {
    this.#timer = null;
    this.#changed = false;
    const alerts = this.#options.alerts();
    if (alerts.length === 0) {
      this.#failures = 0;
      return;
    }
    this.#sending = true;
    try {
      await this.#tell(alerts, this.#ending.signal);
      if (this.#failures > 0) this.#options.log.info('Alertmanager takes alerts again', this.#fields());
      this.#failures = 0;
    } catch (error) {
      if (this.#ending.signal.aborted) return;
      if (this.#failures === 0)
        this.#options.log.warn('Alertmanager does not take alerts; it will be tried again', {
          ...this.#fields(),
          error: withoutSecrets(error instanceof Error ? error.message : String(error), this.#options.target),
        });
      this.#failures++;
    } finally {
      this.#sending = false;
    }
    this.#after(this.#pause());
  }

  /** Until the next request, ms. */
  #pause(): number {
    const resend = this.#options.resend();
    if (this.#failures > 0) return Math.min(FIRST_PAUSE * 2 ** (this.#failures - 1), LONGEST_PAUSE, resend);
    return this.#changed ? 0 : resend;
  }

  /** Rejects when a request was not taken; those after it are not made then. */
  async #tell(alerts: readonly object[], ending: AbortSignal): Promise<void> {
    for (let from = 0; from < alerts.length; from += BATCH) {
      const signal = AbortSignal.any([ending, AbortSignal.timeout(TIMEOUT)]);
      let failed = true;
      try {
        const body = JSON.stringify(alerts.slice(from, from + BATCH));
        const { status, text } = await postJson(this.#options.target, '/api/v2/alerts', body, signal);
        if (status < 200 || status > 299) throw new Error(`HTTP status ${status}: ${text}`);
        failed = false;
      } catch (error) {
        const late = signal.aborted && !ending.aborted;
        throw late ? new Error(`no answer within ${TIMEOUT / 1_000} s`, { cause: error }) : error;
      } finally {
        if (!ending.aborted) this.#options.onRequest(failed);
      }
    }
  }

  #fields(): { alertmanager: string } {
    return { alertmanager: hostOf(this.#options.target) };
  }
}
