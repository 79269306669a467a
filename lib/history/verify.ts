import type { Outage, Transition } from '../model.ts';
import { TIERS, emptyBucket, mergeInto, sameBucket, type Bucket, type Tier } from './bucket.ts';
import { KNOWN_QUANTILES } from './sketch.ts';
import { initialStanding } from './transition.ts';

/** Something in a stored history that is not what it must be. */
export interface Difference {
  readonly check: string;
  /** Where in time, Unix ms. */
  readonly at: number;
  /** What is wrong, in plain words. */
  readonly what: string;
}

/** A bucket as stored, held against the sum of its parts. Null: they are the same. */
export function bucketDifference(
  check: string,
  stored: Bucket | undefined,
  parts: readonly Bucket[],
  tier: Tier,
  start: number,
): Difference | null {
  const sum = sumOf(tier, start, parts);
  if (stored === undefined) return { check, at: start, what: `has no bucket for its ${total(sum)} runs` };
  return sameBucket(stored, sum) ? null : { check, at: start, what: `its bucket holds ${otherThan(stored, sum)}` };
}

/** The sum that is stored beside buckets of a tier, held against them. Null: it is theirs. */
export function sumDifference(check: string, stored: Bucket, parts: readonly Bucket[]): Difference | null {
  const { tier, start } = stored;
  const sum = sumOf(tier, start, parts);
  if (sameBucket(stored, sum)) return null;
  return {
    check,
    at: start,
    what: `the sum of its ${parts.length} ${TIERS[tier].name}s holds ${otherThan(stored, sum)}`,
  };
}

/** What a stored bucket says of itself that cannot be, whatever it was made of. Null: nothing. */
export function contradiction(check: string, { tier, start, runs, count, sketch }: Bucket): Difference | null {
  const of = (what: string): Difference => ({ check, at: start, what: `its ${TIERS[tier].name} has ${what}` });
  const answered = runs.up + runs.degraded;
  if (count > answered) return of(`response times of ${count} runs, of which ${answered} were answered`);
  if (sketch === null) return null;
  const counted = sketch.clone();
  // Fewer may be: what was imported as figures alone is in no sketch.
  if (counted.count > count) return of(`a sketch of ${counted.count} response times instead of ${count}`);
  const isSame = KNOWN_QUANTILES.every((q) => sketch.quantile(q) === counted.quantile(q));
  return isSame ? null : of('other quantiles than its sketch');
}

function sumOf(tier: Tier, start: number, parts: readonly Bucket[]): Bucket {
  const sum = emptyBucket(tier, start);
  for (const part of parts) mergeInto(sum, part);
  return sum;
}

function otherThan(stored: Bucket, sum: Bucket): string {
  return total(stored) === total(sum) ? 'other figures' : `${total(stored)} runs instead of ${total(sum)}`;
}

function total({ runs }: Bucket): number {
  return runs.up + runs.degraded + runs.down + runs.unknown;
}

/** What is wrong with the order of a check's transitions: each leads on from the one before, the first from nothing. */
export function chainDifferences(check: string, transitions: readonly Transition[]): Difference[] {
  return transitions.flatMap((transition, index) => {
    const { at, from, to } = transition;
    const before = transitions[index - 1];
    const here = (what: string): Difference => ({ check, at, what });
    if (from === to) return [here(`a change from ${from} to itself`)];
    const known = before?.to ?? initialStanding.state;
    return from === known ? [] : [here(`a change from ${from}, while it was ${known}`)];
  });
}

/** The outages that transitions make, without their ids: maximal runs of degraded and down, with the worst of it. */
export function outagesOf(transitions: readonly Transition[]): Pick<Outage, 'startedAt' | 'endedAt' | 'worst'>[] {
  const outages: { startedAt: number; endedAt: number | null; worst: 'degraded' | 'down' }[] = [];
  let open: (typeof outages)[number] | null = null;
  for (const { at, to } of transitions) {
    if (to === 'up' && open !== null) {
      open.endedAt = at;
      open = null;
    } else if (to === 'degraded' || to === 'down') {
      if (open === null) outages.push((open = { startedAt: at, endedAt: null, worst: to }));
      else if (to === 'down') open.worst = 'down';
    }
  }
  return outages;
}

/** Stored outages, held against those that the transitions make. */
export function outageDifferences(
  check: string,
  stored: readonly Outage[],
  transitions: readonly Transition[],
): Difference[] {
  const said = ({ startedAt, endedAt, worst }: Pick<Outage, 'startedAt' | 'endedAt' | 'worst'>) =>
    `${startedAt} ${endedAt ?? ''} ${worst}`;
  const made = outagesOf(transitions);
  const [kept, due] = [new Set(stored.map(said)), new Set(made.map(said))];
  return [
    ...made
      .filter((outage) => !kept.has(said(outage)))
      .map(({ startedAt: at, worst }) => ({ check, at, what: `no outage is stored for its being ${worst}` })),
    ...stored
      .filter((outage) => !due.has(said(outage)))
      .map(({ startedAt: at }) => ({ check, at, what: 'an outage is stored that its changes of state do not make' })),
  ];
}
