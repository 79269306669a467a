import { TIERS, latencyOf, type Tier } from '../history/bucket.ts';
import type { Latency, Outage, Result, RunTotals, Transition } from '../model.ts';
import type { ArchiveStore } from './store.ts';

/** Which part of a history. */
export interface ExportSelection {
  /** Ids; null: all checks. */
  readonly checks: ReadonlySet<string> | null;
  /** From (inclusive) to (exclusive), Unix ms. */
  readonly from: number;
  readonly to: number;
}

/** Told the share done, 0 to 1. */
type Progress = (share: number) => void;

/** Starts that are read in one go. */
const STEP = 12;

/** Single results, as far as they are kept: ascending in time by five minutes, in which each check's stand together. */
export async function* exportedResults(
  archive: ArchiveStore,
  selection: ExportSelection,
  progress: Progress,
): AsyncGenerator<Result> {
  const wanted = ({ check, at }: Result) => isChosen(selection, check) && at >= selection.from && at < selection.to;
  const { foldedId, closedUntil } = archive.checkpoint;
  // Read first: the server beside us trims it.
  const log = (await archive.log()).filter((result) => result.id > foldedId && wanted(result));
  const extent = await archive.extent('packed');
  if (extent !== null) {
    const last = Math.min(extent.last, closedUntil - 1);
    for (const starts of groups(0, extent.first, last, selection, progress))
      for (const { results } of inOrder(await archive.packed(starts))) yield* results.filter(wanted);
  }
  yield* log;
  progress(1);
}

/** Closed buckets of a tier whose start is in the selection, ascending in time, then by check. */
export async function* exportedBuckets(
  archive: ArchiveStore,
  tier: Tier,
  selection: ExportSelection,
  progress: Progress,
): AsyncGenerator<{ check: string; start: number; end: number; runs: RunTotals; latency: Latency }> {
  const extent = await archive.extent(tier);
  if (extent !== null)
    for (const starts of groups(tier, extent.first, extent.last, selection, progress)) {
      const rows = (await archive.buckets(tier, starts)).map(({ check, bucket }) => ({
        check,
        start: bucket.start,
        end: bucket.start + TIERS[tier].ms,
        runs: bucket.runs,
        latency: latencyOf(bucket),
      }));
      for (const row of inOrder(rows))
        if (isChosen(selection, row.check) && row.start >= selection.from && row.start < selection.to) yield row;
    }
  progress(1);
}

/** Changes of state in the selection, check by check. */
export async function* exportedTransitions(
  archive: ArchiveStore,
  { from, to, ...selection }: ExportSelection,
  progress: Progress,
): AsyncGenerator<Transition> {
  for (const check of chosen(archive, selection, progress))
    yield* (await archive.transitions(check)).filter(({ at }) => at >= from && at < to);
  progress(1);
}

/** Outages that touch the selection, check by check. */
export async function* exportedOutages(
  archive: ArchiveStore,
  { from, to, ...selection }: ExportSelection,
  progress: Progress,
): AsyncGenerator<Outage> {
  for (const check of chosen(archive, selection, progress))
    yield* (await archive.outages(check)).filter(
      ({ startedAt, endedAt }) => startedAt < to && (endedAt === null || endedAt >= from),
    );
  progress(1);
}

function isChosen({ checks }: Pick<ExportSelection, 'checks'>, check: string): boolean {
  return checks === null || checks.has(check);
}

function* chosen(
  archive: ArchiveStore,
  selection: Pick<ExportSelection, 'checks'>,
  progress: Progress,
): Generator<string> {
  const ids = archive.ids.filter((id) => isChosen(selection, id));
  for (const [index, id] of ids.entries()) {
    yield id;
    progress((index + 1) / ids.length);
  }
}

/** The starts of a tier from `first` to `last` that can be in the selection, a few at a time. */
function* groups(
  tier: Tier,
  first: number,
  last: number,
  { from, to }: ExportSelection,
  progress: Progress,
): Generator<number[]> {
  const { ms } = TIERS[tier];
  const begin = Math.max(first, Number.isFinite(from) ? Math.floor(from / ms) * ms : first);
  const end = Math.min(last + 1, to);
  for (let start = begin; start < end; start += STEP * ms) {
    const count = Math.min(STEP, Math.ceil((end - start) / ms));
    yield Array.from({ length: count }, (_, index) => start + index * ms);
    progress(Math.min(1, (start + STEP * ms - begin) / (end - begin)));
  }
}

/** Ascending by start, then by check. */
function inOrder<Row extends { readonly start: number; readonly check: string }>(rows: readonly Row[]): Row[] {
  return [...rows].sort((a, b) => a.start - b.start || (a.check < b.check ? -1 : 1));
}
