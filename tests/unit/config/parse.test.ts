import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../lib/config/parse.ts';
import { parse, surroundings } from './surroundings.ts';

const minimal = 'checks: [{ id: web, name: Web, type: http, url: https://acme.example/ }]';

const hook = {
  checkLabel: 'check',
  incidentLabel: 'incident',
  severityLabel: 'severity',
  degraded: ['warning', 'info', 'none'],
  forgetAfter: 25 * 3_600_000,
};

const SPOKEN = { language: 'en', languages: ['en', 'de', 'fr', 'es', 'ja', 'zh', 'ar'] } as const;

const PLAIN = { logo: null, accent: null, links: [], css: null, header: null, footer: null, indexed: true };

describe('defaults', () => {
  it('fills in what the file does not say', () => {
    const config = parse(minimal);
    expect(config.catalogue).toEqual({
      site: {
        name: 'Allswell',
        url: 'http://localhost:3000',
        description: null,
        timezone: 'UTC',
        brand: PLAIN,
        ...SPOKEN,
      },
      metrics: { prefix: 'health_check', labels: {}, histogram: false },
      feeds: { hub: null },
      retention: { results: 3 * 86_400_000, fiveMinutes: 14 * 86_400_000, hours: 400 * 86_400_000 },
      countMaintenance: false,
      hook,
      groups: [],
      checks: [
        {
          id: 'web',
          name: 'Web',
          description: null,
          group: null,
          type: 'http',
          severity: 'critical',
          public: true,
          paused: false,
          interval: 60_000,
          timeout: 10_000,
          failureThreshold: 1,
          successThreshold: 1,
          slowAfter: { degraded: null, down: null },
          formerIds: [],
        },
      ],
    });
    expect(config.file).toBe('a.yaml');
    expect(config.warnings).toEqual([]);
  });

  it('takes what a check does not say from the defaults of the file', () => {
    const { checks } = parse(`
defaults: { interval: 5m, timeout: 3s, retries: 2, failureThreshold: 3, successThreshold: 2 }
checks:
  - { id: a, name: A, type: tcp, host: db, port: 5432 }
  - { id: b, name: B, type: tcp, host: db, port: 5432, interval: 500ms, timeout: 1s, retries: 0, failureThreshold: 1, successThreshold: 1 }
`);
    const timing = { interval: 300_000, timeout: 3_000, retries: 2, failureThreshold: 3, successThreshold: 2 };
    expect(checks[0]).toMatchObject(timing);
    expect(checks[1]).toMatchObject({
      interval: 500,
      timeout: 1_000,
      retries: 0,
      failureThreshold: 1,
      successThreshold: 1,
    });
  });
});

it('reads every key of the file', () => {
  const config = parse(`
site: { name: Acme, url: https://status.acme.example/base/, description: All of it, timezone: Europe/Berlin }
metrics: { prefix: django_health_check, labels: { environment: production } }
retention: { results: 1d, fiveMinutes: 7d, hours: 100d }
uptime: { countMaintenance: true }
alerting:
  alertmanagers:
    - { url: 'https://me:pw@am.example/alerts/', headers: { Authorization: Bearer x } }
    - { url: 'http://[::1]:9093' }
  labels: { team: web }
  resend: 30s
  hook: { checkLabel: service, incidentLabel: page, severityLabel: level, degraded: [low], forgetAfter: 2d }
groups:
  - { id: public, name: Public services }
checks:
  - id: website
    name: Website
    description: What customers see
    group: public
    type: http
    url: https://me:hunter2@acme.example/
    interval: 30s
    severity: warning
    public: false
    paused: true
    formerIds: [www, old.site]
    expect:
      status: [2xx, 301]
      responseTime: { degraded: 500ms, down: 3s }
`);
  expect(config.catalogue).toEqual({
    site: {
      name: 'Acme',
      url: 'https://status.acme.example/base',
      description: 'All of it',
      timezone: 'Europe/Berlin',
      brand: PLAIN,
      ...SPOKEN,
    },
    metrics: { prefix: 'django_health_check', labels: { environment: 'production' }, histogram: false },
    feeds: { hub: null },
    retention: { results: 86_400_000, fiveMinutes: 7 * 86_400_000, hours: 100 * 86_400_000 },
    countMaintenance: true,
    hook: {
      checkLabel: 'service',
      incidentLabel: 'page',
      severityLabel: 'level',
      degraded: ['low'],
      forgetAfter: 2 * 86_400_000,
    },
    groups: [{ id: 'public', name: 'Public services' }],
    checks: [
      {
        id: 'website',
        name: 'Website',
        description: 'What customers see',
        group: 'public',
        type: 'http',
        severity: 'warning',
        public: false,
        paused: true,
        interval: 30_000,
        timeout: 10_000,
        failureThreshold: 1,
        successThreshold: 1,
        slowAfter: { degraded: 500, down: 3_000 },
        formerIds: ['www', 'old.site'],
      },
    ],
  });
  expect(config.checks[0]?.formerIds).toEqual(['www', 'old.site']);
  expect(config.checks[0]?.options).toMatchObject({ url: 'https://me:hunter2@acme.example/' });
  expect(JSON.stringify(config.catalogue)).not.toContain('hunter2');
  expect(config.alerting).toEqual({
    alertmanagers: [
      { url: 'https://me:pw@am.example/alerts', headers: { Authorization: 'Bearer x' } },
      { url: 'http://[::1]:9093', headers: {} },
    ],
    labels: { team: 'web' },
    resend: 30_000,
  });
});

describe('without checks in the file', () => {
  const builtIn = ['database', 'storage', 'disk', 'memory', 'dns'];

  it.each([
    ['no file', null],
    ['an empty file', ''],
    ['a file of comments', '# nothing yet\n'],
    ['a file without the key', 'site: { name: Acme }'],
  ])('%s: Allswell checks itself', (_case, source) => {
    const config = parseConfig(source === null ? null : { source, file: 'a.yaml' }, surroundings);
    expect(config.checks.map((check) => check.id)).toEqual(builtIn);
    expect(config.checks.map((check) => check.interval)).toEqual(builtIn.map(() => 30_000));
    expect(config.file).toBe(source === null ? null : 'a.yaml');
    expect(config.catalogue.site.name).toBe(source?.includes('Acme') ? 'Acme' : 'Allswell');
  });

  it('watches the data, and looks its own name up through the system', () => {
    const { checks } = parseConfig(null, surroundings);
    expect(checks.map(({ name, severity, options }) => ({ name, severity, options }))).toEqual([
      { name: 'Database', severity: 'critical', options: {} },
      { name: 'Storage', severity: 'critical', options: { path: '/srv/data' } },
      { name: 'Disk', severity: 'critical', options: { path: '/srv/data' } },
      { name: 'Memory', severity: 'critical', options: {} },
      { name: 'DNS', severity: 'warning', options: { host: 'night-watch', resolver: 'system' } },
    ]);
  });

  it('looks up localhost where the machine has a name that is none', () => {
    const { checks } = parseConfig(null, { ...surroundings, hostname: '12345' });
    expect(checks[4]?.options).toMatchObject({ host: 'localhost' });
  });

  it('respects the defaults of the file', () => {
    expect(parse('defaults: { interval: 2m }').checks[0]?.interval).toBe(120_000);
    expect(parse('defaults: { timeout: 2s }').checks[0]).toMatchObject({ interval: 30_000, timeout: 2_000 });
  });

  it('an empty list is a list: nothing is checked', () => {
    const config = parse('checks: []');
    expect(config.checks).toEqual([]);
    expect(config.warnings).toEqual(['no checks are configured: nothing is watched']);
  });
});

describe('warnings', () => {
  const hidden = (id: string) => `  - { id: ${id}, name: X, type: memory, public: false }\n`;

  it('tells of checks that nobody can see', () => {
    expect(parse(`checks:\n${hidden('a')}${hidden('b')}`, { hasToken: false }).warnings).toEqual([
      'checks a, b are public: false, and no token is configured: they are left out of every surface',
    ]);
    expect(parse(`checks:\n${hidden('a')}`, { hasToken: false }).warnings).toEqual([
      'check a is public: false, and no token is configured: it is left out of every surface',
    ]);
  });

  it('has none where there is a token', () => {
    expect(parse(`checks:\n${hidden('a')}`, { hasToken: true }).warnings).toEqual([]);
  });
});

describe('YAML', () => {
  it('follows aliases', () => {
    const { checks } = parse(`
checks:
  - { id: a, name: A, type: http, url: https://a.example/, expect: &good { status: 204 } }
  - { id: b, name: B, type: http, url: https://b.example/, expect: *good }
`);
    expect(checks[1]?.options).toEqual({ ...(checks[0]?.options as object), url: 'https://b.example/' });
  });

  it('keeps values of JSON as plain objects', () => {
    const { checks } = parse(`
checks:
  - id: a
    name: A
    type: http
    url: https://a.example/
    expect: { json: [{ path: $.a, equals: { b: [1, null, { c: true }] } }] }
`);
    const options = checks[0]?.options as { expect: { json: { equals: unknown }[] } };
    expect(options.expect.json[0]?.equals).toStrictEqual({ b: [1, null, { c: true }] });
  });
});
