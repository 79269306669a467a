import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { CheckHead } from '../../../components/check-head.tsx';
import { CheckOutages } from '../../../components/check-outages.tsx';
import { CheckSharing } from '../../../components/check-sharing.tsx';
import { PhasesCard } from '../../../components/phases-card.tsx';
import { ENGLISH } from '../../../components/words.ts';
import { DAY, HOUR, MINUTE, NOW, checkView, snapshotOf } from '../../fixtures/snapshot.ts';

describe('PhasesCard', () => {
  const at = (ago: number, dns: number) => ({ at: NOW - ago, phases: { dns, processing: 30 } });
  const card = (runs: readonly ReturnType<typeof at>[]) =>
    renderToStaticMarkup(createElement(PhasesCard, { words: ENGLISH, runs, now: NOW }));

  it('stacks the phases of the latest runs, and tells their span and mean', () => {
    const markup = card([at(2 * MINUTE, 50), at(MINUTE, 10)]);
    expect(markup).toContain('Latest 2 runs');
    expect(markup).toMatch(/14:30<\/time> – <time[^>]*>14:31<span> UTC<\/span>/);
    // 80 ms and 40 ms of 100: name look-ups at the bottom, waiting upon them.
    expect(/class="dns" d="([^"]+)"/.exec(markup)?.[1]).toBe('M906 100V50h38V100zM956 100V90h38V100z');
    expect(/class="processing" d="([^"]+)"/.exec(markup)?.[1]).toBe('M906 50V20h38V50zM956 90V60h38V90z');
    expect(markup).toContain('Name look-up</th><td>10 ms</td><td>30 ms</td>');
    expect(markup).not.toContain('TLS');
  });

  it('tells of a lone run without a drawing', () => {
    const markup = card([at(MINUTE, 10)]);
    expect(markup).toContain('Latest run');
    expect(markup).not.toContain('<svg');
    expect(markup).not.toContain('Mean');
  });
});

describe('CheckHead', () => {
  const head = (state: 'down' | 'unknown') => {
    const check = { ...checkView({ id: 'a' }), state, since: NOW - 6 * MINUTE, code: null };
    const props = { check, group: null, now: NOW, until: NOW - 5 * MINUTE, words: ENGLISH };
    return renderToStaticMarkup(createElement(CheckHead, props)).replace(/<[^>]+>/g, '');
  };

  it('ends what was known with the knowledge, and counts what is not known to now', () => {
    expect(head('down')).toContain('Last known: Down for\u00a01\u00a0min, since 14:26 UTC');
    expect(head('unknown')).toContain('No current result for\u00a06\u00a0min, since 14:26 UTC');
  });
});

describe('CheckHead', () => {
  const said = (type: string) =>
    renderToStaticMarkup(
      createElement(CheckHead, {
        words: ENGLISH,
        check: checkView({ id: 'a', type, firstSeen: null }),
        group: null,
        now: NOW,
        until: null,
      }),
    );

  it('does not call what is reported to it a run', () => {
    expect(said('http')).toContain('HTTP check, every 30\u00a0s');
    expect(said('push')).toContain('Push check, a report expected every 30\u00a0s');
    expect(said('push')).toContain('No result yet');
    expect(said('push')).not.toMatch(/\b(run|ran)\b/);
  });
});

describe('CheckOutages', () => {
  it('counts them, those that were only degraded apart, and tells the longest and all together', () => {
    const troubles = [
      { ago: 2 * DAY, lasts: HOUR, state: 'down' as const },
      { ago: 30 * MINUTE, state: 'degraded' as const },
    ];
    const markup = renderToStaticMarkup(
      createElement(CheckOutages, { words: ENGLISH, check: checkView({ id: 'a', troubles }), now: NOW }),
    );
    expect(markup).toContain('<dt>Outages</dt><dd>1</dd>');
    expect(markup).toContain('<dt>Degradations</dt><dd>1</dd>');
    expect(markup).toContain('<dt>Longest</dt><dd>1\u00a0h</dd>');
    expect(markup).toContain('<dt>In total</dt><dd>1\u00a0h\u00a030\u00a0min</dd>');
  });
});

describe('CheckSharing', () => {
  it('writes names into Markdown and HTML so that they stay names', () => {
    const name = 'a [b](c) "<d>';
    const { site } = snapshotOf({ checks: [] });
    const markup = renderToStaticMarkup(
      createElement(CheckSharing, { words: ENGLISH, check: checkView({ id: 'a', name }), site, range: '7d' }),
    );
    const [markdown, html, address] = [...markup.matchAll(/<code[^>]*>([^<]*)<\/code>/g)].map(([, code = '']) =>
      code.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&'),
    );
    const badge = 'https://status.acme.example/badge/a/status.svg';
    expect(markdown).toBe(`[![a \\[b\\](c) "<d>: Status](${badge})](https://status.acme.example/checks/a)`);
    expect(html).toBe(
      `<a href="https://status.acme.example/checks/a"><img src="${badge}" alt="a [b](c) &#34;&#60;d&#62;: Status"></a>`,
    );
    expect(address).toBe(badge);
    expect(markup).toContain('href="/api/checks/a/history?range=7d&amp;format=csv"');
    expect(markup).toContain('href="/feed.json?check=a"');
  });
});
