import { ConfigError, type Config } from '../../../lib/config/config.ts';
import { parseConfig, type Surroundings } from '../../../lib/config/parse.ts';

/** What a configuration depends on, the same on every machine. */
export const surroundings: Surroundings = {
  env: {},
  readFile: (path) => {
    throw Object.assign(new Error(path), { code: 'ENOENT' });
  },
  defaultUrl: 'http://localhost:3000',
  databasePath: '/srv/data/allswell.db',
  hostname: 'night-watch',
  hasToken: true,
};

export function parse(source: string, changes: Partial<Surroundings> = {}): Config {
  return parseConfig({ source, file: 'a.yaml' }, { ...surroundings, ...changes });
}

/** The lines of the refusal of a text; fails when it is accepted. */
export function refusal(source: string, changes: Partial<Surroundings> = {}): string[] {
  try {
    parse(source, changes);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
  throw new Error('nothing was refused');
}
