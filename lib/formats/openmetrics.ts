import type { Snapshot } from '../model.ts';
import { writeOpenMetrics } from './exposition.ts';
import { metricFamilies } from './metric-families.ts';

/** OpenMetrics 1.0.0. */
export function renderOpenMetrics(snapshot: Snapshot): string {
  return writeOpenMetrics(metricFamilies(snapshot), snapshot.metrics.labels);
}
