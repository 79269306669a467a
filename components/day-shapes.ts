import type { Day, Outage } from '../lib/model.ts';
import { OUTAGES, uptimePart } from './day-marks.ts';

/** Days in the bars; each is a stripe of `STRIPE` in a pitch of `PITCH`, `HEIGHT` high. */
export const DAYS = 90;
export const PITCH = 6;
export const STRIPE = 4;
export const HEIGHT = 28;

/** What a stripe can show beside `up`, in the order in which it is stacked from the bottom. */
export const KINDS = ['down', 'degraded', 'maintenance', 'none'] as const;
export type Kind = (typeof KINDS)[number];

/** The least height of what happened in a day at all: a bad minute never rounds away. */
const LEAST: Record<Kind, number> = { down: 9, degraded: 8, maintenance: 5, none: 2 };

/** A day that was up at all shows so, however short its data. */
const LEAST_UP = 9;

/** The letters of `marks`. */
export const LETTERS: Record<Kind, string> = { down: 'd', degraded: 'g', maintenance: 'm', none: 'n' };

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

/** The shapes of the days that were not simply up; the last day is the rightmost stripe. */
export function dayShapes(days: readonly Day[], outages: readonly Outage[] = []): DayShapes {
  const offset = DAYS - days.length;
  const paths: Record<Kind, string> = { down: '', degraded: '', maintenance: '', none: '' };
  const counts: Record<Kind, number> = { down: 0, degraded: 0, maintenance: 0, none: 0 };
  const marks: string[] = [];
  let blankFrom = offset > 0 ? 0 : -1;

  const endBlank = (end: number) => {
    if (blankFrom < 0) return;
    paths.none += `M${blankFrom * PITCH} 0h${(end - blankFrom) * PITCH}v${HEIGHT}H${blankFrom * PITCH}z`;
    marks.push(`${blankFrom}-${end - 1}:${LETTERS.none}`);
    counts.none += end - blankFrom;
    blankFrom = -1;
  };

  days.forEach((day, position) => {
    const index = offset + position;
    const time = shares(day);
    const other = time.down + time.degraded + time.maintenance + time.none;
    if (other === 0 && time.up > 0) {
      endBlank(index); // most days of most checks
      return;
    }
    const total = time.up + other;
    if (time.none === total) {
      // Runs of empty days are one shape, filled with a pattern of stripes.
      if (blankFrom < 0) blankFrom = index;
      return;
    }
    endBlank(index);
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
      paths[kind] += `M${index * PITCH} ${kind === 'none' ? 0 : bottom}h${STRIPE}v${height}h-${STRIPE}z`;
      if (kind !== 'none' || time.none >= 60_000) counts[kind] += 1;
      tokens.push(`${LETTERS[kind]}${Math.round(time[kind] / 1000)}`);
    }
    const touched = outages.filter(
      ({ startedAt, endedAt, worst }) =>
        worst === 'down' && startedAt < day.end && (endedAt === null || endedAt > day.start),
    );
    if (touched.length > 1) tokens.push(`${OUTAGES}${touched.length}`);
    if (tokens.length > 0) tokens.push(...uptimePart(day.uptime));
    if (tokens.length > 0) marks.push(`${index}-${index}:${tokens.join(',')}`);
  });
  endBlank(DAYS);
  return {
    paths: KINDS.filter((kind) => paths[kind] !== '').map((kind) => ({ kind, d: paths[kind] })),
    marks: marks.join(' '),
    counts,
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
