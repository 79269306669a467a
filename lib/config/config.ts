import type { CheckTypeName } from '../checks/registry.ts';
import type { Catalogue, CatalogueCheck } from '../model.ts';
import type { AlertingConfig } from './alerting.ts';

/** A check as the engine runs it: the public side, and the options of its type, secrets and all. */
export interface ConfiguredCheck extends CatalogueCheck {
  readonly type: CheckTypeName;
  readonly retries: number;
  /** The output of the type's own schema. Never logged, never stored. */
  readonly options: unknown;
}

/** A file that a configuration names, as it was when that was read. */
export interface NamedFile {
  /** Absolute. */
  readonly path: string;
  /** Its fingerprint, or why there is none. */
  readonly content: string;
}

/** A configuration in force. */
export interface Config {
  readonly catalogue: Catalogue;
  readonly checks: readonly ConfiguredCheck[];
  /** Whom to tell of what happens. Headers, credentials and all. Never logged, never stored. */
  readonly alerting: AlertingConfig;
  /** Where it came from: a path, or null for the built-in self-checks. */
  readonly file: string | null;
  /** The files beside it that it names. */
  readonly files: readonly NamedFile[];
  /** Remarks for the start-up log that are no errors. */
  readonly warnings: readonly string[];
}

/** One thing wrong in the file. `toString` gives `file:line:column: path: rule (got …)`. */
export interface ConfigProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** As in `checks[2].expect.status[0]`; empty for the whole file. */
  readonly path: string;
  /** Rule and value, as in `must be a duration such as 30s (got "soon")`. */
  readonly message: string;
}

/** Thrown by `loadConfig` with every problem of the file at once. `message` is one line each. */
export class ConfigError extends Error {
  readonly code = 'CONFIG_INVALID';
  readonly problems: readonly ConfigProblem[];
  /** The files that it names: a change of one of them may mend it. */
  readonly files: readonly NamedFile[];

  constructor(problems: readonly ConfigProblem[], files: readonly NamedFile[] = []) {
    super(
      problems.map((p) => `${p.file}:${p.line}:${p.column}: ${p.path ? `${p.path}: ` : ''}${p.message}`).join('\n'),
    );
    this.name = 'ConfigError';
    this.problems = problems;
    this.files = files;
  }
}
