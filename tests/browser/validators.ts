/** The tools that say what is wrong with a page: axe-core, pa11y, the Nu validator. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import axe, { type Result } from 'axe-core';
import type { AtEnd } from '../integration/lifecycle/program.ts';
import type { SharedBrowser } from './shared-browser.ts';

const execute = promisify(execFile);
const load = createRequire(import.meta.url);

/** How a page is looked at. */
export interface Look {
  readonly colorScheme: 'light' | 'dark';
  readonly width: number;
}

const HEIGHT = 900;

/** What is used of pa11y, which brings no types. */
type Pa11y = (
  url: string,
  options: object,
) => Promise<{ readonly issues: readonly { code: string; message: string; selector: string; context: string }[] }>;

/** What is used of the browser that pa11y drives. */
export interface Pa11yPage {
  goto(url: string, options: { waitUntil: 'networkidle0' }): Promise<unknown>;
  emulateMediaFeatures(features: readonly { name: string; value: string }[]): Promise<void>;
  evaluate(script: string): Promise<unknown>;
  close(): Promise<void>;
}
interface Pa11yBrowser {
  newPage(): Promise<Pa11yPage>;
  disconnect(): Promise<void>;
}

const pa11y = load('pa11y') as Pa11y;

/** Reaches the shared browser by pa11y's own puppeteer: it takes pages of no other. */
export async function connectPa11y({ port }: SharedBrowser, atEnd: AtEnd): Promise<Pa11yBrowser> {
  const puppeteer = createRequire(load.resolve('pa11y'))('puppeteer') as {
    connect(options: object): Promise<Pa11yBrowser>;
  };
  const browser = await puppeteer.connect({ browserURL: `http://127.0.0.1:${port}` });
  atEnd(() => browser.disconnect());
  return browser;
}

/**
 * What axe-core says against a page by all of its rules, those of good practice included, and pa11y by HTML_CodeSniffer:
 * WCAG 2.1 AA; a line each.
 */
export async function accessibilityFindings(browser: Pa11yBrowser, page: Pa11yPage, look: Look): Promise<string[]> {
  await page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: look.colorScheme },
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ]);
  const { issues } = await pa11y('http://localhost/', {
    browser,
    page,
    ignoreUrl: true,
    viewport: { width: look.width, height: HEIGHT },
    userAgent: '',
    runners: ['htmlcs'],
    standard: 'WCAG2AA',
    timeout: 60_000,
  });
  const byPa11y = issues.map(
    ({ code, message, selector, context }) => `pa11y, ${code}: ${message} ${selector} ${context}`,
  );
  return [...byPa11y, ...(await axeFindings(page))].map((text) => `${look.colorScheme} ${look.width}: ${text}`);
}

async function axeFindings(page: Pa11yPage): Promise<string[]> {
  await page.evaluate(axe.source);
  const violations = (await page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)`,
  )) as readonly Result[];
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `axe, ${id}: ${html.slice(0, 200)} ${failureSummary ?? ''}`),
  );
}

interface NuMessage {
  readonly type: 'error' | 'info' | 'non-document-error';
  readonly subType?: string;
  readonly url?: string;
  readonly lastLine?: number;
  readonly message: string;
  readonly extract?: string;
}

/**
 * What the Nu validator says against documents, by their names; a line each. What it says for information alone is
 * left out: that void elements end with a slash, which is how React writes them.
 */
export async function nuFindings(documents: ReadonlyMap<string, string>): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'allswell-nu-'));
  try {
    const names = [...documents.keys()];
    const files = names.map((_, index) => join(folder, `${index}.html`));
    for (const [index, html] of [...documents.values()].entries()) writeFileSync(join(folder, `${index}.html`), html);
    const jar = String(load('vnu-jar'));
    const args = ['-jar', jar, '--format', 'json', '--stdout', '--exit-zero-always', ...files];
    const { stdout } = await execute('java', args, { maxBuffer: 64 * 1_024 * 1_024 });
    const { messages } = JSON.parse(stdout) as { messages: readonly NuMessage[] };
    return messages
      .filter(({ type, subType }) => type !== 'info' || subType === 'warning')
      .map(({ url = '', message, extract = '' }) => {
        const name = names[Number(/(\d+)\.html$/.exec(url)?.[1])] ?? url;
        return `Nu, ${name}: ${message} ${extract}`;
      });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
