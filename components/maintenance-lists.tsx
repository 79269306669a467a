import type { Maintenance, Snapshot } from '../lib/model.ts';
import { MaintenanceItem } from './maintenance-item.tsx';
import { comingMaintenance, pastMaintenance } from './notice-lists.ts';
import type { Words } from './words.ts';

/** The windows to come, the next first, and those that are over, the newest first. */
export function MaintenanceLists({ snapshot, words }: { snapshot: Snapshot; words: Words }) {
  return (
    <>
      <Windows
        id="upcoming"
        title={words.t('maintenance.upcoming')}
        windows={comingMaintenance(snapshot)}
        none={words.t('maintenance.noneUpcoming')}
        snapshot={snapshot}
        words={words}
      />
      <Windows
        id="over"
        title={words.t('maintenance.past', { count: 90 })}
        windows={pastMaintenance(snapshot)}
        none={words.t('maintenance.nonePast')}
        snapshot={snapshot}
        words={words}
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
  readonly words: Words;
}

function Windows({ id, title, windows, none, snapshot, words }: WindowsProps) {
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
            <MaintenanceItem
              key={window.id}
              window={window}
              checks={snapshot.checks}
              now={snapshot.generatedAt}
              words={words}
            />
          ))}
        </ul>
      )}
    </section>
  );
}
