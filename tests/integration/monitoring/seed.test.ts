import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { promtoolFindings } from '../../unit/formats/promtool.ts';
import { newPlace, startProgram, until, type Place, type Program } from '../lifecycle/program.ts';
import { newEnding, startControlled, startPrometheus, type ControlledServer, type Prometheus } from '../servers.ts';
import { ask, bearer, becomes } from '../surfaces.ts';
import { alertsOf, targetsOf, valuesOf } from './queries.ts';
import { ALERT_RULE, DASHBOARD, QUERIES, RULES } from './seed.ts';

const TOKEN = bearer('your-bearer-token');
const IDS = ['CacheBackend', 'DatabaseBackend', 'StorageHealthCheck'];

const PATH = 'metrics_path: /api/health';
const FORMAT = `params:\n      format: ['prometheus']`;
const BASIC = `basic_auth:\n      username: 'prometheus'\n      password: 'your-secret-password'`;
const BEARER = `authorization: { credentials: your-bearer-token }`;
/** As it was written before `authorization` came. */
const OLD_BEARER = `bearer_token: 'your-bearer-token'`;

const { atEnd, end } = newEnding();
afterAll(end);

let app: ControlledServer;
let place: Place;
let program: Program;
let monitors: Readonly<Record<'by parameter, with Bearer' | 'by negotiation alone, with Basic', Prometheus>>;

function job(name: string, ...rest: string[]): string {
  return `
  - job_name: ${name}
    static_configs:
      - targets: ['127.0.0.1:${place.port}']
        labels: { app: 'my-django-app' }
    ${rest.join('\n    ')}`;
}

beforeAll(async () => {
  app = await startControlled(atEnd);
  const secrets = {
    ALLSWELL_METRICS_TOKEN: 'your-bearer-token',
    ALLSWELL_METRICS_USERNAME: 'prometheus',
    ALLSWELL_METRICS_PASSWORD: 'your-secret-password',
  };
  place = await newPlace(secrets, atEnd);
  const checks = IDS.map(
    (id) => `  - { id: ${id}, name: ${id}, type: http, url: "http://127.0.0.1:${app.port}/${id}" }`,
  );
  place.configure(`
metrics: { prefix: django_health_check, labels: { environment: 'say "hi" \\ bye' } }
defaults: { interval: 1s, timeout: 1500ms }
checks:
${checks.join('\n')}
`);
  program = await startProgram(place);
  await until(async () => (await ask(program, '/api/health', TOKEN)).body.includes('"status":"pass",'));
  const [parameter, negotiation] = await Promise.all([
    startPrometheus(job('django-health-check', PATH, FORMAT, OLD_BEARER), RULES, atEnd),
    startPrometheus(job('django-health-check', PATH, BASIC), RULES, atEnd),
  ]);
  monitors = { 'by parameter, with Bearer': parameter, 'by negotiation alone, with Basic': negotiation };
});

/** Each of the two, one after the other, to be waited for. */
const both = () => Object.entries(monitors);

/** All that was built on the document, as it answers now. */
async function answersOf(prometheus: Prometheus) {
  const of = (query: string) => valuesOf(prometheus, query);
  const panels = DASHBOARD.dashboard.panels.map(
    async ({ title, targets }) => [title, await of(targets[0].expr)] as const,
  );
  return {
    overall: await of(QUERIES.overall),
    status: await of(QUERIES.status),
    times: Object.keys(await of(QUERIES.times)).sort(),
    slowest: Object.keys(await of(QUERIES.slowest)).sort(),
    failed: await of(QUERIES.failed),
    alerting: await of(QUERIES.alerting),
    panels: Object.fromEntries(
      (await Promise.all(panels)).map(([title, values]) => [title, Object.keys(values).sort()]),
    ),
    alerts: (await alertsOf(prometheus)).map(({ labels, state }) => `${labels['alertname'] ?? ''} ${state}`).sort(),
  };
}

const PANELS = { 'Overall Health Status': [''], 'Check Status': IDS, 'Response Times': IDS };

test('what was built on django-health-check works as it is while all is well', async () => {
  for (const [name, prometheus] of both())
    await expect
      .poll(() => answersOf(prometheus), { message: name })
      .toEqual({
        overall: { '': 1 },
        status: Object.fromEntries(IDS.map((id) => [id, 1])),
        times: IDS,
        slowest: IDS,
        failed: {},
        alerting: {},
        panels: PANELS,
        alerts: [],
      });
});

test('and when a check fails, alert included; and when it is well again', async () => {
  app.at('/StorageHealthCheck').status = 500;
  app.at('/CacheBackend').delay = 400;
  await becomes(program, 'StorageHealthCheck', 'down', 'http_status', TOKEN);
  for (const [name, prometheus] of both()) {
    await expect
      .poll(() => answersOf(prometheus), { message: name })
      .toEqual({
        overall: { '': 0 },
        status: { CacheBackend: 1, DatabaseBackend: 1, StorageHealthCheck: 0 },
        times: IDS,
        slowest: IDS,
        failed: { '': 1 },
        alerting: { '': 0 },
        panels: PANELS,
        alerts: ['DjangoAtOnce firing', 'DjangoHealthCheckFailed pending'],
      });
    expect((await alertsOf(prometheus)).find(({ state }) => state === 'pending')).toMatchObject({
      labels: {
        alertname: 'DjangoHealthCheckFailed',
        severity: 'critical',
        app: 'my-django-app',
        environment: 'say "hi" \\ bye',
      },
      annotations: {
        summary: 'Django application health check failed',
        description: 'At least one health check is failing for my-django-app',
      },
    });
    await until(async () => ((await valuesOf(prometheus, QUERIES.times))['CacheBackend'] ?? 0) >= 0.4);
    expect(Object.keys(await valuesOf(prometheus, QUERIES.slowest))[0]).toBe('CacheBackend');
  }

  app.at('/StorageHealthCheck').status = 200;
  await becomes(program, 'StorageHealthCheck', 'up', null, TOKEN);
  for (const [name, prometheus] of both())
    await expect
      .poll(() => answersOf(prometheus), { message: name })
      .toMatchObject({ overall: { '': 1 }, failed: {}, alerts: [] });
});

test('the alert fires after its minute', () => {
  const folder = mkdtempSync(join(tmpdir(), 'allswell-seed-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'rules.yml'), RULES);
  writeFileSync(
    join(folder, 'test.yml'),
    `rule_files: [rules.yml]
evaluation_interval: 15s
tests:
  - interval: 15s
    input_series: [{ series: 'django_health_check_overall_status{app="my-django-app"}', values: '1 0x20' }]
    alert_rule_test:
      - { alertname: DjangoHealthCheckFailed, eval_time: 1m, exp_alerts: [] }
      - alertname: DjangoHealthCheckFailed
        eval_time: 1m15s
        exp_alerts:
          - exp_labels: { severity: critical, app: my-django-app }
            exp_annotations:
              summary: Django application health check failed
              description: At least one health check is failing for my-django-app
`,
  );
  const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', 'test.yml'], { cwd: folder });
  expect([status, stdout.toString() + stderr.toString()]).toEqual([0, 'Unit Testing:  test.yml\n  SUCCESS\n\n']);
  expect(RULES).toContain(ALERT_RULE.split('\n')[1]);
});

describe('a Prometheus with every way to ask and to prove who it is', () => {
  const accepted = {
    'parameter-basic': [PATH, FORMAT, BASIC],
    'accept-bearer': [PATH, BEARER],
    'accept-old-bearer': [PATH, OLD_BEARER],
    'metrics-bearer': ['metrics_path: /metrics', BEARER],
    'metrics-basic': ['metrics_path: /metrics', BASIC],
  };
  const refused = {
    'wrong-bearer': ['metrics_path: /metrics', 'authorization: { credentials: wrong }'],
    'wrong-old-bearer': [PATH, FORMAT, 'bearer_token: wrong'],
    'wrong-basic': [PATH, FORMAT, 'basic_auth: { username: prometheus, password: wrong }'],
    'wrong-name': [PATH, 'basic_auth: { username: root, password: your-secret-password }'],
    'no-credential': [PATH, FORMAT],
  };
  let prometheus: Prometheus;
  beforeAll(async () => {
    const jobs = Object.entries({ ...accepted, ...refused }).map(([name, rest]) => job(name, ...rest));
    prometheus = await startPrometheus(jobs.join(''), RULES, atEnd);
  });

  test('is let in with a right credential alone', async () => {
    const each = (names: object, is: readonly [string, string]) => Object.keys(names).map((name) => [name, is]);
    await expect
      .poll(() => targetsOf(prometheus))
      .toEqual(
        Object.fromEntries([
          ...each(accepted, ['up', '']),
          ...each(refused, ['down', 'server returned HTTP status 401 Unauthorized']),
        ]),
      );
  });

  test('gets the same series by whatever way', async () => {
    const count = (metric: string) =>
      valuesOf(prometheus, `count(${metric}{environment="say \\"hi\\" \\\\ bye"}) by (job)`, 'job');
    const all = (number: number) => Object.fromEntries(Object.keys(accepted).map((name) => [name, number]));
    await expect.poll(() => count('django_health_check_status')).toEqual(all(3));
    // Counters keep their name in either format.
    expect(await count('django_health_check_runs_total')).toEqual(all(12));
    expect(await count('process_cpu_seconds_total')).toEqual({ 'metrics-bearer': 1, 'metrics-basic': 1 });
    // Nothing was dropped as a duplicate or out of order.
    const dropped = 'sum(scrape_samples_scraped - scrape_samples_post_metric_relabeling) by (job)';
    expect(await valuesOf(prometheus, dropped, 'job')).toMatchObject(all(0));
    expect(prometheus.said()).not.toMatch(/level=(warn|error)/);
  });

  test('reads what promtool has nothing to say about', async () => {
    for (const path of ['/api/health?format=prometheus', '/metrics']) {
      const { type, body } = await ask(program, path, TOKEN);
      expect([path, type]).toEqual([path, 'text/plain; version=0.0.4; charset=utf-8']);
      expect(await promtoolFindings(body)).toBe('');
    }
  });
});
