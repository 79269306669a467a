import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wellNested } from '../../../lib/formats/well-nested.ts';

test.each([
  ['<p>a <li>b</li></p>', '<p>a b</p>'],
  ['<p>a <strong>b<h3>c</h3></strong></p>', '<p>a <strong>bc</strong></p>'],
  ['<p><a href="/a">a <a href="/b">b</a></a></p>', '<p><a href="/a">a b</a></p>'],
  ['<p>a<p>b</p></p>', '<p>ab</p>'],
  ['<li>a</li>', 'a'],
  ['<h3><ul><li>a</li></ul></h3>', '<h3>a</h3>'],
  ['<p><strong>a</p>', '<p><strong>a</strong></p>'],
  ['a</em><br /></p>', 'a<br />'],
])('%s becomes %s', (html, nested) => expect(wellNested(html)).toBe(nested));

test.each([
  '<p>See <a href="https://x.example/" rel="nofollow">it</a>,<br />\n<code>a &lt; b</code></p>\n<ul>\n<li>a\n<ul>\n<li><p>b</p></li>\n</ul>\n</li>\n</ul>',
  '<blockquote>\n<p>a</p>\n<blockquote>\n<ol>\n<li>b</li>\n</ol>\n</blockquote>\n</blockquote>\n<pre><code>c\n</code></pre><h3>d <em>e</em></h3>',
])('%s stays', (html) => expect(wellNested(html)).toBe(html));

test('no block is within what holds none, and everything is closed in order', () => {
  const tag = fc.constantFrom('p', 'ul', 'ol', 'li', 'blockquote', 'h3', 'pre', 'strong', 'em', 'a', 'code');
  const piece = fc.oneof(
    tag.map((name) => `<${name}>`),
    tag.map((name) => `</${name}>`),
    fc.constantFrom('text', '<br />', '&lt;p&gt;'),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const html = wellNested(pieces.join(''));
      const open: string[] = [];
      for (const [, slash, name = ''] of html.matchAll(/<(\/?)([a-z0-9]+)>/g)) {
        if (slash === '/') expect(open.pop()).toBe(name);
        else {
          const isBlock = /^(p|ul|ol|li|blockquote|h3|pre)$/.test(name);
          if (isBlock) expect(open.every((one) => /^(ul|ol|li|blockquote)$/.test(one))).toBe(true);
          open.push(name);
        }
      }
      expect(open).toEqual([]);
      expect(html.replaceAll(/<[^>]*>/g, '')).toBe(pieces.filter((one) => !one.startsWith('<')).join(''));
      expect(wellNested(html)).toBe(html);
    }),
  );
});
