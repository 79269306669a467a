import type { Snapshot } from '../model.ts';
import { ExpositionWriter, type ExpositionFormat, type MetricFamily } from './exposition.ts';

/** Writers that remember what they wrote: of all checks for each audience and format, and of some selections. */
const writers = new Map<string, ExpositionWriter>();
const MOST_WRITERS = 8;

/**
 * A snapshot's families as UTF-8, without an end mark. Of two snapshots written one after the other, the second costs
 * what is new in it.
 */
export function writeMetrics(
  snapshot: Snapshot,
  families: readonly MetricFamily[],
  format: ExpositionFormat,
): Buffer<ArrayBuffer> {
  const { audience, checks, metrics } = snapshot;
  const key = `${format} ${audience} ${checks.length} ${checks[0]?.id}`;
  const writer = writers.get(key) ?? new ExpositionWriter(format);
  // The one that was used least recently goes first.
  writers.delete(key);
  writers.set(key, writer);
  for (const [oldest] of writers) {
    if (writers.size <= MOST_WRITERS) break;
    writers.delete(oldest);
  }
  return writer.write(families, metrics.labels);
}
