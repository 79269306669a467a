import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pageOf } from '../../../lib/api/paging.ts';

interface Item {
  readonly id: string;
  readonly at: number;
}
const order = (direction: 1 | -1) => (a: Item, b: Item) =>
  (a.at - b.at) * direction || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** All pages, one after the other. */
function walk(items: readonly Item[], limit: number, direction: 1 | -1): Item[] {
  const found: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = pageOf(items, { limit, cursor, at: (item) => item.at, direction });
    if ('problem' in page) throw new Error(page.problem.detail);
    expect(page.items.length).toBeLessThanOrEqual(limit);
    found.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return found;
}

const items = fc.uniqueArray(
  fc.record({ id: fc.stringMatching(/^[a-z][a-z0-9 -]{0,5}$/), at: fc.integer({ min: -3, max: 3 }) }),
  { selector: (item) => item.id },
);

test('the pages are the whole, in order, whatever their length', () => {
  fc.assert(
    fc.property(
      items,
      fc.integer({ min: 1, max: 4 }),
      fc.constantFrom(1 as const, -1 as const),
      (all, limit, direction) => {
        const sorted = [...all].sort(order(direction));
        expect(walk(sorted, limit, direction)).toEqual(sorted);
      },
    ),
  );
});

test('what comes and goes in between neither repeats nor hides another', () => {
  const item = (id: string, at: number): Item => ({ id, at });
  const before = [item('a', 5), item('b', 4), item('c', 3), item('d', 2)];
  const asked = { limit: 2, at: (one: Item) => one.at, direction: -1 } as const;
  const first = pageOf(before, { ...asked, cursor: undefined });
  if ('problem' in first || first.next === null) throw new Error('there is no second page');
  const after = [item('n', 9), item('a', 5), item('c', 3), item('d', 2)];
  expect(pageOf(after, { ...asked, cursor: first.next })).toEqual({ items: [item('c', 3), item('d', 2)], next: null });
});

test.each(['', 'x', Buffer.from('12').toString('base64url'), Buffer.from('x y').toString('base64url')])(
  'the cursor %j was never given',
  (cursor) =>
    expect(pageOf<Item>([], { limit: 1, cursor, at: (item) => item.at, direction: 1 })).toEqual({
      problem: {
        status: 400,
        title: 'Bad Request',
        detail: `cursor must be one that was given here (got ${JSON.stringify(cursor)})`,
      },
    }),
);
