import type { Day } from '../lib/model.ts';
import { dayShapes, DAYS, HEIGHT, PITCH, STRIPE } from './day-shapes.ts';

const VIEW = { viewBox: `0 0 ${(DAYS - 1) * PITCH + STRIPE} ${HEIGHT}`, preserveAspectRatio: 'none' };

/**
 * The last 90 days as one picture: uniform stripes, and what differs from them drawn over. In lists its size is the
 * style sheet's; a `fluid` one fills its box.
 */
export function DayBars({ days, fluid = false }: { days: readonly Day[]; fluid?: boolean }) {
  const { paths, marks, summary } = dayShapes(days);
  return (
    <svg
      {...(fluid ? VIEW : {})}
      className="bars"
      role="img"
      aria-label={summary}
      {...(marks !== '' && { 'data-marks': marks })}
    >
      <use href="#days" />
      {paths.map(({ kind, d }) => (
        <path key={kind} className={kind} d={d} />
      ))}
    </svg>
  );
}
