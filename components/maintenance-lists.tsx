import { MaintenanceSection } from './maintenance-section.tsx';
import { byPlan, comingMaintenance, pastMaintenance } from './notice-lists.ts';
import type { Snapshot } from '../lib/model.ts';
import type { Words } from './words.ts';

/** The windows to come, the next first, and those that are over, the newest first. */
export function MaintenanceLists({ snapshot, words }: { snapshot: Snapshot; words: Words }) {
  const { t } = words;
  const telling = { checks: snapshot.checks, now: snapshot.generatedAt, words, all: null };
  return (
    <>
      <MaintenanceSection
        id="upcoming"
        title={t('maintenance.upcoming')}
        plans={byPlan(comingMaintenance(snapshot))}
        none={t('maintenance.noneUpcoming')}
        {...telling}
      />
      <MaintenanceSection
        id="over"
        title={t('maintenance.past', { count: 90 })}
        plans={byPlan(pastMaintenance(snapshot))}
        none={t('maintenance.nonePast')}
        {...telling}
      />
    </>
  );
}
