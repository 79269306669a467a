import { CODES, iso, type Result } from '../model.ts';
import { secondsOrNull } from './decimal.ts';

/** One run, as it is told to an administrator: the raw text included. */
export function resultJson(result: Result): Record<string, unknown> {
  const { check, at, state, responseTime, code, details } = result;
  const phases = Object.entries(details?.phases ?? {}).map(([phase, ms]) => [phase, secondsOrNull(ms)]);
  return {
    check,
    at: iso(at),
    state,
    responseTimeSeconds: secondsOrNull(responseTime),
    code,
    message: code === null ? null : CODES[code].text,
    raw: details?.raw ?? null,
    phases: phases.length === 0 ? null : Object.fromEntries(phases),
    certificateExpiresAt: details?.certificateExpiresAt === undefined ? null : iso(details.certificateExpiresAt),
  };
}

/** A run's result as JSON. */
export function renderResultJson(result: Result): string {
  return `${JSON.stringify(resultJson(result))}\n`;
}
