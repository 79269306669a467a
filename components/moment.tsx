import { iso } from '../lib/model.ts';
import { formFor, utc } from './calendar.ts';

/** An instant in UTC; `LocalTimes` turns it into the visitor's zone. `now` decides how much of the date is written. */
export function Moment({ at, now }: { at: number; now: number }) {
  const form = formFor(at, now);
  return (
    <time dateTime={iso(at)} data-form={form}>
      {utc(at, form)}
    </time>
  );
}
