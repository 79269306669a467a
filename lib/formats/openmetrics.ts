import type { Snapshot } from '../model.ts';
import { END_OF_OPENMETRICS } from './exposition.ts';
import { metricFamilies } from './metric-families.ts';
import { writeMetrics } from './metrics.ts';

/** OpenMetrics 1.0.0, as UTF-8. */
export function renderOpenMetrics(snapshot: Snapshot): Buffer<ArrayBuffer> {
  const metrics = writeMetrics(snapshot, metricFamilies(snapshot), 'openmetrics');
  return Buffer.concat([metrics, Buffer.from(END_OF_OPENMETRICS)]);
}
