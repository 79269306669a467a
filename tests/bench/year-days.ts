import {
  TIERS,
  addResult,
  bucketStart,
  emptyBucket,
  mergeInto,
  type Bucket,
  type MutableBucket,
} from '../../lib/history/bucket.ts';
import { countResponseTime, histogramFrom, type MutableHistogram } from '../../lib/history/histogram.ts';
import { packResults } from '../../lib/history/pack.ts';
import type { Code, Histogram, Result, Verdict } from '../../lib/model.ts';

const MINUTE = 60_000;
const HOUR = TIERS[1].ms;
export const DAY = TIERS[2].ms;
/** Between two runs of a check, ms. */
export const INTERVAL = 20_000;

/** Checks differ in how fast their targets are; each kind has this many different days. */
const KINDS = 24;
const DAYS_A_KIND = 12;
/** Of the days of a check, those with trouble: three a month. */
const TROUBLED = 0.1;

/** Runs of some span: their bucket, and the classes of their response times. */
export interface Part {
  readonly bucket: Bucket;
  readonly histogram: Histogram;
}

/** A closed five minutes of one check, and its results as they are packed. */
export interface Five {
  readonly bucket: Bucket;
  readonly packed: string;
}

/** A change of state, and the state before. */
export interface Change {
  readonly at: number;
  readonly from: Verdict;
  readonly to: Verdict;
  readonly code: Code | null;
}

/** A day of one check. Every instant counts from its midnight. */
export interface CheckDay {
  readonly results: readonly Result[];
  /** By hour. */
  readonly fives: readonly (readonly Five[])[];
  readonly hours: readonly Part[];
  readonly day: Part;
  /** None on most days. Each day begins and ends well. */
  readonly changes: readonly Change[];
}

interface Trouble {
  readonly from: number;
  readonly to: number;
  readonly state: 'degraded' | 'down';
  readonly code: Code;
}

/**
 * Days of checks as their worker would have recorded them, the same ones for the same place and day. Untroubled days
 * are drawn from a pool of a few hundred, whose buckets are made once, of every single run.
 */
export class DayPool {
  readonly #days = new Map<number, CheckDay>();

  /** The `day`-th day of the `check`-th check. */
  dayOf(check: number, day: number): CheckDay {
    const trouble = troubleOf(check, day);
    const usual = this.#usualDay(check % KINDS, (check + day * 7) % DAYS_A_KIND);
    return trouble === null ? usual : troubled(usual, trouble);
  }

  #usualDay(kind: number, variant: number): CheckDay {
    const key = kind * DAYS_A_KIND + variant;
    let day = this.#days.get(key);
    if (day === undefined) this.#days.set(key, (day = madeOf(usualResults(kind, variant))));
    return day;
  }
}

/** Response times of a lognormal distribution around 20 to 330 ms, slower by day, one of a hundred much slower. */
function usualResults(kind: number, variant: number): Result[] {
  const chance = chanceFrom(1 + kind * 1_000 + variant);
  const usual = 20 * 1.13 ** kind;
  const phase = (kind * 617) % 15_000;
  return Array.from({ length: DAY / INTERVAL }, (_, run): Result => {
    const begin = phase + run * INTERVAL;
    const daily = 1 + 0.15 * Math.sin((begin / DAY) * 2 * Math.PI);
    const tail = chance() < 0.01 ? 2 + 2 * chance() : 1;
    const normal = Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
    const ms = Math.min(4_000, usual * daily * tail * Math.exp(0.3 * normal));
    const responseTime = Math.round(ms * 1_000) / 1_000;
    const at = Math.floor(begin + responseTime);
    return { check: '', at, state: 'up', responseTime, code: null, details: null };
  });
}

/** At most one trouble a day, over before midnight: minutes mostly, up to two hours. */
function troubleOf(check: number, day: number): Trouble | null {
  const chance = chanceFrom(check * 4_099 + day * 131 + 7);
  if (chance() >= TROUBLED) return null;
  const lasts = Math.round(MINUTE * 2 ** (7 * chance()));
  const from = MINUTE + Math.floor(chance() * (DAY - lasts - 10 * MINUTE));
  const kind = chance();
  const isDown = kind < 0.7;
  const code = kind < 0.4 ? 'timeout' : isDown ? 'http_status' : 'slow';
  return { from, to: from + lasts, state: isDown ? 'down' : 'degraded', code };
}

/** The same day with a trouble in it. Hours that it does not touch stay what they are. */
function troubled(usual: CheckDay, { from, to, state, code }: Trouble): CheckDay {
  const changes: Change[] = [];
  let before: Verdict = 'up';
  const results = usual.results.map((result): Result => {
    const isBad = result.at >= from && result.at < to;
    const after = isBad ? state : 'up';
    if (after !== before) changes.push({ at: result.at, from: before, to: after, code: isBad ? code : null });
    before = after;
    if (!isBad) return result;
    const slow = Math.min(9_000, (result.responseTime ?? 0) * 8);
    return { ...result, state, code, responseTime: code === 'timeout' ? null : Math.round(slow * 1_000) / 1_000 };
  });
  const [first, last] = [bucketStart(1, from), bucketStart(1, to)];
  const fresh = madeOf(results.filter(({ at }) => at >= first && at < last + HOUR));
  const isTouched = (hour: number) => hour * HOUR >= first && hour * HOUR <= last;
  const fives = usual.fives.map((five, hour) => (isTouched(hour) ? (fresh.fives[hour] ?? []) : five));
  const hours = usual.hours.map((part, hour) => (isTouched(hour) ? (fresh.hours[hour] ?? part) : part));
  return { results, fives, hours, day: sumOf(2, 0, hours), changes };
}

function madeOf(results: readonly Result[]): CheckDay {
  const byFive = new Map<number, Result[]>();
  for (const result of results) {
    const start = bucketStart(0, result.at);
    const own = byFive.get(start);
    if (own === undefined) byFive.set(start, [result]);
    else own.push(result);
  }
  const fives: Five[][] = Array.from({ length: DAY / HOUR }, () => []);
  const parts: Part[][] = Array.from({ length: DAY / HOUR }, () => []);
  for (const [start, own] of byFive) {
    const part = partOf(start, own);
    const hour = Math.floor(start / HOUR);
    fives[hour]?.push({ bucket: part.bucket, packed: packResults(start, own) });
    parts[hour]?.push(part);
  }
  const hours = parts.map((own, hour) => sumOf(1, hour * HOUR, own));
  return { results, fives, hours, day: sumOf(2, 0, hours), changes: [] };
}

/** The bucket of five minutes of these results, and the classes of their response times. */
export function partOf(start: number, results: readonly Result[]): Part {
  const bucket = emptyBucket(0, start);
  const histogram = histogramFrom(null);
  for (const result of results) {
    addResult(bucket, result);
    countResponseTime(histogram, result);
  }
  return { bucket, histogram };
}

function sumOf(tier: 1 | 2, start: number, parts: readonly Part[]): Part {
  const sum: { bucket: MutableBucket; histogram: MutableHistogram } = {
    bucket: emptyBucket(tier, start),
    histogram: histogramFrom(null),
  };
  for (const { bucket, histogram } of parts) {
    mergeInto(sum.bucket, bucket);
    addHistogram(sum.histogram, histogram);
  }
  return sum;
}

/** Adds the counts of one histogram to another. */
export function addHistogram(sum: MutableHistogram, { counts, sum: ms }: Histogram): void {
  counts.forEach((count, index) => (sum.counts[index] = (sum.counts[index] ?? 0) + count));
  sum.sum = Math.round((sum.sum + ms) * 1_000) / 1_000;
}

/** Numbers from 0 to 1 that look like chance, the same ones for the same seed (mulberry32). */
function chanceFrom(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
