import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkTypes } from '../../../lib/checks/registry.ts';
import { ConfigError } from '../../../lib/config/config.ts';
import { loadConfig } from '../../../lib/config/load.ts';
import { surroundings } from './surroundings.ts';

let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'allswell-config-'))));
afterAll(() => rmSync(folder, { recursive: true }));

/** With the real file system. */
const world = { ...surroundings, readFile: (path: string) => readFileSync(path, 'utf8') };

function load(name: string, { required = true, env = {} } = {}) {
  return loadConfig({ path: join(folder, name), name: `./${name}`, required }, { ...world, env });
}

function refusal(name: string): string {
  try {
    load(name);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

it('reads a file and names it as it was given', () => {
  writeFileSync(join(folder, 'good.yaml'), '\uFEFFsite: { name: Prüfung }\n');
  const { config, source } = load('good.yaml');
  expect(config.file).toBe('./good.yaml');
  expect(config.catalogue.site.name).toBe('Prüfung');
  expect(source).toContain('Prüfung');
});

it('reads the files that hold variables', () => {
  writeFileSync(join(folder, 'name'), 'Acme\n');
  writeFileSync(join(folder, 'variable.yaml'), 'site: { name: "${NAME}" }');
  expect(load('variable.yaml', { env: { NAME_FILE: join(folder, 'name') } }).config.catalogue.site.name).toBe('Acme');
});

it('takes the built-in checks where there is no file and none is required', () => {
  const { config, source } = load('none.yaml', { required: false });
  expect([config.file, source, config.checks.length]).toEqual([null, null, 5]);
});

it('refuses what it cannot read', () => {
  expect(refusal('none.yaml')).toBe('./none.yaml:1:1: must exist (got no such file)');
  expect(refusal('.')).toBe('./.:1:1: must be a readable file (got not a regular file)');
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  expect(refusal('pipe')).toBe('./pipe:1:1: must be a readable file (got not a regular file)');
});

it('refuses more than 1 MiB, and other bytes than UTF-8', () => {
  writeFileSync(join(folder, 'large.yaml'), '#'.repeat(1024 * 1024));
  expect(load('large.yaml').config.checks).toHaveLength(5);
  writeFileSync(join(folder, 'large.yaml'), '#'.repeat(1024 * 1024 + 1));
  expect(refusal('large.yaml')).toBe('./large.yaml:1:1: must be at most 1 MiB (got more than 1048576 bytes)');
  writeFileSync(join(folder, 'latin.yaml'), Buffer.from('site: { name: Pr\xfcfung }', 'latin1'));
  expect(refusal('latin.yaml')).toBe('./latin.yaml:1:1: must be UTF-8 (got other bytes)');
});

it('accepts the example', () => {
  const name = 'allswell.config.example.yaml';
  const path = new URL(`../../../${name}`, import.meta.url).pathname;
  const { config, source } = loadConfig({ path, name, required: true }, { ...world, env: {} });
  expect(source).toBe(readFileSync(path, 'utf8'));
  expect([...new Set(config.checks.map((check) => check.type))].sort()).toEqual(Object.keys(checkTypes).sort());
  expect(config.warnings).toEqual([]);
});
