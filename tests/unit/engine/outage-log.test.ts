import { expect, test } from 'vitest';
import { OutageLog } from '../../../lib/engine/outage-log.ts';
import type { LogFields, Result } from '../../../lib/model.ts';

const T0 = Date.UTC(2026, 5, 17);
const OUTAGE = { startedAt: T0, endedAt: null, worst: 'down', code: 'timeout', updatedAt: T0 } as const;

function start() {
  const lines: (readonly [string, LogFields | undefined])[] = [];
  const line = (text: string, fields?: LogFields) => void lines.push([text, fields]);
  return { lines, outages: new OutageLog({ info: line, warn: line, error: line }) };
}

test('of what a minute has no room for, the number is told when it is over', () => {
  const { lines, outages } = start();
  for (let at = 0; at < 10_000; at++) outages.note(T0 + at, `c${at}`, OUTAGE, null);
  expect(lines).toHaveLength(30);
  outages.tellRest(T0 + 59_999);
  expect(lines).toHaveLength(30);
  outages.tellRest(T0 + 60_000);
  expect(lines.slice(30)).toEqual([['more outages began, grew worse or ended', { count: 9_970 }]]);
  outages.tellRest(T0 + 120_000);
  outages.note(T0 + 120_001, 'c', { ...OUTAGE, endedAt: T0 + 120_000 }, null);
  expect(lines.slice(31)).toEqual([['a check is up again', { check: 'c', seconds: 120 }]]);
});

test('the words of the target are told where they are of what is told', () => {
  const { lines, outages } = start();
  const result = (code: 'timeout' | 'connection_refused'): Result => ({
    check: 'a',
    at: T0,
    state: 'down',
    responseTime: null,
    code,
    details: { raw: code },
  });
  outages.note(T0, 'a', OUTAGE, result('timeout'));
  outages.note(T0, 'a', OUTAGE, result('connection_refused'));
  expect(lines.map(([, fields]) => fields)).toEqual([
    { check: 'a', code: 'timeout', error: 'timeout' },
    { check: 'a', code: 'timeout', error: undefined },
  ]);
});
