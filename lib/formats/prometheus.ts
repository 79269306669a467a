import type { Snapshot } from '../model.ts';
import { metricFamilies } from './metric-families.ts';
import { writeMetrics } from './metrics.ts';

/** Prometheus text format 0.0.4, as UTF-8. */
export function renderPrometheus(snapshot: Snapshot): Buffer<ArrayBuffer> {
  return writeMetrics(snapshot, metricFamilies(snapshot), 'prometheus');
}
