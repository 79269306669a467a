import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Life } from './storage-life.ts';

export async function main(_args: readonly string[], { root }: { root: string }): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'allswell-bench-'));
  const life = await Life.begin({
    root,
    path: join(folder, 'a.db'),
    checks: 1000,
    interval: 20_000,
    now: Date.parse('2026-03-01T10:00:00.000Z'),
  });
  await life.live(11 * 60_000);
  const io = () => Number(/^write_bytes: (\d+)/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);
  const before = [io(), life.results, process.cpuUsage()] as const;
  await life.live(10 * 60_000);
  const cpu = process.cpuUsage(before[2]);
  const runs = life.results - before[1];
  console.log(
    'bytes a run',
    (io() - before[0]) / runs,
    'runs',
    runs,
    'cpu ms a run',
    (cpu.user + cpu.system) / 1000 / runs,
  );
  await life.end();
  rmSync(folder, { recursive: true, force: true });
  return 0;
}
