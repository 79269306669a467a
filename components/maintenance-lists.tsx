import type { Maintenance, Snapshot } from '../lib/model.ts';
import { MaintenanceItem } from './maintenance-item.tsx';
import { comingMaintenance, pastMaintenance } from './notice-lists.ts';

/** The windows to come, the next first, and those that are over, the newest first. */
export function MaintenanceLists({ snapshot }: { snapshot: Snapshot }) {
  return (
    <>
      <Windows
        id="upcoming"
        title="Upcoming"
        windows={comingMaintenance(snapshot)}
        none="No maintenance is planned."
        snapshot={snapshot}
      />
      <Windows
        id="over"
        title="Past 90 days"
        windows={pastMaintenance(snapshot)}
        none="There was no maintenance."
        snapshot={snapshot}
      />
    </>
  );
}

interface WindowsProps {
  readonly id: string;
  readonly title: string;
  readonly windows: readonly Maintenance[];
  readonly none: string;
  readonly snapshot: Snapshot;
}

function Windows({ id, title, windows, none, snapshot }: WindowsProps) {
  return (
    <section className="past" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
      </header>
      {windows.length === 0 ? (
        <p className="nothing">{none}</p>
      ) : (
        <ul className="lined">
          {windows.map((window) => (
            <MaintenanceItem key={window.id} window={window} checks={snapshot.checks} now={snapshot.generatedAt} />
          ))}
        </ul>
      )}
    </section>
  );
}
