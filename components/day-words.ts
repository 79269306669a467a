import { OUTAGES, UPTIME, type DayWords } from './day-marks.ts';
import { KINDS, LETTERS } from './day-stripes.ts';
import type { Words } from './words.ts';

/** What the marks of days mean in a language. */
export function dayWords({ language, t }: Words): DayWords {
  const letters: Record<string, string> = { [UPTIME]: t('checks.uptime'), [OUTAGES]: t('days.outages') };
  for (const kind of KINDS) letters[LETTERS[kind]] = t(`states.${kind}`);
  return { language, letters, quiet: t('days.quiet') };
}
