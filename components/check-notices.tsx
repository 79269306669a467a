import type { CheckView, Incident, Maintenance } from '../lib/model.ts';
import { IncidentItem } from './incident-item.tsx';
import { MaintenanceItem } from './maintenance-item.tsx';
import { MaintenanceSection } from './maintenance-section.tsx';
import { comingMaintenance, pastMaintenance } from './notice-lists.ts';
import type { Words } from './words.ts';

export interface CheckNoticesProps {
  /** What names this check. */
  readonly about: { readonly incidents: readonly Incident[]; readonly maintenance: readonly Maintenance[] };
  readonly checks: readonly CheckView[];
  readonly now: number;
  readonly words: Words;
}

/** How many windows to come and how many things that are over are told of a check; the rest is on their own pages. */
const COMING = 3;
const OVER = 20;

/** What people wrote about a check beside what goes on now: maintenance to come, and what is over. */
export function CheckNotices({ about, checks, now, words }: CheckNoticesProps) {
  const coming = comingMaintenance(about).slice(0, COMING);
  const over = [
    ...about.incidents.flatMap((incident) =>
      incident.resolvedAt === null ? [] : [{ kind: 'incident' as const, at: incident.startedAt, incident }],
    ),
    ...pastMaintenance(about).map((window) => ({ kind: 'maintenance' as const, at: window.startsAt, window })),
  ]
    .sort((a, b) => b.at - a.at)
    .slice(0, OVER);
  return (
    <>
      <MaintenanceSection
        id="upcoming"
        title={words.t('maintenance.upcomingMaintenance')}
        windows={coming}
        checks={checks}
        now={now}
        words={words}
      />
      {over.length > 0 && (
        <section className="past" aria-labelledby="notices">
          <header>
            <h2 id="notices">{words.t('notices.pastOfCheck')}</h2>
            <a href={words.href('/incidents')}>{words.t('nav.allIncidents')}</a>
          </header>
          <ul className="lined">
            {over.map((one) =>
              one.kind === 'incident' ? (
                <IncidentItem key={one.incident.id} incident={one.incident} checks={checks} now={now} words={words} />
              ) : (
                <MaintenanceItem key={one.window.id} window={one.window} checks={checks} now={now} words={words} />
              ),
            )}
          </ul>
        </section>
      )}
    </>
  );
}
