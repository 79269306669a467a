import type { Maintenance } from '../lib/model.ts';
import { AffectedChecks } from './affected-checks.tsx';
import { Moments } from './moments.tsx';
import { StateIcon } from './state-icon.tsx';
import type { Telling } from './telling.ts';

export interface MaintenanceHeadProps extends Telling {
  readonly window: Maintenance;
}

/** A window's title, where it stands, when it is, and what it affects. */
export function MaintenanceHead({ window, checks, now, words }: MaintenanceHeadProps) {
  const tone = window.status === 'cancelled' ? 'cancelled' : window.status === 'completed' ? 'up' : 'maintenance';
  const status = <strong>{words.t(`maintenance.${window.status}`)}</strong>;
  return (
    <>
      <nav className="path" aria-label={words.t('nav.breadcrumb')}>
        <a href={words.href('/maintenance')}>{words.t('nav.allMaintenance')}</a>
      </nav>
      <section className={`banner ${tone}`} aria-labelledby="name">
        <StateIcon tone={tone} />
        <div>
          <h1 id="name">
            <bdi>{window.title}</bdi>
          </h1>
          <p>
            {window.status === 'scheduled'
              ? words.rich('maintenance.beginsIn', { status, duration: words.duration(window.startsAt - now) })
              : window.status === 'in_progress'
                ? words.rich('maintenance.endsIn', { status, duration: words.duration(window.endsAt - now) })
                : status}
          </p>
          <p>
            {words.rich('maintenance.lasts', {
              duration: words.duration(window.endsAt - window.startsAt, 'alone'),
              window: <Moments from={window.startsAt} to={window.endsAt} now={now} words={words} />,
            })}
          </p>
        </div>
      </section>
      <div className="about">
        <span className="impact">
          <StateIcon tone="maintenance" /> {words.t(window.recurring ? 'maintenance.recurring' : 'maintenance.planned')}
        </span>
        <AffectedChecks ids={window.checks} checks={checks} words={words} />
      </div>
    </>
  );
}
