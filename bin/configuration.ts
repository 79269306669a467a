import { hostname } from 'node:os';
import { loadConfig, type LoadedConfig } from '../lib/config/load.ts';
import type { Surroundings } from '../lib/config/parse.ts';
import { processVariables, type Environment } from '../lib/env/environment.ts';

/** Where the site is when the configuration does not say. */
export function defaultUrl(environment: Environment): string {
  return `http://localhost:${environment.port}`;
}

/** What a configuration depends on beside its text, in this process. */
export function surroundingsOf(environment: Environment): Omit<Surroundings, 'readFile'> {
  return {
    env: processVariables(),
    defaultUrl: defaultUrl(environment),
    databasePath: environment.databasePath,
    hostname: hostname(),
    hasToken:
      environment.metricsToken !== null || environment.metricsPassword !== null || environment.adminToken !== null,
  };
}

/** Loads the configuration that the environment names. Throws `ConfigError` with every problem at once. */
export function readConfiguration(environment: Environment): LoadedConfig {
  const { configPath: path, configName: name, configRequired: required } = environment;
  return loadConfig({ path, name, required }, surroundingsOf(environment));
}
