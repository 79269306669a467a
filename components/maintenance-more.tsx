import type { Maintenance, Snapshot } from '../lib/model.ts';
import { comingMaintenance } from './notice-lists.ts';
import { WindowDates } from './window-dates.tsx';
import type { Words } from './words.ts';

const MOST = 12;

/** The next other windows of a recurring maintenance. */
export function MaintenanceMore(props: { snapshot: Snapshot; window: Maintenance; words: Words }) {
  const { snapshot, window, words } = props;
  const next = comingMaintenance(snapshot)
    .filter(({ plan, id }) => plan === window.plan && id !== window.id)
    .slice(0, MOST);
  if (next.length === 0) return null;
  return (
    <section className="past" aria-labelledby="next">
      <header>
        <h2 id="next">{words.t('maintenance.next')}</h2>
      </header>
      <WindowDates windows={next} now={snapshot.generatedAt} words={words} />
    </section>
  );
}
