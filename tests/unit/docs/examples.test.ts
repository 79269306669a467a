import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { parse } from '../config/surroundings.ts';
import { blocksOf, PAGES } from './pages.ts';

/** The examples of all pages but the one that has a test of its own, by what their first key says they are. */
const examples = PAGES.filter(({ path }) => path !== 'docs/monitoring.md').flatMap(({ path, text }) =>
  blocksOf(text, 'yaml').map((source, index) => {
    const value = parseYaml(source) as Record<string, unknown>;
    const isRules = Array.isArray(value['groups']) && 'rules' in (value['groups'][0] as object);
    const others = 'receivers' in value ? 'alertmanager' : 'configuration';
    const kind = 'scrape_configs' in value ? 'scrape' : isRules ? 'rules' : others;
    return { name: `${path}, example ${index + 1}`, kind, source };
  }),
);
const of = (kind: string) => examples.filter((example) => example.kind === kind);

describe('examples of the configuration', () => {
  test('are there', () => expect(of('configuration').length).toBeGreaterThan(10));

  test.each(of('configuration'))('$name loads as it stands', ({ source }) => {
    expect(parse(source, { lenient: true }).warnings).toEqual([]);
  });
});

describe('examples for Prometheus', () => {
  test.each([...of('scrape'), ...of('rules')])('$name is valid', ({ kind, source }) => {
    const folder = mkdtempSync(join(tmpdir(), 'allswell-docs-'));
    const file = join(folder, 'example.yaml');
    writeFileSync(file, source);
    // Only the syntax: the files of credentials that they name are not here.
    const args = kind === 'scrape' ? ['check', 'config', '--syntax-only', file] : ['check', 'rules', file];
    const { status, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect([status, status === 0 ? '' : stdout + stderr]).toEqual([0, '']);
  });
});

test.each(of('alertmanager'))('$name is valid for Alertmanager', ({ source }) => {
  const folder = mkdtempSync(join(tmpdir(), 'allswell-docs-'));
  const file = join(folder, 'alertmanager.yml');
  writeFileSync(file, source);
  const { status, stdout, stderr } = spawnSync('amtool', ['check-config', file], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  expect([status, status === 0 ? '' : stdout + stderr]).toEqual([0, '']);
});
