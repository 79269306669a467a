import type { Maintenance, Snapshot } from '../lib/model.ts';
import { MaintenanceSection } from './maintenance-section.tsx';
import type { Words } from './words.ts';

const MOST = 5;

/** The next other windows of a recurring maintenance. */
export function MaintenanceMore(props: { snapshot: Snapshot; window: Maintenance; words: Words }) {
  const { snapshot, window, words } = props;
  const { checks, generatedAt: now } = snapshot;
  const next = snapshot.maintenance
    .filter((one) => one.plan === window.plan && one.id !== window.id && one.startsAt > now)
    .slice(0, MOST);
  return (
    <MaintenanceSection
      id="next"
      title={words.t('maintenance.next')}
      windows={next}
      checks={checks}
      now={now}
      words={words}
    />
  );
}
