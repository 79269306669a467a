import * as z from 'zod';
import type { Details, Verdict } from '../model.ts';
import type { CheckType, ProbeOutcome, Told } from './check.ts';
import { cleanText } from './redact.ts';
import { positiveDuration } from './scalars.ts';

const WHEN_SILENT = ['up', 'degraded', 'down', 'unknown'] as const;

const options = z.strictObject({
  silence: positiveDuration.prefault('25h').describe('How long the last word holds'),
  whenSilent: z
    .enum(WHEN_SILENT, { error: `must be one of ${WHEN_SILENT.join(', ')}` })
    .default('unknown')
    .describe('What it is once nothing was said for that long; down makes a heartbeat of it'),
});

/** Probes nobody: others tell its state, and each run repeats their last word as long as it holds. */
export const push: CheckType<typeof options> = {
  type: 'push',
  summary: 'Is told its state by others: jobs, scripts, alerts.',
  options,
  probe({ silence, whenSilent }, { told }) {
    if (told == null) return Promise.resolve(whenSilent === 'up' ? { verdict: 'up' } : NOTHING);
    if (told.silence < silence) return Promise.resolve(repeated(told));
    const details: Details = { pushed: wordOf(told) };
    if (whenSilent === 'up') return Promise.resolve({ verdict: 'up', details });
    const code = whenSilent === 'unknown' ? 'not_reported' : 'heartbeat_missed';
    return Promise.resolve({ verdict: whenSilent, code, details });
  },
};

/** Before the first word nothing is missed yet: a job that was set up today may be due tomorrow. */
const NOTHING: ProbeOutcome = { verdict: 'unknown', code: 'not_reported' };

const CODE = { up: null, degraded: 'reported_degraded', down: 'reported_down' } as const satisfies Record<
  Verdict,
  string | null
>;

function repeated(told: Told): ProbeOutcome {
  const { state, message, responseTime } = told;
  const code = CODE[state];
  const raw = message === null ? '' : maskUrls(cleanText(message));
  return {
    verdict: state,
    ...(code === null ? {} : { code }),
    ...(responseTime === null ? {} : { responseTime }),
    details: { ...(raw === '' ? {} : { raw }), pushed: wordOf(told) },
  };
}

function wordOf({ at, state, silence }: Told): NonNullable<Details['pushed']> {
  return { at, state, silence: Math.round(silence) };
}

/** What others write may quote addresses with credentials in them, and queries with tokens. */
function maskUrls(text: string): string {
  return text
    .replace(/([a-z][a-z0-9+.-]*:\/\/)\S*@/gi, '$1***@')
    .replace(/([?&][^=&\s]*(?:token|secret|passw|pwd|auth|key|sig|session)[^=&\s]*=)[^&\s]*/gi, '$1***');
}
