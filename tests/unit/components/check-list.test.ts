import { createElement, type ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { CheckList } from '../../../components/check-list.tsx';
import { dayLines, readMarks, uptimePart } from '../../../components/day-marks.ts';
import { dayShapes } from '../../../components/day-shapes.ts';
import { DAYS } from '../../../components/day-stripes.ts';
import { DayTable } from '../../../components/day-table.tsx';
import { dayWords } from '../../../components/day-words.ts';
import { rowFacts } from '../../../components/row-facts.ts';
import { rowText } from '../../../components/row-text.ts';
import { sparkline } from '../../../components/sparkline.ts';
import { ENGLISH } from '../../../components/words.ts';
import { pageSnapshot } from '../../fixtures/pages.ts';
import { CRITICAL, MAJOR, MINOR, RESOLVED } from '../../fixtures/notices.ts';
import { checkView, DAY, HOUR, MINUTE, NOW } from '../../fixtures/snapshot.ts';

const markup = (node: ReactNode) => renderToStaticMarkup(node);

describe('sparkline', () => {
  it('is a line through the hours in whole px, highest at the top', () => {
    expect(sparkline([100, 200, 150])).toBe('M0 13l3-12 3 6');
  });

  it('hardly moves where the times hardly move', () => {
    expect(sparkline([100, 101, 100])).toBe('M0 7l3 0 3 0');
    expect(sparkline([0, 0])).toBe('M0 7l3 0');
  });

  it('has gaps where there is no data, and a dot between two of them', () => {
    expect(sparkline([null, 100, 200, null, 150, null, 200, 200])).toBe('M3 13l3-12M12 7h0M18 1l3 0');
    expect(sparkline([null, null])).toBe('');
    expect(sparkline([null, 100])).toBe('');
  });
});

describe('the text of a row', () => {
  const round = (check: Parameters<typeof rowText>[0], withSpark = true) =>
    rowFacts(rowText(check, MAJOR, withSpark, NOW, ENGLISH));

  it('says all that the row shows', () => {
    const check = checkView({
      id: 'api',
      name: 'Public API',
      maintenance: true,
      latency: 50,
      troubles: [{ ago: 30 * MINUTE, state: 'down', code: 'timeout' }],
    });
    expect(round(check)).toEqual({
      id: 'api',
      name: 'Public API',
      state: 'down',
      uptime: '99.97%',
      latest: '–',
      spark: expect.stringMatching(/^M0 \d+l3/) as string,
      marks: '89-89:d1800,u965602',
      summary: '90 days: 1 day with downtime',
      paths: 'down M534 19h4v9h-4z',
      maintained: true,
      incident: { impact: 'major', id: MAJOR.id },
      said: 'Down: timed out',
      since: '2026-06-17T14:02:10.000Z',
      form: 'time',
      sinceText: '14:02',
    });
  });

  it('is short where all is well, and the same as long as nothing changes', () => {
    const check = checkView({ id: 'web', name: 'Website', latency: 80 });
    expect(rowText(check, undefined, false, NOW, ENGLISH)).toMatch(/^web\nWebsite\nup\n100%\n\d+ ms$/);
    const later = rowText(check, undefined, true, NOW + MINUTE, ENGLISH);
    expect(later).toBe(rowText(check, undefined, true, NOW, ENGLISH));
  });

  it('takes a name with line breaks for one line', () => {
    expect(round({ ...checkView({ id: 'a' }), name: 'two\r\nlines' }).name).toBe('two lines');
  });
});

describe('the marks of a day', () => {
  const days = checkView({
    id: 'a',
    troubles: [
      { ago: 3 * DAY, lasts: 20 * MINUTE, state: 'down' },
      { ago: 3 * DAY - 2 * HOUR, lasts: 10 * MINUTE, state: 'degraded' },
      { ago: 3 * DAY - 3 * HOUR, lasts: 5 * MINUTE, state: 'down' },
    ],
  });

  it('tell uptime, what happened and how often', () => {
    const { marks } = dayShapes(days.days, days.outages);
    expect(marks).toBe('86-86:d1500,g600,o2,u982638');
    expect(dayLines(marks, 86, dayWords(ENGLISH))).toEqual([
      'Uptime 98.26%',
      'Down 25\u00a0min',
      'Degraded 10\u00a0min',
      'Outages 2',
    ]);
  });

  it('never make a loss whole, and tell no uptime where there was none', () => {
    expect(uptimePart(0.999_999_99)).toEqual(['u999999']);
    expect(uptimePart(1)).toEqual([]);
    expect(dayLines('3-3:m86400,u', 3, dayWords(ENGLISH))).toEqual(['Maintenance 1\u00a0d']);
    expect(dayLines('0-7:n', 3, dayWords(ENGLISH))).toEqual(['No data']);
    expect(readMarks('')).toEqual([]);
  });
});

describe('groups of the list', () => {
  const openOf = (page: Parameters<typeof pageSnapshot>[0]) =>
    [
      ...markup(createElement(CheckList, { words: ENGLISH, snapshot: pageSnapshot(page) })).matchAll(/<details[^>]*>/g),
    ].map(([tag]) => tag.includes(' open'));

  it('begin open; of a hundred checks and more those in which all is well begin folded', () => {
    expect(openOf('several')).toEqual([true, true, true]);
    expect(openOf('thousand')).toEqual([false, false, false, false, true]);
  });

  it('tell in their heading the worst state and how many are in which', () => {
    const html = markup(createElement(CheckList, { words: ENGLISH, snapshot: pageSnapshot('several') }));
    expect(html).toContain(
      '<span class="tally down"><svg class="icon down" aria-hidden="true"><use href="#down"></use></svg>' +
        '<span>4 checks: 2 down, 1 degraded</span></span>',
    );
    expect(html).toContain('<span>3 checks, all up</span>');
  });

  it('mark a check that an open incident names with the worst of them, which leads to it', () => {
    const snapshot = { ...pageSnapshot('up'), incidents: [MINOR, { ...CRITICAL, checks: ['payments'] }, RESOLVED] };
    const html = markup(createElement(CheckList, { words: ENGLISH, snapshot }));
    const marks = [...html.matchAll(/<a class="(\w+)" href="([^"]+)"><svg.*?<\/svg>(.*?)<\/a>(\w+)/g)];
    expect(marks.map(([, ...told]) => told)).toEqual([
      ['down', `/incidents/${CRITICAL.id}`, 'Critical incident', 'Up'],
    ]);
  });

  it('have lines of response times, unless there are too many checks', () => {
    const html = (page: 'fifty' | 'thousand') =>
      markup(createElement(CheckList, { words: ENGLISH, snapshot: pageSnapshot(page) }));
    expect(html('fifty').match(/class="spark"/g)).toHaveLength(50);
    expect(html('thousand')).not.toContain('class="spark"');
  });
});

describe('DayTable', () => {
  const table = (checks: readonly ReturnType<typeof checkView>[]) =>
    markup(createElement(DayTable, { checks, letters: dayWords(ENGLISH), words: ENGLISH })).replace(/\u2009/g, ' ');

  it('has a row for each check that was not simply up, the newest day first', () => {
    const young = checkView({ id: 'young', name: 'Young', firstSeen: 10 * DAY });
    const html = table([checkView({ id: 'good' }), young, pageSnapshot('up').checks[2] ?? young]);
    expect(html.match(/<tr[ >]/g)).toHaveLength(3);
    expect(html).toContain(
      '<th scope="row"><bdi>Young</bdi></th><td>7 June: No data 14\u00a0h; 20 March – 6 June: No data</td>',
    );
    expect(html).toContain('<td>12 June: Down 21\u00a0min; 15 May: Degraded 4\u00a0h</td>');
    expect(html).not.toContain('good</th>');
  });

  it('is not there where every day was good', () => {
    expect(table([checkView({ id: 'good' })])).toBe('');
    expect(DAYS).toBe(90);
  });
});
