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
import type { ArchiveStore, CheckBucket, Unreadable } from './store.ts';

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
  /** What is compared with nothing, because it cannot be read. */
  readonly unreadable: readonly Unreadable[];
}

/** The tables of what is compared. */
const BUCKETS = ['Packed', 'Bucket', 'Chunk'];
const COURSE = ['Transition', 'Outage'];
/** Starts of the finest tier that are looked at in one go. */
const STEP = 12;

/**
 * Recomputes a stored history from what is still there, and compares: buckets of five minutes with their results, hours
 * with their five minutes and days with their hours, as far back as the finer ones are kept; the sums of those that lie
 * together with them, and what is stored of quantiles with the sketches; outages with the changes of state; the totals
 * of runs with the buckets. What is not closed yet is left out, and what takes part in it but cannot be read.
 *
 * @param archive a lenient one goes on over what cannot be read
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
      keep(bucketDifference(check, stored.get(check)?.get(start), parts, 0, start), BUCKETS, start + TIERS[0].ms);
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
        keep(
          bucketDifference(check, stored.get(check)?.get(start), [...buckets.values()], tier, start),
          BUCKETS,
          start + span,
        );
      }
      progress(0.5 + (tier - 1) * 0.2 + 0.2 * share(start, extent.first, extent.last));
    }
  }

  const totals = await runTotals(archive, until);
  const records = new Map((await archive.checks()).map((record) => [record.id, record]));
  for (const [index, check] of archive.ids.entries()) {
    const transitions = await archive.transitions(check);
    const outages = await archive.outages(check);
    compared.transitions += transitions.length;
    compared.outages += outages.length;
    for (const one of chainDifferences(check, transitions)) keep(one, COURSE);
    for (const one of outageDifferences(check, outages, transitions)) keep(one, COURSE);
    for (const tier of [1, 2] as const)
      for (const { sum, parts } of await archive.sums(check, tier)) {
        compared.sums++;
        keep(sumDifference(check, sum, parts), []);
        for (const bucket of [sum, ...parts]) keep(contradiction(check, bucket), []);
      }
    for (const state of RESULT_STATES) {
      const [told, counted] = [records.get(check)?.runs[state], totals.get(check)?.[state] ?? 0];
      if (told === undefined || told === counted) continue;
      const what = `${told} runs ${state} in total, ${counted} in buckets`;
      keep({ check, at: until, what }, BUCKETS);
    }
    progress(0.9 + (0.1 * (index + 1)) / archive.ids.length);
  }
  await archive.inspect();
  progress(1);
  return { compared, differences, unreadable: archive.unreadable };

  /** Keeps it, unless something of these tables could not be read that takes part in it: until `to`, or at any time. */
  function keep(difference: Difference | null, tables: readonly string[], to?: number): void {
    if (difference === null) return;
    const { check, at } = difference;
    const takesPart = (lost: Unreadable): boolean =>
      tables.includes(lost.table) &&
      (lost.check === null ? lost.from !== null : lost.check === check) &&
      (to === undefined || ((lost.from ?? -Infinity) < to && (lost.to ?? Infinity) > at));
    if (!archive.unreadable.some(takesPart)) differences.push(difference);
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
