import { expect, test } from 'vitest';
import type * as z from 'zod';
import { healthQuery, historyQuery } from '../../../lib/api/health-schemas.ts';
import { incidentsQuery } from '../../../lib/api/notice-schemas.ts';
import { readQuery } from '../../../lib/api/query.ts';

const DEFINITIONS = { health: healthQuery, history: historyQuery, incidents: incidentsQuery };

const read = (definition: keyof typeof DEFINITIONS, query: string) =>
  readQuery<z.ZodRawShape>(DEFINITIONS[definition], new URLSearchParams(query));

test('what is given is read, what is not has its default, and what is not known is passed over', () => {
  expect(read('history', '')).toEqual({ query: { range: '24h', format: 'json' } });
  expect(read('history', 'range=1y&format=csv&x=1')).toEqual({ query: { range: '1y', format: 'csv' } });
  expect(read('health', 'check=a&check=b&check=a&fresh=true')).toEqual({
    query: { check: ['a', 'b'], group: [], fresh: 'true' },
  });
  expect(read('incidents', 'limit=7&limit=7')).toMatchObject({ query: { limit: 7, status: 'all' } });
});

test.each([
  ['history', 'range=2h', 'range must be one of 1h, 24h, 7d, 30d, 90d, 1y (got "2h")', 'ranges'],
  ['history', 'format=xml', 'format must be one of json, csv (got "xml")', 'formats'],
  ['history', 'range=1h&range=7d', 'range must be given once (got 1h, 7d)', 'ranges'],
  [
    'health',
    'format=x',
    'format must be one of json, prometheus, openmetrics, text, atom, rss, html (got "x")',
    'formats',
  ],
  ['health', 'format=json&format=text', 'format must be given once (got json, text)', 'formats'],
  ['health', 'fresh=1', 'fresh must be true or false (got "1")', null],
  ['health', 'fresh=', 'fresh must be true or false (got "")', null],
  ['incidents', 'status=closed', 'status must be one of open, resolved, all (got "closed")', 'statuses'],
  ['incidents', 'limit=0', 'limit must be a number from 1 to 200 (got "0")', null],
  ['incidents', 'limit=201', 'limit must be a number from 1 to 200 (got "201")', null],
  ['incidents', 'limit=ten', 'limit must be a number from 1 to 200 (got "ten")', null],
  ['incidents', 'limit=1.5', 'limit must be a number from 1 to 200 (got "1.5")', null],
] as const)('%s: %s is refused', (definition, query, detail, list) => {
  const asked = read(definition, query);
  if (!('problem' in asked)) throw new Error('was not refused');
  const { problem } = asked;
  expect(problem).toMatchObject({ status: 400, title: 'Bad Request', detail });
  expect(Object.keys(problem).filter((name) => !['status', 'title', 'detail'].includes(name))).toEqual(
    list === null ? [] : [list],
  );
});
