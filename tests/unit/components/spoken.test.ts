import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');

/** Names, which are the same in every language. */
const NAMES = new Set([
  'Atom',
  'RSS',
  'JSON',
  'JSON Feed',
  'CSV',
  'UTC',
  'Prometheus',
  'Grafana',
  '/metrics',
  'light dark',
]);

/** Attributes that are read to somebody. */
const READ = new Set(['title', 'alt', 'aria-label', 'aria-description', 'placeholder', 'label']);

/** Says by itself what messages cannot any more. */
const ENGLISH_ONLY = [/^components\/fault-words/];

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => (folder === 'app' ? /\.tsx$/ : /\.tsx?$/).test(file))
    .map((file) => join(folder, file))
    .filter((file) => !ENGLISH_ONLY.some((pattern) => pattern.test(file)));
}

/** The texts of a source that a visitor would read and that no message says. */
function spokenTexts(file: string, code: string): string[] {
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const say = (text: string) => {
    const said = text.trim();
    if (/\p{L}{2}/u.test(said) && !NAMES.has(said)) found.push(said);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxElement(node) && node.openingElement.tagName.getText() === 'code') return; // quoted, to be copied
    const isDirective = ts.isExpressionStatement(node) && ts.isStringLiteral(node.expression);
    if (ts.isImportDeclaration(node) || isDirective) return;
    if (ts.isJsxText(node)) say(node.text);
    if (ts.isJsxAttribute(node)) {
      const { initializer } = node;
      if (!READ.has(node.name.getText())) {
        if (initializer !== undefined) elementsIn(initializer);
        return;
      }
      if (initializer !== undefined) texts(initializer).forEach(say);
      return;
    }
    if (ts.isJsxExpression(node) && (ts.isJsxElement(node.parent) || ts.isJsxFragment(node.parent))) {
      if (node.expression !== undefined) shown(node.expression).forEach(say);
    }
    // A sentence, wherever it stands.
    if (ts.isStringLiteralLike(node) && /\p{L}{2,} \p{L}{2,}/u.test(node.text)) say(node.text);
    node.forEachChild(visit);
  };
  const elementsIn = (node: ts.Node): void => {
    if (ts.isJsxElement(node) || ts.isJsxSelfClosingElement(node) || ts.isJsxFragment(node)) visit(node);
    else node.forEachChild(elementsIn);
  };
  visit(source);
  return found;
}

/** The literal texts in a value, but for those that are given to a function. */
function texts(node: ts.Node): string[] {
  if (ts.isCallExpression(node)) return [];
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isTemplateExpression(node)) return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
  const found: string[] = [];
  node.forEachChild((child) => void found.push(...texts(child)));
  return found;
}

/** The literal texts that a child of an element may become. */
function shown(node: ts.Expression): string[] {
  if (ts.isParenthesizedExpression(node)) return shown(node.expression);
  if (ts.isConditionalExpression(node)) return [...shown(node.whenTrue), ...shown(node.whenFalse)];
  if (ts.isBinaryExpression(node)) return shown(node.right);
  if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) return texts(node);
  return [];
}

it.each([
  ['<p>Hello there</p>', ['Hello there']],
  ['<p>{open ? `Open for ${time}` : "Closed"}</p>', ['Open for', 'Closed']],
  ['<nav aria-label="Pages" className="two words" />', ['Pages']],
  ['<p title={`Up ${n} days`}>{t("a.b")} – Atom</p>', ['Up', 'days', '– Atom']],
  ['const text = "All is well";', ['All is well']],
])('finds what %s says', (code, said) => {
  expect(spokenTexts('x.tsx', code)).toEqual(said);
});

it.each([...sources('components'), ...sources('app')])('%s says nothing but messages', (file) => {
  expect(spokenTexts(file, readFileSync(join(ROOT, file), 'utf8'))).toEqual([]);
});
