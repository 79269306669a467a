import type { Kind } from './day-stripes.ts';
import type { Words } from './words.ts';

/** What a picture of days shows, for somebody who does not see it. */
export function daySummary(counts: Readonly<Record<Kind, number>>, { t, list }: Words): string {
  const parts = (['down', 'degraded', 'maintenance', 'none'] as const)
    .filter((kind) => counts[kind] > 0)
    .map((kind) => t(`days.${kind}`, { count: counts[kind] }));
  return parts.length === 0 ? t('days.good') : t('days.not', { parts: list(parts) });
}
