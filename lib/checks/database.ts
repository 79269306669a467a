import * as z from 'zod';
import type { CheckType } from './check.ts';
import { cleanText } from './redact.ts';
import { untilAborted } from './until-aborted.ts';

const options = z.strictObject({});

/** Allswell's own database: one round trip. */
export const database: CheckType<typeof options> = {
  type: 'database',
  summary: "Reads from Allswell's own database.",
  options,
  async probe(_options, { now, pingDatabase, signal }) {
    const startedAt = now();
    try {
      await untilAborted(pingDatabase(), signal);
    } catch (error) {
      signal.throwIfAborted();
      return {
        verdict: 'down',
        code: 'database_failed',
        details: { raw: cleanText(error instanceof Error ? error.message : String(error)) },
      };
    }
    return { verdict: 'up', responseTime: now() - startedAt };
  },
};
