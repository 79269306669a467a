import { TIERS, bucketStart, type Bucket, type Tier } from '../history/bucket.ts';
import { recount } from '../history/recount.ts';
import {
  bucketDifference,
  chainDifferences,
  contradiction,
  outageDifferences,
  sumDifference,
  type Difference,
} from '../history/verify.ts';
import { RESULT_STATES } from '../model.ts';
import type { ArchiveStore, CheckBucket } from './store.ts';

/** What was held against what, and what was found. */
export interface Verification {
  readonly compared: {
    readonly fiveMinutes: number;
    readonly hours: number;
    readonly days: number;
    /** Of hours and of days that lie together. */
    readonly sums: number;
    readonly transitions: number;
    readonly outages: number;
  };
  readonly differences: readonly Difference[];
}

/** Starts of the finest tier that are looked at in one go. */
const STEP = 12;

/**
 * Recomputes a stored history from what is still there, and compares: buckets of five minutes with their results, hours
 * with their five minutes and days with their hours, as far back as the finer ones are kept; the sums of those that lie
 * together with them, and what is stored of quantiles with the sketches; outages with the changes of state; the totals
 * of runs with the buckets. What is not closed yet is left out.
 *
 * @param progress is told the share done, 0 to 1
 */
export async function verifyHistory(archive: ArchiveStore, progress: (share: number) => void): Promise<Verification> {
  const until = archive.checkpoint.closedUntil;
  const compared = { fiveMinutes: 0, hours: 0, days: 0, sums: 0, transitions: 0, outages: 0 };
  const differences: Difference[] = [];

  const packed = await archive.extent('packed');
  for (const starts of packed === null ? [] : groupsOfStarts(0, packed.first, Math.min(until, packed.last + 1))) {
    const stored = byCheckAndStart(await archive.buckets(0, starts));
    for (const { check, start, results } of await archive.packed(starts)) {
      compared.fiveMinutes++;
      const parts = [...recount(0, results).values()];
      keep(bucketDifference(check, stored.get(check)?.get(start), parts, 0, start));
    }
    progress(0.5 * share(starts[0], packed?.first, packed?.last));
  }

  for (const tier of [1, 2] as const) {
    const finer = (tier - 1) as Tier;
    const extent = await archive.extent(finer);
    const span = TIERS[tier].ms;
    // Of the span that begins the finer tier some parts may not be kept any more.
    const first = extent === null ? 0 : bucketStart(tier, extent.first) + span;
    for (let start = first; extent !== null && start + span <= until && start <= extent.last; start += span) {
      const steps = Array.from({ length: span / TIERS[finer].ms }, (_, index) => start + index * TIERS[finer].ms);
      const parts = byCheckAndStart(await archive.buckets(finer, steps));
      const stored = byCheckAndStart(await archive.buckets(tier, [start]));
      for (const [check, buckets] of parts) {
        compared[tier === 1 ? 'hours' : 'days']++;
        keep(bucketDifference(check, stored.get(check)?.get(start), [...buckets.values()], tier, start));
      }
      progress(0.5 + (tier - 1) * 0.2 + 0.2 * share(start, extent.first, extent.last));
    }
  }

  const totals = await runTotals(archive, until);
  const records = await archive.checks();
  for (const [index, record] of records.entries()) {
    const transitions = await archive.transitions(record.id);
    const outages = await archive.outages(record.id);
    compared.transitions += transitions.length;
    compared.outages += outages.length;
    differences.push(
      ...chainDifferences(record.id, transitions),
      ...outageDifferences(record.id, outages, transitions),
    );
    for (const tier of [1, 2] as const)
      for (const { sum, parts } of await archive.sums(record.id, tier)) {
        compared.sums++;
        keep(sumDifference(record.id, sum, parts));
        for (const bucket of [sum, ...parts]) keep(contradiction(record.id, bucket));
      }
    for (const state of RESULT_STATES) {
      const [told, counted] = [record.runs[state], totals.get(record.id)?.[state] ?? 0];
      if (told !== counted)
        differences.push({
          check: record.id,
          at: until,
          what: `${told} runs ${state} in total, ${counted} in buckets`,
        });
    }
    progress(0.9 + (0.1 * (index + 1)) / records.length);
  }
  progress(1);
  return { compared, differences };

  function keep(difference: Difference | null): void {
    if (difference !== null) differences.push(difference);
  }
}

/** The runs of each check in closed buckets: whole days, then the hours after them, then the five minutes after those. */
async function runTotals(archive: ArchiveStore, until: number): Promise<Map<string, Record<string, number>>> {
  const totals = new Map<string, Record<string, number>>();
  const [day, hour] = [bucketStart(2, until), bucketStart(1, until)];
  for (const [tier, from, to] of [
    [2, (await archive.extent(2))?.first ?? day, day],
    [1, day, hour],
    [0, hour, until],
  ] as const)
    for (const starts of groupsOfStarts(tier, from, to))
      for (const { check, bucket } of await archive.buckets(tier, starts)) {
        const own = totals.get(check) ?? Object.fromEntries(RESULT_STATES.map((state) => [state, 0]));
        for (const state of RESULT_STATES) own[state] = (own[state] ?? 0) + bucket.runs[state];
        totals.set(check, own);
      }
  return totals;
}

/** The starts of a tier from an instant (inclusive, itself a start) to another (exclusive), a few at a time. */
function* groupsOfStarts(tier: Tier, from: number, to: number): Generator<number[]> {
  const { ms } = TIERS[tier];
  for (let first = from; first < to; first += STEP * ms) {
    const count = Math.min(STEP, Math.ceil((to - first) / ms));
    yield Array.from({ length: count }, (_, index) => first + index * ms);
  }
}

function byCheckAndStart(rows: readonly CheckBucket[]): Map<string, Map<number, Bucket>> {
  const checks = new Map<string, Map<number, Bucket>>();
  for (const { check, bucket } of rows) {
    const own = checks.get(check) ?? new Map<number, Bucket>();
    checks.set(check, own.set(bucket.start, bucket));
  }
  return checks;
}

function share(at = 0, first = 0, last = 0): number {
  return last === first ? 1 : (at - first) / (last - first);
}
