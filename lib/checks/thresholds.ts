import type { Code, Verdict } from '../model.ts';
import type { ResponseTimeLimits } from './scalars.ts';

/** Something that was not as wanted. `raw` is for operators. */
export interface Finding {
  readonly verdict: Exclude<Verdict, 'up'>;
  readonly code: Code;
  readonly raw: string;
}

/** The worst of the findings; of equals the first. Null when all is well. */
export function worstOf(findings: readonly Finding[]): Finding | null {
  return findings.find((finding) => finding.verdict === 'down') ?? findings[0] ?? null;
}

/** Whether a response time is past its limits, ms. A limit itself is still good. */
export function slowness(responseTime: number, limits: ResponseTimeLimits | undefined): Finding | null {
  for (const verdict of ['down', 'degraded'] as const) {
    const limit = limits?.[verdict];
    if (limit !== undefined && responseTime > limit)
      return { verdict, code: 'slow', raw: `took ${responseTime.toFixed(0)} ms, more than ${limit} ms` };
  }
  return null;
}

/** Whether a usage in percent has reached its limits. */
export function highUsage(percent: number, limits: { degraded: number; down: number }, what: string): Finding | null {
  for (const verdict of ['down', 'degraded'] as const)
    if (percent >= limits[verdict])
      return { verdict, code: 'usage_high', raw: `${what}: ${percent.toFixed(1)} % used, limit ${limits[verdict]} %` };
  return null;
}

/** The limits as charts want them. */
export function asSlowAfter(limits: ResponseTimeLimits | undefined): {
  degraded: number | null;
  down: number | null;
} {
  return { degraded: limits?.degraded ?? null, down: limits?.down ?? null };
}
