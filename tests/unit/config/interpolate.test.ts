import { describe, expect, it } from 'vitest';
import { interpolate, maskLiterals } from '../../../lib/config/interpolate.ts';
import { parse, refusal, surroundings } from './surroundings.ts';

const source = {
  env: {
    A: 'alpha',
    EMPTY: '',
    SHOP_FILE: '/run/shop',
    A_FILE: '/run/other',
    GONE_FILE: '/gone',
    BOTH: '',
    BOTH_FILE: '/run/shop',
  },
  readFile: (path: string) => {
    if (path === '/run/shop') return 'from file\n';
    return surroundings.readFile(path);
  },
};

describe('what is put in', () => {
  it.each([
    ['plain', 'plain'],
    ['${A}', 'alpha'],
    ['x${A}y${A}z', 'xalphayalphaz'],
    ['${A:-other}', 'alpha'],
    ['${NONE:-other}', 'other'],
    ['${NONE:-}', ''],
    ['${NONE:-a:-b/c d}', 'a:-b/c d'],
    ['${EMPTY:-other}', 'other'],
    ['${SHOP}', 'from file'],
    ['${BOTH}', 'from file'],
    ['$${A}', '${A}'],
    ['$$${A}', '$${A}'],
    ['$A $ {A} $', '$A $ {A} $'],
    ['cost: 5$', 'cost: 5$'],
  ])('%s is %s', (text, result) => {
    expect(interpolate(text, source)).toMatchObject({ ok: true, text: result });
  });

  it('does not look for variables in values', () => {
    expect(interpolate('${A}', { ...source, env: { A: '${B}$${C}' } })).toMatchObject({ text: '${B}$${C}' });
  });
});

describe('what is refused', () => {
  const FORM = 'must refer to a variable as ${NAME} or ${NAME:-default}, and have $${ where ${ itself is meant';

  it.each([
    ['${NONE}', 'must have a value for its variable: neither NONE nor NONE_FILE is set, and it has no default'],
    ['${EMPTY}', 'must have a value for its variable: neither EMPTY nor EMPTY_FILE is set, and it has no default'],
    ['${GONE}', 'must have a readable file for its variable: GONE_FILE names none (ENOENT)'],
    ['${GONE:-x}', 'must have a readable file for its variable: GONE_FILE names none (ENOENT)'],
    ['${}', FORM],
    ['${1A}', FORM],
    ['${A', FORM],
    ['${A-x}', FORM],
  ])('%s', (text, rule) => {
    expect(interpolate(text, source)).toEqual({ ok: false, rules: [rule] });
  });
});

it.each([
  ['Bearer ${TOKEN}', '***${TOKEN}'],
  ['${A}${B}', '${A}${B}'],
  ['${A:-hunter2} x', '${A:-***}***'],
  ['hunter2', '***'],
  ['', '***'],
  ['$${hunter2}', '***'],
])('of the secret %s is shown %s', (text, shown) => {
  expect(maskLiterals(text)).toBe(shown);
});

describe('in the file', () => {
  it('gives numbers, booleans, durations and texts their values', () => {
    const { checks, catalogue } = parse(
      `
site: { name: "\${NAME}" }
uptime: { countMaintenance: "\${COUNT}" }
defaults: { interval: "\${INTERVAL:-30s}", retries: "\${RETRIES}" }
checks:
  - id: a
    name: A
    type: tcp
    host: \${HOST}
    port: \${PORT}
    paused: \${PAUSED:-true}
    severity: \${SEVERITY:-warning}
`,
      { env: { NAME: '1234', COUNT: 'true', RETRIES: '3', HOST: 'db', PORT: '5432' } },
    );
    expect(catalogue).toMatchObject({ site: { name: '1234' }, countMaintenance: true });
    expect(checks[0]).toMatchObject({
      interval: 30_000,
      retries: 3,
      paused: true,
      severity: 'warning',
      options: { host: 'db', port: 5432 },
    });
  });

  it('acts on values alone: a value cannot become YAML, and a key stays as it is', () => {
    const { checks } = parse('checks: [{ id: a, name: "${X}", type: memory }]', { env: { X: 'x, public: false }' } });
    expect(checks[0]).toMatchObject({ name: 'x, public: false }', public: true });
    expect(refusal('${X}: 1', { env: { X: 'site' } })[0]).toContain('${X}');
  });

  it('names each variable without a value, once, at its place', () => {
    expect(
      refusal(`
checks:
  - id: a
    name: A
    type: tcp
    host: \${HOST}.\${ZONE}
    port: "\${PORT}"
`),
    ).toEqual([
      'a.yaml:6:11: checks[0].host: must have a value for its variable: neither HOST nor HOST_FILE is set, and it has no default (got "${HOST}.${ZONE}")',
      'a.yaml:6:11: checks[0].host: must have a value for its variable: neither ZONE nor ZONE_FILE is set, and it has no default (got "${HOST}.${ZONE}")',
      'a.yaml:7:11: checks[0].port: must have a value for its variable: neither PORT nor PORT_FILE is set, and it has no default (got "${PORT}")',
    ]);
  });
});
