import type { Day, Outage } from '../lib/model.ts';
import { OUTAGES, uptimePart } from './day-marks.ts';
import { DAYS, HEIGHT, KINDS, LETTERS, PITCH, STRIPE, type Kind } from './day-stripes.ts';

/** The least height of what happened in a day at all: a bad minute never rounds away. */
const LEAST: Record<Kind, number> = { down: 9, degraded: 8, maintenance: 5, none: 2 };

/** A day that was up at all shows so, however short its data. */
const LEAST_UP = 9;

/** What differs from ninety good days. */
export interface DayShapes {
  /** A path a kind, in the order of `KINDS`; kinds that did not happen are missing. */
  readonly paths: readonly { readonly kind: Kind; readonly d: string }[];
  /**
   * The same for a tooltip, in words of `<first>-<last>:<letter><seconds>`, as in `3-3:d1260,u985416 12-40:n`. Beside
   * the kinds there is `u`, the uptime in millionths where it is not whole, and `o`, the outages where they are many.
   */
  readonly marks: string;
  /** On how many days each happened. */
  readonly counts: Readonly<Record<Kind, number>>;
}

/** The time of a day by what a stripe shows, ms. */
function shares(day: Day): Record<Kind | 'up', number> {
  const { up, down, degraded, maintenance, unknown, paused, none } = day.time;
  return { up, down, degraded, maintenance, none: unknown + paused + none };
}

/** Draws days from the left to the right. */
class Drawing {
  readonly paths: Record<Kind, string>;
  readonly counts: Record<Kind, number>;
  readonly marks: string[];
  /** Of the next day. */
  #index: number;
  /** Where a run of empty days began that goes on, or -1: it is one shape, filled with a pattern of stripes. */
  #blankFrom: number;

  /** A drawing that goes on from another one, which stays as it is; or one that begins at the day `index`. */
  constructor(from: Drawing | number) {
    const begun = typeof from === 'number' ? null : from;
    this.paths = { ...(begun?.paths ?? { down: '', degraded: '', maintenance: '', none: '' }) };
    this.counts = { ...(begun?.counts ?? { down: 0, degraded: 0, maintenance: 0, none: 0 }) };
    this.marks = [...(begun?.marks ?? [])];
    this.#index = typeof from === 'number' ? from : from.#index;
    this.#blankFrom = begun === null ? (this.#index > 0 ? 0 : -1) : begun.#blankFrom;
  }

  /** Adds the next days. */
  add(days: readonly Day[], outages: readonly Outage[]): this {
    for (const day of days) {
      const time = shares(day);
      const other = time.down + time.degraded + time.maintenance + time.none;
      const isBlank = time.none === time.up + other;
      if (!isBlank) this.end();
      else if (this.#blankFrom < 0) this.#blankFrom = this.#index;
      // Most days of most checks are simply up.
      if (!isBlank && other > 0) this.#addMixed(day, time, outages);
      this.#index += 1;
    }
    return this;
  }

  /** Ends a run of empty days. */
  end(): void {
    const [from, to] = [this.#blankFrom, this.#index];
    if (from < 0) return;
    this.paths.none += `M${from * PITCH} 0h${(to - from) * PITCH}v${HEIGHT}H${from * PITCH}z`;
    this.marks.push(`${from}-${to - 1}:${LETTERS.none}`);
    this.counts.none += to - from;
    this.#blankFrom = -1;
  }

  #addMixed(day: Day, time: Record<Kind | 'up', number>, outages: readonly Outage[]): void {
    const index = this.#index;
    const total = time.up + time.down + time.degraded + time.maintenance + time.none;
    const tokens: string[] = [];
    let bottom = HEIGHT;
    let room = HEIGHT;
    for (const kind of KINDS) {
      if (time[kind] === 0) continue;
      // By the root: an hour of twenty-four is to be told from a minute, and from the whole day.
      const part = kind === 'none' ? time.none / total : Math.sqrt(time[kind] / total);
      const most = kind === 'none' && time.up > 0 ? Math.max(0, room - LEAST_UP) : room;
      const height = Math.min(most, Math.max(LEAST[kind], round(part * HEIGHT)));
      room = round(room - height);
      bottom = round(bottom - height);
      // What is missing hangs from the top; all else stands on the ground.
      this.paths[kind] += `M${index * PITCH} ${kind === 'none' ? 0 : bottom}h${STRIPE}v${height}h-${STRIPE}z`;
      if (kind !== 'none' || time.none >= 60_000) this.counts[kind] += 1;
      tokens.push(`${LETTERS[kind]}${Math.round(time[kind] / 1000)}`);
    }
    const touched = outages.filter(
      ({ startedAt, endedAt, worst }) =>
        worst === 'down' && startedAt < day.end && (endedAt === null || endedAt > day.start),
    );
    if (touched.length > 1) tokens.push(`${OUTAGES}${touched.length}`);
    if (tokens.length > 0) tokens.push(...uptimePart(day.uptime));
    if (tokens.length > 0) this.marks.push(`${index}-${index}:${tokens.join(',')}`);
  }
}

/**
 * What was drawn of days that are over, by the outages of their check: both come again with each revision, as the same
 * objects, and to draw those of 1,000 checks anew was a tenth of a rendering. A day may be that of many checks.
 */
const drawnPasts = new WeakMap<readonly Outage[], { readonly past: readonly Day[]; readonly drawing: Drawing }>();

/** The shapes of the days that were not simply up; the last day is the rightmost stripe. */
export function dayShapes(days: readonly Day[], outages: readonly Outage[] = []): DayShapes {
  const drawing = new Drawing(drawingOfPast(days.slice(0, -1), DAYS - days.length, outages));
  drawing.add(days.slice(-1), outages).end();
  const { paths, marks, counts } = drawing;
  return {
    paths: KINDS.filter((kind) => paths[kind] !== '').map((kind) => ({ kind, d: paths[kind] })),
    marks: marks.join(' '),
    counts,
  };
}

function drawingOfPast(past: readonly Day[], from: number, outages: readonly Outage[]): Drawing {
  const known = drawnPasts.get(outages);
  if (known?.past.length === past.length && known.past.every((day, index) => day === past[index])) return known.drawing;
  const drawing = new Drawing(from).add(past, outages);
  drawnPasts.set(outages, { past, drawing });
  return drawing;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
