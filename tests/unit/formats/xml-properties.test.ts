import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderAtom } from '../../../lib/formats/atom.ts';
import { renderJsonFeed } from '../../../lib/formats/json-feed.ts';
import { renderRss } from '../../../lib/formats/rss.ts';
import type { Snapshot } from '../../../lib/model.ts';
import { NOW, richSnapshot } from './fixture.ts';
import { incident, update } from './notices-fixture.ts';
import { readXml } from './xmllint.ts';

/** Pieces that break what escapes too little, too much or in the wrong order. */
const NASTY =
  '\u0000 \u0008 \u001B \u007F \u0085 \uD800 \uDFFF \uFFFE \uFFFD \uFFFF \uFDD0 \u{1FFFF} \r \n \t \r\n \u2028 \u202E ]]> <![CDATA[ < > & &amp; &#0; &lt; " \' <b> </title> <!-- <?xml 🚀 👨‍👩‍👧 שלום é'.split(
    ' ',
  );
const piece = fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 4 }), fc.constant(' '));
const anyText = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));

/** The text without what is stripped, told anew: by code points, not by a pattern. */
function stripped(text: string): string {
  return Array.from(text.replaceAll('\r\n', '\n').replaceAll('\r', '\n'))
    .filter((character) => {
      const point = character.codePointAt(0) ?? 0;
      if (character === '\t' || character === '\n') return true;
      const isControl = point < 0x20 || (point >= 0x7f && point <= 0x9f);
      const isNoCharacter = (point & 0xfffe) === 0xfffe || (point >= 0xfdd0 && point <= 0xfdef);
      return !isControl && !isNoCharacter && !(point >= 0xd800 && point <= 0xdfff) && point !== 0xfffd;
    })
    .join('');
}
const onOneLine = (text: string) => stripped(text).split(/\s+/).filter(Boolean).join(' ');

/** HTML's own escaping and its reverse, as a browser has them. */
const asHtml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const fromHtml = (html: string) => html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
/** RSS cannot say that a title is plain text: what would read as markup has look-alikes there. */
const alike = (text: string) => text.replaceAll('‹', '<').replaceAll('＆', '&');

function snapshotWith(title: string, name: string, body: string): Snapshot {
  const snapshot = richSnapshot('public');
  const one = incident('i', NOW - 60_000, { title, checks: ['website'] });
  return {
    ...snapshot,
    site: { ...snapshot.site, name, description: body },
    checks: snapshot.checks.filter(({ id }) => id === 'website').map((check) => ({ ...check, name, outages: [] })),
    incidents: [{ ...one, updates: [update('u', 'resolved', NOW, body, `<p>${asHtml(body)}</p>`)] }],
  };
}

describe('whatever people write', () => {
  test('is well-formed, and read back without what is stripped', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(anyText, anyText, anyText, async (title, name, body) => {
        const snapshot = snapshotWith(title, name, body);
        const feed = { checks: [], groups: [] };
        const entry = (local: string) =>
          `//*[local-name()='entry' or local-name()='item'][1]/*[local-name()='${local}']`;
        const [atomTitle = '', type, atomContent = '', atomSite = '', siteType] = await readXml(
          renderAtom(snapshot, { ...feed, path: '/feed.atom' }),
          [
            entry('title'),
            `${entry('title')}/@type`,
            entry('content'),
            '/*/*[local-name()="title"]',
            '/*/*[local-name()="title"]/@type',
          ],
        );
        const [rssTitle = '', rssContent, rssSite = ''] = await readXml(
          renderRss(snapshot, { ...feed, path: '/feed.rss' }),
          [entry('title'), entry('description'), '/rss/channel/title'],
        );
        const { items } = JSON.parse(renderJsonFeed(snapshot, { ...feed, path: '/feed.json' })) as {
          items: { title: string; content_html: string }[];
        };
        const expected = onOneLine(title) || 'Incident';
        const site = `${onOneLine(name) || 'Status'} status`;
        expect(type === 'html' ? fromHtml(atomTitle) : atomTitle).toBe(expected);
        expect(siteType === 'html' ? fromHtml(atomSite) : atomSite).toBe(site);
        expect(alike(rssTitle)).toBe(alike(expected));
        expect(alike(rssSite)).toBe(alike(site));
        expect(items[0]?.title).toBe(expected);
        expect(atomContent).toContain(`<strong>Resolved</strong> - ${asHtml(stripped(body))}</p>`);
        expect(atomContent).toContain(`Affected: ${asHtml(onOneLine(name) || 'website')}.</p>`);
        expect(rssContent).toBe(atomContent);
        expect(items[0]?.content_html).toBe(atomContent);
      }),
      { numRuns: 120 },
    );
  });

  test('may be very long', async () => {
    const long = '<&]]>🚀'.repeat(40_000);
    const [title] = await readXml(renderAtom(snapshotWith(long, 'a', long), { path: '/', checks: [], groups: [] }), [
      "//*[local-name()='entry'][1]/*[local-name()='title']",
    ]);
    expect(fromHtml(title ?? '')).toBe(long);
  });
});
