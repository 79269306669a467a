import { readEnvironment } from '../../lib/env/environment.ts';
import { readConfiguration } from '../configuration.ts';
import { EXIT } from '../exit-code.ts';

/** Says that the configuration is valid. Throws `ConfigError` with all that is wrong when it is not. */
export function validateCommand(): number {
  const environment = readEnvironment();
  const { config, source } = readConfiguration(environment);
  const count = config.checks.length;
  const name = source === null ? 'no configuration file, built-in checks' : environment.configName;
  process.stdout.write(`${name.replace(/^\.\//, '')}: valid, ${count} ${count === 1 ? 'check' : 'checks'}\n`);
  for (const warning of config.warnings) process.stdout.write(`  note: ${warning}\n`);
  return EXIT.healthy;
}
