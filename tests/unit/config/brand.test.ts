import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError } from '../../../lib/config/config.ts';
import { loadConfig } from '../../../lib/config/load.ts';
import type { Brand } from '../../../lib/model.ts';
import { refusal, surroundings } from './surroundings.ts';

const SVG = '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>\n';
const ANY: unknown = expect.any(String);
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'allswell-brand-'));
  writeFileSync(join(folder, 'logo.svg'), SVG);
  writeFileSync(join(folder, 'dark.png'), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
  writeFileSync(join(folder, 'own.css'), 'h1 { color: red }\n');
  writeFileSync(join(folder, 'large.svg'), SVG + ' '.repeat(262_144));
  writeFileSync(join(folder, 'page.html'), '<!DOCTYPE html><p>no picture');
  writeFileSync(join(folder, 'latin.css'), Buffer.from([0xe9]));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function load(site: string, lenient = false) {
  const path = join(folder, 'a.yaml');
  writeFileSync(path, `site:\n${site}checks: []\n`);
  return loadConfig({ path, name: 'a.yaml', required: true }, { ...surroundings, lenient }).config;
}

function brandOf(site: string): Brand | undefined {
  return load(site).catalogue.site.brand;
}

function refused(site: string): string[] {
  try {
    load(site);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('the looks of the pages', () => {
  it('are read with their files, whose kind is told by their content', () => {
    const brand = brandOf(`  logo: { light: logo.svg, dark: dark.png }
  accent: '#F60'
  links: [{ text: Support, url: 'https://acme.example/support' }, { text: Mail, url: 'mailto:a@acme.example' }]
  css: ./own.css
  header: "**Hello**"
  indexed: false
`);
    expect(brand).toEqual({
      logo: {
        light: { type: 'image/svg+xml', base64: Buffer.from(SVG).toString('base64'), hash: ANY },
        dark: { type: 'image/png', base64: 'iVBORw0KGgo=', hash: ANY },
      },
      accent: { light: '#ff6600', dark: '#ff6600' },
      links: [
        { text: 'Support', url: 'https://acme.example/support' },
        { text: 'Mail', url: 'mailto:a@acme.example' },
      ],
      css: { type: 'text/css; charset=utf-8', base64: ANY, hash: ANY },
      header: '**Hello**',
      footer: null,
      indexed: false,
    });
  });

  it('may name a picture elsewhere, which nobody fetches', () => {
    const logo = { light: { url: 'https://cdn.example/a.svg' }, dark: null };
    expect(brandOf('  logo: https://cdn.example/a.svg\n')).toMatchObject({ logo });
  });

  it('tell which files they are made of', () => {
    expect(load('  logo: logo.svg\n  css: own.css\n').files.map(({ path }) => path)).toEqual([
      join(folder, 'logo.svg'),
      join(folder, 'own.css'),
    ]);
  });

  it.each([
    ['logo: nowhere.svg', '2:9: site.logo: must be the path of a picture that can be read: ENOENT (got "nowhere.svg")'],
    ['logo: .', '2:9: site.logo: must be the path of a picture that can be read: not a regular file (got ".")'],
    [
      'logo: large.svg',
      '2:9: site.logo: must be the path of a picture of at most 256 KiB: it is larger (got "large.svg")',
    ],
    [
      'logo: { light: logo.svg, dark: page.html }',
      '2:34: site.logo.dark: must be the path of a picture in SVG, PNG, WebP, JPEG or GIF: it is none of these (got "page.html")',
    ],
    ['css: logo.svg', '2:8: site.css: must be the path of a style sheet whose name ends with .css (got "logo.svg")'],
    [
      'css: latin.css',
      '2:8: site.css: must be the path of a style sheet in UTF-8: it holds other bytes (got "latin.css")',
    ],
  ])('%s is refused where it stands', (site, line) => {
    expect(refused(`  ${site}\n`)).toEqual([`a.yaml:${line}`]);
  });

  it('name the files of a refused text, so that a change of one may mend it', () => {
    try {
      load('  logo: nowhere.svg\n');
      throw new Error('nothing was refused');
    } catch (error) {
      expect((error as ConfigError).files).toEqual([{ path: join(folder, 'nowhere.svg'), content: 'ENOENT' }]);
    }
  });

  it('are left out where what was good once is read again', () => {
    expect(load('  logo: nowhere.svg\n  footer: f\n', true).catalogue.site.brand).toMatchObject({
      logo: null,
      footer: 'f',
    });
  });

  it.each([
    [
      '{ accent: orange }',
      '8: site.accent: must be a colour as three or six hexadecimal digits, as in #3d55c7 (got "orange")',
    ],
    [
      '{ links: [{ text: a, url: "javascript:alert(1)" }] }',
      '22: site.links[0].url: must be an absolute http or https URL without credentials, or a mailto: address (got "javascript:alert(1)")',
    ],
    [
      '{ css: "https://cdn.example/a.css" }',
      '8: site.css: must be the path of a style sheet (got "https://cdn.example/a.css")',
    ],
    [
      '{ logo: "data:image/png;base64,AA==" }',
      '8: site.logo: must be the path of a picture, or an absolute http or https URL without credentials (got "data:image/png;base64,AA==")',
    ],
    ['{ header: "" }', '8: site.header: must be Markdown of 1 to 2000 characters (got "")'],
  ])('%s is refused', (site, line) => {
    expect(refusal(`site: ${site}`).map((text) => text.replace(/^a\.yaml:1:\d+: /, ''))).toEqual([
      line.replace(/^\d+: /, ''),
    ]);
  });
});
