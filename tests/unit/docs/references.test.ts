import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import { pageAt, PAGES, ROOT } from './pages.ts';

/** What others own, and pages may lead to. */
const ELSEWHERE = ['https://keepachangelog.com/', 'https://semver.org/'];

describe.each(PAGES)('$path', ({ path, text }) => {
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);

  test('links to what is there', () => {
    const missing = links
      .filter((link) => !ELSEWHERE.some((site) => link.startsWith(site)))
      .filter((link) => {
        const target = normalize(join(dirname(path), link.replace(/#.*$/, '')));
        return /^[a-z]+:/.test(link) || target.startsWith('..') || !existsSync(join(ROOT, target));
      });
    expect(missing).toEqual([]);
  });

  test('names scripts, commands and files that there are', () => {
    const scripts = [...text.matchAll(/npm run ([a-z]+)/g)].map(([, script = '']) => script);
    expect(scripts.filter((script) => !(script in packageJson.scripts))).toEqual([]);
    const cli = readFileSync(join(ROOT, 'bin/cli.ts'), 'utf8');
    const commands = [...text.matchAll(/(?:npx allswell|allswell\.mjs) ([a-z]+)/g)].map(([, command = '']) => command);
    expect(commands.filter((command) => !cli.includes(`.command('${command}')`))).toEqual([]);
    const files = [...text.matchAll(/`((?:app|bin|components|lib|prisma|tests|docs)\/[\w./-]+)`/g)].map(
      ([, file = '']) => file,
    );
    // The file that the guide to a new type of check makes, and what a build makes.
    const made = /file-age|lib\/store\/generated/;
    expect(files.filter((file) => !made.test(file) && !existsSync(join(ROOT, file)))).toEqual([]);
  });
});

test('every command of the command line is in the README', () => {
  const cli = readFileSync(join(ROOT, 'bin/cli.ts'), 'utf8');
  const readme = pageAt('README.md');
  const commands = [...cli.matchAll(/\.command\('([a-z]+)'\)/g)].map(([, command = '']) => command);
  expect(commands).toContain('start');
  expect(commands.filter((command) => !new RegExp(`\`${command}[ \`]`).test(readme))).toEqual([]);
});

test('npm start puts the program in the place of its shell, which would end at a signal to npm and leave it running', () => {
  expect(packageJson.scripts.start).toMatch(/^exec /);
});

test('every dependency is accounted for', () => {
  const page = pageAt('docs/dependencies.md');
  const all = { ...packageJson.dependencies, ...packageJson.devDependencies };
  const told = ([name, version]: [string, string]) => page.includes(name) && page.includes(version.split('-')[0] ?? '');
  expect(Object.entries(all).filter((entry) => !told(entry))).toEqual([]);
});

test('the project stands alone: no file speaks of a document that is not in it', () => {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const names = files.split('\n').filter((name) => /\.(ts|tsx|mjs|cjs|css|prisma|sql|md|yaml)$/.test(name));
  const basenames = new Set(names.map((name) => name.split('/').at(-1)));
  const strangers = names
    .filter((name) => existsSync(join(ROOT, name)))
    .flatMap((name) =>
      [...readFileSync(join(ROOT, name), 'utf8').matchAll(/\b([\w-]+\.md)\b/g)]
        .filter(([, document = '']) => !basenames.has(document))
        .map(([document]) => `${name}: ${document}`),
    );
  expect(names.length).toBeGreaterThan(100);
  expect(strangers).toEqual([]);
});
