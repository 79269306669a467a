import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { iso } from '../../lib/model.ts';
import { parse as parseConfiguration } from '../unit/config/surroundings.ts';
import { pageAt } from '../unit/docs/pages.ts';
import { blocksIn, findingsOf, kindOf, metricsIn, type Block } from './document-blocks.ts';
import { newPlace, startProgram, until, type Place, type Program } from './lifecycle/program.ts';
import { newEnding, startAlertmanager, startControlled, startPrometheus, type Prometheus } from './servers.ts';
import { ask, becomes } from './surfaces.ts';

/**
 * docs/monitoring.md, block by block: commands are run against the running program, files are judged by the tools that
 * they are for, queries are asked of a Prometheus that scrapes by the page's own jobs.
 */
const blocks = blocksIn(pageAt('docs/monitoring.md'));
const inLanguage = (language: string) =>
  blocks.filter((block) => block.language === language).map((block) => [block.line, block] as const);
const ADDRESS = 'localhost:3000';
const ADMIN = { ALLSWELL_ADMIN_TOKEN: 'the-admin-token' };
const SECRETS = {
  ALLSWELL_METRICS_TOKEN: 'the-token',
  ALLSWELL_METRICS_USERNAME: 'prometheus',
  ALLSWELL_METRICS_PASSWORD: 'the-password',
};

const ending = newEnding();
afterAll(ending.end);
let folder: string;
/** Everybody may scrape it. */
let open: Program;
/** It wants the token or the password. */
let guarded: Program;
let prometheus: Prometheus;
/** The port of an Alertmanager that is told by `open`, and tells it. */
let alertmanager: number;

type Yaml = Record<string, unknown>;
const yamlOf = (block: Block) => parseYaml(block.text) as Yaml;
const yaml = inLanguage('yaml').map(([line, block]) => ({
  line,
  block,
  value: yamlOf(block),
  kind: kindOf(yamlOf(block)),
}));

/** The one YAML block of the page that has a key. */
function yamlWith(key: string): Yaml {
  const [found] = yaml.filter(({ value }) => key in value);
  if (found === undefined) throw new Error(`the page has no ${key}`);
  return found.value;
}

/** An Alertmanager that is set up as the page says, does not wait, and sends to this place. */
async function alertmanagerFor(place: Place): Promise<number> {
  const { route, receivers } = yamlWith('receivers') as { route: Yaml; receivers: unknown };
  const file = join(place.folder, 'allswell-admin-token');
  writeFileSync(file, `${ADMIN.ALLSWELL_ADMIN_TOKEN}\n`);
  const text = JSON.stringify({ route: { ...route, group_wait: '0s', group_interval: '1s' }, receivers })
    .replaceAll(ADDRESS, `127.0.0.1:${place.port}`)
    .replaceAll('/etc/alertmanager/allswell-admin-token', file);
  return (await startAlertmanager(ending.atEnd, text)).port;
}

/** The configuration that the page is about, of targets that are here, and in a hurry. */
function configure(place: Place, port: number, alertmanager: number | null): void {
  const [first] = yaml.filter(({ value }) => 'checks' in value);
  if (first === undefined) throw new Error('the page has no configuration');
  const text = first.block.text
    .replaceAll('https://shop.acme.example', `http://127.0.0.1:${port}`)
    .replaceAll('interval: 30s', 'interval: 1s')
    .concat('defaults: { interval: 1s }\n')
    .concat(alertmanager === null ? '' : alertingTo(alertmanager));
  expect(text).toContain(`http://127.0.0.1:${port}/`);
  place.configure(text);
}

/** How the page says that Alertmanager is told, of the one that is here. */
function alertingTo(port: number): string {
  const [found] = yaml.filter(({ value }) => Object.keys(value).join() === 'alerting');
  return found?.block.text.replaceAll('localhost:9093', `127.0.0.1:${port}`) ?? '';
}

interface Job extends Yaml {
  static_configs: { targets: string[]; labels?: Record<string, string> }[];
  metrics_path?: string;
  authorization?: { credentials_file: string };
  basic_auth?: { password_file: string };
}

/** The page's scrape jobs, one of each block, of the programs that run here. */
function jobsHere(): Job[] {
  const secrets: Record<string, string> = {};
  for (const [name, secret] of [
    ['allswell-token', SECRETS.ALLSWELL_METRICS_TOKEN],
    ['allswell-password', SECRETS.ALLSWELL_METRICS_PASSWORD],
  ] as const) {
    secrets[`/etc/prometheus/${name}`] = join(folder, name);
    writeFileSync(join(folder, name), `${secret}\n`);
  }
  return yaml
    .filter(({ kind, value }) => kind === 'prometheus' && 'scrape_configs' in value)
    .flatMap(({ line, value }) => (value['scrape_configs'] as Job[]).map((job) => ({ line, job })))
    .filter(({ job }) => job.metrics_path !== '/probe')
    .map(({ line, job }): Job => {
      const isGuarded = job.authorization !== undefined || job.basic_auth !== undefined;
      const here = new URL((isGuarded ? guarded : open).url).host;
      const text = JSON.stringify({ ...job, job_name: `line ${line}`, scrape_interval: '1s', scrape_timeout: '1s' });
      const withFiles = Object.entries(secrets).reduce((all, [there, file]) => all.replaceAll(there, file), text);
      return JSON.parse(withFiles.replaceAll(ADDRESS, here)) as Job;
    });
}

beforeAll(async () => {
  const { atEnd } = ending;
  const target = await startControlled(atEnd);
  const places = [await newPlace(ADMIN, atEnd), await newPlace(SECRETS, atEnd)] as const;
  alertmanager = await alertmanagerFor(places[0]);
  configure(places[0], target.port, alertmanager);
  configure(places[1], target.port, null);
  folder = join(places[0].folder, 'work');
  mkdirSync(folder);
  // Commands stand on the page as people type them: here an error of the server must be one of theirs.
  writeFileSync(join(folder, '.curlrc'), 'fail\nsilent\nshow-error\n');
  [open, guarded] = [await startProgram(places[0]), await startProgram(places[1])];
  const answered = async () =>
    (await ask(open, '/api/health?format=json')).body.includes('"status":"pass","description"');
  await until(answered, () => open.output());
  prometheus = await startPrometheus(` ${JSON.stringify(jobsHere())}`, 'groups: []\n', atEnd);
}, 90_000);

/** The series of an instant query; fails when Prometheus refuses it. */
async function seriesOf(query: string): Promise<{ metric: Record<string, string>; value: [number, string] }[]> {
  const answer = (await prometheus.get(`query?query=${encodeURIComponent(query)}`)) as {
    result?: { metric: Record<string, string>; value: [number, string] }[];
  };
  if (answer.result === undefined) throw new Error(`Prometheus refuses ${query}`);
  return answer.result;
}

/** Every metric that an expression is about must be scraped. */
async function expectScraped(text: string): Promise<void> {
  const names = metricsIn(text);
  const missing = async () => {
    const found = await Promise.all(names.map(async (name) => [name, (await seriesOf(name)).length] as const));
    return found.filter(([, count]) => count === 0).map(([name]) => name);
  };
  await expect.poll(missing, { interval: 200 }).toEqual([]);
}

test('every block has an executor', () => {
  const known = ['bash', 'yaml', 'promql', 'prometheus', 'json'];
  expect(blocks.filter(({ language }) => !known.includes(language))).toEqual([]);
  expect(blocks.length).toBeGreaterThan(40);
});

describe('commands', () => {
  test.each(inLanguage('bash'))('of line %d', (_, { text }) => {
    const cwd = join(folder, 'commands');
    rmSync(cwd, { recursive: true, force: true });
    mkdirSync(cwd);
    const program = text.includes('$ALLSWELL_METRICS_') ? guarded : open;
    const { status, stdout, stderr } = spawnSync(
      'bash',
      ['--norc', '-euo', 'pipefail', '-c', text.replaceAll(`http://${ADDRESS}`, program.url)],
      {
        cwd,
        env: { NODE_ENV: 'production', PATH: process.env['PATH'] ?? '', HOME: folder, ...ADMIN, ...SECRETS },
        encoding: 'utf8',
        timeout: 20_000,
      },
    );
    expect([status, stderr]).toEqual([0, '']);
    const saved = readdirSync(cwd);
    expect(saved.length + stdout.length).toBeGreaterThan(0);
    for (const name of saved) {
      const content = readFileSync(join(cwd, name), 'utf8');
      if (extname(name) === '.json') expect(JSON.parse(content)).toHaveProperty('panels');
      else judge(parseYaml(content) as Yaml, content);
    }
  });
});

/** Files by the tools that they are for. */
function judge(value: Yaml, text: string): void {
  const kind = kindOf(value);
  if (kind === 'allswell') expect(parseConfiguration(text).warnings).toEqual([]);
  else if (kind === 'grafana') expect(value['apiVersion']).toBe(1);
  else if (kind !== 'datadog' && kind !== 'probes') expect(findingsOf(kind, text, folder)).toBe('');
}

describe('files', () => {
  test.each(yaml.map((one) => [one.line, one.kind, one] as const))(
    'of line %d, for %s',
    async (_, kind, { block, value }) => {
      judge(value, block.text);
      if (kind === 'rules') await expectRules(value);
      if (kind === 'probes') await expectProbes(value);
      if (kind === 'datadog') await expectDatadog(value);
    },
  );

  test('each scrape job of the page scrapes', async () => {
    const health = async () => {
      const { activeTargets } = (await prometheus.get('targets')) as {
        activeTargets: { labels: { job: string }; health: string; lastError: string }[];
      };
      return Object.fromEntries(activeTargets.map(({ labels, ...it }) => [labels.job, `${it.health} ${it.lastError}`]));
    };
    const all = Object.fromEntries(jobsHere().map((job) => [String(job['job_name']), 'up ']));
    expect(Object.keys(all).length).toBeGreaterThanOrEqual(5);
    await expect.poll(health, { interval: 200 }).toEqual(all);
  });
});

async function expectRules(value: Yaml): Promise<void> {
  const groups = value['groups'] as { rules: { expr: string }[] }[];
  for (const { expr } of groups.flatMap(({ rules }) => rules)) {
    await expectScraped(expr);
    await seriesOf(expr);
  }
}

async function expectProbes(value: Yaml): Promise<void> {
  for (const probe of Object.values(value) as { httpGet: { path: string } }[])
    expect((await ask(open, probe.httpGet.path)).status).toBe(200);
}

async function expectDatadog(value: Yaml): Promise<void> {
  for (const instance of value['instances'] as { openmetrics_endpoint: string; metrics: string[] }[]) {
    const { pathname } = new URL(instance.openmetrics_endpoint);
    const { status, body } = await ask(open, pathname, { accept: 'text/plain' });
    expect(status).toBe(200);
    // The agent takes a counter by the name of its family.
    const served = [...body.matchAll(/^# TYPE (\w+?)(?:_total)? /gm)].map(([, name]) => name);
    expect(served).toEqual(expect.arrayContaining(instance.metrics));
  }
}

describe('queries', () => {
  test.each(inLanguage('promql'))('of line %d', async (_, { text }) => {
    await expectScraped(text);
    await expect.poll(async () => (await seriesOf(text)).length, { interval: 200 }).toBeGreaterThan(0);
  });
});

describe('examples of metrics', () => {
  const served = (exposition: string) => new Set(exposition.split('\n').map(withoutValue));
  const withoutValue = (line: string) => (line.startsWith('#') ? line : line.replace(/ [^ ]+$/, ''));

  test.each(inLanguage('prometheus'))('of line %d are served, but for their values', async (_, { text }) => {
    const { body } = await ask(open, '/api/health?format=prometheus');
    const missing = text.split('\n').filter((line) => line !== '' && !served(body).has(withoutValue(line)));
    expect(missing).toEqual([]);
  });
});

describe('examples of JSON', () => {
  test.each(inLanguage('json'))('of line %d have the members that are served', async (_, { text }) => {
    const { body } = await ask(open, '/api/health?format=json&check=shop');
    expect(shapeOf(JSON.parse(text) as unknown)).toEqual(shapeOf(JSON.parse(body) as unknown));
  });
});

test('an alert drives the check that its rule names, and what the check becomes is told to Alertmanager', async () => {
  const rules = (
    yaml.filter(({ kind }) => kind === 'rules').map(({ value }) => value['groups']) as { rules: Rule[] }[][]
  )
    .flat()
    .flatMap((group) => group.rules);
  const rule = rules.find(({ labels }) => labels['check'] !== undefined);
  if (rule === undefined) throw new Error('no rule of the page names a check');
  const startsAt = iso(Date.now());
  const say = async (endsAt: number) => {
    const alert = { labels: { alertname: rule.alert, ...rule.labels }, annotations: rule.annotations };
    const body = JSON.stringify([{ ...alert, startsAt, endsAt: iso(endsAt) }]);
    const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
    expect((await fetch(`http://127.0.0.1:${alertmanager}/api/v2/alerts`, request)).status).toBe(200);
  };
  await say(Date.now() + 60_000);
  await becomes(open, 'storefront', 'down', 'reported_down');
  const told = async () =>
    ((await (await fetch(`http://127.0.0.1:${alertmanager}/api/v2/alerts`)).json()) as Rule[])
      .map(({ labels }) => labels)
      .filter(({ alertname }) => alertname !== rule.alert);
  const labels = { alertname: 'HealthCheckDown', severity: 'critical', check: 'storefront', site: 'Acme', team: 'web' };
  await expect.poll(told).toEqual([expect.objectContaining(labels)]);
  await say(Date.now());
  await becomes(open, 'storefront', 'up');
  await expect.poll(told).toEqual([]);
});

interface Rule {
  readonly alert: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The members of a value, and those of its members; of a list those of its first entry. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== 'object' || value === null) return null;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shapeOf(member)]));
}
