import { createHash } from 'node:crypto';

/** First runs are spread over this, or over the interval where that is shorter, ms. */
const SPREAD = 20_000;
/** With more first runs a second than this they take longer, as far as the interval leaves room: */
const MOST_A_SECOND = 100;
/** so that no second of any round has more starts than this many times the mean. */
const MOST_OF_MEAN = 1.25;
/** Fewer checks than this lie where their hash puts them, whatever others there are. */
const EVENED_FROM = 100;
/** So many checks share a start, where the next would come within `SHARED_WITHIN` ms anyway. */
const SHARING = 8;
const SHARED_WITHIN = 25;

/** What is spread. */
export interface Spreadable {
  readonly id: string;
  /** ms */
  readonly interval: number;
}

/** Where in its spread a check's first run lies, 0 to 1: the same at every start. */
export function phaseOf(id: string): number {
  return createHash('sha256').update(id).digest().readUInt32BE(0) / 2 ** 32;
}

/**
 * How long after the beginning each check first runs, ms, by id. The same checks give the same at every start.
 * Many are evened out in the order of their hashes: hashes alone come in bursts. And then a few neighbours start
 * together: waking a process that sleeps costs about as much as a run.
 */
export function firstRuns(checks: readonly Spreadable[]): Map<string, number> {
  const bySpread = new Map<number, { id: string; interval: number; phase: number }[]>();
  for (const { id, interval } of checks) {
    const spread = Math.min(interval, SPREAD);
    const placed = { id, interval, phase: phaseOf(id) };
    const others = bySpread.get(spread);
    if (others === undefined) bySpread.set(spread, [placed]);
    else others.push(placed);
  }
  const first = new Map<string, number>();
  for (const [spread, placed] of bySpread) {
    const isMany = placed.length >= EVENED_FROM;
    const shared = sharing(spread / placed.length);
    const roomy = (placed.length / MOST_A_SECOND) * 1_000;
    if (isMany) placed.sort((a, b) => a.phase - b.phase || (a.id < b.id ? -1 : 1));
    placed.forEach(({ id, interval, phase }, rank) => {
      const even = (rank - (rank % shared)) / placed.length;
      const span = Math.max(spread, Math.min(roomy, interval / MOST_OF_MEAN));
      first.set(id, (isMany ? even : phase) * span);
    });
  }
  return first;
}

/** How many start together when checks lie so far apart, ms. */
function sharing(apart: number): number {
  return apart > SHARED_WITHIN ? 1 : SHARING;
}
