import { describe, expect, test } from 'vitest';
import { processFamilies } from '../../../app/metrics/process-families.ts';
import { writeOpenMetrics, writePrometheus } from '../../../lib/formats/exposition.ts';
import { metricFamilies } from '../../../lib/formats/metric-families.ts';
import { renderOpenMetrics as openMetricsOf } from '../../../lib/formats/openmetrics.ts';
import { renderPrometheus as prometheusOf } from '../../../lib/formats/prometheus.ts';
import type { Snapshot } from '../../../lib/model.ts';
import { emptySnapshot, NASTY_NAME, richSnapshot } from './fixture.ts';
import { parseOpenMetrics } from './openmetrics-parser.ts';
import { promtoolFindings } from './promtool.ts';

const renderPrometheus = (snapshot: Snapshot): string => prometheusOf(snapshot).toString();
const renderOpenMetrics = (snapshot: Snapshot): string => openMetricsOf(snapshot).toString();

const snapshots = { public: richSnapshot('public'), token: richSnapshot('token'), empty: emptySnapshot() };

function samples(snapshot: Snapshot, name: string): { labels: Record<string, string>; value: number }[] {
  return parseOpenMetrics(renderOpenMetrics(snapshot))
    .flatMap((family) => family.samples)
    .filter((sample) => sample.name === name)
    .map(({ labels, value }) => ({ labels, value }));
}

describe('promtool check metrics', () => {
  for (const [kind, snapshot] of Object.entries(snapshots))
    test(`is silent about the ${kind} snapshot`, async () => {
      expect(await promtoolFindings(renderPrometheus(snapshot))).toBe('');
    });

  test('is silent about /metrics, the process included', async () => {
    const families = [...metricFamilies(snapshots.token), ...(await processFamilies())];
    expect(await promtoolFindings(writePrometheus(families, snapshots.token.metrics.labels))).toBe('');
  });

  test('would speak up', async () => {
    expect(await promtoolFindings('# TYPE a_total gauge\na_total 1\n')).toContain('no help text');
  });
});

describe('OpenMetrics, read strictly', () => {
  for (const [kind, snapshot] of Object.entries(snapshots))
    test(`the ${kind} snapshot`, () => {
      expect(parseOpenMetrics(renderOpenMetrics(snapshot)).length).toBeGreaterThan(0);
    });

  test('/metrics, the process included', async () => {
    const families = [...metricFamilies(snapshots.token), ...(await processFamilies())];
    const parsed = parseOpenMetrics(writeOpenMetrics(families, { environment: 'production' }));
    expect(parsed.map((family) => family.name)).toContain('process_cpu_seconds');
    expect(parsed.some((family) => family.name.startsWith('nodejs_'))).toBe(true);
    for (const sample of parsed.flatMap((family) => family.samples))
      expect(sample.labels['environment']).toBe('production');
  });

  test.each([
    ['a 1\n', 'does not end'],
    ['# TYPE a gauge\n# HELP a b\na 1\n# EOF', 'does not end'],
    ['# TYPE a_total counter\n# HELP a_total b\na_total_total 1\n# EOF\n', 'ends in _total'],
    ['# TYPE a gauge\n# HELP a b\n# TYPE b gauge\n# HELP b b\na 1\n# EOF\n', 'outside its family'],
    ['# TYPE a gauge\n# HELP a b\na{b="1",b="2"} 1\n# EOF\n', 'twice'],
    ['# TYPE a gauge\n# HELP a b\na{b="\\x"} 1\n# EOF\n', 'escape'],
    ['# TYPE a gauge\n# HELP a b\na 1 2\n# EOF\n', 'number'],
    ['# TYPE a counter\n# HELP a b\na_total 1\n# TYPE a_total gauge\n# HELP a_total b\na_total 1\n# EOF\n', 'belongs'],
  ])('the reader refuses %j', (text, message) => {
    expect(() => parseOpenMetrics(text)).toThrow(message);
  });
});

describe('what the metrics say', () => {
  const P = 'django_health_check';

  test('label values come back unaltered', () => {
    const info = samples(snapshots.token, `${P}_info`).find(({ labels }) => labels['check'] === 'api.v2');
    expect(info?.labels).toMatchObject({ name: NASTY_NAME, group: 'public', type: 'http', note: 'a "b" \\ c' });
  });

  test('a label of ours wins over a configured one of the same name', () => {
    const ids = samples(snapshots.public, `${P}_status`).map(({ labels }) => labels['check']);
    expect(ids).toEqual(['website', 'api.v2', 'mail_1']);
  });

  test('up and degraded are healthy, down is not, unknown and paused are not told', () => {
    const told = samples(snapshots.token, `${P}_status`).map(({ labels, value }) => [labels['check'], value]);
    expect(told).toEqual([
      ['website', 1],
      ['api.v2', 0],
      ['mail_1', 1],
      ['secret', 0],
    ]);
  });

  test.each([
    ['a critical check is down', {}, [0]],
    ['it only warns', { overall: 'warn' as const }, [1]],
    ['all is well', { overall: 'pass' as const }, [1]],
    ['nothing has a verdict yet', { hasVerdict: false }, []],
    ['the worker is dead', { worker: { alive: false, figures: null } }, []],
  ])('the overall status when %s', (_, over, expected) => {
    const told = samples({ ...snapshots.public, ...over }, `${P}_overall_status`);
    expect(told.map(({ value }) => value)).toEqual(expected);
  });

  test('a private check is only in what a token sees', () => {
    expect(renderPrometheus(snapshots.public)).not.toContain('secret');
    expect(renderPrometheus(snapshots.token)).toContain('check="secret"');
  });

  test('nothing is ever written as NaN, infinite or with an exponent', () => {
    const [website, ...others] = snapshots.public.checks;
    if (website === undefined) throw new Error('the fixture has no checks');
    const odd = { ...website, responseTime: NaN, lastRunAt: Infinity, uptime: { ...website.uptime, '30d': 1e-9 } };
    const text = renderPrometheus({ ...snapshots.public, checks: [odd, ...others] });
    for (const line of text.split('\n').filter((one) => one !== '' && !one.startsWith('#')))
      expect(line).toMatch(/ \d+(\.\d+)?$/);
  });
});
