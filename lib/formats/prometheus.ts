import type { Snapshot } from '../model.ts';
import { writePrometheus } from './exposition.ts';
import { metricFamilies } from './metric-families.ts';

/** Prometheus text format 0.0.4. */
export function renderPrometheus(snapshot: Snapshot): string {
  return writePrometheus(metricFamilies(snapshot), snapshot.metrics.labels);
}
