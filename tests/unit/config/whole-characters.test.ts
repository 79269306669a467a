import { describe, expect, test } from 'vitest';
import { parse, refusal } from './surroundings.ts';

// YAML can escape half a character: no answer could carry it as it is.
describe('half a surrogate pair', () => {
  test.each([
    ['metrics: { labels: { a: "x\\ud83d" } }', 'metrics.labels.a: must be whole Unicode characters'],
    ['site: { name: "\\ude80x" }', 'site.name: must be text on one line, of 1 to 100 characters'],
  ])('is refused in %s', (source, message) => {
    const lines = refusal(source);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(message);
  });

  test('is none beside its other half', () => {
    const { catalogue } = parse('site: { name: "\\ud83d\\ude80" }\nmetrics: { labels: { a: "\\ud83d\\ude80\\0\\n" } }');
    expect([catalogue.site.name, catalogue.metrics.labels]).toEqual(['🚀', { a: '🚀\u0000\n' }]);
  });
});
