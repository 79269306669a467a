import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { formatOf, type FormatName } from '../../lib/formats/registry.ts';
import type { Snapshot } from '../../lib/model.ts';
import { richSnapshot } from '../unit/formats/fixture.ts';
import { HOSTILE_TEXTS } from '../unit/formats/hostile-texts.ts';
import { until } from './lifecycle/program.ts';
import { startPrometheus } from './servers.ts';

/** A check for each hostile text, with the text as its name and as its group. */
function hostileSnapshot(): Snapshot {
  const snapshot = richSnapshot('token');
  const [example] = snapshot.checks;
  if (example === undefined) throw new Error('the fixture has no checks');
  const checks = Object.values(HOSTILE_TEXTS).map((text, index) => ({
    ...example,
    id: `c${index}`,
    name: text,
    group: text,
  }));
  const metrics = { prefix: 'health_check', labels: { note: Object.values(HOSTILE_TEXTS).join('') }, histogram: true };
  return { ...snapshot, checks, metrics };
}

test('every label value comes back from Prometheus as it was, by both formats', async () => {
  const snapshot = hostileSnapshot();
  const server = createServer((request, response) => {
    const format = formatOf((request.url ?? '').slice(1) as FormatName);
    response.setHeader('Content-Type', format.contentType);
    response.end(format.render?.(snapshot, { path: '/', checks: [], groups: [] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const job = (name: string) =>
    `\n  - { job_name: ${name}, metrics_path: /${name}, static_configs: [{ targets: ['127.0.0.1:${port}'] }] }`;
  const formats = ['prometheus', 'openmetrics'] as const;
  const prometheus = await startPrometheus(formats.map(job).join(''), 'groups: []\n', onTestFinished);
  const targets = async () => {
    const { activeTargets } = (await prometheus.get('targets')) as {
      activeTargets: { labels: { job: string }; health: string; lastError: string }[];
    };
    return activeTargets.map(({ labels, health, lastError }) => [labels.job, health, lastError]).sort();
  };
  await until(async () => {
    const found = await targets();
    return found.length === 2 && found.every(([, health]) => health !== 'unknown');
  });
  expect(await targets()).toEqual([
    ['openmetrics', 'up', ''],
    ['prometheus', 'up', ''],
  ]);
  for (const format of formats) {
    const query = `health_check_info{job="${format}"}`;
    const { result } = (await prometheus.get(`query?query=${encodeURIComponent(query)}`)) as {
      result: { metric: Record<string, string> }[];
    };
    const told = result.map(({ metric: { check, name, group, note } }) => ({ check, name, group, note }));
    const by = (a: { check?: string | undefined }, b: { check?: string | undefined }) =>
      (a.check ?? '').localeCompare(b.check ?? '', 'en', { numeric: true });
    expect(told.sort(by), format).toEqual(
      snapshot.checks.map(({ id, name, group }) => ({ check: id, name, group, note: snapshot.metrics.labels['note'] })),
    );
    // The histogram is one for Prometheus, whatever it was scraped in.
    const quantile = `histogram_quantile(0.5, health_check_response_duration_seconds_bucket{job="${format}",check="c0"})`;
    const answer = (await prometheus.get(`query?query=${encodeURIComponent(quantile)}`)) as {
      result: { value: [number, string] }[];
    };
    expect(answer.result.map(({ value }) => Number(value[1]))).toEqual([0.04]);
  }
});
