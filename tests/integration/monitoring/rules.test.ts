import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { MONITORING_FILES } from '../../../lib/formats/monitoring/files.ts';
import type { MonitoringSettings } from '../../../lib/formats/monitoring/settings.ts';

const FIXTURES = join(import.meta.dirname, 'rules');
const NAMES = readdirSync(FIXTURES);

/** A site whose name would be a template's beginning. */
function settings(prefix: string): MonitoringSettings {
  return {
    site: { name: 'Acme {{', url: 'https://status.acme.example', description: null, timezone: 'UTC' },
    metrics: { prefix, labels: {}, histogram: false },
    credential: null,
  };
}

/** Runs promtool beside the files of a site, and says what it answers. */
function promtool(prefix: string, files: Readonly<Record<string, string>>, ...args: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'allswell-rules-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const rules = MONITORING_FILES['prometheus-rules.yml'].render(settings(prefix));
  for (const [name, text] of Object.entries({ 'prometheus-rules.yml': rules, ...files }))
    writeFileSync(join(folder, name), text);
  const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: folder, encoding: 'utf8' });
  return { status, said: stdout + stderr };
}

test.each(['health_check', 'django_health_check', '_'])('promtool has nothing to say about rules for %s', (prefix) => {
  const { status, said } = promtool(prefix, {}, 'check', 'rules', '--lint=all', 'prometheus-rules.yml');
  expect([status, said]).toEqual([0, 'Checking prometheus-rules.yml\n  SUCCESS: 15 rules found\n\n']);
});

describe.each(['health_check', 'acme'])('with the prefix %s, promtool tests', (prefix) => {
  test.each(NAMES)('%s', (name) => {
    const text = readFileSync(join(FIXTURES, name), 'utf8').replaceAll('health_check_', `${prefix}_`);
    const { status, said } = promtool(prefix, { [name]: text }, 'test', 'rules', name);
    expect([status, said]).toEqual([0, `Unit Testing:  ${name}\n  SUCCESS\n\n`]);
  });
});

interface Case {
  readonly alertname: string;
  readonly exp_alerts: readonly unknown[];
}

test('every alert is tested firing, and not firing', () => {
  const file = parse(MONITORING_FILES['prometheus-rules.yml'].render(settings('p'))) as {
    groups: { rules: { alert?: string }[] }[];
  };
  const alerts = file.groups.flatMap(({ rules }) => rules.flatMap(({ alert }) => alert ?? []));
  const cases = NAMES.flatMap((name) => {
    const { tests } = parse(readFileSync(join(FIXTURES, name), 'utf8')) as { tests: { alert_rule_test: Case[] }[] };
    return tests.flatMap((one) => one.alert_rule_test);
  });
  const namesOf = (some: readonly Case[]) => [...new Set(some.map(({ alertname }) => alertname))].sort();
  expect(alerts).toHaveLength(14);
  expect(namesOf(cases.filter((one) => one.exp_alerts.length > 0))).toEqual([...alerts].sort());
  expect(namesOf(cases.filter((one) => one.exp_alerts.length === 0))).toEqual([...alerts].sort());
});

test('the guide tells every alert, how long it waits and how severe it is', () => {
  const guide = readFileSync(join(import.meta.dirname, '../../../docs/monitoring.md'), 'utf8');
  const told = [...guide.matchAll(/^\| `(\w+)` \| .* \| (\d+) (min|h) \| (critical|warning) \|$/gm)].map(
    ([, alert, count = '', unit = '', severity]) => [alert, `${count}${unit.charAt(0)}`, severity],
  );
  const file = parse(MONITORING_FILES['prometheus-rules.yml'].render(settings('p'))) as {
    groups: { rules: { alert?: string; for?: string; labels?: { severity: string } }[] }[];
  };
  const rules = file.groups.flatMap(({ rules: all }) => all).filter(({ alert }) => alert !== undefined);
  expect(told).toEqual(rules.map((rule) => [rule.alert, rule.for, rule.labels?.severity]));
});
