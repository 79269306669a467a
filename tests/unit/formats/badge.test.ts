import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { badgeFacts, type BadgeQuestion } from '../../../lib/formats/badge-facts.ts';
import { BADGE_STYLES, BADGE_TONES, badgeLookOf, badgeNameOf } from '../../../lib/formats/badge-request.ts';
import { BADGE_COLORS, renderBadgeSvg } from '../../../lib/formats/badge.ts';
import type { CheckView } from '../../../lib/model.ts';
import { NASTY_NAME, NOW, richSnapshot } from './fixture.ts';

const DAY = 86_400_000;
const snapshot = richSnapshot('public');
const website = snapshot.checks.find((check) => check.id === 'website');

function said(path: string, ...over: Partial<CheckView>[]): string {
  const name = badgeNameOf(path.split('/'));
  if (name === null || website === undefined) throw new Error(`there is no badge ${path}`);
  const question: BadgeQuestion = { name, window: null, median: undefined };
  const checks = over.map((one) => ({ ...website, ...one }));
  const { label, message, tone } = badgeFacts({ ...snapshot, checks }, question);
  return `${label}: ${message} (${tone})`;
}

describe('what a badge says', () => {
  test.each([
    ['website/status.svg', [{ state: 'unknown' }], 'Website: unknown (unknown)'],
    ['website/status.svg', [{ state: 'unknown', firstVerdict: null }], 'Website: no data (none)'],
    ['website/status.svg', [{ state: 'down', maintenance: true }], 'Website: maintenance (maintenance)'],
    ['website/status.svg', [{ state: 'paused', maintenance: true }], 'Website: paused (paused)'],
    ['status.svg', [{ state: 'up' }, { state: 'paused' }], ': up (up)'],
    ['status.svg', [{ state: 'up' }, { state: 'unknown' }], ': unknown (unknown)'],
    ['status.svg', [{ state: 'up' }, { state: 'degraded' }, { state: 'unknown' }], ': degraded (degraded)'],
    ['status.svg', [{ state: 'up' }, { state: 'down', maintenance: true }], ': down (down)'],
    ['status.svg', [], ': no data (none)'],
    ['website/certificate.svg', [{ certificateExpiresAt: NOW }], 'certificate: expired (down)'],
    ['website/certificate.svg', [{ certificateExpiresAt: NOW + DAY / 2 }], 'certificate: < 1 day (down)'],
    ['website/certificate.svg', [{ certificateExpiresAt: NOW + 1.5 * DAY }], 'certificate: 1 day (down)'],
    ['website/certificate.svg', [{ certificateExpiresAt: NOW + 20.5 * DAY }], 'certificate: 20 days (degraded)'],
    ['website/response-time.svg', [{ responseTime: null }], 'response time: no data (none)'],
    ['website/response-time.svg', [{ responseTime: 0.4 }], 'response time: 0.4 ms (up)'],
    ['website/response-time.svg', [{ responseTime: 1_234 }], 'response time: 1.23 s (up)'],
    ['group/public/response-time.svg', [{ responseTime: 10 }, { responseTime: 30 }], 'response time: 20 ms (up)'],
  ] as const)('%s of %j', (path, over, text) => expect(said(path, ...over).endsWith(text)).toBe(true));

  test('uptime is never rounded up', () => {
    const of = (ratio: number) => said('website/uptime.svg', { uptime: { '24h': 1, '7d': 1, '30d': 1, '90d': ratio } });
    expect(of(0.999999)).toBe('Website uptime 90d: 99.99% (up)');
    expect(of(0.9989)).toBe('Website uptime 90d: 99.89% (degraded)');
    expect(of(0.98)).toBe('Website uptime 90d: 98.00% (down)');
    expect(of(1)).toBe('Website uptime 90d: 100% (up)');
    expect(of(0)).toBe('Website uptime 90d: 0.00% (down)');
  });
});

describe('how it is drawn', () => {
  const look = badgeLookOf(new URLSearchParams());
  if ('problem' in look) throw new Error('the default look is refused');

  test.each(BADGE_STYLES)('%s escapes what people write', (style) => {
    const facts = { label: said(`api.v2/status.svg`, { name: NASTY_NAME }), message: '<&>"', tone: 'up' as const };
    const svg = renderBadgeSvg(facts, { ...look, style });
    expect(svg).not.toMatch(/<b>|<script|[\0\x07\x85\n](?!$)/i);
    expect(svg).toContain('&lt;&amp;&gt;&quot;');
    expect(svg).toMatch(/^<svg [^>]*role="img" aria-label="[^"]+"><title>/);
  });

  test('its colours are the inks of the page, and white on them can be read', () => {
    const tokens = readFileSync(new URL('../../../app/styles/tokens.css', import.meta.url), 'utf8');
    for (const tone of ['up', 'degraded', 'down', 'maintenance', 'unknown'] as const)
      expect(new RegExp(`--${tone}-ink: (#[0-9a-f]{6})`).exec(tokens)?.[1]).toBe(BADGE_COLORS[tone]);
    for (const tone of BADGE_TONES) expect(contrastWithWhite(BADGE_COLORS[tone])).toBeGreaterThan(4.5);
  });
});

/** WCAG 2's contrast ratio. */
function contrastWithWhite(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}
