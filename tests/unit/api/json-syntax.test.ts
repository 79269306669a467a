import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJson } from '../../../lib/api/json-syntax.ts';

test.each([
  ['', 'unexpected end at line 1, column 1'],
  ['{"a": 1,\n "b": }', 'unexpected "}" at line 2, column 7'],
  ['{"a" 1}', 'unexpected "1" at line 1, column 6'],
  ['{a: 1}', 'unexpected "a" at line 1, column 2'],
  ['{"a": 1,}', 'unexpected "}" at line 1, column 9'],
  ['[1, 2', 'unexpected end at line 1, column 6'],
  ['[1,]', 'unexpected "]" at line 1, column 4'],
  ['[1}', 'unexpected "}" at line 1, column 3'],
  ['{} {}', 'unexpected "{" at line 1, column 4'],
  ['"a\nb"', 'unexpected "\\"" at line 1, column 1'],
  ['01', 'unexpected "1" at line 1, column 2'],
  ['nul', 'unexpected "n" at line 1, column 1'],
  ['\r\n\r\n\u00a0', 'unexpected "\u00a0" at line 3, column 1'],
  ['😀', 'unexpected "😀" at line 1, column 1'],
])('%j tells its fault', (text, detail) => expect(parseJson(text)).toEqual({ detail }));

test('what JSON.parse takes is taken, and of anything else the place is told', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), fc.string({ maxLength: 2 }), (json, at, put) => {
      const place = at % (json.length + 1);
      const text = json.slice(0, place) + put + json.slice(place + 1);
      let value: unknown;
      try {
        value = JSON.parse(text);
      } catch {
        expect(parseJson(text)).toMatchObject({
          detail: expect.stringMatching(/^unexpected .* at line \d+, column \d+$/s) as string,
        });
        return;
      }
      expect(parseJson(text)).toEqual({ value });
    }),
    { numRuns: 2_000 },
  );
});

test('nesting without end is no danger', () => {
  expect(parseJson('['.repeat(262_144))).toEqual({ detail: 'unexpected end at line 1, column 262145' });
});
