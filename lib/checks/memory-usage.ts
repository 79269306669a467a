import { readFile } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { systemCode } from './errors.ts';

/** Bytes. What is used cannot be had without swapping: caches that can be dropped are not. */
export interface MemoryUsage {
  readonly total: number;
  readonly used: number;
}

/**
 * The memory that this process may use: the machine's, or that of the control group that allows least (a container's,
 * a unit's), if that is less. `root` is where /proc and /sys are.
 */
export async function readMemory(root = '/'): Promise<MemoryUsage> {
  const machine = await readMachine(root);
  const groups = await Promise.all((await controlGroups(root)).map(readGroup));
  const limited = groups.filter((group) => group !== null).filter((group) => group.total < machine.total);
  return limited.sort((a, b) => a.total - b.total)[0] ?? machine;
}

/** `MemAvailable` of Linux; elsewhere what Node knows. */
async function readMachine(root: string): Promise<MemoryUsage> {
  const text = await readIfThere(join(root, 'proc/meminfo'));
  const total = field(text, /^MemTotal:\s+(\d+) kB/m);
  const available = field(text, /^MemAvailable:\s+(\d+) kB/m);
  if (total === null || available === null) return { total: totalmem(), used: totalmem() - freemem() };
  return { total: total * 1_024, used: (total - available) * 1_024 };
}

interface GroupFiles {
  readonly directory: string;
  readonly limit: string;
  readonly usage: string;
  /** The field of memory.stat that tells the cache that can be dropped. */
  readonly cache: RegExp;
}

const V2 = { limit: 'memory.max', usage: 'memory.current', cache: /^inactive_file (\d+)$/m };
const V1 = { limit: 'memory.limit_in_bytes', usage: 'memory.usage_in_bytes', cache: /^total_inactive_file (\d+)$/m };

/** The control group of this process and all above it; a limit holds for all below. */
async function controlGroups(root: string): Promise<GroupFiles[]> {
  const groups: GroupFiles[] = [];
  for (const line of (await readIfThere(join(root, 'proc/self/cgroup'))).split('\n')) {
    // hierarchy:controllers:path; version 2 has hierarchy 0 and no controllers.
    const [, hierarchy, controllers = '', path = '/'] = /^(\d+):([^:]*):(\/.*)$/.exec(line) ?? [];
    const version2 = hierarchy === '0' && controllers === '';
    if (!version2 && !controllers.split(',').includes('memory')) continue;
    const mount = join(root, version2 ? 'sys/fs/cgroup' : 'sys/fs/cgroup/memory');
    for (let directory = path; ; directory = dirname(directory)) {
      groups.push({ directory: join(mount, directory), ...(version2 ? V2 : V1) });
      if (directory === '/') break;
    }
  }
  return groups;
}

/** Null for a group without a limit, or one that is not visible from in here. */
async function readGroup({ directory, limit, usage, cache }: GroupFiles): Promise<MemoryUsage | null> {
  const total = field(await readIfThere(join(directory, limit)), /^(\d+)/);
  const current = field(await readIfThere(join(directory, usage)), /^(\d+)/);
  if (total === null || current === null || total === 0) return null;
  const droppable = field(await readIfThere(join(directory, 'memory.stat')), cache) ?? 0;
  return { total, used: Math.max(0, current - droppable) };
}

function field(text: string, pattern: RegExp): number | null {
  const value = pattern.exec(text)?.[1];
  return value === undefined ? null : Number(value);
}

/** The text of a file, empty when there is none. */
async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'EOPNOTSUPP'].includes(systemCode(error) ?? '')) return '';
    throw error;
  }
}
