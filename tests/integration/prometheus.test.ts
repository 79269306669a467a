import { expect, onTestFinished, test } from 'vitest';
import { promtoolFindings } from '../unit/formats/promtool.ts';
import { newPlace, startProgram, until, type Place } from './lifecycle/program.ts';
import { startControlled, startPrometheus, type Prometheus } from './servers.ts';
import { ask, bearer, becomes } from './surfaces.ts';

const TOKEN = bearer('scraper');
const BASIC = `basic_auth: { username: prometheus, password: your-secret-password }`;
const BEARER = `authorization: { credentials: scraper }`;

/** The queries of the dashboard that django-health-check documents, and its alert. */
const QUERIES = {
  overall: 'django_health_check_overall_status',
  status: 'django_health_check_status',
  times: 'django_health_check_response_time_seconds',
  slowest: 'topk(5, django_health_check_response_time_seconds)',
  failed: 'count(django_health_check_status == 0)',
} as const;
const ALERT = `
groups:
  - name: seed
    rules:
      - alert: DjangoHealthCheckFailed
        expr: django_health_check_overall_status < 1
        for: 0s
        labels:
          severity: critical
        annotations:
          summary: "Django application health check failed"
          description: "At least one health check is failing for {{ $labels.app }}"
`;

async function watched() {
  const app = await startControlled(onTestFinished);
  const place = await newPlace({
    ALLSWELL_METRICS_TOKEN: 'scraper',
    ALLSWELL_METRICS_USERNAME: 'prometheus',
    ALLSWELL_METRICS_PASSWORD: 'your-secret-password',
  });
  const checks = ['DatabaseBackend', 'CacheBackend', 'StorageHealthCheck'].map(
    (id) => `  - { id: ${id}, name: ${id}, type: http, url: "http://127.0.0.1:${app.port}/${id}" }`,
  );
  place.configure(`
metrics: { prefix: django_health_check, labels: { environment: 'say "hi" \\ bye' } }
defaults: { interval: 1s, timeout: 1500ms }
checks:
${checks.join('\n')}
`);
  const program = await startProgram(place);
  await until(
    async () => (await ask(program, '/api/health?format=json', TOKEN)).body.includes('"status":"pass",'),
    30_000,
  );
  return { app, place, program };
}

function job(place: Place, name: string, rest: string): string {
  return `
  - job_name: ${name}
    static_configs: [{ targets: ['127.0.0.1:${place.port}'], labels: { app: my-django-app } }]
    ${rest}`;
}

/** The values of a query, by a label of their series. */
async function valuesOf(prometheus: Prometheus, query: string, label = 'check'): Promise<Record<string, number>> {
  const { result } = (await prometheus.get(`query?query=${encodeURIComponent(query)}`)) as {
    result: { metric: Record<string, string>; value: [number, string] }[];
  };
  return Object.fromEntries(result.map(({ metric, value }) => [metric[label] ?? '', Number(value[1])]));
}

async function alertsOf(prometheus: Prometheus) {
  const { alerts } = (await prometheus.get('alerts')) as {
    alerts: { state: string; labels: Record<string, string>; annotations: Record<string, string> }[];
  };
  return alerts;
}

test('the dashboard and the alert of django-health-check work as they are', async () => {
  const { app, place, program } = await watched();
  const rest = `metrics_path: /api/health\n    params: { format: [prometheus] }\n    bearer_token: scraper`;
  const prometheus = await startPrometheus(job(place, 'django-health-check', rest), ALERT, onTestFinished);
  await until(async () => (await valuesOf(prometheus, QUERIES.overall))[''] === 1, 20_000);

  const all = ['CacheBackend', 'DatabaseBackend', 'StorageHealthCheck'];
  expect(await valuesOf(prometheus, QUERIES.status)).toEqual(Object.fromEntries(all.map((id) => [id, 1])));
  const times = await valuesOf(prometheus, QUERIES.times);
  expect(Object.keys(times).sort()).toEqual(all);
  for (const time of Object.values(times)) expect(time > 0 && time < 1.5).toBe(true);
  expect(await valuesOf(prometheus, QUERIES.failed)).toEqual({});
  expect(await alertsOf(prometheus)).toEqual([]);

  app.at('/StorageHealthCheck').status = 500;
  app.at('/CacheBackend').delay = 400;
  await becomes(program, 'StorageHealthCheck', 'down', 'http_status', TOKEN);
  await until(async () => (await alertsOf(prometheus)).length > 0, 20_000);
  expect(await alertsOf(prometheus)).toEqual([
    expect.objectContaining({
      state: 'firing',
      labels: expect.objectContaining({
        alertname: 'DjangoHealthCheckFailed',
        severity: 'critical',
        app: 'my-django-app',
        environment: 'say "hi" \\ bye',
      }) as unknown,
      annotations: expect.objectContaining({
        description: 'At least one health check is failing for my-django-app',
      }) as unknown,
    }),
  ]);
  expect(await valuesOf(prometheus, QUERIES.overall)).toEqual({ '': 0 });
  expect(await valuesOf(prometheus, QUERIES.status)).toEqual({
    CacheBackend: 1,
    DatabaseBackend: 1,
    StorageHealthCheck: 0,
  });
  expect(await valuesOf(prometheus, QUERIES.failed)).toEqual({ '': 1 });
  await until(async () => ((await valuesOf(prometheus, QUERIES.times))['CacheBackend'] ?? 0) >= 0.4, 10_000);
  expect(Object.keys(await valuesOf(prometheus, QUERIES.slowest))[0]).toBe('CacheBackend');

  app.at('/StorageHealthCheck').status = 200;
  await becomes(program, 'StorageHealthCheck', 'up', null, TOKEN);
  await until(async () => (await alertsOf(prometheus)).length === 0, 20_000);
  expect(await valuesOf(prometheus, QUERIES.overall)).toEqual({ '': 1 });
  expect(await valuesOf(prometheus, QUERIES.failed)).toEqual({});
});

test('Prometheus scrapes by parameter, by its own Accept and /metrics; wrong credentials are refused', async () => {
  const { place, program } = await watched();
  const format = 'params: { format: [prometheus] }';
  const jobs = {
    'by-parameter': `metrics_path: /api/health\n    ${format}\n    ${BEARER}`,
    'by-accept': `metrics_path: /api/health\n    ${BASIC}`,
    'all-metrics': `metrics_path: /metrics\n    ${BEARER}`,
    'all-metrics-basic': `metrics_path: /metrics\n    ${BASIC}`,
    'wrong-bearer': `metrics_path: /metrics\n    authorization: { credentials: wrong }`,
    'wrong-basic': `metrics_path: /api/health\n    ${format}\n    basic_auth: { username: prometheus, password: wrong }`,
    'no-credential': `metrics_path: /api/health\n    ${format}`,
  };
  const configured = Object.entries(jobs).map(([name, rest]) => job(place, name, rest));
  const prometheus = await startPrometheus(configured.join(''), ALERT, onTestFinished);
  const targets = async () => {
    const { activeTargets } = (await prometheus.get('targets')) as {
      activeTargets: { labels: { job: string }; health: string; lastError: string }[];
    };
    return Object.fromEntries(activeTargets.map(({ labels, health, lastError }) => [labels.job, [health, lastError]]));
  };
  await until(async () => {
    const found = Object.values(await targets());
    return found.length === 7 && found.every(([health]) => health !== 'unknown');
  }, 20_000);
  const refused = ['down', 'server returned HTTP status 401 Unauthorized'];
  expect(await targets()).toEqual({
    'by-parameter': ['up', ''],
    'by-accept': ['up', ''],
    'all-metrics': ['up', ''],
    'all-metrics-basic': ['up', ''],
    'wrong-bearer': refused,
    'wrong-basic': refused,
    'no-credential': refused,
  });
  const series = (name: string) => `count(${name}{environment="say \\"hi\\" \\\\ bye"}) by (job)`;
  const perJob = (query: string) => valuesOf(prometheus, query, 'job');
  const four = (count: number) =>
    Object.fromEntries(['by-parameter', 'by-accept', 'all-metrics', 'all-metrics-basic'].map((name) => [name, count]));
  await until(async () => Object.keys(await perJob(series('django_health_check_status'))).length === 4, 20_000);
  expect(await perJob(series('django_health_check_status'))).toEqual(four(3));
  // The same metric by whatever format: counters keep their name.
  expect(await perJob(series('django_health_check_runs_total'))).toEqual(four(12));
  expect(await perJob(series('process_cpu_seconds_total'))).toEqual({ 'all-metrics': 1, 'all-metrics-basic': 1 });
  // Nothing was dropped as a duplicate or out of order.
  const own = await perJob('sum(scrape_samples_scraped - scrape_samples_post_metric_relabeling) by (job)');
  for (const name of Object.keys(four(0))) expect(own[name]).toBe(0);
  expect(prometheus.said()).not.toMatch(/level=(warn|error)/);

  for (const path of ['/api/health?format=prometheus', '/metrics']) {
    const { type, body } = await ask(program, path, TOKEN);
    expect([path, type]).toEqual([path, 'text/plain; version=0.0.4; charset=utf-8']);
    expect(await promtoolFindings(body)).toBe('');
  }
});
