import { ConfigError, type NamedFile } from '../lib/config/config.ts';
import type { LoadedConfig } from '../lib/config/load.ts';
import type { Engine } from '../lib/engine/engine.ts';
import type { Environment } from '../lib/env/environment.ts';
import type { Log } from '../lib/model.ts';
import { readConfiguration } from './configuration.ts';

/** What reloads are made with. */
export interface ReloadsOptions {
  readonly environment: Environment;
  readonly log: Log;
  /** Told of each text that came into force; null: the built-in configuration. */
  readonly onConfigured: (source: string | null) => void;
}

/** After a good configuration could not be applied, by our own fault, ms. */
const RETRY = 5_000;

/** Applies what the file says, one change after another; a bad file leaves the last good one in force. */
export class Reloads {
  readonly #options: ReloadsOptions;
  #engine: Engine | null = null;
  #source: string | null = null;
  #files: readonly NamedFile[] = [];
  #loadedAt = Date.now();
  #queue: Promise<void> = Promise.resolve();
  #early: string | null = null;
  #ended = false;

  constructor(options: ReloadsOptions) {
    this.#options = options;
  }

  /** The files that the configuration names: of the one in force, or of the one that was refused for them. */
  get files(): readonly NamedFile[] {
    return this.#files;
  }

  /** From here on there is an engine to apply to; `running` is what it runs. */
  begin(engine: Engine, running: LoadedConfig): void {
    this.#engine = engine;
    this.#source = running.source;
    this.#files = running.config.files;
    if (this.#early !== null) this.request(this.#early);
  }

  /** Nothing is applied from here on. */
  end(): void {
    this.#ended = true;
  }

  /** Reads the file again, after the reloads that were asked for before. */
  request(why: string): void {
    if (this.#engine === null) this.#early = why;
    else this.#queue = this.#queue.then(() => this.#reload(why));
  }

  /** Says what is wrong with the file on disk, in the log and in the figures. */
  refused(error: ConfigError): void {
    if (error.files.length > 0) this.#files = error.files;
    for (const line of error.message.split('\n')) this.#options.log.error(line);
    this.#options.log.warn('the configuration file is not in force: the last good one stays');
    const count = error.problems.length;
    void this.#engine?.noteConfig({
      ok: false,
      error: `${count} problem${count === 1 ? '' : 's'}`,
      loadedAt: this.#loadedAt,
    });
  }

  async #reload(why: string): Promise<void> {
    const running = this.#engine;
    if (running === null || this.#ended) return;
    let loaded: LoadedConfig;
    try {
      loaded = readConfiguration(this.#options.environment);
      // The file may be between two names at this moment: what went is not what was wanted.
      if (loaded.source === null && this.#source !== null) throw missing(this.#options.environment);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      this.refused(error);
      return;
    }
    for (const warning of loaded.config.warnings) this.#options.log.warn(warning);
    try {
      await running.reload(loaded.config);
    } catch (error) {
      this.#options.log.error('the configuration could not be applied; it will be tried again', {
        error: error as Error,
      });
      setTimeout(() => this.request(why), RETRY).unref();
      return;
    }
    this.#source = loaded.source;
    this.#files = loaded.config.files;
    this.#loadedAt = Date.now();
    await running.noteConfig({ ok: true, error: null, loadedAt: this.#loadedAt });
    this.#options.onConfigured(loaded.source);
    this.#options.log.info('the configuration is in force', { why, checks: loaded.config.checks.length });
  }
}

function missing({ configName }: Environment): ConfigError {
  return new ConfigError([
    {
      file: configName,
      line: 1,
      column: 1,
      path: '',
      message: 'must exist: it did when it was loaded (got no such file)',
    },
  ]);
}
