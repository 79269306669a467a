import type { Snapshot } from '../lib/model.ts';
import { MaintenanceItem } from './maintenance-item.tsx';
import { comingMaintenance } from './notice-lists.ts';
import type { Words } from './words.ts';

const SPAN = 14 * 86_400_000;
const MOST = 5;

/** The next windows of maintenance; what lies further ahead is left to the page of all. */
export function UpcomingMaintenance({ snapshot, words }: { snapshot: Snapshot; words: Words }) {
  const all = comingMaintenance(snapshot);
  const soon = all.filter((window) => window.startsAt < snapshot.generatedAt + SPAN).slice(0, MOST);
  if (soon.length === 0) return null;
  return (
    <section className="past" aria-labelledby="upcoming">
      <header>
        <h2 id="upcoming">{words.t('maintenance.upcomingMaintenance')}</h2>
        <a href={words.href('/maintenance')}>
          {all.length > soon.length
            ? words.t('maintenance.allUpcoming', { count: all.length })
            : words.t('nav.allMaintenance')}
        </a>
      </header>
      <ul className="lined">
        {soon.map((window) => (
          <MaintenanceItem
            key={window.id}
            window={window}
            checks={snapshot.checks}
            now={snapshot.generatedAt}
            words={words}
          />
        ))}
      </ul>
    </section>
  );
}
