import type { CheckView, Incident, Snapshot, State } from '../lib/model.ts';
import { openIncidents } from './notice-lists.ts';
import { IMPACT_TONES } from './notice-words.ts';
import { hasHistory, knownUntil, toneOf, type Tone } from './state-words.ts';
import type { MessageKey, Words } from './words.ts';

/** What a page says first. */
export interface Headline {
  readonly text: string;
  readonly tone: Tone;
  /** The incident that it tells of; null where it tells what the checks found. */
  readonly incident: Incident | null;
  /** Whether the first results are still to come. */
  readonly waiting: boolean;
  /** Until when that was known, where it is what was known last; null where it is so now. */
  readonly knownUntil: number | null;
  /** Whether `text` calls itself the last known: that nothing is known is so now. */
  readonly isPast: boolean;
  /** The messages of which `text` is made where it tells what the checks found. */
  readonly parts: readonly HeadlinePart[];
}

/** A message, and the check that it names. */
export interface HeadlinePart {
  readonly key: MessageKey;
  readonly name?: string;
  readonly count?: number;
}

/**
 * The one sentence for the whole. A check that is down comes before all that people wrote; what they wrote comes
 * before checks that are well, or that cannot say.
 */
export function headlineOf(snapshot: Snapshot, words: Words): Headline {
  return told(snapshot, words, false);
}

/**
 * The same for what stands in pages of others. One check alone is named though all is well: that all systems are
 * would be read as of all that there are.
 */
export function sharedHeadlineOf(snapshot: Snapshot, words: Words): Headline {
  return told(snapshot, words, true);
}

function told(snapshot: Snapshot, { t, list }: Words, isShared: boolean): Headline {
  const waiting = !hasHistory(snapshot) && snapshot.checks.some((check) => check.state !== 'paused');
  const [worst] = openIncidents(snapshot);
  if (worst !== undefined && leads(worst, snapshot.checks))
    return {
      text: t('headline.incident', { impact: t(`incident.${worst.impact}`), title: worst.title }),
      tone: IMPACT_TONES[worst.impact],
      incident: worst,
      waiting,
      knownUntil: null,
      isPast: false,
      parts: [],
    };
  const parts: HeadlinePart[] = waiting ? [{ key: 'headline.waiting' }] : partsOf(snapshot, isShared);
  const found = list(parts.map(({ key, ...values }) => t(key, values)));
  const until = parts.some(({ key }) => SAYS_NOTHING.includes(key)) ? null : knownUntil(snapshot);
  const isPast =
    until !== null && parts.every(({ key }) => key !== 'headline.unknown' && key !== 'headline.manyUnknown');
  const text = isPast ? t('headline.lastKnown', { headline: found }) : found;
  return { text, tone: toneOf(snapshot), incident: null, waiting, knownUntil: until, isPast, parts };
}

/** What is true whether or not anybody looks. */
const SAYS_NOTHING: readonly MessageKey[] = ['headline.waiting', 'headline.empty', 'headline.allUnknown'];

/** What the checks found, naming the culprit where there is one. */
function partsOf(snapshot: Snapshot, isShared: boolean): HeadlinePart[] {
  const { checks } = snapshot;
  if (checks.length === 0) return [{ key: 'headline.empty' }];
  const about = (state: State, one: MessageKey, many: MessageKey): HeadlinePart[] => {
    const found = checks.filter((check) => check.state === state);
    const [first] = found;
    if (first === undefined) return [];
    return found.length === 1 ? [{ key: one, name: toldName(first, snapshot) }] : [{ key: many, count: found.length }];
  };
  const parts = [
    ...about('down', 'headline.down', 'headline.manyDown'),
    ...about('degraded', 'headline.degraded', 'headline.manyDegraded'),
  ];
  if (parts.length > 0) return parts;
  if (checks.every(({ state }) => state === 'unknown')) return [{ key: 'headline.allUnknown' }];
  const unknown = about('unknown', 'headline.unknown', 'headline.manyUnknown');
  if (unknown.length > 0) return unknown;
  const [first, ...others] = checks;
  const isPaused = checks.every(({ state }) => state === 'paused');
  if (isShared && first !== undefined && others.length === 0)
    return [{ key: isPaused ? 'headline.paused' : 'headline.up', name: first.name }];
  return [{ key: isPaused ? 'headline.allPaused' : 'headline.allUp' }];
}

/** A check's name, with that of its group where another check is called the same. */
export function toldName({ id, name, group }: CheckView, { checks, groups }: Snapshot): string {
  const of = groups.find((one) => one.id === group)?.name;
  const isShared = checks.some((other) => other.name === name && other.id !== id);
  return isShared && of !== undefined ? `${name} (${of})` : name;
}

/** A check's state as a sentence that names it; `until` when it was known, where it is not now. */
export function sentence({ name, state }: CheckView, until: number | null, { t }: Words): string {
  const found = t(`headline.${state}`, { name });
  return until === null || state === 'unknown' ? found : t('headline.lastKnown', { headline: found });
}

/** How many of the checks are up and how many say nothing, as a sentence; of checks that all cannot say it, that. */
export function howManyUp(checks: readonly CheckView[], { t, list }: Words): string {
  const count = checks.length;
  const inState = (state: State) => checks.filter((check) => check.state === state).length;
  if (inState('unknown') === count) return t('banner.unknown', { count });
  const up = inState('up');
  if (up === count) return t('banner.allUp', { count });
  const silent = (['unknown', 'paused'] as const).filter((state) => inState(state) > 0);
  const others = silent.map((state) => t(`checks.${state}`, { count: inState(state) }));
  return t('banner.someUp', { up, count, others: list(['', ...others]) });
}

/** Whether an incident says more than the checks do. */
function leads({ impact }: Incident, checks: readonly CheckView[]): boolean {
  if (impact === 'none' || checks.some((check) => check.state === 'down')) return false;
  return impact !== 'minor' || checks.every((check) => check.state !== 'degraded');
}
