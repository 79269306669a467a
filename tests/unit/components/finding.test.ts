import { describe, expect, it } from 'vitest';
import { found } from '../../../components/find-form.tsx';
import { findQuery, finder, isWithin, wantedOf, type Findable } from '../../../components/finding.ts';
import { pageSnapshot } from '../../fixtures/pages.ts';

const CAFE: Findable = { state: 'down', texts: ['Café Résumé', 'cafe-1', 'Public services'] };

describe('what is wanted', () => {
  it('is a known state and a bounded text', () => {
    expect(wantedOf('down', '  pay \n ments ')).toEqual({ state: 'down', text: 'pay ments' });
    expect(wantedOf(undefined, '\0pay\u0001').text).toBe('pay');
    expect(wantedOf('broken', undefined)).toEqual({ state: null, text: '' });
    expect(wantedOf(undefined, 'x'.repeat(1_000)).text).toHaveLength(64);
  });

  it('is the same as a query, without what is empty', () => {
    expect(findQuery(wantedOf('down', 'a&b=c'))).toBe('state=down&q=a%26b%3Dc');
    expect(findQuery(wantedOf('', ''))).toBe('');
  });
});

describe('a check', () => {
  it.each([
    ['', true],
    ['cafe', true],
    ['RESUME café', true],
    ['cafe-1', true],
    ['public resume', true],
    ['ｃａｆｅ', true],
    ['cafe bar', false],
    ['café\u0000', true],
  ])('is found by %j: %s', (text, isFound) => {
    expect(finder(wantedOf(undefined, text))(CAFE)).toBe(isFound);
  });

  it('is not found in another state', () => {
    expect(finder(wantedOf('up', 'cafe'))(CAFE)).toBe(false);
    expect(finder(wantedOf('down', 'cafe'))(CAFE)).toBe(true);
  });
});

describe('what is on the page', () => {
  it.each([
    [['', 'pay'], ['', ''], true],
    [['', 'payments'], ['', 'pay'], true],
    [['', 'pay'], ['', 'payments'], false],
    [['', 'api pay'], ['', 'pay'], true],
    [['down', 'pay'], ['', 'pay'], true],
    [['', 'pay'], ['down', 'pay'], false],
    [['up', ''], ['down', ''], false],
  ] as const)('has %j within %j: %s', ([state, text], [servedState, servedText], isThere) => {
    expect(isWithin(wantedOf(state, text), wantedOf(servedState, servedText))).toBe(isThere);
  });
});

it('leaves out groups of which nothing was found, and says the same of checks as of groups', () => {
  const snapshot = pageSnapshot('several');
  const down = found(snapshot, wantedOf('down', ''));
  expect(down.checks.map(({ state }) => state)).toEqual(['down', 'down']);
  expect(down.groups.flatMap(({ checks }) => checks).sort()).toEqual(
    down.checks
      .filter(({ group }) => group !== null)
      .map(({ id }) => id)
      .sort(),
  );
  expect(found(snapshot, wantedOf('', ''))).toBe(snapshot);
  expect(found(snapshot, wantedOf('', 'no such check')).groups).toEqual([]);
});
