import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from './loopback.ts';

let directory: string;
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'allswell-storage-'))));
afterEach(() => rmSync(directory, { recursive: true }));

describe('storage', () => {
  it('writes, reads back and leaves nothing', async () => {
    expect(await run('storage', { path: directory })).toEqual({
      verdict: 'up',
      responseTime: expect.any(Number) as number,
    });
    expect(readdirSync(directory)).toEqual([]);
  });

  it('removes what a crashed run left, and nothing else', async () => {
    const names = ['.allswell-probe-old', '.allswell-probe-new', 'other'];
    for (const name of names) {
      const path = join(directory, name);
      writeFileSync(path, 'x');
      if (name !== '.allswell-probe-new') utimesSync(path, 1, 1);
    }
    expect(await run('storage', { path: directory })).toMatchObject({ verdict: 'up' });
    expect(readdirSync(directory).sort()).toEqual(['.allswell-probe-new', 'other']);
  });

  it.each([
    ['gone', () => join(directory, 'gone'), 'ENOENT'],
    ['a file', () => '/etc/hostname', 'ENOTDIR'],
    ['read-only', () => '/sys/kernel', /EACCES|EPERM|EROFS/],
    ['full', () => '/dev/full', 'ENOTDIR'],
  ])('is down: %s', async (_name, path, raw) => {
    const outcome = await run('storage', { path: path() });
    expect(outcome).toMatchObject({ verdict: 'down', code: 'storage_failed' });
    expect(outcome.details?.raw).toMatch(raw);
  });

  it('runs once a path at a time', async () => {
    const outcomes = await Promise.all([1, 2, 3].map(() => run('storage', { path: directory })));
    expect(outcomes.map(({ verdict }) => verdict)).toEqual(['up', 'up', 'up']);
    expect(readdirSync(directory)).toEqual([]);
  });
});
