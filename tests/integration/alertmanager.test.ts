import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newPlace, startProgram, until, type Place, type Program } from './lifecycle/program.ts';
import { newEnding, startAlertmanager, startControlled, type ControlledServer } from './servers.ts';
import { ask, bearer, becomes, checkNow, samples } from './surfaces.ts';

const execute = promisify(execFile);
const ADMIN = bearer('the-admin-token');

const ending = newEnding();
let app: ControlledServer;
let alertmanager: { readonly port: number };
/** Runs the checks, and tells Alertmanager. */
let watcher: { place: Place; program: Program };
/** Is told by Alertmanager. */
let page: Program;

beforeAll(async () => {
  app = await startControlled(ending.atEnd);
  const [watching, showing] = [
    await newPlace({}, ending.atEnd),
    await newPlace({ ALLSWELL_ADMIN_TOKEN: 'the-admin-token' }, ending.atEnd),
  ];
  alertmanager = await startAlertmanager(
    ending.atEnd,
    `
route: { receiver: allswell, group_by: [alertname, check], group_wait: 0s, group_interval: 1s, repeat_interval: 1h }
receivers:
  - name: allswell
    webhook_configs:
      - url: http://127.0.0.1:${showing.port}/api/hooks/alertmanager
        http_config: { authorization: { credentials: the-admin-token } }
`,
  );
  watching.configure(`
site: { name: Watcher, url: "http://127.0.0.1:${watching.port}" }
defaults: { interval: 500ms, timeout: 1s }
alerting:
  alertmanagers: [{ url: "http://127.0.0.1:${alertmanager.port}" }]
  labels: { team: web }
  resend: 5s
checks:
  - id: shop
    name: The shop
    type: http
    url: "http://127.0.0.1:${app.port}/shop"
    expect: { responseTime: { degraded: 300ms } }
`);
  showing.configure(`
checks:
  - { id: shop, name: The shop, type: push, whenSilent: up, interval: 1s }
  - { id: storefront, name: Storefront, type: push, interval: 1s, public: false }
  - { id: backup, name: Backup, type: push, interval: 500ms, silence: 2s, whenSilent: down }
`);
  const [program, other] = await Promise.all([startProgram(watching), startProgram(showing)]);
  watcher = { place: watching, program };
  page = other;
});
afterAll(() => ending.end());

interface Told {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly generatorURL: string;
  readonly startsAt: string;
  readonly fingerprint: string;
}

/** The alerts that last, by Alertmanager's own word. */
async function lasting(): Promise<Told[]> {
  const response = await fetch(`http://127.0.0.1:${alertmanager.port}/api/v2/alerts?active=true`);
  return (await response.json()) as Told[];
}

async function amtool(...args: string[]): Promise<void> {
  await execute('amtool', [`--alertmanager.url=http://127.0.0.1:${alertmanager.port}`, ...args], {
    env: { ...process.env, HOME: watcher.place.folder },
  });
}

test('our checks reach the page of another instance through Alertmanager: degraded, down, over a restart, up', async () => {
  await becomes(watcher.program, 'shop', 'up');
  await becomes(page, 'shop', 'up');

  app.at('/shop').delay = 450;
  await becomes(watcher.program, 'shop', 'degraded', 'slow');
  await becomes(page, 'shop', 'degraded', 'reported_degraded');

  app.at('/shop').delay = 0;
  app.at('/shop').status = 500;
  await becomes(page, 'shop', 'down', 'reported_down');
  await expect.poll(async () => (await lasting()).length).toBe(1);
  const [alert] = await lasting();
  expect(alert).toMatchObject({
    labels: {
      alertname: 'HealthCheckDown',
      check: 'shop',
      severity: 'critical',
      site: 'Watcher',
      instance: `127.0.0.1:${watcher.place.port}`,
      team: 'web',
    },
    annotations: { summary: 'The shop is down', description: 'unexpected HTTP status' },
    generatorURL: `http://127.0.0.1:${watcher.place.port}/checks/shop`,
    startsAt: (await checkNow(watcher.program, 'shop'))?.since,
  });
  const since = (await checkNow(page, 'shop'))?.since;

  watcher.program.signalGroup('SIGTERM');
  await watcher.program.ended;
  watcher.program = await startProgram(watcher.place);
  await becomes(watcher.program, 'shop', 'down', 'http_status');
  await until(async () => (samples((await ask(watcher.program, '/metrics')).body, TOTAL).get('') ?? 0) >= 4);
  expect((await lasting()).map(({ fingerprint }) => fingerprint)).toEqual([alert?.fingerprint]);
  expect(await checkNow(page, 'shop')).toMatchObject({ state: 'down', since });

  app.at('/shop').status = 200;
  await becomes(watcher.program, 'shop', 'up');
  await becomes(page, 'shop', 'up');
  await expect.poll(lasting).toEqual([]);
  const { body } = await ask(watcher.program, '/metrics');
  expect(samples(body, `${TOTAL.replace('_total', '')}_failed_total`)).toEqual(new Map([['', 0]]));
});

const TOTAL = 'health_check_alertmanager_notifications_total';

interface IncidentJson {
  readonly title: string;
  readonly status: string;
  readonly impact: string;
  readonly checks: readonly string[];
  readonly updates: readonly { readonly status: string; readonly html: string }[];
}

async function incidents(headers: Record<string, string>): Promise<IncidentJson[]> {
  return (JSON.parse((await ask(page, '/api/incidents', headers)).body) as { incidents: IncidentJson[] }).incidents;
}

test('an alert of somebody else drives a check, and opens an incident that its end resolves', async () => {
  const labels = ['check=storefront', 'severity=critical', 'incident=true', 'job=shop'];
  const says = ['--annotation=summary=Many requests fail', '--annotation=description=<b>12 %</b> of *all*'];
  await amtool('alert', 'add', 'HighErrorRate', ...labels, ...says, '--generator-url=http://prometheus.example/graph');
  await becomes(page, 'storefront', 'down', 'reported_down', ADMIN);
  expect((await checkNow(page, 'storefront', ADMIN))?.message).toBe('reported as down: Many requests fail');
  await expect.poll(() => incidents(ADMIN)).toHaveLength(1);
  expect(await incidents(ADMIN)).toMatchObject([
    { title: 'Many requests fail', status: 'investigating', impact: 'critical', checks: ['storefront'] },
  ]);
  // It is about a check that the public does not see.
  expect(await incidents({})).toEqual([]);
  expect((await incidents(ADMIN))[0]?.updates[0]?.html).toBe('<p>&lt;b&gt;12 %&lt;/b&gt; of *all*</p>');

  await amtool('alert', 'add', 'HighErrorRate', ...labels, `--end=${new Date().toISOString()}`);
  await becomes(page, 'storefront', 'up', null, ADMIN);
  await expect.poll(async () => (await incidents(ADMIN))[0]?.status).toBe('resolved');
  expect((await incidents(ADMIN))[0]?.updates.map(({ status }) => status)).toEqual(['resolved', 'investigating']);
});

test('a job that says so once is up at once, and missed when it is silent', async () => {
  const push = (query: string, headers: Record<string, string> = ADMIN) =>
    ask(page, `/api/checks/${query}`, headers, 'POST');
  await becomes(page, 'backup', 'unknown', 'not_reported');
  const { status, body } = await push('backup/push?state=up&responseTimeSeconds=0.25');
  expect([status, JSON.parse(body)]).toMatchObject([200, { state: 'up', responseTimeSeconds: 0.25 }]);
  // What is answered is shown: whoever pushes need not ask again.
  expect(await checkNow(page, 'backup')).toMatchObject({ state: 'up' });
  await becomes(page, 'backup', 'down', 'heartbeat_missed');
  expect((await push('backup/push?state=up')).status).toBe(200);
  await becomes(page, 'backup', 'up');

  const refused = async (path: string, headers?: Record<string, string>) => (await push(path, headers)).status;
  expect(await refused('backup/push?state=up', {})).toBe(401);
  expect(await refused('none/push?state=up')).toBe(404);
  expect(await refused('backup/push?state=fine')).toBe(400);
  expect(await refused('backup/push')).toBe(400);
  expect((await ask(page, '/api/checks/backup/push', ADMIN)).status).toBe(405);
  expect((await ask(watcher.program, '/api/checks/shop/push?state=up', ADMIN, 'POST')).status).toBe(403);
});

test('the hook wants the admin token, and what Alertmanager sends', async () => {
  expect((await ask(page, '/api/hooks/alertmanager', {}, 'POST')).status).toBe(401);
  expect((await ask(page, '/api/hooks/alertmanager', bearer('wrong'), 'POST')).status).toBe(401);
  const { status, body } = await ask(page, '/api/hooks/alertmanager', ADMIN, 'POST');
  expect([status, JSON.parse(body)]).toMatchObject([400, { errors: [{ pointer: '#', detail: 'must be JSON' }] }]);
  expect((await ask(page, '/api/hooks/alertmanager', ADMIN)).status).toBe(405);
});
