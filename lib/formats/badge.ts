import { makeBadge } from 'badge-maker';
import type { BadgeFacts } from './badge-facts.ts';
import type { BadgeLook, BadgeTone } from './badge-request.ts';
import { oneLine } from './xml.ts';

/** The inks of the pages (`app/styles/tokens.css`): white on each of them has a contrast of at least 4.5. */
export const BADGE_COLORS: Readonly<Record<BadgeTone, string>> = {
  up: '#0b6b58',
  degraded: '#7d4c00',
  down: '#a81d16',
  maintenance: '#264f9f',
  paused: '#4d545c',
  unknown: '#4d545c',
  none: '#4d545c',
};

/** How long Shields may keep what it was told, s; it takes no less. */
const SHIELDS_CACHE = 300;

/** A badge as SVG, its title in plain words for those who do not see it. */
export function renderBadgeSvg(facts: BadgeFacts, look: BadgeLook): string {
  const { labelColor, style } = look;
  const svg = makeBadge({
    label: labelOf(facts, look),
    message: facts.message,
    color: colorOf(facts, look),
    style,
    ...(labelColor === null ? {} : { labelColor }),
  });
  // Where another font than the measured one draws it, letters get narrower or wider, and do not overlap.
  return `${svg.replaceAll(' textLength="', ' lengthAdjust="spacingAndGlyphs" textLength="')}\n`;
}

/** A badge as the JSON that Shields' endpoint badge reads. */
export function renderBadgeJson(facts: BadgeFacts, look: BadgeLook): string {
  const { labelColor, style } = look;
  return `${JSON.stringify({
    schemaVersion: 1,
    label: labelOf(facts, look),
    message: facts.message,
    color: colorOf(facts, look),
    ...(labelColor === null ? {} : { labelColor }),
    isError: facts.tone === 'down',
    style,
    cacheSeconds: SHIELDS_CACHE,
  })}\n`;
}

function labelOf(facts: BadgeFacts, { label }: BadgeLook): string {
  return label === null ? facts.label : oneLine(label);
}

function colorOf({ tone }: BadgeFacts, { colors }: BadgeLook): string {
  return colors[tone] ?? colors.any ?? BADGE_COLORS[tone];
}
