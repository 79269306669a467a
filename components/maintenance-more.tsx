import type { Maintenance, Snapshot } from '../lib/model.ts';
import { MaintenanceItem } from './maintenance-item.tsx';

const MOST = 5;

/** The next other windows of a recurring maintenance. */
export function MaintenanceMore({ snapshot, window }: { snapshot: Snapshot; window: Maintenance }) {
  const { checks, generatedAt: now } = snapshot;
  const next = snapshot.maintenance
    .filter((one) => one.plan === window.plan && one.id !== window.id && one.startsAt > now)
    .slice(0, MOST);
  if (next.length === 0) return null;
  return (
    <section className="past" aria-labelledby="next">
      <header>
        <h2 id="next">Next windows</h2>
        <a href="/maintenance">All maintenance</a>
      </header>
      <ul className="lined">
        {next.map((one) => (
          <MaintenanceItem key={one.id} window={one} checks={checks} now={now} />
        ))}
      </ul>
    </section>
  );
}
