import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderMarkdown, sanitiseHtml, withoutControls } from '../../../lib/incidents/markdown.ts';

const REL = 'rel="nofollow noopener noreferrer"';

describe('Markdown', () => {
  test.each([
    ['**a** _b_ ~~c~~ `d`', '<p><strong>a</strong> <em>b</em> <del>c</del> <code>d</code></p>'],
    ['one\ntwo\n\nthree', '<p>one<br />two</p>\n<p>three</p>'],
    ['one\r\ntwo\rthree', '<p>one<br />two<br />three</p>'],
    ['# a\n### b\n###### c', '<h3>a</h3>\n<h3>b</h3>\n<h4>c</h4>'],
    ['- a\n- b', '<ul>\n<li>a</li>\n<li>b</li>\n</ul>'],
    ['1. a\n2. b', '<ol>\n<li>a</li>\n<li>b</li>\n</ol>'],
    ['- [ ] a\n- [x] b', '<ul>\n<li>☐ a</li>\n<li>☑ b</li>\n</ul>'],
    ['> a', '<blockquote>\n<p>a</p>\n</blockquote>'],
    ['```sh\nrm <x>\n```', '<pre><code>rm &lt;x&gt;\n</code></pre>'],
    ['[a](https://x.example/?a=1&b=2 "t")', `<p><a href="https://x.example/?a=1&amp;b=2" ${REL}>a</a></p>`],
    [
      'https://x.example and me@x.example',
      `<p><a href="https://x.example" ${REL}>https://x.example</a> and <a href="mailto:me@x.example" ${REL}>me@x.example</a></p>`,
    ],
    ['![a chart](https://x.example/a.png)', '<p>a chart</p>'],
    ['| a | b |\n|---|---|\n| 1 | 2 |', '<p>| a | b |<br />|---|---|<br />| 1 | 2 |</p>'],
    ['2 < 3 & 4 > 1 "q" \u{1f525}', '<p>2 &lt; 3 &amp; 4 &gt; 1 "q" \u{1f525}</p>'],
    ['<b>a</b> <span style="color:red">b</span>', '<p><strong>a</strong> b</p>'],
    ['a &amp; b &copy; &#x41;', '<p>a &amp; b © A</p>'],
  ])('%j', (text, html) => {
    expect(renderMarkdown(text)).toBe(html);
  });

  test('has no control characters, halves of surrogate pairs and what XML cannot hold', () => {
    expect(renderMarkdown('a\u0000b\u0007c\u001b[31m\u007f\u0085\ud800d\ufffe\uffff\te')).toBe('<p>abc[31md\te</p>');
    expect(sanitiseHtml('<p>a\u0000\u0008&#8;&#x1b;&#xd800;</p>')).toBe('<p>a\ufffd</p>');
    expect(withoutControls('a\r\nb\rc\u0000')).toBe('a\nb\nc');
  });
});

/** What came out may be nothing but this. */
function expectHarmless(html: string): void {
  const tags = html.match(/<[^>]*>?/g) ?? [];
  for (const tag of tags)
    expect(tag).toMatch(
      /^<\/?(p|strong|em|del|code|pre|ul|ol|li|blockquote|a|h3|h4)>$|^<br \/>$|^<a href="(https?:\/\/|mailto:)[^"<>]*" rel="nofollow noopener noreferrer">$/i,
    );
}

describe('hostile text', () => {
  test.each([
    '<script>alert(1)</script>',
    '<SCRIPT SRC=https://xss.example/x.js></SCRIPT>',
    '<scr<script>ipt>alert(1)</scr</script>ipt>',
    '<<SCRIPT>alert("XSS");//\\<</SCRIPT>',
    '<SCRIPT/XSS SRC="https://xss.example/x.js"></SCRIPT>',
    '<SCRIPT SRC=//xss.example/.j',
    '<IMG SRC="javascript:alert(1);">',
    '<IMG SRC=JaVaScRiPt:alert(1)>',
    '<IMG """><SCRIPT>alert("XSS")</SCRIPT>"\\>',
    '<IMG SRC=x onerror="alert(1)">',
    '<IMG SRC="jav&#x0A;ascript:alert(1);">',
    '<img src=x:alert(alt) onerror=eval(src) alt=0>',
    '<BODY ONLOAD=alert(1)>',
    '<svg/onload=alert(1)>',
    '<svg><style><img src=x onerror=alert(1)></style></svg>',
    '<svg><p><style><!--</style><img src=x onerror=alert(1)>--></style></svg>',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<object data="data:text/html;base64,PHNjcmlwdD4="></object><embed src=x><base href="//x.example">',
    '<meta http-equiv="refresh" content="0;url=javascript:alert(1)"><link rel=stylesheet href=//x>',
    '<style>@import "https://x.example/x.css";</style><div style="background:url(javascript:alert(1))">x</div>',
    '<form action="//x.example"><input name=a autofocus onfocus=alert(1)><button formaction="javascript:alert(1)">x</button></form>',
    '<p id="x" class="y" onclick="alert(1)" style="position:fixed">x</p>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" &#14;  javascript:alert(1)">x</a>',
    '<a href="java\tscript:alert(1)">x</a>',
    '<a href="java&Tab;script&colon;alert(1)">x</a>',
    '<a href="&#0000106&#0000097&#0000118&#0000097script:alert(1)">x</a>',
    '<a href="\u0001javascript:alert(1)">x</a>',
    '<a href="vbscript:msgbox(1)">x</a><a href="data:text/html,<script>alert(1)</script>">y</a>',
    '<a href="//x.example">x</a><a href="/x">y</a><a href="https:x">z</a><a href="http://">w</a>',
    '<a href="https://x.example" target=_blank onmouseover=alert(1) rel=opener>x</a>',
    '<a href="https://x.example/&quot; onmouseover=&quot;alert(1)">x</a>',
    '[x](javascript:alert(1)) [y](javascript&colon;alert(1)) [z](java\nscript:alert(1))',
    '[x](<javascript:alert(1)>) [y](data:text/html;base64,AAAA) ![z](javascript:alert(1))',
    '[x](https://x.example/" onmouseover="alert(1))',
    '[a]: javascript:alert(1)\n\n[x][a]',
    '<javascript:alert(1)> <https://x.example/"onclick=alert(1)>',
    '![" onerror="alert(1)](x) ![<img src=x onerror=alert(1)>](y)',
    '```"><script>alert(1)</script>\nx\n```',
    '`<script>alert(1)</script>`',
    '<!--<img src="--><img src=x onerror=alert(1)//">',
    '<![CDATA[<script>alert(1)</script>]]> <?php echo 1 ?> <!DOCTYPE x>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<textarea><script>alert(1)</script></textarea><xmp><img src=x onerror=alert(1)></xmp><plaintext>',
    '<p><strong>unclosed <em>and <a href="https://x.example">more',
    '</p></div></body></html><p>closed too often',
    '<template><script>alert(1)</script></template><title><img src=x onerror=alert(1)></title>',
  ])('%j', (text) => {
    for (const html of [renderMarkdown(text), sanitiseHtml(text)]) {
      expectHarmless(html);
      expect(sanitiseHtml(html)).toBe(html);
    }
  });

  test('closes what is open, so that nothing runs into the page', () => {
    expect(renderMarkdown('<p><strong>a <em>b')).toBe('<p><strong>a <em>b</em></strong></p>');
    expect(sanitiseHtml('</div></section>x')).toBe('x');
  });

  test('is shown as it is where it cannot be read, and takes no more than a moment', () => {
    expect(renderMarkdown('>'.repeat(20_000))).toBe(`<p>${'&gt;'.repeat(20_000)}</p>`);
    for (const text of ['[', '*a ', '<', '`', '<a href="x">', '&', '![', '**a*', '<!--', '~a~', '- '].map((it) =>
      it.repeat(20_000 / it.length),
    )) {
      const start = process.cpuUsage();
      expectHarmless(renderMarkdown(text));
      expect(process.cpuUsage(start).user).toBeLessThan(3_000_000);
    }
  });

  test('of every kind comes out harmless, and stays as it is when it is sanitised again', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(
        '<a href="',
        '">',
        '<script>',
        '</',
        '<b>',
        '[x](',
        ')',
        'javascript:',
        'https://x.example',
        '`',
        '**',
        '\n\n',
        '- ',
        '> ',
        '&lt;',
        '&#106;',
        '<!--',
        '-->',
        '<svg>',
        '<style>',
        ' onclick="',
        '\u0000',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const html = renderMarkdown(pieces.join(''));
        expectHarmless(html);
        expect(sanitiseHtml(html)).toBe(html);
      }),
      { numRuns: 1_000 },
    );
  });
});
