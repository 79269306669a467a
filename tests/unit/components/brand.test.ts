import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it, test } from 'vitest';
import { accentRules, readableAccent } from '../../../components/accent.ts';
import { contrast, rgbOf, type Rgb } from '../../../components/contrast.ts';
import { Sprite } from '../../../components/sprite.tsx';
import { colorsOf, GROUNDS, type Scheme } from '../../../components/state-colors.ts';
import { stateMark } from '../../../components/state-mark.ts';

const ROOT = join(import.meta.dirname, '../../..');
const tokens = readFileSync(join(ROOT, 'app/styles/tokens.css'), 'utf8');

/** The custom properties of each scheme, as the style sheet has them. */
function schemeOf(scheme: Scheme): ReadonlyMap<string, string> {
  const [light = '', dark = ''] = tokens.split('@media screen and (prefers-color-scheme: dark)');
  const part = scheme === 'light' ? light : dark;
  return new Map([...part.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]));
}

const SCHEMES: readonly Scheme[] = ['light', 'dark'];
const TONES = ['up', 'degraded', 'major', 'down', 'unknown', 'note', 'maintenance'] as const;

describe.each(SCHEMES)('the colours of %s pages', (scheme) => {
  const of = (name: string) => {
    const value = schemeOf(scheme).get(name);
    if (value === undefined) throw new Error(`there is no --${name}`);
    return value;
  };

  test.each(TONES)('of %s can be told: words by 4.5 to 1, shapes by 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11)', (tone) => {
    for (const ground of [of(`${tone}-wash`), of('card'), of('page')])
      expect([tone, ground, contrast(of(`${tone}-ink`), ground) >= 4.5]).toEqual([tone, ground, true]);
    for (const ground of [of('card'), of(`${tone}-wash`)])
      expect([tone, ground, contrast(of(tone), ground) >= (ground === of('card') ? 3 : 2.5)]).toEqual([
        tone,
        ground,
        true,
      ]);
    expect(contrast(of('glyph'), of(tone))).toBeGreaterThanOrEqual(2.9);
  });

  test('of plain text and links can be read on every ground', () => {
    for (const ground of ['page', 'card'])
      for (const text of ['ink', 'soft', 'accent'])
        expect([text, ground, contrast(of(text), of(ground)) >= 4.5]).toEqual([text, ground, true]);
  });

  test('are the same where style sheets do not reach', () => {
    for (const tone of TONES) {
      const { fill, ink, wash } = colorsOf(tone, scheme);
      expect([tone, fill, ink, wash]).toEqual([tone, of(tone), of(`${tone}-ink`), of(`${tone}-wash`)]);
    }
    const { page, card, ink, soft, glyph } = GROUNDS[scheme];
    expect([page, card, ink, soft, glyph]).toEqual(['page', 'card', 'ink', 'soft', 'glyph'].map(of));
  });

  test.each(Object.entries(SIGHTS()))('of up, degraded and down stay apart for %s', (_sight, matrix) => {
    const seen = (name: string) => labOf(seenBy(matrix, rgbOf(of(name))));
    for (const [one, other] of [
      ['up', 'down'],
      ['up', 'degraded'],
      ['degraded', 'down'],
    ] as const)
      expect([one, other, distance(seen(one), seen(other)) >= 15]).toEqual([one, other, true]);
  });
});

type Matrix = readonly [Rgb, Rgb, Rgb];

/** How others see (Machado, Oliveira, Fernandes 2009, severity 1), in linear light. */
function SIGHTS(): Record<string, Matrix> {
  return {
    protanopia: [
      [0.152286, 1.052583, -0.204868],
      [0.114503, 0.786281, 0.099216],
      [-0.003882, -0.048116, 1.051998],
    ],
    deuteranopia: [
      [0.367322, 0.860646, -0.227968],
      [0.280085, 0.672501, 0.047413],
      [-0.01182, 0.04294, 0.968881],
    ],
    tritanopia: [
      [1.255528, -0.076749, -0.178779],
      [-0.078411, 0.930809, 0.147602],
      [0.004733, 0.691367, 0.3039],
    ],
  };
}

function seenBy(matrix: Matrix, color: Rgb): Rgb {
  const linear = color.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  const row = (weights: Rgb) =>
    Math.min(
      1,
      Math.max(
        0,
        weights.reduce((sum, weight, index) => sum + weight * (linear[index] ?? 0), 0),
      ),
    );
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])];
}

/** CIELAB of linear sRGB. */
function labOf([red, green, blue]: Rgb): Rgb {
  const f = (value: number) => (value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116);
  const x = f((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047);
  const y = f(0.2126 * red + 0.7152 * green + 0.0722 * blue);
  const z = f((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function distance(one: Rgb, other: Rgb): number {
  return Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
}

describe('an accent', () => {
  it.each(['#ff6600', '#ffff00', '#000000', '#ffffff', '#3d55c7'])('of %s can be read on every page', (color) => {
    for (const scheme of SCHEMES) {
      const made = readableAccent(color, scheme);
      for (const ground of [GROUNDS[scheme].page, GROUNDS[scheme].card])
        expect([scheme, made, contrast(made, ground) >= 4.5]).toEqual([scheme, made, true]);
    }
  });

  it('stays as it is where it can be read', () => {
    expect(readableAccent('#3d55c7', 'light')).toBe('#3d55c7');
    expect(accentRules({ light: '#3d55c7', dark: '#94a6ff' })).toBe(
      ':root:root{--accent:#3d55c7}@media screen and (prefers-color-scheme:dark){:root:root{--accent:#94a6ff}}',
    );
  });
});

test('the shapes beside the page are those of the page', () => {
  const sprite = renderToStaticMarkup(createElement(Sprite));
  for (const tone of ['up', 'degraded', 'down', 'unknown', 'paused', 'major', 'note', 'cancelled'] as const) {
    const [, ground = '', glyph = ''] = /d="([^"]+)".*d="([^"]+)"/.exec(stateMark(tone, '#000', '#fff')) ?? [];
    const [, symbol = ''] = new RegExp(`<symbol id="${tone}"[^>]*>(.*?)</symbol>`).exec(sprite) ?? [];
    expect([tone, symbol.includes(`d="${glyph}"`)]).toEqual([tone, true]);
    if (!symbol.includes('<circle')) expect([tone, symbol.includes(`d="${ground}"`)]).toEqual([tone, true]);
  }
});
