import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExpositionWriter, type ExpositionFormat, type MetricFamily } from '../../../lib/formats/exposition.ts';

const texts = fc.string({ unit: 'grapheme', maxLength: 12 });
const samples = fc.record({ labels: fc.record({ check: texts, of: texts }), value: fc.double({ noNaN: true }) });
const families = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom('a', 'b_seconds', 'runs', 'd'),
    type: fc.constantFrom('gauge' as const, 'counter' as const),
    help: texts,
    samples: fc.array(samples, { maxLength: 12 }),
  }),
  { selector: ({ name }) => name, maxLength: 4 },
);
/** Which samples are new the next time: of each family by place, with what stands there then. */
const changes = fc.array(fc.record({ family: fc.nat(3), at: fc.nat(12), sample: fc.option(samples) }), {
  maxLength: 8,
});

function changed(
  before: readonly MetricFamily[],
  news: readonly { family: number; at: number; sample: MetricFamily['samples'][number] | null }[],
) {
  return before.map((family, index): MetricFamily => {
    const next = [...family.samples];
    for (const { family: which, at, sample } of news) {
      if (which !== index) continue;
      if (sample === null) next.splice(at, 1);
      else if (at < next.length) next[at] = sample;
      else next.push(sample);
    }
    return { ...family, samples: next };
  });
}

test('what is written again with something new is what is written anew', () => {
  const format = fc.constantFrom<ExpositionFormat>('prometheus', 'openmetrics');
  fc.assert(
    fc.property(format, families, fc.array(changes, { maxLength: 4 }), texts, (kind, first, rounds, label) => {
      const writer = new ExpositionWriter(kind);
      const common = { environment: label };
      let now: readonly MetricFamily[] = first;
      writer.write(now, common);
      for (const news of rounds) {
        now = changed(now, news);
        expect(writer.write(now, common).toString()).toBe(new ExpositionWriter(kind).write(now, common).toString());
      }
    }),
  );
});

test('other common labels, another name and families that change places are written anew', () => {
  const family: MetricFamily = {
    name: 'a',
    type: 'gauge',
    help: 'A',
    samples: [
      { labels: { check: 'ä' }, value: 1 },
      { labels: { check: 'ß' }, value: 2 },
    ],
  };
  const writer = new ExpositionWriter('prometheus');
  writer.write([family], {});
  const common = { environment: 'test' };
  expect(writer.write([family], common).toString()).toContain('a{check="ä",environment="test"} 1\n');
  const other = { ...family, name: 'b' };
  expect(writer.write([other, family], common).toString()).toBe(
    new ExpositionWriter('prometheus').write([other, family], common).toString(),
  );
});

test('bytes that were given away stay as they are', () => {
  const writer = new ExpositionWriter('prometheus');
  const of = (value: number): MetricFamily[] => [
    { name: 'a', type: 'gauge', help: 'A', samples: [{ labels: {}, value }] },
  ];
  const first = writer.write(of(1), {});
  const text = first.toString();
  writer.write(of(2), {});
  expect(first.toString()).toBe(text);
});
