import type { Snapshot } from '../lib/model.ts';
import { MaintenanceSection } from './maintenance-section.tsx';
import { byPlan, comingMaintenance } from './notice-lists.ts';
import type { Words } from './words.ts';

const SPAN = 14 * 86_400_000;
const MOST = 5;

/** The next maintenance, what recurs once; what lies further ahead is left to the page of all. */
export function UpcomingMaintenance({ snapshot, words }: { snapshot: Snapshot; words: Words }) {
  const { t } = words;
  const { checks, generatedAt: now } = snapshot;
  const all = byPlan(comingMaintenance(snapshot));
  const soon = all.filter(([next]) => next.startsAt < now + SPAN).slice(0, MOST);
  return (
    <MaintenanceSection
      id="upcoming"
      title={t('maintenance.upcomingMaintenance')}
      plans={soon}
      all={all.length > soon.length ? t('maintenance.allUpcoming', { count: all.length }) : undefined}
      checks={checks}
      now={now}
      words={words}
    />
  );
}
