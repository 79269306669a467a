import { iso } from '../lib/model.ts';
import { bareUtc, formFor, type MomentForm } from './calendar.ts';
import type { Words } from './words.ts';

export interface MomentProps {
  readonly at: number;
  /** Decides how much of the date is written. */
  readonly now: number;
  readonly words: Words;
  /** When it ends a span: the start, on whose day the date is not said again, and on another one it is. */
  readonly from?: number;
  /** Leaves the zone out, where another moment follows that tells it. */
  readonly bare?: boolean;
}

/** An instant in UTC, which is turned into the visitor's zone before React takes the page over, and after updates. */
export function Moment({ at, now, words, from, bare = false }: MomentProps) {
  const own = formFor(at, now);
  const form = from === undefined ? own : formFor(from, at) === 'time' ? 'time' : own === 'time' ? 'day' : own;
  return <MomentAs at={at} form={form} from={from} bare={bare} words={words} />;
}

export interface MomentAsProps extends Omit<MomentProps, 'now' | 'from'> {
  readonly form: MomentForm;
  readonly from?: number | undefined;
}

/** The same with as much of the date as `form` says. */
export function MomentAs({ at, form, from, bare = false, words }: MomentAsProps) {
  return (
    <time dateTime={iso(at)} data-form={form} data-from={from && iso(from)} suppressHydrationWarning>
      {bareUtc(at, form, words.language)}
      {!bare && <Zone />}
    </time>
  );
}

/** The zone behind a time. Apart from it: where text runs from right to left, one would move the other. */
export function Zone() {
  return <span> UTC</span>;
}
