import type * as z from 'zod';
import { hostname as hostnameRule } from '../checks/scalars.ts';
import { configFile } from './schema.ts';

type CheckEntry = NonNullable<z.output<typeof configFile>['checks']>[number];

/** What the built-in checks look at. Where the interval is undefined, they have that of `defaults`. */
export interface OwnPlace {
  /** Where the data is kept. */
  readonly folder: string;
  readonly hostname: string;
  readonly interval: string | undefined;
}

/** The checks of Allswell itself, for a machine without a configuration, as a file would say them. */
export function builtInChecks({ folder, hostname, interval }: OwnPlace): readonly CheckEntry[] {
  // A machine may be called by what can be no name, as by a number.
  const host = hostnameRule.safeParse(hostname).success ? hostname : 'localhost';
  const { checks } = configFile.parse({
    checks: [
      { id: 'database', name: 'Database', type: 'database', interval },
      { id: 'storage', name: 'Storage', type: 'storage', path: folder, interval },
      { id: 'disk', name: 'Disk', type: 'disk', path: folder, interval },
      { id: 'memory', name: 'Memory', type: 'memory', interval },
      // A name that is not in the system's tables troubles few: a warning, not an alarm.
      { id: 'dns', name: 'DNS', type: 'dns', host, resolver: 'system', severity: 'warning', interval },
    ],
  });
  return checks ?? [];
}
