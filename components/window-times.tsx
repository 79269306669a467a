import type { Maintenance } from '../lib/model.ts';
import { Moment } from './moment.tsx';

/** When a maintenance window begins and ends. */
export function WindowTimes({ window, now }: { window: Maintenance; now: number }) {
  const { startsAt, endsAt } = window;
  return (
    <>
      <Moment at={startsAt} now={now} bare /> – <Moment at={endsAt} now={now} from={startsAt} />
    </>
  );
}
