import type { Tone } from './state-words.ts';

interface Shape {
  /** Filled. */
  readonly ground: string;
  /** Drawn upon it. */
  readonly glyph: string;
}

const DISC = 'M10 1a9 9 0 1 1 0 18a9 9 0 1 1 0-18z';

/** The shapes of the sprite, for where there is none; a test holds the glyphs together. */
const SHAPES: Record<Tone, Shape> = {
  up: { ground: DISC, glyph: 'M6 10.4l2.7 2.7L14.2 7.4' },
  degraded: {
    ground: 'M8.4 2.2a1.9 1.9 0 0 1 3.2 0l7.2 12.9a1.9 1.9 0 0 1-1.6 2.9H2.8a1.9 1.9 0 0 1-1.6-2.9z',
    glyph: 'M10 7v4.6M10 14.6v.01',
  },
  down: { ground: 'M6.3 1h7.4L19 6.3v7.4L13.7 19H6.3L1 13.7V6.3z', glyph: 'M7 7l6 6M13 7l-6 6' },
  unknown: { ground: DISC, glyph: 'M7.7 8a2.3 2.3 0 1 1 3.4 2c-.8.5-1.1.9-1.1 1.7M10 14.4v.01' },
  paused: { ground: DISC, glyph: 'M8 7v6M12 7v6' },
  major: {
    ground:
      'M8.5 1.6a2.1 2.1 0 0 1 3 0l6.9 6.9a2.1 2.1 0 0 1 0 3l-6.9 6.9a2.1 2.1 0 0 1-3 0l-6.9-6.9a2.1 2.1 0 0 1 0-3z',
    glyph: 'M10 5.8v5M10 14v.01',
  },
  note: { ground: DISC, glyph: 'M10 9.4v4.8M10 5.9v.01' },
  cancelled: { ground: DISC, glyph: 'M6.2 10h7.6' },
  maintenance: {
    ground: 'M6 1h8a5 5 0 0 1 5 5v8a5 5 0 0 1-5 5H6a5 5 0 0 1-5-5V6a5 5 0 0 1 5-5z',
    glyph: 'M6.5 13.5l7-7',
  },
};

/** A state's shape as an SVG of its own. `fill` and `glyph` are colours; `rest`: further attributes of the element. */
export function stateMark(tone: Tone, fill: string, glyph: string, rest = ''): string {
  const shape = SHAPES[tone];
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"${rest}><path d="${shape.ground}" fill="${fill}"/>` +
    `<path d="${shape.glyph}" fill="none" stroke="${glyph}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/></svg>`
  );
}
