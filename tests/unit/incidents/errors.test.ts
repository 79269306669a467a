import { expect, test } from 'vitest';
import { invalid, sentence } from '../../../lib/incidents/errors.ts';
import { openIncidentInput } from '../../../lib/incidents/input.ts';
import { parseInput } from '../../../lib/incidents/parse.ts';

test.each<[unknown, string]>([
  [undefined, 'title: must be text'],
  [null, 'title: must be text (got null)'],
  [{ a: ['x', 1, null] }, 'title: must be text (got {"a":["x",1,null]})'],
  ['x'.repeat(200), `title: must be text (got "${'x'.repeat(96)}…)`],
  [[[[[[[[[[1]]]]]]]]], 'title: must be text (got [[[[[[[["…"]]]]]]]])'],
])('a problem shows what it got: %j', (got, text) =>
  expect(sentence({ path: 'title', rule: 'must be text', got })).toBe(text),
);

test('nesting without end is refused like anything else', () => {
  const deep: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
  expect(invalid([{ path: '', rule: 'must be an object', got: deep }]).message).toContain('must be an object');
  expect(() => parseInput(openIncidentInput, { title: deep, body: deep })).toThrow(/title: must be text/);
});
