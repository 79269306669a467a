import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeOpenMetrics, writePrometheus, type MetricFamily } from '../../../lib/formats/exposition.ts';
import { metricFamilies } from '../../../lib/formats/metric-families.ts';
import { renderOpenMetrics as openMetricsOf } from '../../../lib/formats/openmetrics.ts';
import { renderPrometheus as prometheusOf } from '../../../lib/formats/prometheus.ts';
import { CODES, HISTOGRAM_BOUNDS, RESULT_STATES, type Snapshot } from '../../../lib/model.ts';
import { emptySnapshot, richSnapshot } from './fixture.ts';
import { HOSTILE_TEXTS } from './hostile-texts.ts';
import { parseOpenMetrics, type ParsedFamily, type ParsedSample } from './openmetrics-parser.ts';
import { promtoolFindings } from './promtool.ts';
import { parseText } from './text-parser.ts';

const renderPrometheus = (snapshot: Snapshot): string => prometheusOf(snapshot).toString();
const renderOpenMetrics = (snapshot: Snapshot): string => openMetricsOf(snapshot).toString();

/** With all that can be switched on. */
function whole(snapshot: Snapshot): Snapshot {
  return { ...snapshot, metrics: { ...snapshot.metrics, histogram: true } };
}
const SNAPSHOTS = {
  public: whole(richSnapshot('public')),
  token: whole(richSnapshot('token')),
  empty: whole(emptySnapshot()),
};
const FORMATS = {
  'the text format 0.0.4': { render: renderPrometheus, write: writePrometheus, parse: parseText },
  'OpenMetrics 1.0.0': { render: renderOpenMetrics, write: writeOpenMetrics, parse: parseOpenMetrics },
} as const;

/** Of all families, by their series. */
function samplesOf(families: readonly ParsedFamily[]): ParsedSample[] {
  return families.flatMap((family) => family.samples);
}

describe.each(Object.entries(FORMATS))('%s', (_, { render, write, parse }) => {
  test.each(Object.entries(SNAPSHOTS))('the %s snapshot keeps every rule', (_kind, snapshot) => {
    const text = render(snapshot);
    expect(samplesOf(parse(text)).length).toBeGreaterThan(0);
    expect(text).not.toMatch(/\n\n|\r\n| \n|\t\n|^\n/);
  });

  test.each(Object.entries(HOSTILE_TEXTS))('a label of %s is escaped, never altered', (_kind, text) => {
    const family: MetricFamily = {
      name: 'a',
      type: 'gauge',
      help: 'Help',
      samples: [{ labels: { own: text }, value: 1 }],
    };
    const [sample] = samplesOf(parse(write([family], { common: text })));
    expect(sample).toEqual({ name: 'a', labels: { own: text, common: text }, value: 1 });
  });

  test.each(Object.entries(HOSTILE_TEXTS))('help of %s is escaped, never altered', (_kind, text) => {
    const family: MetricFamily = { name: 'a', type: 'gauge', help: text, samples: [{ labels: {}, value: 1 }] };
    expect(parse(write([family], {}))[0]?.help).toBe(text);
  });

  test('whatever it is given comes back as it was', () => {
    const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...Object.values(HOSTILE_TEXTS)));
    const anyName = fc.stringMatching(/^[a-z][a-z0-9_]{0,10}[a-z]$/);
    const anyLabels = fc.dictionary(anyName, anyText, { maxKeys: 4, noNullPrototype: true });
    const anySamples = fc.uniqueArray(
      fc.record({ labels: anyLabels, value: fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }) }),
      {
        maxLength: 5,
        minLength: 1,
        selector: ({ labels }) => JSON.stringify(Object.entries(labels).sort()),
      },
    );
    const anyFamily = fc.record({
      name: anyName,
      type: fc.constant('gauge' as const),
      help: anyText,
      samples: anySamples,
    });
    fc.assert(
      fc.property(fc.uniqueArray(anyFamily, { selector: ({ name }) => name, maxLength: 5 }), (families) => {
        const read = parse(write(families, {}));
        expect(read.map(({ name, type, help }) => ({ name, type, help }))).toEqual(
          families.map(({ name, type, help }) => ({ name, type, help })),
        );
        expect(samplesOf(read)).toEqual(
          families.flatMap(({ name, samples }) =>
            samples.map(({ labels, value }) => ({ name, labels, value: value + 0 })),
          ),
        );
      }),
      { numRuns: 200 },
    );
  });
});

test('both formats tell the same series with the same values', () => {
  for (const snapshot of Object.values(SNAPSHOTS))
    expect(samplesOf(parseText(renderPrometheus(snapshot)))).toEqual(
      samplesOf(parseOpenMetrics(renderOpenMetrics(snapshot))),
    );
});

describe('the reader of the text format refuses what others refuse', () => {
  const head = '# HELP m h\n# TYPE m counter\n';
  test.each([
    [`${head}m 1`, 'line end'],
    [`${head}m{l="\\t"} 1\n`, 'escape'],
    [`${head}m{l="a\nb"} 1\n`, 'labels'],
    [`${head}m{@="a"} 1\n`, 'labels'],
    [`${head}m{__name__="a"} 1\n`, 'labels'],
    [`${head}m{l=a} 1\n`, 'labels'],
    [`${head}m{l="a" k="b"} 1\n`, 'labels'],
    [`${head}m{l="a",l="b"} 1\n`, 'twice'],
    [`${head}m{l="a"} 1\nm{l="a"} 2\n`, 'twice'],
    [`${head}m 0x1p-3\n`, 'number'],
    [`${head}m 1_2\n`, 'number'],
    [`${head}m inf\n`, 'number'],
    [`${head}m\n`, 'number'],
    [`${head}m 1 1000\n`, 'number'],
    [`${head}1m 1\n`, 'metric name'],
    [`${head}\nm 1\n`, 'blank'],
    [`${head}other 1\n`, 'outside'],
    ['m 1\n', 'outside'],
    ['# HELP m h\n# TYPE m nonsense\nm 1\n', 'unknown type'],
    [`${head}# TYPE m gauge\nm 1\n`, 'out of its place'],
    [`${head}m 1\n# HELP o h\n# TYPE o gauge\no 1\n# HELP m h\n`, 'interleaved'],
    [`${head}m 1\n# TYPE m counter\n`, 'out of its place'],
    ['# HELP m \\x\n', 'escape'],
  ])('%j', (text, message) => expect(() => parseText(text)).toThrow(message));
});

describe('the histogram', () => {
  const P = 'django_health_check_response_duration_seconds';
  const text = renderPrometheus(SNAPSHOTS.token);

  test('is left out unless it is asked for', () => {
    expect(renderPrometheus(richSnapshot('token'))).not.toContain('response_duration');
    expect(renderOpenMetrics(richSnapshot('token'))).not.toContain('response_duration');
  });

  test('is cumulative, with its sum in seconds', () => {
    const labels = 'environment="production",note="a \\"b\\" \\\\ c"';
    expect(text.split('\n').filter((line) => line.startsWith(P) && line.includes('check="website"'))).toEqual([
      ...['0.005', '0.01', '0.025'].map((le) => `${P}_bucket{check="website",le="${le}",${labels}} 0`),
      `${P}_bucket{check="website",le="0.05",${labels}} 100`,
      `${P}_bucket{check="website",le="0.1",${labels}} 115`,
      ...['0.25', '0.5', '1.0', '2.5', '5.0', '10.0', '30.0', '+Inf'].map(
        (le) => `${P}_bucket{check="website",le="${le}",${labels}} 120`,
      ),
      `${P}_sum{check="website",${labels}} 6.385248`,
      `${P}_count{check="website",${labels}} 120`,
    ]);
  });

  test('has a series for each bound of each check from the start', () => {
    const buckets = samplesOf(parseText(text)).filter(({ name }) => name === `${P}_bucket`);
    expect(buckets).toHaveLength(SNAPSHOTS.token.checks.length * (HISTOGRAM_BOUNDS.length + 1));
    expect(buckets.filter(({ labels }) => labels['check'] === 'new')).toHaveLength(HISTOGRAM_BOUNDS.length + 1);
  });

  test('is content to promtool', async () => {
    for (const snapshot of Object.values(SNAPSHOTS))
      expect(await promtoolFindings(renderPrometheus(snapshot))).toBe('');
  });

  test('has its unit in OpenMetrics, and no exemplar', () => {
    const om = renderOpenMetrics(SNAPSHOTS.token);
    expect(om).toContain(`# TYPE ${P} histogram\n# UNIT ${P} seconds\n# HELP ${P} `);
    expect(om).not.toContain(' # {');
  });
});

describe('what is there from the start', () => {
  const [check] = richSnapshot('public').checks.filter(({ id }) => id === 'new');
  const fresh: Snapshot = whole({ ...emptySnapshot(), checks: check === undefined ? [] : [check] });
  const series = parseText(renderPrometheus(fresh)).flatMap(({ samples }) => samples);
  const of = (name: string) => series.filter((one) => one.name === `health_check_${name}`);

  test('every result of every check is counted, at 0', () =>
    expect(of('runs_total')).toEqual(
      RESULT_STATES.map((result) => ({ name: 'health_check_runs_total', labels: { check: 'new', result }, value: 0 })),
    ));

  test.each(['incidents_open', 'internal_errors_total', 'missed_runs_total', 'maintenance', 'paused'])(
    '%s, at 0',
    (name) => expect(of(name).map(({ value }) => value)).toEqual([0]),
  );

  test.each(['status', 'degraded', 'overall_status', 'response_time_seconds', 'uptime_ratio'])(
    'but nothing in the name of %s before there is something to tell',
    (name) => expect(of(name)).toEqual([]),
  );
});

describe('labels', () => {
  const families = metricFamilies(SNAPSHOTS.token);
  const labels = families.flatMap(({ samples }) => samples.flatMap((sample) => Object.entries(sample.labels)));

  test('never tell of a value that is not there', () => {
    expect(labels.length).toBeGreaterThan(100);
    for (const [label, value] of labels) {
      expect(typeof value, label).toBe('string');
      expect(['null', 'undefined', 'NaN', '[object Object]']).not.toContain(value);
    }
  });

  test('never tell an address, nor why a check failed', () => {
    const text = renderPrometheus(SNAPSHOTS.token);
    expect(SNAPSHOTS.token.checks.map(({ message }) => message).join()).toContain('10.0.0.7');
    expect(text).not.toContain('10.0.0.7');
    const told = new Set(labels.filter(([label]) => label !== 'check').map(([, value]) => value));
    for (const said of [...Object.keys(CODES), ...Object.values(CODES).map((code) => code.text)])
      expect([...told].filter((value) => value.includes(said))).toEqual([]);
  });
});

test('open incidents are counted, whatever their impact; resolved ones are not', () => {
  const incident = {
    ...{ id: 'a', version: 1, title: 'A', impact: 'none' as const, checks: [], monitoringAt: null, updates: [] },
    ...{ status: 'investigating' as const, startedAt: 1, createdAt: 1, updatedAt: 1, resolvedAt: null },
  };
  const resolved = { ...incident, id: 'b', status: 'resolved' as const, resolvedAt: 2 };
  const postmortem = { ...resolved, id: 'c', status: 'postmortem' as const };
  const told = (incidents: Snapshot['incidents']) =>
    /^health_check_incidents_open (\d+)$/m.exec(renderPrometheus({ ...emptySnapshot(), incidents }))?.[1];
  expect([told([]), told([resolved, postmortem]), told([incident, resolved, { ...incident, id: 'd' }])]).toEqual([
    '0',
    '0',
    '2',
  ]);
});
