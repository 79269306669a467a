import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { reasonOf } from '../env/environment.ts';
import { ConfigError, type Config } from './config.ts';
import { parseConfig, type Surroundings } from './parse.ts';
import { MAX_BYTES, readBounded } from './read-bounded.ts';

export interface ConfigLocation {
  /** Absolute. */
  readonly path: string;
  /** The path as it was given, for messages. */
  readonly name: string;
  /** Whether there must be a file: then a missing one is an error, and no reason for the built-in checks. */
  readonly required: boolean;
}

export interface LoadedConfig {
  readonly config: Config;
  /** The text that it was made of; null for the built-in one. */
  readonly source: string | null;
}

/**
 * Reads and parses the configuration; the built-in one when there is no file and none is required.
 * `readFile` reads the files that hold variables; default is the file system.
 * Throws `ConfigError` with every problem at once.
 */
export function loadConfig(
  location: ConfigLocation,
  surroundings: Omit<Surroundings, 'readFile'> & Partial<Pick<Surroundings, 'readFile'>>,
): LoadedConfig {
  const complete = { readFile: (path: string) => readFileSync(path, 'utf8'), ...surroundings };
  const source = readSource(location);
  const text = source === null ? null : { source, file: location.name, folder: dirname(location.path) };
  return { config: parseConfig(text, complete), source };
}

function readSource({ path, name, required }: ConfigLocation): string | null {
  const refuse = (rule: string) => new ConfigError([{ file: name, line: 1, column: 1, path: '', message: rule }]);
  let bytes: Buffer;
  try {
    bytes = readBounded(path);
  } catch (cause) {
    const reason = reasonOf(cause);
    if (reason === 'ENOENT' && !required) return null;
    throw refuse(reason === 'ENOENT' ? 'must exist (got no such file)' : `must be a readable file (got ${reason})`);
  }
  if (bytes.length > MAX_BYTES) throw refuse(`must be at most 1 MiB (got more than ${MAX_BYTES} bytes)`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refuse('must be UTF-8 (got other bytes)');
  }
}
