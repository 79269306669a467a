import type { CheckView } from '../lib/model.ts';
import { DayBars } from './day-bars.tsx';
import { Legend } from './legend.tsx';
import { UptimeFigures } from './uptime-figures.tsx';

/** A check's uptime: the windows' figures over its last 90 days. */
export function NinetyDays({ check }: { check: CheckView }) {
  return (
    <section className="card prose">
      <h2>Uptime</h2>
      <UptimeFigures check={check} />
      <div className="wide-bars">
        <DayBars days={check.days} fluid />
        <p aria-hidden="true">
          <span className="ninety">90 days ago</span>
          <span className="thirty">30 days ago</span>
          <span>Today</span>
        </p>
      </div>
      <Legend note="Each bar is a day." />
    </section>
  );
}
