import type { Maintenance } from '../lib/model.ts';
import { MaintenanceItem } from './maintenance-item.tsx';
import type { Telling } from './telling.ts';

export interface MaintenanceSectionProps extends Telling {
  /** Of the heading, unique on the page. */
  readonly id: string;
  readonly title: string;
  /** Windows by their plans, each told once. */
  readonly plans: readonly (readonly [Maintenance, ...Maintenance[]])[];
  /** What is said where there are none. Default is nothing at all, not even the heading. */
  readonly none?: string;
  /** What the way to all of them is called; null where this is all. */
  readonly all?: string | null | undefined;
}

/** Some windows of maintenance under a heading of their own. */
export function MaintenanceSection({ id, title, plans, none, all, ...telling }: MaintenanceSectionProps) {
  const { t, href } = telling.words;
  if (plans.length === 0 && none === undefined) return null;
  return (
    <section className="past" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {all !== null && <a href={href('/maintenance')}>{all ?? t('nav.allMaintenance')}</a>}
      </header>
      {plans.length === 0 ? (
        <p className="nothing">{none}</p>
      ) : (
        <ul className="lined">
          {plans.map(([window, ...others]) => (
            <MaintenanceItem key={window.id} window={window} others={others} {...telling} />
          ))}
        </ul>
      )}
    </section>
  );
}
