import type { Day } from '../lib/model.ts';
import { daySummary } from './day-summary.ts';
import { dayShapes, DAYS, HEIGHT, PITCH, STRIPE } from './day-shapes.ts';
import type { Words } from './words.ts';

const VIEW = { viewBox: `0 0 ${(DAYS - 1) * PITCH + STRIPE} ${HEIGHT}`, preserveAspectRatio: 'none' };

/**
 * The last 90 days as one picture: uniform stripes, and what differs from them drawn over. In lists its size is the
 * style sheet's; a `fluid` one fills its box.
 */
export function DayBars({ days, words, fluid = false }: { days: readonly Day[]; words: Words; fluid?: boolean }) {
  const { paths, marks, counts } = dayShapes(days);
  return (
    <svg
      {...(fluid ? VIEW : {})}
      className="bars"
      role="img"
      aria-label={daySummary(counts, words)}
      {...(marks !== '' && { 'data-marks': marks })}
    >
      <use href="#days" />
      {paths.map(({ kind, d }) => (
        <path key={kind} className={kind} d={d} />
      ))}
    </svg>
  );
}
