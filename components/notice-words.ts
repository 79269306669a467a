import type { Impact, Incident } from '../lib/model.ts';
import type { Tone } from './state-words.ts';
import type { Words } from './words.ts';

/** The shape and colour that stand beside the word for an impact. */
export const IMPACT_TONES: Record<Impact, Tone> = {
  none: 'note',
  minor: 'degraded',
  major: 'major',
  critical: 'down',
};

/** A word for where an incident stands. A postmortem comes after its end. */
export function standing({ status, resolvedAt }: Incident, { t }: Words): string {
  return t(`incident.${resolvedAt === null ? status : 'resolved'}`);
}
