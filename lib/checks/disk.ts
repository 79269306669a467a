import { statfs } from 'node:fs/promises';
import type { StatsFs } from 'node:fs';
import * as z from 'zod';
import type { CheckType, OptionConflict } from './check.ts';
import { isOurFault, rawText, systemCode } from './errors.ts';
import { cleanText } from './redact.ts';
import { percentage, text } from './scalars.ts';
import { SingleFlight } from './single-flight.ts';
import { highUsage } from './thresholds.ts';
import { untilAborted } from './until-aborted.ts';

/** The limits of disk and memory, in percent, where they are said. */
export const usageLimits = {
  degraded: percentage
    .optional()
    .describe('Degraded at this much in use, in percent; 90, or `down` where that is less'),
  down: percentage.optional().describe('Down at this much in use, in percent; 98, or `degraded` where that is more'),
};

interface SaidLimits {
  readonly degraded?: number | undefined;
  readonly down?: number | undefined;
}

/** The order of limits that are both said. */
export function usageConflicts({ degraded, down }: SaidLimits): readonly OptionConflict[] {
  if (degraded === undefined || down === undefined || degraded <= down) return [];
  if (degraded > 100 || down < 0) return [];
  return [{ path: ['degraded'], message: `must not be more than down, which is ${down}` }];
}

/** Both limits: the default of one that is not said gives way to the other. */
export function limitsOf({ degraded, down }: SaidLimits): { degraded: number; down: number } {
  return { degraded: degraded ?? Math.min(90, down ?? 90), down: down ?? Math.max(98, degraded ?? 98) };
}

const options = z.strictObject({
  path: text.describe('Any path on the file system to look at'),
  ...usageLimits,
});

const flights = new SingleFlight<StatsFs>();

/**
 * Used in percent, as `df` computes it: what is kept for root counts neither as used nor as available.
 * Zero for a file system without a size, as /proc is.
 */
export function diskUsage({ blocks, bfree, bavail }: Pick<StatsFs, 'blocks' | 'bfree' | 'bavail'>): number {
  const used = blocks - bfree;
  const size = used + bavail;
  return size === 0 ? 0 : (used / size) * 100;
}

/** How full a file system is. */
export const disk: CheckType<typeof options> = {
  type: 'disk',
  summary: 'How full a file system is.',
  options,
  conflicts: usageConflicts,
  async probe({ path, ...limits }, { now, signal }) {
    const startedAt = now();
    try {
      const stats = await untilAborted(
        flights.run(path, () => statfs(path)),
        signal,
      );
      const responseTime = now() - startedAt;
      const finding = highUsage(diskUsage(stats), limitsOf(limits), path);
      if (finding === null) return { verdict: 'up', responseTime };
      const { verdict, code, raw } = finding;
      return { verdict, code, responseTime, details: { raw: cleanText(raw) } };
    } catch (error) {
      signal.throwIfAborted();
      if (systemCode(error) === null || isOurFault(error)) throw error;
      return { verdict: 'down', code: 'usage_unreadable', details: { raw: rawText(error) } };
    }
  },
};
