import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { MONITORING_FILE_NAMES, MONITORING_FILES } from '../../../../lib/formats/monitoring/files.ts';
import { settingsOf } from './settings.ts';

interface ScrapeConfig {
  readonly job_name: string;
  readonly scheme: string;
  readonly metrics_path: string;
  readonly params?: unknown;
  readonly authorization?: unknown;
  readonly basic_auth?: unknown;
  readonly static_configs: unknown;
}
interface Configuration {
  readonly global: Readonly<Record<string, string>>;
  readonly rule_files: readonly string[];
  readonly alerting: unknown;
  readonly scrape_configs: readonly ScrapeConfig[];
}

const scrapeOf = (over: Parameters<typeof settingsOf>[0]) =>
  MONITORING_FILES['prometheus.yml'].render(settingsOf(over));
const jobOf = (over: Parameters<typeof settingsOf>[0]) => (parse(scrapeOf(over)) as Configuration).scrape_configs[0];

/** What promtool says about a whole configuration, the files that it names included. */
function promtool(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'allswell-scrape-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const rules = MONITORING_FILES['prometheus-rules.yml'].render(settingsOf({}));
  const files = {
    'prometheus.yml': text,
    'prometheus-rules.yml': rules,
    'allswell-token': 't',
    'allswell-password': 'p',
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const args = ['check', 'config', '--lint=all', 'prometheus.yml'];
  const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: folder, encoding: 'utf8' });
  return `${status ?? ''}${stderr}${status === 0 ? '' : stdout}`;
}

/** The same file with its comments between two words made part of it, and what they stand for taken out. */
function otherwise(text: string, off: RegExp, on: RegExp): string {
  const changed = text.replace(off, '').replace(on, (block) => block.replace(/^( +)# /gm, '$1'));
  expect(changed).not.toBe(text);
  return changed;
}

describe('prometheus.yml', () => {
  test.each([
    ['https://status.acme.example', 'https', 'status.acme.example:443', '/metrics'],
    ['http://localhost:3000', 'http', 'localhost:3000', '/metrics'],
    ['http://acme.example', 'http', 'acme.example:80', '/metrics'],
    ['https://acme.example:8443/status/page', 'https', 'acme.example:8443', '/status/page/metrics'],
    ['http://[::1]:3000', 'http', '[::1]:3000', '/metrics'],
    ['https://acme.example/a"b', 'https', 'acme.example:443', '/a%22b/metrics'],
  ])('scrapes %s', (url, scheme, target, path) => {
    expect(jobOf({ url })).toMatchObject({
      job_name: 'allswell',
      scheme,
      metrics_path: path,
      static_configs: [{ targets: [target] }],
    });
    expect(promtool(scrapeOf({ url }))).toBe('0');
  });

  test('sends what fires to Alertmanager, and gives up before it asks again', () => {
    const { global, rule_files: rules, alerting } = parse(scrapeOf({})) as Configuration;
    expect(global).toEqual({ scrape_interval: '15s', scrape_timeout: '5s', evaluation_interval: '15s' });
    expect(rules).toEqual(['prometheus-rules*.yml']);
    expect(alerting).toEqual({ alertmanagers: [{ static_configs: [{ targets: ['localhost:9093'] }] }] });
  });

  const bearer = { type: 'Bearer', credentials_file: 'allswell-token' };
  const basic = { username: 'prometheus', password_file: 'allswell-password' };
  test.each([
    ['bearer', { authorization: bearer }],
    ['basic', { basic_auth: basic }],
    [null, {}],
  ] as const)('with the credential %s proves who it is in the way that is asked for', (credential, expected) => {
    const { authorization, basic_auth: basicAuth } = jobOf({ credential }) ?? {};
    expect({
      ...(authorization === undefined ? {} : { authorization }),
      ...(basicAuth === undefined ? {} : { basic_auth: basicAuth }),
    }).toEqual(expected);
    expect(scrapeOf({ credential })).not.toContain('bearer_token');
    expect(promtool(scrapeOf({ credential }))).toBe('0');
  });

  const AUTHORIZATION = /^ +(# )?authorization:\n( +(# )? +\w+: .*\n)+/m;
  const BASIC = /^ +(# )?basic_auth:\n( +(# )? +\w+: .*\n)+/m;
  test('the ways that are comments are right, too', () => {
    const withBasic = otherwise(scrapeOf({ credential: 'bearer' }), AUTHORIZATION, BASIC);
    expect((parse(withBasic) as Configuration).scrape_configs[0]).toMatchObject({ basic_auth: basic });
    const withBearer = otherwise(scrapeOf({ credential: null }), BASIC, AUTHORIZATION);
    expect((parse(withBearer) as Configuration).scrape_configs[0]).toMatchObject({ authorization: bearer });
    const path = /^ +metrics_path: .*\n/m;
    const byHealth = otherwise(scrapeOf({ url: 'https://a.example/b' }), path, /^ +# metrics_path[\s\S]*\[public\]\n/m);
    expect((parse(byHealth) as Configuration).scrape_configs[0]).toMatchObject({
      metrics_path: '/b/api/health',
      params: { format: ['prometheus'], group: ['public'] },
    });
    for (const text of [withBasic, withBearer, byHealth]) expect(promtool(text)).toBe('0');
  });
});

describe('provisioning', () => {
  test('names a data source of the kind that the dashboard asks for', () => {
    const text = MONITORING_FILES['grafana-datasource.yml'].render(settingsOf({}));
    expect(parse(text)).toMatchObject({ apiVersion: 1, datasources: [{ type: 'prometheus', access: 'proxy' }] });
    expect(text).toContain('/etc/grafana/provisioning/datasources/');
  });

  test('finds the dashboard in the folder where it tells to put it', () => {
    const text = MONITORING_FILES['grafana-dashboards.yml'].render(settingsOf({}));
    const { apiVersion, providers } = parse(text) as {
      apiVersion: number;
      providers: { type: string; options: { path: string } }[];
    };
    expect([apiVersion, providers.map(({ type }) => type)]).toEqual([1, ['file']]);
    expect(text).toContain(`# to ${providers[0]?.options.path ?? '?'}/.`);
    expect(text).toContain('https://status.acme.example/monitoring/grafana-dashboard.json');
  });
});

test.each(MONITORING_FILE_NAMES)('%s stays what it is whatever the site is called', (name) => {
  const { contentType, render } = MONITORING_FILES[name];
  const names = ['{{ template "x" }}', '"quoted" \\ and: # more', '- 🎉 \u200f שלום', "it's %{$x}"];
  for (const site of names) {
    const text = render(settingsOf({ name: site, labels: { environment: '"; drop' } }));
    // Templates of Go leave it as it is; the names of labels are there, their values never.
    expect(text).not.toContain('drop');
    const value = (contentType === 'application/json' ? JSON.parse(text) : parse(text)) as Record<string, unknown>;
    if (name === 'grafana-dashboard.json') expect(value['title']).toBe(`${site} – status`);
    if (name === 'prometheus-rules.yml')
      expect(JSON.stringify(value)).toContain(JSON.stringify(`${site.replace('{{', '{{ "{{" }}')} is down`));
  }
});
