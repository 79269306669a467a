import type { CheckView, Incident, Snapshot } from '../lib/model.ts';
import { openIncidents } from './notice-lists.ts';
import { IMPACT_TONES, IMPACT_WORDS } from './notice-words.ts';
import { hasHistory, toneOf, type Tone } from './state-words.ts';

/** What a page says first. */
export interface Headline {
  readonly text: string;
  readonly tone: Tone;
  /** The incident that it tells of; null where it tells what the checks found. */
  readonly incident: Incident | null;
  /** Whether the first results are still to come. */
  readonly waiting: boolean;
}

/**
 * The one sentence for the whole. A check that is down comes before all that people wrote; what they wrote comes
 * before checks that are well, or that cannot say.
 */
export function headlineOf(snapshot: Snapshot): Headline {
  const waiting = !hasHistory(snapshot) && snapshot.checks.some((check) => check.state !== 'paused');
  const [worst] = openIncidents(snapshot);
  if (worst !== undefined && leads(worst, snapshot.checks))
    return {
      text: `${IMPACT_WORDS[worst.impact]}: ${worst.title}`,
      tone: IMPACT_TONES[worst.impact],
      incident: worst,
      waiting,
    };
  const text = waiting ? 'Waiting for the first results' : snapshot.description;
  return { text, tone: toneOf(snapshot), incident: null, waiting };
}

/** Whether an incident says more than the checks do. */
function leads({ impact }: Incident, checks: readonly CheckView[]): boolean {
  if (impact === 'none' || checks.some((check) => check.state === 'down')) return false;
  return impact !== 'minor' || checks.every((check) => check.state !== 'degraded');
}
