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
const LIGHT: Record<ColoredTone, Colors> = {
  up: { fill: '#17a085', ink: '#0b6b58', wash: '#e2f3ee' },
  degraded: { fill: '#c98100', ink: '#7d4c00', wash: '#fcf0d6' },
  major: { fill: '#d9601a', ink: '#95400c', wash: '#fdebdd' },
  down: { fill: '#d5392f', ink: '#a81d16', wash: '#fce8e6' },
  unknown: { fill: '#767d86', ink: '#4d545c', wash: '#eaebe9' },
  note: { fill: '#5b6b9e', ink: '#3d4a78', wash: '#eaedf6' },
  maintenance: { fill: '#4a7bd9', ink: '#264f9f', wash: '#e8effc' },
};

const DARK: Record<ColoredTone, Colors> = {
  up: { fill: '#2bb596', ink: '#62d6b9', wash: '#11271f' },
  degraded: { fill: '#e2a226', ink: '#f3c162', wash: '#2a2111' },
  major: { fill: '#f08545', ink: '#ffb183', wash: '#2e1b10' },
  down: { fill: '#f0584c', ink: '#ff958c', wash: '#321816' },
  unknown: { fill: '#7b848e', ink: '#b0b8c0', wash: '#22272b' },
  note: { fill: '#8795c9', ink: '#b6c1ea', wash: '#1b2031' },
  maintenance: { fill: '#6d9bf5', ink: '#a4c2ff', wash: '#172339' },
};

/** What is behind and beside them. */
export const GROUNDS = {
  light: { page: '#f6f6f3', card: '#ffffff', ink: '#1a1e22', soft: '#5a6169', glyph: '#ffffff' },
  dark: { page: '#0f1214', card: '#171a1d', ink: '#e9ebed', soft: '#9ba4ad', glyph: '#0f1214' },
} as const;
export type Scheme = keyof typeof GROUNDS;

export function colorsOf(tone: Tone, scheme: Scheme): Colors {
  const known = tone === 'paused' || tone === 'cancelled' ? 'unknown' : tone;
  return (scheme === 'light' ? LIGHT : DARK)[known];
}
