import { DAYS, HEIGHT, PITCH, STRIPE } from './day-stripes.ts';

const VIEW = { viewBox: `0 0 ${(DAYS - 1) * PITCH + STRIPE} ${HEIGHT}`, preserveAspectRatio: 'none' };

export interface BarsProps {
  readonly paths: readonly { readonly kind: string; readonly d: string }[];
  readonly marks: string;
  readonly summary: string;
  /** Whether it fills its box; else its size is the style sheet's. */
  readonly fluid?: boolean;
}

/** Ninety days as one picture: uniform stripes, and what differs from them drawn over, a path a kind. */
export function Bars({ paths, marks, summary, fluid = false }: BarsProps) {
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
