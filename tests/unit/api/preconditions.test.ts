import { expect, test } from 'vitest';
import { entityTag, readIdempotencyKey, readIfMatch } from '../../../lib/api/preconditions.ts';

test.each([
  [null, 'any'],
  ['*', 'any'],
  [' * ', 'any'],
  ['"3"', { versions: [3] }],
  ['"3", "14"', { versions: [3, 14] }],
  ['"3-in_progress"', { versions: [3] }],
  // Weak tags, and those that we never gave, match nothing.
  ['W/"3"', { versions: [] }],
  ['W/"3", "4"', { versions: [4] }],
  ['"x", "03", "0", ""', { versions: [] }],
] as const)('If-Match: %s', (header, admitted) => expect(readIfMatch(header)).toEqual(admitted));

test.each(['3', '"3', '"3" "4"', ',', ''])('If-Match: %j is refused', (header) =>
  expect(readIfMatch(header)).toEqual({
    problem: {
      status: 400,
      title: 'Bad Request',
      detail: `If-Match must be entity tags, as in "3", or * (got ${JSON.stringify(header)})`,
    },
  }),
);

test('those who see other checks of the same version get another tag', () => {
  const tags = [[], ['web'], ['web', 'db'], ['webdb']].map((checks) => entityTag(7, checks));
  expect(tags[0]).toBe('"7"');
  expect(new Set(tags).size).toBe(4);
});

test('a tag is read back as its version', () => {
  expect(readIfMatch(entityTag(7, []))).toEqual({ versions: [7] });
  expect(readIfMatch(entityTag(7, ['web'], 'k3v9-completed'))).toEqual({ versions: [7] });
});

test.each([
  [null, null],
  ['"8e03978e-40d5-43dd-bc93-6894a57f9324"', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
  ['8e03978e', '8e03978e'],
  [' "a b" ', 'a b'],
  ['"a\\"b\\\\c"', 'a"b\\c'],
])('Idempotency-Key: %s', (header, key) => expect(readIdempotencyKey(header)).toEqual({ key }));

test.each(['', '""', '"', 'a b', '"\u00e9"', 'a'.repeat(256), `"${'a'.repeat(256)}"`])(
  'Idempotency-Key: %j is refused',
  (header) => expect(readIdempotencyKey(header)).toMatchObject({ problem: { status: 400 } }),
);
