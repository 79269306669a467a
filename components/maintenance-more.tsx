import type { Maintenance, Snapshot } from '../lib/model.ts';
import { MaintenanceSection } from './maintenance-section.tsx';

const MOST = 5;

/** The next other windows of a recurring maintenance. */
export function MaintenanceMore({ snapshot, window }: { snapshot: Snapshot; window: Maintenance }) {
  const { checks, generatedAt: now } = snapshot;
  const next = snapshot.maintenance
    .filter((one) => one.plan === window.plan && one.id !== window.id && one.startsAt > now)
    .slice(0, MOST);
  return <MaintenanceSection id="next" title="Next windows" windows={next} checks={checks} now={now} />;
}
