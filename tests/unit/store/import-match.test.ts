import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openGatus } from '../../../lib/store/foreign/gatus.ts';
import { openUptimeKuma } from '../../../lib/store/foreign/uptime-kuma.ts';
import { matchMonitors } from '../../../lib/store/import.ts';
import { writeUptimeKuma } from './foreign-files.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'allswell-match-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('who is who', () => {
  const named = (...names: [string, ...string[]]) => ({
    names,
    past: () => {
      throw new Error('is not read');
    },
  });
  const checks = [
    { id: 'web', name: 'Front door' },
    { id: 'api', name: null },
  ];

  test('by id, by the slug of a name, and by --map before both', () => {
    const monitors = [named('API', '1'), named('Front  Door!', '2'), named('web', '3'), named('x', '4')];
    expect(matchMonitors(monitors, checks, []).map(({ check }) => check)).toEqual(['api', 'web', null, null]);
    expect(matchMonitors(monitors, checks, [['3', 'web']]).map(({ check }) => check)).toEqual([
      'api',
      null,
      'web',
      null,
    ]);
  });

  test.each([
    ['y', 'web', '--map y=web: must name a monitor of the file, which has a, b (got y)'],
    ['a', 'www', '--map a=www: must name a check of the database, which has web, api (got www)'],
  ])('--map %s=%s is refused', (theirs, ours, message) => {
    expect(() => matchMonitors([named('a'), named('b')], checks, [[theirs, ours]])).toThrow(message);
  });

  test('a file of another kind is refused', () => {
    const file = join(folder, 'x.db');
    writeUptimeKuma(file, []);
    expect(() => openGatus(file)).toThrow(
      `${file}: must be a database of Gatus (it has no table endpoints, endpoint_results, endpoint_events, endpoint_uptimes)`,
    );
    expect(() => openUptimeKuma(join(folder, 'none.db'))).toThrow('must be a SQLite database of Uptime Kuma');
    expect(() => openUptimeKuma(folder)).toThrow(
      `${folder}: must be a SQLite database of Uptime Kuma (it is a folder)`,
    );
  });
});
