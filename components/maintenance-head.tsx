import type { CheckView, Maintenance } from '../lib/model.ts';
import { AffectedChecks } from './affected-checks.tsx';
import { duration } from './duration.ts';
import { MAINTENANCE_WORDS } from './notice-words.ts';
import { StateIcon } from './state-icon.tsx';
import { WindowTimes } from './window-times.tsx';

/** A window's title, where it stands, when it is, and what it affects. */
export function MaintenanceHead(props: { window: Maintenance; checks: readonly CheckView[]; now: number }) {
  const { window, checks, now } = props;
  const tone = window.status === 'cancelled' ? 'cancelled' : window.status === 'completed' ? 'up' : 'maintenance';
  return (
    <>
      <nav className="path" aria-label="Breadcrumb">
        <a href="/maintenance">All maintenance</a>
      </nav>
      <section className={`banner ${tone}`} aria-labelledby="name">
        <StateIcon tone={tone} />
        <div>
          <h1 id="name">
            <bdi>{window.title}</bdi>
          </h1>
          <p>
            <strong>{MAINTENANCE_WORDS[window.status]}</strong>
            {window.status === 'scheduled' && `, begins in ${duration(window.startsAt - now)}`}
            {window.status === 'in_progress' && `, ends in ${duration(window.endsAt - now)}`}
          </p>
          <p>
            {duration(window.endsAt - window.startsAt)}, <WindowTimes window={window} now={now} />
          </p>
        </div>
      </section>
      <div className="about">
        <span className="impact">
          <StateIcon tone="maintenance" /> {window.recurring ? 'Recurring maintenance' : 'Planned maintenance'}
        </span>
        <AffectedChecks ids={window.checks} checks={checks} />
      </div>
    </>
  );
}
