import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { diskUsage, limitsOf } from '../../../lib/checks/disk.ts';
import { readMemory } from '../../../lib/checks/memory-usage.ts';
import { contextOf, run } from './loopback.ts';

describe('disk', () => {
  it('is what df says', async () => {
    const df = execFileSync('df', ['--output=pcent', '/tmp']).toString();
    const percent = Number(/(\d+)%/.exec(df)?.[1]);
    // df rounds up.
    const atMost = { path: '/tmp', degraded: Math.min(percent + 1, 100), down: 100 };
    expect((await run('disk', atMost)).verdict).toBe('up');
    const atLeast = { path: '/tmp', degraded: String(Math.max(percent - 2, 0)), down: 100 };
    const outcome = await run('disk', atLeast);
    expect(outcome).toMatchObject({ verdict: 'degraded', code: 'usage_high' });
    expect(outcome.details?.raw).toMatch(/^\/tmp: \d+\.\d % used, limit \d+ %$/);
  });

  it.each([
    [{ blocks: 100, bfree: 20, bavail: 20 }, 80],
    [{ blocks: 100, bfree: 20, bavail: 0 }, 100],
    [{ blocks: 100, bfree: 50, bavail: 25 }, (50 / 75) * 100],
    [{ blocks: 0, bfree: 0, bavail: 0 }, 0],
  ])('%j is %d', (stats, percent) => expect(diskUsage(stats)).toBe(percent));

  it.each([
    [{}, { degraded: 90, down: 98 }],
    [{ down: 80 }, { degraded: 80, down: 80 }],
    [{ degraded: 99 }, { degraded: 99, down: 99 }],
    [{ degraded: 50 }, { degraded: 50, down: 98 }],
  ])('with %j has the limits %j', (said, limits) => expect(limitsOf(said)).toEqual(limits));

  it('is down at its limit, or when it cannot be read', async () => {
    expect(await run('disk', { path: '/tmp', down: 0 })).toMatchObject({ verdict: 'down', code: 'usage_high' });
    const gone = await run('disk', { path: '/nowhere' });
    expect(gone).toMatchObject({ verdict: 'down', code: 'usage_unreadable' });
  });
});

describe('memory', () => {
  let root: string;
  beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'allswell-memory-'))));
  afterEach(() => rmSync(root, { recursive: true }));

  function place(files: Record<string, string>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  }
  const MACHINE = { 'proc/meminfo': 'MemTotal:  1000 kB\nMemFree: 1 kB\nMemAvailable:   400 kB\n' };
  const KB = 1_024;

  it('is the machine’s', async () => {
    place(MACHINE);
    expect(await readMemory(root)).toEqual({ total: 1000 * KB, used: 600 * KB });
  });

  it('is that of the group that allows least (version 2), without what can be dropped', async () => {
    place({
      ...MACHINE,
      'proc/self/cgroup': '0::/a.slice/b.service\n',
      'sys/fs/cgroup/a.slice/memory.max': `${500 * KB}\n`,
      'sys/fs/cgroup/a.slice/memory.current': `${300 * KB}\n`,
      'sys/fs/cgroup/a.slice/memory.stat': `anon 1\ninactive_file ${100 * KB}\n`,
      'sys/fs/cgroup/a.slice/b.service/memory.max': 'max\n',
      'sys/fs/cgroup/a.slice/b.service/memory.current': `${300 * KB}\n`,
    });
    expect(await readMemory(root)).toEqual({ total: 500 * KB, used: 200 * KB });
  });

  it('is the container’s, seen from inside (version 2)', async () => {
    place({
      ...MACHINE,
      'proc/self/cgroup': '0::/\n',
      'sys/fs/cgroup/memory.max': `${100 * KB}`,
      'sys/fs/cgroup/memory.current': `${90 * KB}`,
    });
    expect(await readMemory(root)).toEqual({ total: 100 * KB, used: 90 * KB });
  });

  it('is the container’s (version 1), whose path is the host’s', async () => {
    place({
      ...MACHINE,
      'proc/self/cgroup': '5:cpu,cpuacct:/x\n4:memory:/docker/abc\n0::/\n',
      'sys/fs/cgroup/memory/memory.limit_in_bytes': `${200 * KB}`,
      'sys/fs/cgroup/memory/memory.usage_in_bytes': `${150 * KB}`,
      'sys/fs/cgroup/memory/memory.stat': `total_inactive_file ${50 * KB}`,
    });
    expect(await readMemory(root)).toEqual({ total: 200 * KB, used: 100 * KB });
  });

  it('is the machine’s where the group allows more', async () => {
    place({
      ...MACHINE,
      'proc/self/cgroup': '4:memory:/\n',
      'sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712',
      'sys/fs/cgroup/memory/memory.usage_in_bytes': `${150 * KB}`,
    });
    expect(await readMemory(root)).toEqual({ total: 1000 * KB, used: 600 * KB });
  });

  it('of this machine has limits', async () => {
    expect(await run('memory', { degraded: 100, down: 100 })).toMatchObject({ verdict: 'up' });
    const outcome = await run('memory', { degraded: 0 });
    expect(outcome).toMatchObject({ verdict: 'degraded', code: 'usage_high' });
    expect(outcome.details?.raw).toMatch(/^memory \(\d+ of \d+ MiB\): \d+\.\d % used, limit 0 %$/);
    expect(await run('memory', { down: 0 })).toMatchObject({ verdict: 'down', code: 'usage_high' });
  });
});

describe('database', () => {
  it('is what the ping says', async () => {
    expect(await run('database', {}, contextOf())).toEqual({
      verdict: 'up',
      responseTime: expect.any(Number) as number,
    });
    const pingDatabase = () => Promise.reject(new Error('database\nis locked'));
    expect(await run('database', {}, { pingDatabase })).toEqual({
      verdict: 'down',
      code: 'database_failed',
      details: { raw: 'database is locked' },
    });
  });
});
