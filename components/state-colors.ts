import type { Tone } from './state-words.ts';

/** The colours of a tone, where style sheets do not reach: pictures, and the widget in pages of others. */
export interface Colors {
  /** Shapes. */
  readonly fill: string;
  /** Words. */
  readonly ink: string;
  /** Grounds. */
  readonly wash: string;
}

type ColoredTone = Exclude<Tone, 'paused' | 'cancelled'>;

/** The same as in app/styles/tokens.css; a test holds the two together. */
const COLORS: Record<ColoredTone, Record<Scheme, Colors>> = {
  up: { light: colors('#17a085', '#0b6b58', '#e2f3ee'), dark: colors('#2bb596', '#62d6b9', '#11271f') },
  degraded: { light: colors('#c98100', '#7d4c00', '#fcf0d6'), dark: colors('#e2a226', '#f3c162', '#2a2111') },
  major: { light: colors('#d9601a', '#95400c', '#fdebdd'), dark: colors('#f08545', '#ffb183', '#2e1b10') },
  down: { light: colors('#d5392f', '#a81d16', '#fce8e6'), dark: colors('#f0584c', '#ff958c', '#321816') },
  unknown: { light: colors('#767d86', '#4d545c', '#eaebe9'), dark: colors('#7b848e', '#b0b8c0', '#22272b') },
  note: { light: colors('#5b6b9e', '#3d4a78', '#eaedf6'), dark: colors('#8795c9', '#b6c1ea', '#1b2031') },
  maintenance: { light: colors('#4a7bd9', '#264f9f', '#e8effc'), dark: colors('#6d9bf5', '#a4c2ff', '#172339') },
};

function colors(fill: string, ink: string, wash: string): Colors {
  return { fill, ink, wash };
}

/** What is behind and beside them. */
export const GROUNDS = {
  light: { page: '#f6f6f3', card: '#ffffff', ink: '#1a1e22', soft: '#5a6169', glyph: '#ffffff' },
  dark: { page: '#0f1214', card: '#171a1d', ink: '#e9ebed', soft: '#9ba4ad', glyph: '#0f1214' },
} as const;
export type Scheme = keyof typeof GROUNDS;

export function colorsOf(tone: Tone, scheme: Scheme): Colors {
  return COLORS[tone === 'paused' || tone === 'cancelled' ? 'unknown' : tone][scheme];
}
