import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BADGE_STYLES, badgeLookOf } from '../../lib/formats/badge-request.ts';
import { renderBadgeSvg } from '../../lib/formats/badge.ts';
import { newEnding } from '../integration/servers.ts';
import { startChromium } from './chromium.ts';

const TEXTS = [
  'Website',
  'Payments API (Frankfurt, primary) – checkout and everything behind it, response time 90d',
  'WWWWWWWWWWWW MMMMMMM',
  'iiiiiiiiillllllll.,;:',
  'Ελληνικά и по-русски',
  '日本語のウェブサイト',
  '데이터베이스 클러스터',
  'שירות התשלומים',
  'خدمة الدفع الإلكتروني',
  '🚀🔥 rocket 👩‍👩‍👧‍👦 family',
  'Zürich – “quoted” <b>&amp;</b>',
];

const { atEnd, end } = newEnding();
let browser: Browser;
beforeAll(async () => {
  browser = await startChromium(atEnd);
});
afterAll(end);

/** Where a text was drawn, in px of the picture, and how wide it would be by itself. */
interface Drawn {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly natural: number;
}

test.each(BADGE_STYLES)('no text of a %s badge is cut off or squeezed until it cannot be read', async (style) => {
  const page = await browser.newPage();
  const look = badgeLookOf(new URLSearchParams({ style }));
  if ('problem' in look) throw new Error(look.problem.detail);
  for (const label of TEXTS) {
    const message = label.slice(0, 12);
    await page.setContent(renderBadgeSvg({ label, message, tone: 'up' }, look));
    const { width, drawn } = await page.evaluate(() => {
      const svg = document.querySelector('svg') as SVGSVGElement;
      const origin = svg.getBoundingClientRect();
      // The others are the shadows of these.
      const texts = [...svg.querySelectorAll('text:not([fill-opacity]):not([aria-hidden])')];
      return {
        width: origin.width,
        drawn: texts.map((one): Drawn => {
          const box = one.getBoundingClientRect();
          const place = { text: one.textContent, left: box.left - origin.left, right: box.right - origin.left };
          one.removeAttribute('textLength');
          return { ...place, natural: one.getBoundingClientRect().width };
        }),
      };
    });
    expect(drawn).toHaveLength(2);
    // Verdana is not everywhere: its letters are near those of what stands in, of other scripts not as near.
    const [least, most] = /^[\p{Script=Latin}\p{Script=Common}]*$/u.test(label) ? [0.7, 1.8] : [0.7, 2.5];
    for (const { text, left, right, natural } of drawn) {
      const where = `${text} in ${width}`;
      expect(left, where).toBeGreaterThanOrEqual(0);
      expect(right, where).toBeLessThanOrEqual(width);
      expect((right - left) / natural, where).toBeGreaterThan(least);
      expect((right - left) / natural, where).toBeLessThan(most);
    }
    expect(drawn[0]?.right, label).toBeLessThanOrEqual(drawn[1]?.left ?? 0);
  }
  await page.close();
});
