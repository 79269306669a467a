import type { Day } from '../lib/model.ts';
import { dayShapes } from './day-shapes.ts';

/** The last 90 days as one picture: uniform stripes, and what differs from them drawn over. */
export function DayBars({ days }: { days: readonly Day[] }) {
  const { paths, marks, summary } = dayShapes(days);
  return (
    <svg className="bars" role="img" aria-label={summary} data-marks={marks === '' ? undefined : marks}>
      <use href="#days" />
      {paths.map(({ kind, d }) => (
        <path key={kind} className={kind} d={d} />
      ))}
    </svg>
  );
}
