import type { CheckView, Maintenance } from '../lib/model.ts';
import { AffectedNames } from './affected-names.tsx';
import { duration } from './duration.ts';
import { MAINTENANCE_WORDS } from './notice-words.ts';
import { StateIcon } from './state-icon.tsx';
import { WindowTimes } from './window-times.tsx';

/** One window of maintenance in a list: what, when, and what it affects. */
export function MaintenanceItem(props: { window: Maintenance; checks: readonly CheckView[]; now: number }) {
  const { window, checks, now } = props;
  const { status, startsAt, endsAt } = window;
  const cancelled = status === 'cancelled';
  return (
    <li className="outage">
      <StateIcon tone={cancelled ? 'cancelled' : 'maintenance'} />
      <div>
        <p>
          <a href={`/maintenance/${window.id}`} dir="auto">
            {window.title}
          </a>
          <span className={cancelled ? 'cancelled' : 'maintenance'}>
            Maintenance{status !== 'scheduled' && ` ${MAINTENANCE_WORDS[status].toLowerCase()}`}
          </span>
          <span>{duration(endsAt - startsAt)}</span>
        </p>
        <p>
          <WindowTimes window={window} now={now} />
        </p>
        <AffectedNames ids={window.checks} checks={checks} />
      </div>
    </li>
  );
}
