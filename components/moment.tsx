import { iso } from '../lib/model.ts';
import { bareUtc, formFor, utc } from './calendar.ts';
import type { Words } from './words.ts';

export interface MomentProps {
  readonly at: number;
  /** Decides how much of the date is written. */
  readonly now: number;
  readonly words: Words;
  /** When it ends a span: the start, on whose day the date is not said again. */
  readonly from?: number;
  /** Leaves the zone out, where another moment follows that tells it. */
  readonly bare?: boolean;
}

/** An instant in UTC, which `LocalTimes` turns into the visitor's zone. */
export function Moment({ at, now, words, from, bare = false }: MomentProps) {
  const form = from !== undefined && formFor(from, at) === 'time' ? 'time' : formFor(at, now);
  return (
    <time dateTime={iso(at)} data-form={form} data-from={from && iso(from)}>
      {(bare ? bareUtc : utc)(at, form, words.language)}
    </time>
  );
}
