import { dirname } from 'node:path';
import type * as z from 'zod';
import { slowAfter } from '../checks/registry.ts';
import type { CatalogueCheck } from '../model.ts';
import { readBrand } from './brand.ts';
import { builtInChecks } from './built-in.ts';
import { ConfigError, type Config, type ConfigProblem, type ConfiguredCheck } from './config.ts';
import { placeAt, readDocument, type ConfigDocument, type ConfigPath } from './document.ts';
import { explain } from './explain.ts';
import type { VariableSource } from './interpolate.ts';
import { brokenRules, isMapping } from './rules.ts';
import { anyCheck, configFile, optionsOf } from './schema.ts';

/** What the configuration depends on beside its text. */
export interface Surroundings extends VariableSource {
  /** The site's URL where the file names none, as `http://localhost:3000`. */
  readonly defaultUrl: string;
  /** Absolute. Its folder is what the built-in checks watch. */
  readonly databasePath: string;
  /** The machine's own name, which the built-in `dns` check looks up. */
  readonly hostname: string;
  /** Whether a metrics or admin token is configured: without one nobody sees a check that is not public. */
  readonly hasToken: boolean;
  /** Whether files that the pages are to show, and that cannot be read, are left out instead of refused. */
  readonly lenient?: boolean;
}

/** The text of a configuration. `file` is its path as messages show it. */
export interface ConfigText {
  readonly source: string;
  readonly file: string;
  /** Where it stands, absolute: files that it names are relative to that. Default is the working directory. */
  readonly folder?: string;
}

/**
 * Makes a configuration of the text of a file; of `null` the built-in one, with which a fresh machine starts.
 * Throws `ConfigError` with every problem of the text, in the order of the file.
 */
export function parseConfig(text: ConfigText | null, surroundings: Surroundings): Config {
  const document = readDocument(text?.source ?? '', text?.file ?? '', surroundings);
  if (document.value === undefined) throw new ConfigError(document.problems);
  const isEmpty = document.value === null;
  const parsed = configFile.safeParse(isEmpty ? {} : document.value, { error: explain });
  const problems = [
    ...document.problems,
    ...(parsed.success ? [] : problemsOf(document, parsed.error.issues)),
    ...(document.problems.length > 0 && isEmpty ? [] : brokenRules(document)),
  ];
  if (!parsed.success || problems.length > 0) throw new ConfigError(inOrder(problems));

  const unreadable: ConfigProblem[] = [];
  const { brand, files } = readBrand(parsed.data.site, {
    folder: text?.folder ?? '.',
    refuse: (path, rule) => void unreadable.push(document.problem(path, rule)),
  });
  if (unreadable.length > 0 && surroundings.lenient !== true) throw new ConfigError(inOrder(unreadable), files);

  const { site, metrics, feeds, defaults, retention, groups, uptime } = parsed.data;
  const { hook, ...alerting } = parsed.data.alerting;
  const own = { folder: dirname(surroundings.databasePath), hostname: surroundings.hostname };
  const given = isMapping(document.value) ? document.value['defaults'] : null;
  const interval = isMapping(given) && 'interval' in given ? undefined : '30s';
  const entries = parsed.data.checks ?? builtInChecks({ ...own, interval });
  const views = entries.map((entry): CatalogueCheck & Pick<ConfiguredCheck, 'type'> => ({
    id: entry.id,
    name: entry.name,
    description: entry.description ?? null,
    group: entry.group ?? null,
    type: entry.type,
    severity: entry.severity,
    public: entry.public,
    paused: entry.paused,
    interval: entry.interval ?? defaults.interval,
    timeout: entry.timeout ?? defaults.timeout,
    failureThreshold: entry.failureThreshold ?? defaults.failureThreshold,
    successThreshold: entry.successThreshold ?? defaults.successThreshold,
    slowAfter: slowAfter(entry.type, optionsOf(entry.type, entry)),
    formerIds: entry.formerIds,
  }));
  const checks = entries.map((entry, index): ConfiguredCheck => ({
    retries: entry.retries ?? defaults.retries,
    options: optionsOf(entry.type, entry),
    ...(views[index] as (typeof views)[0]),
  }));
  return {
    catalogue: {
      site: {
        name: site.name,
        url: site.url ?? surroundings.defaultUrl,
        description: site.description ?? null,
        timezone: site.timezone,
        brand,
        language: site.language ?? site.languages[0] ?? 'en',
        languages: site.languages,
      },
      metrics,
      feeds: { hub: feeds.hub ?? null },
      retention,
      countMaintenance: uptime.countMaintenance,
      hook,
      groups,
      checks: views,
    },
    checks,
    alerting,
    file: text?.file ?? null,
    files,
    warnings: warningsOf(checks, surroundings.hasToken),
  };
}

function warningsOf(checks: readonly ConfiguredCheck[], hasToken: boolean): string[] {
  const hidden = checks.filter((check) => !check.public).map((check) => check.id);
  const warnings: string[] = [];
  if (checks.length === 0) warnings.push('no checks are configured: nothing is watched');
  if (!hasToken && hidden.length === 1)
    warnings.push(
      `check ${hidden.join()} is public: false, and no token is configured: it is left out of every surface`,
    );
  if (!hasToken && hidden.length > 1)
    warnings.push(
      `checks ${hidden.join(', ')} are public: false, and no token is configured: they are left out of every surface`,
    );
  return warnings;
}

type Issue = z.core.$ZodIssue;

function problemsOf(document: ConfigDocument, issues: readonly Issue[]): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  for (const issue of issues.flatMap((one) => meant(one, []))) {
    const path = issue.path as ConfigPath;
    if (placeAt(document.root, path).broken) continue;
    if (issue.code === 'unrecognized_keys')
      for (const key of issue.keys) problems.push(document.problem([...path, key], issue.message, { atKey: true }));
    else problems.push(document.problem(path, issue.message, { atKey: issue.code === 'invalid_key' }));

    // A check of an unknown type has other keys that can be judged.
    if (issue.code === 'invalid_union' && issue.discriminator !== undefined) {
      const at = path.slice(0, -1);
      const check = anyCheck.safeParse(valueAt(document.value, at), { error: explain });
      for (const other of check.error?.issues ?? [])
        problems.push(...problemsOf(document, [{ ...other, path: [...at, ...other.path] }]));
    }
  }
  return problems;
}

/** Of alternatives, the one that the value has the kind of is the one that was meant: its issues say more. */
function meant(issue: Issue, around: readonly PropertyKey[]): Issue[] {
  const here = { ...issue, path: [...around, ...issue.path] };
  if (here.code !== 'invalid_union' || here.discriminator !== undefined) return [here];
  const fitting = here.errors.filter(
    (alternative) => !alternative.some((one) => one.code === 'invalid_type' && one.path.length === 0),
  );
  const [only] = fitting;
  return fitting.length === 1 && only !== undefined ? only.flatMap((one) => meant(one, here.path)) : [here];
}

function valueAt(value: unknown, path: ConfigPath): unknown {
  let at = value;
  for (const step of path) at = (at as Record<string | number, unknown>)[step];
  return at;
}

/** Sorted by place, and each said once: schema and rules may find the same. */
function inOrder(problems: readonly ConfigProblem[]): ConfigProblem[] {
  const lines = new Set<string>();
  return problems
    .toSorted((a, b) => a.line - b.line || a.column - b.column)
    .filter((problem) => {
      const line = JSON.stringify(problem);
      return !lines.has(line) && lines.add(line);
    });
}
