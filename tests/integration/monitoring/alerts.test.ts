import { expect, onTestFinished, test } from 'vitest';
import { newPlace, startProgram, until, type Program } from '../lifecycle/program.ts';
import { startAlertmanager, startControlled, startPrometheusOf, type Prometheus } from '../servers.ts';
import { ask, bearer, becomes } from '../surfaces.ts';
import { alertsOf, targetsOf } from './queries.ts';

const TOKEN = 'a-token-of-the-operator';

/** What Alertmanager was told, by its own API. */
async function toldTo(port: number): Promise<readonly AlertmanagerAlert[]> {
  const response = await fetch(`http://127.0.0.1:${port}/api/v2/alerts`, { signal: AbortSignal.timeout(10_000) });
  return (await response.json()) as readonly AlertmanagerAlert[];
}
interface AlertmanagerAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly status: { readonly state: string };
}

async function file(program: Program, name: string): Promise<string> {
  const { status, body } = await ask(program, `/monitoring/${name}`);
  expect([name, status]).toEqual([name, 200]);
  return body;
}

/** The states that an alert was seen in until it fired. */
async function courseOf(prometheus: Prometheus, name: string): Promise<readonly string[]> {
  const seen: string[] = [];
  await until(
    async () => {
      const state = (await alertsOf(prometheus)).find(({ labels }) => labels['alertname'] === name)?.state;
      if (state !== undefined && seen.at(-1) !== state) seen.push(state);
      return state === 'firing';
    },
    () => `${name}: ${seen.join(', ')}`,
  );
  return seen;
}

test('our files, as they are served, bring an alert from a check that fails to Alertmanager', async () => {
  const [app, alertmanager] = await Promise.all([startControlled(onTestFinished), startAlertmanager(onTestFinished)]);
  const place = await newPlace({ ALLSWELL_METRICS_TOKEN: TOKEN });
  const configuration = `
site: { name: Acme, url: "http://127.0.0.1:${place.port}" }
metrics: { labels: { environment: production } }
defaults: { interval: 1s, timeout: 1500ms }
groups: [{ id: public, name: Public }]
checks:
  - { id: shop, name: The shop, group: public, type: http, url: "http://127.0.0.1:${app.port}/shop" }
  - { id: back, name: Back office, type: http, public: false, url: "http://127.0.0.1:${app.port}/back" }
`;
  place.configure(configuration);
  const program = await startProgram(place);

  // What is changed: how often, how long an alert waits, and the port that Alertmanager happens to have here.
  const scrape = (await file(program, 'prometheus.yml'))
    .replace(/(scrape_interval|evaluation_interval): 15s/g, '$1: 1s')
    .replace('scrape_timeout: 5s', 'scrape_timeout: 1s')
    .replace('localhost:9093', `127.0.0.1:${alertmanager.port}`);
  const rules = (await file(program, 'prometheus-rules.yml')).replace(/^( +for:) .*$/gm, '$1 3s');
  const files = { 'prometheus.yml': scrape, 'prometheus-rules.yml': rules, 'allswell-token': TOKEN };
  const prometheus = await startPrometheusOf(files, onTestFinished);
  await expect.poll(() => targetsOf(prometheus)).toEqual({ allswell: ['up', ''] });
  await becomes(program, 'back', 'up', null, bearer(TOKEN));
  // Before its first scrape, the target was missing.
  await expect.poll(() => alertsOf(prometheus)).toEqual([]);

  app.at('/back').status = 500;
  expect(await courseOf(prometheus, 'HealthCheckDown')).toEqual(['pending', 'firing']);
  const instance = `127.0.0.1:${place.port}`;
  const labels = { environment: 'production', instance, job: 'allswell', severity: 'critical' };
  await expect
    .poll(async () => (await toldTo(alertmanager.port)).map((alert) => alert.labels['alertname']).sort())
    .toEqual(['HealthCheckDown', 'HealthCheckOverallDown']);
  const told = await toldTo(alertmanager.port);
  expect(told.find((alert) => alert.labels['alertname'] === 'HealthCheckDown')).toMatchObject({
    labels: { ...labels, alertname: 'HealthCheckDown', check: 'back', name: 'Back office' },
    annotations: {
      summary: 'Back office is down',
      runbook_url: `http://127.0.0.1:${place.port}/checks/back`,
    },
    status: { state: 'active' },
  });
  expect(told.find((alert) => alert.labels['alertname'] === 'HealthCheckOverallDown')).toMatchObject({
    labels: { ...labels, alertname: 'HealthCheckOverallDown' },
    annotations: { summary: 'Acme is down' },
  });

  app.at('/back').status = 200;
  await until(async () => (await alertsOf(prometheus)).length === 0);
  // It is told of the end, too.
  await until(async () => (await toldTo(alertmanager.port)).length === 0);

  place.configure(configuration.replace('type: http', 'type: telepathy'));
  await courseOf(prometheus, 'AllswellConfigReloadFailed');
  program.signalGroup('SIGKILL');
  await courseOf(prometheus, 'AllswellTargetDown');
  await until(async () =>
    (await toldTo(alertmanager.port)).some((alert) => alert.labels['alertname'] === 'AllswellTargetDown'),
  );
  expect(prometheus.said()).not.toMatch(/level=(warn|error)/);
});
