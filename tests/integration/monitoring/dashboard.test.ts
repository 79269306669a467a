import { afterAll, beforeAll, expect, test } from 'vitest';
import { STATE_VALUES } from '../../../lib/formats/monitoring/promql.ts';
import { makeCertificates } from '../../unit/checks/certificates.ts';
import { newPlace, startProgram, until, type Place, type Program } from '../lifecycle/program.ts';
import {
  newEnding,
  startControlled,
  startPrometheus,
  startSecure,
  type ControlledServer,
  type Prometheus,
} from '../servers.ts';
import { ask, bearer, becomes } from '../surfaces.ts';
import { coursesBy, valuesBy, valuesOf } from './queries.ts';

const { atEnd, end } = newEnding();
afterAll(end);

let app: ControlledServer;
let place: Place;
let program: Program;
let prometheus: Prometheus;
let dashboard: Dashboard;
let configuration: (shop: string, timing: string) => string;
/** Unix s, before the first scrape. */
let before: number;

interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly legendFormat: string;
  readonly instant: boolean;
}
interface Dashboard {
  readonly templating: { readonly list: readonly { readonly name: string; readonly allValue?: string }[] };
  readonly panels: readonly { readonly title: string; readonly type: string; readonly targets?: readonly Target[] }[];
}

const SHOP = 'id: shop, name: Shop';
const TIMING = 'interval: 1s, timeout: 3s';

beforeAll(async () => {
  app = await startControlled(atEnd);
  const certificates = makeCertificates();
  const secure = await startSecure(certificates.good, atEnd);
  place = await newPlace({ ALLSWELL_ADMIN_TOKEN: 'operator' }, atEnd);
  configuration = (shop, timing) => `
metrics: { histogram: true, labels: { environment: test } }
defaults: { ${timing} }
groups: [{ id: public, name: Public }]
checks:
  - { id: site, name: Site, group: public, type: http, url: "https://localhost:${secure.port}/", tls: { ca: ${certificates.caFile} } }
  - { ${shop}, group: public, type: http, url: "http://127.0.0.1:${app.port}/shop", expect: { responseTime: { degraded: 1s } } }
  - { id: mail, name: Mail, type: tcp, host: 127.0.0.1, port: ${app.port} }
  - { id: old, name: Old, type: tcp, host: 127.0.0.1, port: ${app.port}, paused: true }
`;
  place.configure(configuration(SHOP, TIMING));
  before = Date.now() / 1_000;
  program = await startProgram(place);
  const job = `
  - job_name: allswell
    static_configs: [{ targets: ['127.0.0.1:${place.port}'] }]`;
  prometheus = await startPrometheus(job, 'groups: []', atEnd);
  dashboard = JSON.parse((await ask(program, '/monitoring/grafana-dashboard.json')).body) as Dashboard;
});

/** An expression as Grafana sends it, when everything is chosen. */
function sent(expr: string): string {
  const values = Object.fromEntries(dashboard.templating.list.map(({ name, allValue = '' }) => [name, allValue]));
  const own: Record<string, string> = { __rate_interval: '5s', __range: '10m' };
  return expr.replace(/\$(\w+)/g, (_, name: string) => {
    const value = own[name] ?? values[name];
    if (value === undefined || value === '') throw new Error(`nothing stands for $${name} in ${expr}`);
    return value;
  });
}

/** What Grafana calls a series: by the legend of its query, or in a table by the name of its check. */
function legend({ legendFormat }: Target, isTable: boolean): (labels: Readonly<Record<string, string>>) => string {
  if (isTable) return (labels) => labels['name'] ?? '';
  if (legendFormat === '__auto') return (labels) => Object.values(labels).join(' ');
  return (labels) => legendFormat.replace(/\{\{(\w+)\}\}/g, (_, name: string) => labels[name] ?? '');
}

const targets = () =>
  dashboard.panels.flatMap(({ title, type, targets: queries = [] }) =>
    queries.map((query) => ({
      ...query,
      // The columns of the table are told apart by their letters.
      panel: type === 'table' ? `${title} ${query.refId}` : title,
      key: legend(query, type === 'table'),
    })),
  );

/** All that the dashboard shows, at a time (Unix s) or now. */
async function shown(at?: number): Promise<Record<string, Record<string, number>>> {
  const queries = targets().map(
    async ({ panel, expr, key }) => [panel, await valuesBy(prometheus, sent(expr), key, at)] as const,
  );
  const panels: Record<string, Record<string, number>> = {};
  for (const [panel, values] of await Promise.all(queries)) panels[panel] = { ...panels[panel], ...values };
  return panels;
}

/** A number between two, both included. */
function within(low: number, high: number): unknown {
  const asymmetricMatch = (value: unknown) => typeof value === 'number' && value >= low && value <= high;
  return { asymmetricMatch, toString: () => `within ${low} and ${high}` };
}

const QUICK = within(0.0001, 1);
const PERFECT = { Site: 1, Shop: 1, Mail: 1 };
const instance = () => `127.0.0.1:${place.port}`;

/** What it shows while all is well. */
function allUp() {
  const states = { Site: 2, Shop: 2, Mail: 2, Old: 4 };
  const times = { Site: QUICK, Shop: QUICK, Mail: QUICK };
  return {
    Overall: { '': 1 },
    Failing: { '': 0 },
    Degraded: { '': 0 },
    'Without a result': { '': 1 },
    'In maintenance': { '': 0 },
    'Open incidents': { '': 0 },
    'Last run': { '': within(-1, 15) },
    States: states,
    'Checks A': states,
    'Checks B': times,
    'Checks C': PERFECT,
    'Checks D': PERFECT,
    'Checks E': PERFECT,
    'Checks F': PERFECT,
    'Checks G': { Site: within(-1, 15), Shop: within(-1, 15), Mail: within(-1, 15) },
    'Checks H': { Site: within(19.5, 20) },
    'Response times': times,
    'Slowest five': times,
    'Phases of HTTP exchanges': { connect: QUICK, dns: QUICK, processing: QUICK, tls: QUICK, transfer: within(0, 1) },
    'Percentiles of response times': { p50: within(0.0001, 3), p95: within(0.0001, 3), p99: within(0.0001, 3) },
    // Three checks run each second.
    'Runs a minute': { up: within(1, 360), degraded: 0, down: 0, unknown: 0 },
    'Uptime by window': { '24h': 1, '7d': 1, '30d': 1, '90d': 1 },
    'Days left of certificates': { Site: within(19.5, 20) },
    Scrape: { '': 1 },
    Version: { '0.1.0': 1 },
    Configuration: { '': 1 },
    'Internal errors, 1 h': { '': 0 },
    'Missed runs, 1 h': { '': within(0, 1_000) },
    Checks: { '': 4 },
    'Scheduler lag': { [instance()]: within(0, 5) },
    'Scrape duration': { [instance()]: within(0.0001, 1) },
  };
}

const soon = { timeout: 25_000, interval: 200 };

test('all up', async () => {
  await becomes(program, 'mail', 'up');
  await expect.poll(() => shown(), soon).toEqual(allUp());
  // The failing count is a 0 that is there, where a count of what fails would be empty.
  expect((await shown())['Failing']).toEqual({ '': 0 });
});

test('one degraded', async () => {
  app.at('/shop').delay = 1_100;
  await becomes(program, 'shop', 'degraded', 'slow');
  const expected = allUp();
  const states = { ...expected.States, Shop: 1 };
  const times = { ...expected['Response times'], Shop: within(1.1, 3) };
  await expect
    .poll(() => shown(), soon)
    .toEqual({
      ...expected,
      Degraded: { '': 1 },
      States: states,
      'Checks A': states,
      'Checks B': times,
      'Response times': times,
      'Slowest five': times,
      'Phases of HTTP exchanges': { ...expected['Phases of HTTP exchanges'], processing: within(0.3, 2) },
      'Runs a minute': { up: within(1, 360), degraded: within(1, 120), down: 0, unknown: 0 },
    });
  const [first] = Object.keys(await valuesBy(prometheus, sent(exprOf('Slowest five')), ({ name = '' }) => name));
  expect(first).toBe('Shop');
});

test('one down', async () => {
  app.at('/shop').delay = 0;
  app.at('/shop').status = 500;
  await becomes(program, 'shop', 'down', 'http_status');
  const expected = allUp();
  const states = { ...expected.States, Shop: 0 };
  const uptimes = { ...PERFECT, Shop: within(0.01, 0.9999) };
  const below = within(0.3, 0.9999);
  await expect
    .poll(() => shown(), soon)
    .toEqual({
      ...expected,
      Overall: { '': 0 },
      Failing: { '': 1 },
      States: states,
      'Checks A': states,
      ...Object.fromEntries(['C', 'D', 'E', 'F'].map((column) => [`Checks ${column}`, uptimes])),
      'Uptime by window': { '24h': below, '7d': below, '30d': below, '90d': below },
      'Runs a minute': { up: within(1, 360), degraded: 0, down: within(1, 120), unknown: 0 },
    });
});

test('a renamed check keeps its history, and is there once', async () => {
  const { 'Checks C': uptimes = {} } = await shown();
  const counted = 'sum by (check) (health_check_runs_total{check=~"shop|store"})';
  const runs = (await valuesOf(prometheus, counted))['shop'] ?? 0;
  expect(runs).toBeGreaterThan(3);
  app.at('/shop').status = 200;
  place.configure(configuration('id: store, formerIds: [shop], name: Store', TIMING));
  await becomes(program, 'store', 'up');
  const renamed = (values: object) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name === 'Shop' ? 'Store' : name, value as unknown]),
    );
  const expected = allUp();
  const kept = { Site: 1, Store: within(0.01, 0.9999), Mail: 1 };
  const below = within(0.3, 0.9999);
  await expect
    .poll(() => shown(), soon)
    .toEqual({
      ...expected,
      ...Object.fromEntries(
        (['States', 'Checks A', 'Checks B', 'Checks G', 'Response times', 'Slowest five'] as const).map((panel) => [
          panel,
          renamed(expected[panel]),
        ]),
      ),
      ...Object.fromEntries(['C', 'D', 'E', 'F'].map((column) => [`Checks ${column}`, kept])),
      'Uptime by window': { '24h': below, '7d': below, '30d': below, '90d': below },
    });
  expect(uptimes['Shop']).toBeLessThan(1);
  const now = await valuesOf(prometheus, counted);
  expect(Object.keys(now)).toEqual(['store']);
  expect(now['store']).toBeGreaterThanOrEqual(runs);
});

test('what people wrote is there: an open incident, and a check that is down by maintenance', async () => {
  const write = async (path: string, what: object) => {
    const headers = { ...bearer('operator'), 'content-type': 'application/json' };
    const response = await fetch(program.url + path, { method: 'POST', headers, body: JSON.stringify(what) });
    expect([path, response.status, await response.text()]).toEqual([path, 201, expect.any(String)]);
  };
  const now = Date.now();
  const [startsAt, endsAt] = [now, now + 600_000].map((at) => new Date(at).toISOString());
  await write('/api/maintenance', { title: 'New shelves', body: 'Soon.', checks: ['store'], startsAt, endsAt });
  await write('/api/incidents', { title: 'Lost parcels', body: 'We look for them.' });
  app.at('/shop').status = 500;
  const states = { Site: 2, Store: STATE_VALUES.maintenance, Mail: 2, Old: 4 };
  await expect
    .poll(() => shown(), soon)
    .toMatchObject({
      Overall: { '': 0 },
      Failing: { '': 1 },
      'In maintenance': { '': 1 },
      'Open incidents': { '': 1 },
      States: states,
      'Checks A': states,
    });
});

test('a scrape does not wait for targets that hang', async () => {
  // It accepts every connection and never answers; a run gives it 10 s.
  app.at('/hole').delay = 60_000;
  const holes = ['a', 'b', 'c'].map(
    (id) => `  - { id: ${id}, name: ${id}, type: http, url: "http://127.0.0.1:${app.port}/hole" }`,
  );
  place.configure(`metrics: { histogram: true, labels: { environment: test } }
defaults: { interval: 1s, timeout: 10s }
checks:
${holes.join('\n')}
`);
  const scrapes = () => valuesOf(prometheus, 'sum(count_over_time(up{job="allswell"}[10m]))', '');
  const known = () => valuesOf(prometheus, 'health_check_info');
  await expect.poll(async () => Object.keys(await known()).sort(), soon).toEqual(['a', 'b', 'c']);
  await until(() => app.waiting('/hole') === 3);
  const from = Math.floor(Date.now() / 1_000);
  const first = (await scrapes())[''] ?? 0;
  await until(async () => ((await scrapes())[''] ?? 0) >= first + 3);
  const asked = Date.now();
  const answer = await ask(program, '/api/health');
  const { generatedAt, checks } = JSON.parse(answer.body) as { generatedAt: string; checks: { state: string }[] };
  // Three scrapes and an answer, and the first run of each check is not over yet.
  expect(app.waiting('/hole')).toBe(3);
  expect(checks.map(({ state }) => state)).toEqual(['unknown', 'unknown', 'unknown']);
  expect(Date.parse(generatedAt)).toBeLessThanOrEqual(Date.now());
  expect(Date.now() - asked).toBeLessThan(10_000);
  const over = `[${Math.ceil(Date.now() / 1_000 - from) + 1}s]`;
  expect(await valuesOf(prometheus, `min_over_time(up{job="allswell"}${over})`, 'job')).toEqual({ allswell: 1 });
  const slowest = await valuesOf(prometheus, `max_over_time(scrape_duration_seconds{job="allswell"}${over})`, 'job');
  expect(slowest).toEqual({ allswell: within(0.0001, 1) });
});

test('over the whole time, and when nothing is scraped any more', async () => {
  for (const { panel, expr, key, instant } of targets())
    if (!instant) expect([panel, await coursesBy(prometheus, sent(expr), key, before)]).not.toEqual([panel, {}]);
  const states = targets().find(({ panel }) => panel === 'States');
  expect(
    Object.keys(await coursesBy(prometheus, sent(exprOf('States')), states?.key ?? String, before)).sort(),
  ).toEqual(['Mail', 'Old', 'Shop', 'Site', 'Store', 'a', 'b', 'c']);

  const nothing = Object.fromEntries(targets().map(({ panel }) => [panel, {}]));
  expect(await shown(before)).toEqual(nothing);
  program.signalGroup('SIGTERM');
  await program.ended;
  await expect
    .poll(() => shown(), soon)
    .toEqual({
      ...nothing,
      Scrape: { '': 0 },
      'Scrape duration': { [instance()]: within(0, 1) },
      // What was counted in the last hour stays counted.
      'Internal errors, 1 h': { '': 0 },
      'Missed runs, 1 h': { '': within(0, 1_000) },
      'Runs a minute': expect.anything() as unknown,
      'Percentiles of response times': expect.anything() as unknown,
    });
});

function exprOf(title: string): string {
  return targets().find(({ panel }) => panel === title)?.expr ?? '';
}
