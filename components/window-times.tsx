import type { Maintenance } from '../lib/model.ts';
import { Moment } from './moment.tsx';
import type { Words } from './words.ts';

/** When a maintenance window begins and ends. */
export function WindowTimes({ window, now, words }: { window: Maintenance; now: number; words: Words }) {
  const { startsAt, endsAt } = window;
  return (
    <>
      <Moment at={startsAt} now={now} words={words} bare /> –{' '}
      <Moment at={endsAt} now={now} words={words} from={startsAt} />
    </>
  );
}
