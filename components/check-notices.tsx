import type { Incident, Maintenance } from '../lib/model.ts';
import { MaintenanceSection } from './maintenance-section.tsx';
import { byPlan, comingMaintenance, pastMaintenance } from './notice-lists.ts';
import { newestFirst, pastEvents } from './past-days.ts';
import { PastItems } from './past-list.tsx';
import type { Telling } from './telling.ts';

export interface CheckNoticesProps extends Telling {
  /** What names this check. */
  readonly about: { readonly incidents: readonly Incident[]; readonly maintenance: readonly Maintenance[] };
}

/** How many maintenances to come and how many things that are over are told of a check; the rest is on their own pages. */
const COMING = 3;
const OVER = 20;

/** What people wrote about a check beside what goes on now: maintenance to come, and what is over. */
export function CheckNotices({ about, ...telling }: CheckNoticesProps) {
  const { t, href } = telling.words;
  const over = pastEvents({
    checks: [],
    incidents: about.incidents.filter(({ resolvedAt }) => resolvedAt !== null),
    maintenance: pastMaintenance(about),
    generatedAt: Infinity, // a window that was called off is over, whenever it would have been
  });
  return (
    <>
      <MaintenanceSection
        id="upcoming"
        title={t('maintenance.upcomingMaintenance')}
        plans={byPlan(comingMaintenance(about)).slice(0, COMING)}
        {...telling}
      />
      {over.length > 0 && (
        <section className="past" aria-labelledby="notices">
          <header>
            <h2 id="notices">{t('notices.pastOfCheck')}</h2>
            <a href={href('/incidents')}>{t('nav.allIncidents')}</a>
          </header>
          <PastItems events={over.sort(newestFirst).slice(0, OVER)} lined {...telling} />
        </section>
      )}
    </>
  );
}
