import { describe, expect, test } from 'vitest';
import { readFile, writeFile } from 'node:fs/promises';
import { renderHistoryCsv } from '../../../lib/formats/history-csv.ts';
import { renderHistoryJson } from '../../../lib/formats/history-json.ts';
import { FORMAT_NAMES, formatOf } from '../../../lib/formats/registry.ts';
import { renderResultJson } from '../../../lib/formats/result-json.ts';
import { emptySnapshot, HISTORY, NOW, richSnapshot } from './fixture.ts';

const EXTENSIONS: Readonly<Record<string, string>> = {
  json: 'json',
  'health+json': 'health.json',
  prometheus: 'prom',
  openmetrics: 'om',
  text: 'txt',
  atom: 'atom',
  rss: 'rss',
};

const SNAPSHOTS = { public: richSnapshot('public'), token: richSnapshot('token'), empty: emptySnapshot() };

/** Compares with the expected file, or writes it when `UPDATE_GOLDEN=1` says so. */
async function expectGolden(name: string, text: string): Promise<void> {
  const file = new URL(`golden/${name}`, import.meta.url);
  if (process.env['UPDATE_GOLDEN'] === '1') await writeFile(file, text);
  expect(text).toBe(await readFile(file, 'utf8'));
}

describe('every format against its expected file', () => {
  for (const name of FORMAT_NAMES) {
    const { render } = formatOf(name);
    if (render === null) continue;
    for (const [kind, snapshot] of Object.entries(SNAPSHOTS)) {
      test(`${name}, ${kind}`, () =>
        expectGolden(
          `${kind}.${EXTENSIONS[name] ?? ''}`,
          String(render(snapshot, { path: `/api/health?format=${name}`, checks: [], groups: [] })),
        ));
    }
  }

  test('history as JSON', () => expectGolden('history.json', renderHistoryJson(HISTORY)));
  test('history as CSV', () => expectGolden('history.csv', renderHistoryCsv(HISTORY)));
  test('a result', () =>
    expectGolden(
      'result.json',
      renderResultJson({
        check: 'website',
        at: NOW,
        state: 'degraded',
        responseTime: 612.3456,
        code: 'slow',
        details: { phases: { dns: 1, transfer: 2.5 }, raw: '612 ms is more than 500 ms' },
      }),
    ));
});
