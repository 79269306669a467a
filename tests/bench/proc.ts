import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** What Linux tells of a process, from its start until now; NaN elsewhere. */
export interface ProcessFigures {
  /** ms of processor time, all threads. */
  readonly cpu: number;
  /** Bytes handed to the file system, and of those what was to reach the disk: `wchar` and `write_bytes`. */
  readonly written: number;
  readonly toDisk: number;
  /** Bytes: the proportional set size. */
  readonly memory: number;
}

/** Reads them. */
export function figuresOf(pid: number): ProcessFigures {
  const io = read(pid, 'io');
  return {
    cpu: cpuOf(pid),
    written: numberOf(io, 'wchar'),
    toDisk: numberOf(io, 'write_bytes'),
    memory: numberOf(read(pid, 'smaps_rollup'), 'Pss') * 1_024,
  };
}

/** ms of processor time; cheaper than all figures. */
export function cpuOf(pid: number): number {
  const stat = read(pid, 'stat');
  // Behind the name in parentheses, which may hold spaces: user and system time are the 12th and 13th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS_PER_SECOND;
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

function numberOf(text: string, key: string): number {
  return Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? Number.NaN);
}

/** Its sockets of TCP; NaN where they cannot be told. */
export function socketsOf(pid: number): number {
  const inodes = new Set<string | undefined>(['tcp', 'tcp6'].flatMap((name) => inodesIn(read(pid, `net/${name}`))));
  try {
    const own = new Set(readdirSync(`/proc/${pid}/fd`).map((fd) => linkOf(`/proc/${pid}/fd/${fd}`)));
    return [...own].filter((link) => inodes.has(/^socket:\[(\d+)\]$/.exec(link)?.[1])).length;
  } catch {
    return Number.NaN;
  }
}

/** Those of a table of sockets; its lines have nine fields before. */
function inodesIn(text: string): string[] {
  return text.split('\n').flatMap((line) => line.trim().split(/\s+/)[9] ?? []);
}

/** What a link names; empty when it is gone meanwhile, as a descriptor that was closed. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
