import { AlertDelivery } from '../lib/alerting/delivery.ts';
import type { CheckState } from '../lib/alerting/alert.ts';
import type { Config } from '../lib/config/config.ts';
import type { CheckStanding, Engine } from '../lib/engine/engine.ts';
import type { Log } from '../lib/model.ts';

/** How often the states are looked at beside each commit: those may wait for the database. ms. */
const LOOK = 1_000;

/** Keeps the Alertmanagers of an engine's configuration told of where its checks stand. */
export class Alerting {
  readonly #engine: Engine;
  readonly #instance: string;
  readonly #delivery: AlertDelivery;
  readonly #timer: NodeJS.Timeout;
  #config: Config | null = null;

  /** `instance` names the database. */
  constructor(engine: Engine, instance: string, log: Log) {
    this.#engine = engine;
    this.#instance = instance;
    this.#delivery = new AlertDelivery({
      now: Date.now,
      log,
      onRequest: (failed) => engine.countNotification(failed),
    });
    this.#timer = setInterval(() => this.look(), LOOK);
  }

  /** Tells what has changed, in the configuration or in the states. */
  look(): void {
    const { config } = this.#engine;
    // Where nobody is to be told, thousands of checks need not be looked at.
    if (config === null || (config === this.#config && config.alerting.alertmanagers.length === 0)) return;
    const standings = this.#engine.standings();
    if (standings === null) return;
    if (config !== this.#config) {
      this.#config = config;
      const { alerting, catalogue } = config;
      this.#delivery.configure({ ...alerting, site: catalogue.site, instance: this.#instance });
    }
    this.#delivery.update(standings.map(stateOf));
  }

  end(): void {
    clearInterval(this.#timer);
    this.#delivery.end();
  }
}

function stateOf({ check, standing }: CheckStanding): CheckState {
  const { state, since, lastResult, outage } = standing;
  const code = lastResult?.state === state ? lastResult.code : (outage?.code ?? null);
  return { id: check.id, name: check.name, group: check.group, state, since, code, outage };
}
