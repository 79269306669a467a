/** On what figures were taken, to be told with them. */
import { availableParallelism, cpus, loadavg } from 'node:os';

/** Processor, cores and Node. */
export function machine(): string {
  return `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, Node ${process.version}`;
}

/** How many processes wanted a core, on average over the last minute. */
export function load(): string {
  return loadavg()[0]?.toFixed(1) ?? '–';
}
