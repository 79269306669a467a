import { expect, it, vi } from 'vitest';
import { createLog } from '../../../lib/env/log.ts';
import type { Log } from '../../../lib/model.ts';

function logged(act: (log: Log) => void): string {
  let text = '';
  act(createLog('worker', { write: (line) => void (text += line), now: () => Date.UTC(2026, 0, 31, 12) }));
  return text;
}

it('writes one line a record: time, level, role, message, fields', () => {
  expect(logged((log) => log.info('ready', { port: 3000, url: 'http://[::1]:3000', ok: true, none: null }))).toBe(
    '2026-01-31T12:00:00.000Z info worker ready port=3000 url=http://[::1]:3000 ok=true none=null\n',
  );
  expect(logged((log) => log.warn('slow', { left: undefined }))).toBe('2026-01-31T12:00:00.000Z warn worker slow\n');
  expect(logged((log) => log.error('failed', { error: new Error('disk full') }))).toBe(
    '2026-01-31T12:00:00.000Z error worker failed error="disk full"\n',
  );
});

it('quotes a value that could be taken for something else', () => {
  expect(logged((log) => log.info('m', { a: '', b: 'x=y', c: 'say "hi"', d: 'a\\b', 'e f=': 'g' }))).toBe(
    '2026-01-31T12:00:00.000Z info worker m a="" b="x=y" c="say \\"hi\\"" d="a\\\\b" e_f_=g\n',
  );
});

it('lets no text forge a line or drive a terminal', () => {
  const text = logged((log) =>
    log.info('a\nb', { raw: 'x\r\n2026 error worker forged\u001b[2J\u0085\u2028\u202e\ud800\u0000' }),
  );
  expect(text).toBe(
    '2026-01-31T12:00:00.000Z info worker a\\nb ' +
      'raw="x\\r\\n2026 error worker forged\\u001b[2J\\u0085\\u2028\\u202e\\ud800\\u0000"\n',
  );
});

it('keeps what is whole: surrogate pairs and letters of every script', () => {
  expect(logged((log) => log.info('prüfung 検査 🟢'))).toContain('prüfung 検査 🟢');
});

it('bounds a long text', () => {
  expect(logged((log) => log.info('m', { raw: 'x'.repeat(100_000) })).length).toBeLessThan(4_200);
});

it('writes to stderr unless told otherwise', () => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  createLog('web').info('hello');
  const lines = write.mock.calls.map(([line]) => String(line));
  write.mockRestore();
  expect(lines).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]{12}Z info web hello\n$/)]);
});
