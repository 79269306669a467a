import * as z from 'zod';
import type { CheckType } from './check.ts';
import { limitsOf, usageConflicts, usageLimits } from './disk.ts';
import { readMemory } from './memory-usage.ts';
import { highUsage } from './thresholds.ts';
import { untilAborted } from './until-aborted.ts';

const options = z.strictObject(usageLimits);

const MIB = 1_048_576;

/** How much memory is in use, of the machine or of the container. */
export const memory: CheckType<typeof options> = {
  type: 'memory',
  summary: 'How much memory is in use.',
  options,
  conflicts: usageConflicts,
  async probe(limits, { now, signal }) {
    const startedAt = now();
    const { total, used } = await untilAborted(readMemory(), signal);
    const responseTime = now() - startedAt;
    const what = `memory (${(used / MIB).toFixed(0)} of ${(total / MIB).toFixed(0)} MiB)`;
    const finding = highUsage((used / total) * 100, limitsOf(limits), what);
    if (finding === null) return { verdict: 'up', responseTime };
    const { verdict, code, raw } = finding;
    return { verdict, code, responseTime, details: { raw } };
  },
};
