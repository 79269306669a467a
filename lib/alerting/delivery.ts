import type { Log } from '../model.ts';
import { alertOf, identityOf, wireAlert, type Alert, type CheckState, type Sender } from './alert.ts';
import { Alertmanager } from './alertmanager.ts';
import type { Target } from './post.ts';

/** An alert that is told lasts this many times as long as it takes until it is told again, as Prometheus has it. */
const LASTING = 4;

/** Whom to tell, how often, and who tells. */
export interface DeliverySettings extends Sender {
  readonly alertmanagers: readonly Target[];
  /** ms */
  readonly resend: number;
}

export interface DeliveryOptions {
  /** Unix ms. */
  readonly now: () => number;
  readonly log: Log;
  /** Told of each request that delivered alerts, or was to. */
  readonly onRequest: (failed: boolean) => void;
}

/**
 * Keeps Alertmanagers told of the checks that are down or degraded. Fed with where the checks stand, as often as one
 * likes; what it does depends on that alone, so that a restart or a reload needs nothing else.
 */
export class AlertDelivery {
  readonly #options: DeliveryOptions;
  readonly #managers = new Map<string, Alertmanager>();
  #settings: DeliverySettings | null = null;
  /** By identity; and which of them is a check's. */
  #lasting = new Map<string, Alert>();
  #ofCheck = new Map<string, string>();
  /** Told as ended for a while, in case a telling is lost. */
  readonly #ended = new Map<string, { readonly alert: Alert; readonly endsAt: number; readonly toldUntil: number }>();

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** Tells these from now on. One that is there no more is told that everything has ended. */
  configure(settings: DeliverySettings): void {
    this.#settings = settings;
    const wanted = new Map(settings.alertmanagers.map((target) => [JSON.stringify(target), target]));
    for (const [key, manager] of this.#managers) {
      if (wanted.has(key)) continue;
      manager.end([...this.#lasting.values()].map((alert) => wireAlert(alert, this.#options.now())));
      this.#managers.delete(key);
    }
    for (const [key, target] of wanted) {
      if (this.#managers.has(key)) continue;
      const manager = new Alertmanager({
        target,
        alerts: () => this.#told(),
        resend: () => this.#settings?.resend ?? settings.resend,
        log: this.#options.log,
        onRequest: this.#options.onRequest,
      });
      this.#managers.set(key, manager);
      manager.nudge();
    }
  }

  /** Takes in where all checks stand, and tells what has changed. One that is not among them has ended. */
  update(checks: Iterable<CheckState>): void {
    const settings = this.#settings;
    if (settings === null || this.#managers.size === 0) return;
    const now = this.#options.now();
    const lasting = new Map<string, Alert>();
    const ofCheck = new Map<string, string>();
    /** When the state after an alert began, by check. */
    const recovered = new Map<string, number | null>();
    let changed = false;
    for (const check of checks) {
      const known = this.#ofCheck.get(check.id);
      const before = known === undefined ? null : (this.#lasting.get(known) ?? null);
      if (before !== null) recovered.set(check.id, check.since);
      const alert = alertOf(check, settings, before);
      if (alert === null) continue;
      const identity = identityOf(alert);
      const same = identity === known ? before : null;
      // What lasts began when it began, whatever came between that gave no verdict.
      lasting.set(identity, same === null ? alert : { ...alert, startsAt: Math.min(same.startsAt, alert.startsAt) });
      ofCheck.set(check.id, identity);
      this.#ended.delete(identity);
      if (same === null) changed = true;
    }
    for (const [check, identity] of this.#ofCheck) {
      const alert = this.#lasting.get(identity);
      if (alert === undefined || lasting.has(identity)) continue;
      const endsAt = Math.max(alert.startsAt, Math.min(recovered.get(check) ?? now, now));
      this.#ended.set(identity, { alert, endsAt, toldUntil: now + LASTING * settings.resend });
      changed = true;
    }
    this.#lasting = lasting;
    this.#ofCheck = ofCheck;
    if (changed) for (const manager of this.#managers.values()) manager.nudge();
  }

  /** Tells nothing any more. What lasts is not told as ended: it goes on, and the next start tells of it. */
  end(): void {
    for (const manager of this.#managers.values()) manager.end();
    this.#managers.clear();
  }

  #told(): object[] {
    const now = this.#options.now();
    for (const [identity, { toldUntil }] of this.#ended) if (toldUntil < now) this.#ended.delete(identity);
    const until = now + LASTING * (this.#settings?.resend ?? 0);
    return [
      ...[...this.#lasting.values()].map((alert) => wireAlert(alert, until)),
      ...[...this.#ended.values()].map(({ alert, endsAt }) => wireAlert(alert, endsAt)),
    ];
  }
}
