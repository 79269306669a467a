import { DAYS, HEIGHT, PITCH, STRIPE } from './day-stripes.ts';

const STRIPES = Array.from({ length: DAYS }, (_, i) => `M${i * PITCH} 0h${STRIPE}v${HEIGHT}h-${STRIPE}z`).join('');

/** What pages draw more than once, held once: the shapes of the states, ninety stripes, and the hatching of no data. */
export function Sprite() {
  return (
    <svg className="sprite" aria-hidden="true">
      <symbol id="up" viewBox="0 0 20 20">
        <circle cx="10" cy="10" r="9" />
        <path className="glyph" d="M6 10.4l2.7 2.7L14.2 7.4" />
      </symbol>
      <symbol id="degraded" viewBox="0 0 20 20">
        <path d="M8.4 2.2a1.9 1.9 0 0 1 3.2 0l7.2 12.9a1.9 1.9 0 0 1-1.6 2.9H2.8a1.9 1.9 0 0 1-1.6-2.9z" />
        <path className="glyph" d="M10 7v4.6M10 14.6v.01" />
      </symbol>
      <symbol id="down" viewBox="0 0 20 20">
        <path d="M6.3 1h7.4L19 6.3v7.4L13.7 19H6.3L1 13.7V6.3z" />
        <path className="glyph" d="M7 7l6 6M13 7l-6 6" />
      </symbol>
      <symbol id="unknown" viewBox="0 0 20 20">
        <circle className="dashed" cx="10" cy="10" r="8" />
        <path className="mark" d="M7.7 8a2.3 2.3 0 1 1 3.4 2c-.8.5-1.1.9-1.1 1.7M10 14.4v.01" />
      </symbol>
      <symbol id="paused" viewBox="0 0 20 20">
        <circle cx="10" cy="10" r="9" />
        <path className="glyph" d="M8 7v6M12 7v6" />
      </symbol>
      <symbol id="major" viewBox="0 0 20 20">
        <path d="M8.5 1.6a2.1 2.1 0 0 1 3 0l6.9 6.9a2.1 2.1 0 0 1 0 3l-6.9 6.9a2.1 2.1 0 0 1-3 0l-6.9-6.9a2.1 2.1 0 0 1 0-3z" />
        <path className="glyph" d="M10 5.8v5M10 14v.01" />
      </symbol>
      <symbol id="note" viewBox="0 0 20 20">
        <circle cx="10" cy="10" r="9" />
        <path className="glyph" d="M10 9.4v4.8M10 5.9v.01" />
      </symbol>
      <symbol id="cancelled" viewBox="0 0 20 20">
        <circle cx="10" cy="10" r="9" />
        <path className="glyph" d="M6.2 10h7.6" />
      </symbol>
      <symbol id="maintenance" viewBox="0 0 20 20">
        <rect x="1" y="1" width="18" height="18" rx="5" />
        <path
          className="blade"
          d="M13.9 4.6a3.6 3.6 0 0 0-4.6 4.6l-4.4 4.4a1.35 1.35 0 0 0 1.9 1.9l4.4-4.4a3.6 3.6 0 0 0 4.6-4.6l-2 2-1.6-.3-.3-1.6z"
        />
      </symbol>
      <defs>
        <path id="days" d={STRIPES} />
      </defs>
      <pattern id="gap" width={PITCH} height={PITCH} patternUnits="userSpaceOnUse">
        <path className="gap-base" d={`M0 0h${PITCH}v${PITCH}H0z`} />
        <path className="gap-ground" d={`M0 0h${STRIPE}v${PITCH}h-${STRIPE}z`} />
        <path className="gap-line" d={`M0 ${STRIPE}L${STRIPE} 0`} />
      </pattern>
    </svg>
  );
}
