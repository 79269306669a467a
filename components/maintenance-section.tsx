import type { CheckView, Maintenance } from '../lib/model.ts';
import { MaintenanceItem } from './maintenance-item.tsx';
import type { Words } from './words.ts';

export interface MaintenanceSectionProps {
  /** Of the heading, unique on the page. */
  readonly id: string;
  readonly title: string;
  readonly windows: readonly Maintenance[];
  readonly checks: readonly CheckView[];
  readonly now: number;
  readonly words: Words;
}

/** Some windows under a heading of their own, beside the way to all; nothing where there are none. */
export function MaintenanceSection({ id, title, windows, checks, now, words }: MaintenanceSectionProps) {
  if (windows.length === 0) return null;
  return (
    <section className="past" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        <a href={words.href('/maintenance')}>{words.t('nav.allMaintenance')}</a>
      </header>
      <ul className="lined">
        {windows.map((window) => (
          <MaintenanceItem key={window.id} window={window} checks={checks} now={now} words={words} />
        ))}
      </ul>
    </section>
  );
}
