import { describe, expect, test } from 'vitest';
import { renderAtom } from '../../../lib/formats/atom.ts';
import { feedOf } from '../../../lib/formats/feed-entries.ts';
import { durationInWords, instantInWords } from '../../../lib/formats/plain-words.ts';
import { renderRss } from '../../../lib/formats/rss.ts';
import type { CheckView, Snapshot } from '../../../lib/model.ts';
import { NOW, richSnapshot } from './fixture.ts';

const request = { path: '/feed.atom', checks: [], groups: [] };
const snapshot = richSnapshot('public');

function withWebsite(over: Partial<CheckView>): Snapshot {
  return {
    ...snapshot,
    checks: snapshot.checks.map((check) => (check.id === 'website' ? { ...check, ...over } : check)),
  };
}

describe('the entries', () => {
  test('depend on nothing that moves by itself', () => {
    const later: Snapshot = {
      ...snapshot,
      revision: '18',
      generatedAt: NOW + 86_400_000,
      validUntil: NOW + 86_500_000,
      checks: snapshot.checks.map((check) => ({ ...check, state: 'unknown', lastRunAt: NOW + 1, responseTime: 1 })),
    };
    expect(renderAtom(later, request)).toBe(renderAtom(snapshot, request));
    expect(renderRss(later, request)).toBe(renderRss(snapshot, request));
  });

  test('keep their id over a recovery, which moves `updated` and tells the duration', () => {
    const open = {
      id: 42,
      check: 'website',
      startedAt: NOW - 300_000,
      endedAt: null,
      worst: 'down' as const,
      code: 'timeout' as const,
      updatedAt: NOW - 299_000,
    };
    const before = feedOf(withWebsite({ outages: [open] }), request);
    const ended = { ...open, endedAt: NOW - 48_000, updatedAt: NOW - 47_000 };
    const after = feedOf(withWebsite({ outages: [ended] }), request);
    const find = (feed: typeof before) => feed.entries.find((entry) => entry.id.endsWith('/outage/42'));
    expect(find(before)).toMatchObject({ title: 'Website is down', updatedAt: NOW - 299_000 });
    expect(find(after)).toMatchObject({ title: 'Website was down for 4 minutes 12 seconds', updatedAt: NOW - 47_000 });
    expect(find(after)?.publishedAt).toBe(find(before)?.publishedAt);
    expect(after.entries[0]?.id).toMatch(/\/outage\/42$/);
    expect(after.updatedAt).toBe(NOW - 47_000);
  });

  test('are the last hundred, newest first', () => {
    const outages = Array.from({ length: 150 }, (_, i) => ({
      id: i,
      check: 'website',
      startedAt: NOW - i * 1_000,
      endedAt: NOW - i * 1_000 + 500,
      worst: 'down' as const,
      code: null,
      updatedAt: NOW - i * 1_000 + 500,
    }));
    const { entries } = feedOf(withWebsite({ outages }), request);
    expect(entries).toHaveLength(100);
    expect(entries.map((entry) => entry.updatedAt)).toEqual(entries.map((e) => e.updatedAt).sort((a, b) => b - a));
  });

  test('say nothing but neutral words, and nothing of a private check', () => {
    const text = renderAtom(snapshot, request);
    expect(text).toContain('Reason: timed out.');
    expect(text).not.toContain('Back office');
    expect(text).not.toContain('10.0.0.7');
  });

  test('have different ids', () => {
    const ids = feedOf(snapshot, request).entries.map((entry) => entry.id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

test('an outage that is a first verdict comes after it, at another instant', () => {
  const at = NOW - 1_000;
  const outage = { id: 1, check: 'website', startedAt: at, endedAt: null, worst: 'down', code: null } as const;
  const over = { firstVerdict: { id: 1, at, state: 'down' }, outages: [{ ...outage, updatedAt: at }] } as const;
  const { entries } = feedOf(withWebsite(over), request);
  expect(entries.slice(0, 2).map((entry) => [entry.title, entry.updatedAt])).toEqual([
    ['Website is down', at],
    ['Website is being watched', at - 1],
  ]);
});

describe('a narrowed feed', () => {
  test('has an id, a title, a page and an address of its own', () => {
    const feed = feedOf(snapshot, { path: '/feed.atom?check=website', checks: ['website'], groups: [] });
    expect(feed).toMatchObject({
      id: 'tag:status.acme.example,2026-01-02:3f1d4c0e-8a55-4c1b-9a51-0d7a7a1c2b3d/feed/check/website',
      title: 'Acme status: Website',
      link: 'https://status.acme.example/checks/website',
      self: 'https://status.acme.example/feed.atom?check=website',
    });
  });

  test('has its address escaped once', () => {
    const path = '/feed.rss?check=website&group=public';
    const text = renderRss(snapshot, { path, checks: ['website'], groups: ['public'] });
    expect(text).toContain('href="https://status.acme.example/feed.rss?check=website&amp;group=public"');
    expect(text).toContain('<title>Acme status: Public services, Website</title>');
  });
});

describe('text that looks like markup', () => {
  const named = (name: string) => withWebsite({ name, outages: [] });

  test('is declared as HTML in Atom, escaped for it', () => {
    const text = renderAtom(named('R&D </b> &amp;'), request);
    expect(text).toContain('<title type="html">R&amp;amp;D &amp;lt;/b&amp;gt; &amp;amp;amp; is being watched</title>');
  });

  test('cannot be read as markup in RSS titles; an ampersand stays one', () => {
    const text = renderRss(named('R&D </b> &amp; 1 < 2'), request);
    expect(text).toContain('<title>R&#x26;D ‹/b&gt; ＆amp; 1 &#x3C; 2 is being watched</title>');
  });

  test('leaves nothing that XML 1.0 forbids', () => {
    const text = renderRss(named('a\u0000b\u001Fc\uD800d\uFFFEe\u0085f\u{1F680}'), request);
    expect(text).toContain('<title>abcdef🚀 is being watched</title>');
  });
});

test.each([
  [0, 'less than a second'],
  [499, 'less than a second'],
  [500, '1 second'],
  [59_999, '1 minute'],
  [252_000, '4 minutes 12 seconds'],
  [3_600_000, '1 hour'],
  [3_601_000, '1 hour'],
  [90_000_000, '1 day 1 hour'],
  [40 * 86_400_000, '40 days'],
])('%d ms are %s', (ms, words) => expect(durationInWords(ms)).toBe(words));

test.each([
  ['UTC', '4 March 2026 at 05:06:07 UTC'],
  ['Europe/Berlin', '4 March 2026 at 06:06:07 CET'],
  ['Asia/Kolkata', '4 March 2026 at 10:36:07 GMT+5:30'],
])('in %s it is %s', (zone, words) => expect(instantInWords(NOW, zone)).toBe(words));
