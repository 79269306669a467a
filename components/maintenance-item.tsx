import type { Maintenance, MaintenanceStatus } from '../lib/model.ts';
import { AffectedNames } from './affected-names.tsx';
import { Moments } from './moments.tsx';
import { StateIcon } from './state-icon.tsx';
import type { Telling } from './telling.ts';
import type { MessageKey } from './words.ts';

const KEYS: Record<MaintenanceStatus, MessageKey> = {
  scheduled: 'maintenance.itemScheduled',
  in_progress: 'maintenance.itemInProgress',
  completed: 'maintenance.itemCompleted',
  cancelled: 'maintenance.itemCancelled',
};

export interface MaintenanceItemProps extends Telling {
  readonly window: Maintenance;
}

/** One window of maintenance in a list: what, when, and what it affects. */
export function MaintenanceItem({ window, checks, now, words }: MaintenanceItemProps) {
  const { status, startsAt, endsAt } = window;
  const tone = status === 'cancelled' ? 'cancelled' : 'maintenance';
  return (
    <li className="outage">
      <StateIcon tone={tone} />
      <div>
        <p>
          <a href={words.href(`/maintenance/${window.id}`)} dir="auto">
            {window.title}
          </a>
          <span className={tone}>{words.t(KEYS[status])}</span>
          <span>{words.duration(endsAt - startsAt)}</span>
        </p>
        <p>
          <Moments from={startsAt} to={endsAt} now={now} words={words} />
        </p>
        <AffectedNames ids={window.checks} checks={checks} words={words} />
      </div>
    </li>
  );
}
