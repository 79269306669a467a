import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { maskCredentials } from './mask.ts';

/** The variables of a process, as Node gives them. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** What the environment says, validated. Paths are absolute; a secret that is not set is null. */
export interface Environment {
  /** 0 lets the system choose. */
  readonly port: number;
  readonly host: string;
  readonly databasePath: string;
  readonly configPath: string;
  /** The configuration's path as it was given, for messages. */
  readonly configName: string;
  /** Whether `ALLSWELL_CONFIG` is set: then a missing file is an error, and no reason for the built-in checks. */
  readonly configRequired: boolean;
  readonly metricsToken: string | null;
  /** Both or neither. */
  readonly metricsUsername: string | null;
  readonly metricsPassword: string | null;
  readonly adminToken: string | null;
}

/** One variable that breaks its rule. */
export interface EnvironmentProblem {
  readonly variable: string;
  /** Rule and value received, as in `must be … (got "x")`; never the value of a secret. */
  readonly message: string;
}

/** Thrown with every problem of the environment at once. `message` is one line each. */
export class EnvironmentError extends Error {
  readonly code = 'ENVIRONMENT_INVALID';
  readonly problems: readonly EnvironmentProblem[];

  constructor(problems: readonly EnvironmentProblem[]) {
    super(problems.map((problem) => `${problem.variable}: ${problem.message}`).join('\n'));
    this.name = 'EnvironmentError';
    this.problems = problems;
  }
}

/** The variables of this process. The configuration interpolates from them; everybody else takes `readEnvironment`. */
export function processVariables(): Variables {
  return process.env;
}

/**
 * Reads the environment. An empty variable counts as unset; relative paths are relative to `cwd`.
 * Throws `EnvironmentError` when anything is wrong.
 */
export function readEnvironment(env: Variables = process.env, cwd: string = process.cwd()): Environment {
  const problems: EnvironmentProblem[] = [];
  const refuse = (variable: string, message: string) => void problems.push({ variable, message });

  const configName = env['ALLSWELL_CONFIG'] || './allswell.config.yaml';
  const environment: Environment = {
    port: readPort(env, refuse),
    host: readHost(env, refuse),
    databasePath: resolve(cwd, readDatabase(env, refuse)),
    configPath: resolve(cwd, configName),
    configName,
    configRequired: Boolean(env['ALLSWELL_CONFIG']),
    metricsToken: readSecret('ALLSWELL_METRICS_TOKEN', TOKEN, env, cwd, refuse),
    metricsUsername: readSecret('ALLSWELL_METRICS_USERNAME', USERNAME, env, cwd, refuse),
    metricsPassword: readSecret('ALLSWELL_METRICS_PASSWORD', PASSWORD, env, cwd, refuse),
    adminToken: readSecret('ALLSWELL_ADMIN_TOKEN', TOKEN, env, cwd, refuse),
  };

  const isGiven = (name: string) => Boolean(env[name]) || Boolean(env[`${name}_FILE`]);
  for (const [name, other] of [
    ['ALLSWELL_METRICS_USERNAME', 'ALLSWELL_METRICS_PASSWORD'],
    ['ALLSWELL_METRICS_PASSWORD', 'ALLSWELL_METRICS_USERNAME'],
  ] as const)
    if (!isGiven(name) && isGiven(other)) refuse(name, `must be set when ${other} is (got nothing)`);

  if (problems.length > 0) throw new EnvironmentError(problems);
  return environment;
}

type Refuse = (variable: string, message: string) => void;

function readPort(env: Variables, refuse: Refuse): number {
  const text = env['PORT'] || '3000';
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (!(port <= 65_535)) refuse('PORT', `must be a whole number from 0 to 65535 (got ${JSON.stringify(text)})`);
  return port;
}

function readHost(env: Variables, refuse: Refuse): string {
  const host = env['HOST'] || '0.0.0.0';
  if (!/^[A-Za-z0-9.:_%-]+$/.test(host))
    refuse('HOST', `must be an IP address or a host name to listen on (got ${JSON.stringify(host)})`);
  return host;
}

function readDatabase(env: Variables, refuse: Refuse): string {
  const url = env['DATABASE_URL'] || 'file:./data/allswell.db';
  // file:relative, file:/absolute and file:///absolute; no host, no parameters, no database in memory.
  const path = /^file:(?:\/\/(?=\/))?((?!\/\/)[^?#]*[^?#/])$/.exec(url)?.[1];
  if (path !== undefined && !path.includes(':memory:')) return path;
  const got = JSON.stringify(maskCredentials(url));
  refuse(
    'DATABASE_URL',
    `must be file: and the path of an SQLite database, as in file:./data/allswell.db (got ${got})`,
  );
  return '';
}

/** What a secret may be made of, and how that is said. */
interface SecretRule {
  readonly pattern: RegExp;
  readonly rule: string;
}
const TOKEN: SecretRule = { pattern: /^[\x21-\x7e]+$/, rule: 'must be printable ASCII without spaces' };
const USERNAME: SecretRule = { pattern: /^[^:\p{Cc}]+$/u, rule: 'must hold no colon and no control character' };
const PASSWORD: SecretRule = { pattern: /^\P{Cc}+$/u, rule: 'must hold no control character' };

function readSecret(name: string, { pattern, rule }: SecretRule, env: Variables, cwd: string, refuse: Refuse) {
  const inFile = `${name}_FILE`;
  const path = env[inFile];
  let secret = env[name] || null;
  let source = name;
  if (path) {
    if (secret !== null) {
      refuse(name, `must be set only once: ${inFile} is set, too (got both)`);
      return null;
    }
    source = inFile;
    try {
      secret = withoutNewline(readFileSync(resolve(cwd, path), 'utf8'));
    } catch (cause) {
      refuse(inFile, `must name a readable file (got ${JSON.stringify(path)}: ${reasonOf(cause)})`);
      return null;
    }
    if (secret === '') {
      refuse(inFile, `must name a file that is not empty (got ${JSON.stringify(path)})`);
      return null;
    }
  }
  if (secret !== null && !pattern.test(secret)) refuse(source, `${rule} (got a value that is not shown)`);
  return secret;
}

/** The content of a secret's file, by convention of containers: one newline at its end is the editor's. */
export function withoutNewline(content: string): string {
  return content.replace(/\r?\n$/, '');
}

/** A file system error in a word, as `ENOENT`; its message would repeat the path. */
export function reasonOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : String(cause);
}
