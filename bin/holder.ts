import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Names this process in the lease of the database: this machine since it booted, this namespace of process ids, the
 * process and the moment of its start. Another process of the same machine can tell by it whether we are alive.
 */
export function holderName(): string {
  return [...machine(), process.pid, startOf(process.pid) ?? Date.now()].join(' ');
}

/** Whether the holder of that name was a process of this machine that is gone. Of others, nothing is known. */
export function isDeadHere(holder: string): boolean {
  const [host, boot, namespace, pid, start] = holder.split(' ');
  const [ourHost, ourBoot, ourNamespace] = machine();
  if (host !== ourHost || boot !== ourBoot || namespace !== ourNamespace || boot === '' || namespace === '')
    return false;
  return startOf(Number(pid)) !== start;
}

function machine(): [host: string, boot: string, namespace: string] {
  return [
    hostname().replaceAll(' ', '_'),
    orEmpty(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    orEmpty(() => readlinkSync('/proc/self/ns/pid')),
  ];
}

/** When a process was started, in clock ticks since the boot; null when there is none of that number (proc(5)). */
function startOf(pid: number): string | null {
  const stat = orEmpty(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  // The second field is the command in parentheses, and may hold anything; the start is the 22nd.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

/** Where there is no /proc, nothing can be told by it. */
function orEmpty(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
