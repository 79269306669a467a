import { describe, expect, it } from 'vitest';
import { refusal } from './surroundings.ts';

const check = (keys: string) => `checks:\n  - { id: a, name: A, type: memory, ${keys} }`;
const http = (keys: string) => `checks:\n  - { id: a, name: A, type: http, url: https://a.example/, ${keys} }`;

const ID = 'must be 1 to 63 letters, digits, dots, dashes or underscores, beginning with a letter or digit';
const LINE = 'must be text on one line, of 1 to 100 characters';
const SITE_URL = 'must be an absolute http or https URL without credentials, query and fragment';
const ZONE = 'must be a time zone of the IANA database, such as UTC or Europe/Berlin';
const PREFIX =
  'must be letters, digits and underscores, not beginning with a digit, at most 64: the start of a metric’s name';
const LABEL = 'must be letters, digits and underscores, beginning with neither a digit nor two underscores';
const TAKEN = 'must be another label: Allswell’s own metrics have this one';
const DURATION = 'must be a duration such as 500ms, 30s, 5m, 1h or 7d';
const ALERTMANAGER_URL = 'must be an absolute http or https URL without query and fragment';
const TYPES = 'http, tcp, dns, storage, disk, memory, database, push';
const KEYS =
  'id, type, name, description, group, interval, timeout, retries, failureThreshold, successThreshold, severity, ' +
  'public, paused, formerIds';

/** Each rule broken once: the text, and all that is said about it. */
describe.each<[string, [string, ...string[]][]]>([
  [
    'the file',
    [
      ['- a', '1:1: must be a mapping (got a list)'],
      ['hello', '1:1: must be a mapping (got "hello")'],
      [
        'sites: {}',
        '1:1: sites: is not a known key; known here: site, metrics, feeds, defaults, retention, uptime, alerting, groups, checks (got "sites")',
      ],
      ['site: {}\nsite: {}', '2:1: site: must stand only once in its mapping (got "site")'],
      [
        'site: {}\n1: x\n? [a]\n: b',
        '2:1: ["1"]: is not a known key; known here: site, metrics, feeds, defaults, retention, uptime, alerting, groups, checks (got "1")',
        '3:3: must have keys that are plain text (got a list)',
      ],
      ['checks:', '1:1: checks: must be a list (got nothing)'],
      ['checks: {}', '1:9: checks: must be a list (got a mapping)'],
      ['site:\n  # name: x', '1:1: site: must be a mapping (got nothing)'],
    ],
  ],
  [
    'YAML',
    [
      [
        'site: {\n  name: x',
        '2:10: must be valid YAML: wrong indentation, or a bracket that is not closed (got the end of the file)',
      ],
      ['site:\n\tname: x', '2:1: must be valid YAML: indent with spaces, not with tabs (got "\\t")'],
      ['site: *nothing', '1:7: site: must be an alias of an anchor that stands before it (got *nothing)'],
      ['site: &a { name: *a }', '1:18: site.name: must not be an alias of what it is in (got *a)'],
      ['site: !env x', '1:7: must be valid YAML: a tag that is not known here, or does not fit its value (got "!")'],
      ['site: {}\n---\nsite: {}', '2:1: must be one YAML document (got "-")'],
    ],
  ],
  [
    'site',
    [
      ['site: { name: "" }', `1:15: site.name: ${LINE} (got "")`],
      ['site: { name: 12 }', `1:15: site.name: ${LINE} (got 12)`],
      ['site: { name: "a\\nb" }', `1:15: site.name: ${LINE} (got "a\\nb")`],
      ['site: { url: acme.example }', `1:14: site.url: ${SITE_URL} (got "acme.example")`],
      ['site: { url: "ftp://acme.example" }', `1:14: site.url: ${SITE_URL} (got "ftp://acme.example")`],
      ['site: { url: "https://acme.example/?a" }', `1:14: site.url: ${SITE_URL} (got "https://acme.example/?a")`],
      ['site: { url: "https://me:pw@acme.example/" }', `1:14: site.url: ${SITE_URL} (got "https://***@acme.example/")`],
      ['site: { timezone: Mars/Olympus }', `1:19: site.timezone: ${ZONE} (got "Mars/Olympus")`],
      ['site: { timezone: "+01:00" }', `1:19: site.timezone: ${ZONE} (got "+01:00")`],
      [
        'site: { description: [] }',
        '1:22: site.description: must be text on one line, of 1 to 500 characters (got a list)',
      ],
      [
        'site: { title: x }',
        '1:9: site.title: is not a known key; known here: name, url, description, timezone, logo, accent, links, css, header, footer, indexed, language, languages (got "title")',
      ],
      ['site: { language: it }', '1:19: site.language: must be one of en, de, fr, es, ja, zh, ar (got "it")'],
      [
        'site: { languages: [en, xx] }',
        '1:25: site.languages[1]: must be one of en, de, fr, es, ja, zh, ar (got "xx")',
      ],
      ['site: { languages: [] }', '1:20: site.languages: must have at least 1 entries (got a list)'],
      ['site: { languages: [en, de, en] }', '1:20: site.languages: must name each language once (got a list)'],
      ['site: { language: fr, languages: [en, de] }', '1:19: site.language: must be one of site.languages (got "fr")'],
    ],
  ],
  [
    'metrics',
    [
      ['metrics: { prefix: 1up }', `1:20: metrics.prefix: ${PREFIX} (got "1up")`],
      ['metrics: { prefix: "a:b" }', `1:20: metrics.prefix: ${PREFIX} (got "a:b")`],
      ['metrics: { labels: { a-b: x } }', `1:22: metrics.labels.a-b: ${LABEL} (got "a-b")`],
      ['metrics: { labels: { __a: x } }', `1:22: metrics.labels.__a: ${LABEL} (got "__a")`],
      ['metrics: { labels: { __proto__: x } }', '1:22: metrics.labels.__proto__: is not a known key (got "__proto__")'],
      ...['check', 'name', 'group', 'type', 'result', 'window', 'phase', 'version', 'le', 'quantile'].map(
        (label): [string, string] => [
          `metrics: { labels: { ${label}: x } }`,
          `1:22: metrics.labels.${label}: ${TAKEN} (got "${label}")`,
        ],
      ),
      ['metrics: { labels: { a: 1 } }', '1:25: metrics.labels.a: must be text (numbers in quotes) (got 1)'],
    ],
  ],
  [
    'alerting',
    [
      [
        'alerting: { alertmanagers: [{ url: "am:9093" }, { headers: { "a b": x } }] }',
        `1:36: alerting.alertmanagers[0].url: ${ALERTMANAGER_URL} (got "am:9093")`,
        `1:49: alerting.alertmanagers[1].url: ${ALERTMANAGER_URL} (got nothing)`,
        '1:62: alerting.alertmanagers[1].headers["***"]: must be a header name (got "***")',
      ],
      [
        'alerting: { alertmanagers: [{ url: "http://me:pw@am/?a=1" }] }',
        `1:36: alerting.alertmanagers[0].url: ${ALERTMANAGER_URL} (got "http://***@am/?a=1")`,
      ],
      ...['alertname', 'check', 'group', 'severity', 'site', 'instance'].map((label): [string, string] => [
        `alerting: { labels: { ${label}: x } }`,
        `1:23: alerting.labels.${label}: must be another label: alerts have alertname, check, group, severity, site, instance by themselves (got "${label}")`,
      ]),
      ['alerting: { labels: { a-b: x } }', `1:23: alerting.labels.a-b: ${LABEL} (got "a-b")`],
      ['alerting: { resend: 500ms }', '1:21: alerting.resend: must last from 1s to 1h (got "500ms")'],
      [
        'alerting: { hook: { forgetAfter: 10s } }',
        '1:34: alerting.hook.forgetAfter: must last from 1m to 365d (got "10s")',
      ],
      ['alerting: { hook: { degraded: [""] } }', '1:32: alerting.hook.degraded[0]: must not be empty (got "")'],
    ],
  ],
  [
    'defaults, retention, uptime',
    [
      ['defaults: { interval: soon }', `1:23: defaults.interval: ${DURATION} (got "soon")`],
      ['defaults: { interval: 50ms }', '1:23: defaults.interval: must last from 100ms to 30d (got "50ms")'],
      ['defaults: { interval: 31d }', '1:23: defaults.interval: must last from 100ms to 30d (got "31d")'],
      ['defaults: { timeout: 11m }', '1:22: defaults.timeout: must last from 100ms to 10m (got "11m")'],
      ['defaults: { retries: 11 }', '1:22: defaults.retries: must be a whole number from 0 to 10 (got 11)'],
      ['defaults: { retries: 0x1F }', '1:22: defaults.retries: must be a whole number from 0 to 10 (got 0x1F)'],
      [
        'defaults: { failureThreshold: 0 }',
        '1:31: defaults.failureThreshold: must be a whole number from 1 to 100 (got 0)',
      ],
      [
        'defaults: { successThreshold: 1.5 }',
        '1:31: defaults.successThreshold: must be a whole number from 1 to 100 (got 1.5)',
      ],
      ['retention: { results: 1m }', '1:23: retention.results: must last from 1h to 3650d (got "1m")'],
      ['retention: { hours: for ever }', `1:21: retention.hours: ${DURATION} (got "for ever")`],
      ['uptime: { countMaintenance: yes }', '1:29: uptime.countMaintenance: must be true or false (got "yes")'],
    ],
  ],
  [
    'groups',
    [
      ['groups: [{ id: a b, name: A }]', `1:16: groups[0].id: ${ID} (got "a b")`],
      ['groups: [{ id: a }]', `1:10: groups[0].name: ${LINE} (got nothing)`],
      [
        'groups:\n  - { id: a, name: A }\n  - { id: a, name: B }',
        '3:11: groups[1].id: must be unique: groups[0] has the same id (got "a")',
      ],
    ],
  ],
  [
    'a check',
    [
      ['checks: [web]', '1:10: checks[0]: must be a mapping (got "web")'],
      ['checks: [{ id: a, name: A }]', `1:10: checks[0].type: must be one of ${TYPES} (got nothing)`],
      ['checks: [{ id: a, name: A, type: ping }]', `1:34: checks[0].type: must be one of ${TYPES} (got "ping")`],
      [
        'checks: [{ id: -a, name: A, type: ping, interval: 5 }]',
        `1:16: checks[0].id: ${ID} (got "-a")`,
        `1:35: checks[0].type: must be one of ${TYPES} (got "ping")`,
        `1:51: checks[0].interval: ${DURATION} (got 5)`,
      ],
      ['checks: [{ name: A, type: memory }]', `1:10: checks[0].id: ${ID} (got nothing)`],
      ['checks: [{ id: a, type: memory }]', `1:10: checks[0].name: ${LINE} (got nothing)`],
      [
        check('intervall: 5s'),
        `2:37: checks[0].intervall: is not a known key; known here: ${KEYS}, degraded, down (got "intervall")`,
      ],
      [check('url: x'), `2:37: checks[0].url: is not a known key; known here: ${KEYS}, degraded, down (got "url")`],
      [check('timeout: 0s'), '2:46: checks[0].timeout: must last from 100ms to 10m (got "0s")'],
      [check('severity: low'), '2:47: checks[0].severity: must be one of critical, warning (got "low")'],
      [check('public: on'), '2:45: checks[0].public: must be true or false (got "on")'],
      [check('paused: 1'), '2:45: checks[0].paused: must be true or false (got 1)'],
      [check('group: a'), '2:44: checks[0].group: must be the id of a group; there is none (got "a")'],
      [
        `groups: [{ id: a, name: A }, { id: b, name: B }]\n${check('group: c')}`,
        '3:44: checks[0].group: must be the id of a group; there is "a", "b" (got "c")',
      ],
      [check('group: 1'), '2:44: checks[0].group: must be the id of a group (got 1)'],
      [
        `${check('paused: true')}\n  - { id: a, name: B, type: memory }`,
        '3:11: checks[1].id: must be unique: checks[0] has the same id (got "a")',
      ],
      [check('formerIds: b'), '2:48: checks[0].formerIds: must be a list (got "b")'],
      [check('formerIds: [b, a b]'), `2:52: checks[0].formerIds[1]: ${ID} (got "a b")`],
      [
        check('formerIds: [a]'),
        '2:49: checks[0].formerIds[0]: must not be the id of a check: checks[0] has it (got "a")',
      ],
      [
        `${check('formerIds: [b]')}\n  - { id: b, name: B, type: memory }`,
        '2:49: checks[0].formerIds[0]: must not be the id of a check: checks[1] has it (got "b")',
      ],
      [
        `${check('formerIds: [x]')}\n  - { id: b, name: B, type: memory, formerIds: [x] }`,
        '3:49: checks[1].formerIds[0]: must not be claimed twice: checks[0].formerIds[0] has it, too (got "x")',
      ],
    ],
  ],
  [
    'a type’s own keys',
    [
      ['checks: [{ id: a, name: A, type: http }]', '1:10: checks[0].url: must be an http or https URL (got nothing)'],
      [
        'checks: [{ id: a, name: A, type: tcp, host: a, port: 0 }]',
        '1:54: checks[0].port: must be a port from 1 to 65535 (got 0)',
      ],
      [
        http('expect: { status: [2xx, 9xx] }'),
        '2:84: checks[0].expect.status[1]: must be a status such as 200 or a class such as 2xx (got "9xx")',
      ],
      [
        http('expect: { status: ok }'),
        '2:78: checks[0].expect.status: must be a status such as 200 or a class such as 2xx (got "ok")',
      ],
      [check('degraded: 101'), '2:47: checks[0].degraded: must be a percentage from 0 to 100 (got 101)'],
      [
        http('expect: { responseTime: { degraded: 3s, down: 1s } }'),
        '2:84: checks[0].expect.responseTime: degraded must not be longer than down (got a mapping)',
      ],
    ],
  ],
])('%s', (_part, cases) => {
  it.each(cases)('%j', (source, ...lines) => {
    expect(refusal(source)).toEqual(lines.map((line) => `a.yaml:${line}`));
  });
});

it('reports rules between the options of a type', () => {
  expect(refusal(http('method: HEAD, expect: { body: { contains: x } }'))).toEqual([
    'a.yaml:2:68: checks[0].method: must not be HEAD when something is expected of the body (got "HEAD")',
  ]);
});

it.each(['disk', 'memory'])('holds the limits of %s to their order, where both are said', (type) => {
  const limits = (text: string) => `checks:\n  - { id: a, name: A, type: ${type}, path: /, ${text} }`;
  const said = type === 'disk' ? limits : (text: string) => limits(text).replace(' path: /,', '');
  const [line, ...more] = refusal(said('degraded: 95, down: 80'));
  expect(line).toMatch(/^a\.yaml:2:\d+: checks\[0\]\.degraded: must not be more than down, which is 80 \(got 95\)$/);
  expect(more).toEqual([]);
  expect(refusal(said('degraded: 90, down: 80'))).toEqual([expect.stringContaining('which is 80 (got 90)')]);
  for (const alone of ['degraded: 99', 'down: 80']) expect(() => refusal(said(alone))).toThrow();
});

it('says everything at once, in the order of the file', () => {
  const lines = refusal(`
site: { nam: x }
defaults: { interval: soon }
checks:
  - { id: a, name: A, type: http, url: 'https://a.example', method: HEAD, expect: { json: [] } }
  - { id: a, name: "", type: nope }
  - { id: b, name: B, type: tcp, host: '\${HOST}', port: 70000 }
`);
  expect(lines.map((line) => line.split(': ')[1])).toEqual([
    'site.nam',
    'defaults.interval',
    'checks[0].method',
    'checks[1].id',
    'checks[1].name',
    'checks[1].type',
    'checks[2].host',
    'checks[2].port',
  ]);
  expect(lines.every((line) => /^a\.yaml:\d+:\d+: \S+: .+ \(got .+\)$/.test(line))).toBe(true);
});

describe('bounds', () => {
  it('nesting', () => {
    const lines = refusal(`site: ${'['.repeat(50_000)}`);
    expect(lines).toEqual([expect.stringMatching(/^a\.yaml:1:\d+: must not be nested so deep \(got "\["\)$/)]);
    expect(refusal(`site: ${'['.repeat(70)}${']'.repeat(70)}`)).toContainEqual(
      expect.stringContaining('must not be nested deeper than 64 levels'),
    );
  });

  it('values by aliases of aliases', () => {
    const levels = Array.from({ length: 9 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i},`.repeat(9)}]`);
    const lines = refusal(`l0: &l0 [x]\n${levels.join('\n')}`);
    expect(lines.join('\n')).toContain('must not make the file larger than 200000 values or 1000 aliases');
  });

  it('a hundred thousand aliases', () => {
    const lines = refusal(`a: &a x\nb: [${'*a,'.repeat(100_000)}]`);
    expect(lines.join('\n')).toContain('must not make the file larger than 200000 values or 1000 aliases');
  });

  it('what is shown of a long value', () => {
    expect(refusal(`site: { timezone: ${'x'.repeat(5_000)} }`)).toEqual([
      `a.yaml:1:19: site.timezone: ${ZONE} (got "${'x'.repeat(100)}…")`,
    ]);
  });
});
