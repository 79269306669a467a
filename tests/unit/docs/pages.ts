import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../../..');

/** A page of the documentation: its path from the root, and its text. */
export interface DocumentationPage {
  readonly path: string;
  readonly text: string;
}

/** Every page that people are meant to read. */
export const PAGES: readonly DocumentationPage[] = [
  ...readdirSync(ROOT),
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => `docs/${name}`),
]
  .filter((path) => path.endsWith('.md'))
  .sort()
  .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));

/** The page at a path; throws when there is none. */
export function pageAt(path: string): string {
  const page = PAGES.find((one) => one.path === path);
  if (page === undefined) throw new Error(`there is no page ${path}`);
  return page.text;
}

/** The blocks of code in a language. */
export function blocksOf(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    ([, block = '']) => block,
  );
}

/** The first column of each row of the tables within a part of a page, the words in backticks, headings left out. */
export function firstColumns(part: string): string[] {
  return [...part.matchAll(/^\| (`[^|]*`) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word),
  );
}

/** The part of a page under a heading, up to the next of its level. */
export function partOf(text: string, heading: string): string {
  const level = heading.slice(0, heading.indexOf(' '));
  const from = text.indexOf(`\n${heading}\n`);
  if (from < 0) throw new Error(`there is no heading ${heading}`);
  const rest = text.slice(from + heading.length + 2);
  const end = rest.search(new RegExp(`^#{1,${level.length}} `, 'm'));
  return end < 0 ? rest : rest.slice(0, end);
}
