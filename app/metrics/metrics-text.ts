import { writeOpenMetrics, writePrometheus, type ExpositionFormat } from '../../lib/formats/exposition.ts';
import { metricFamilies } from '../../lib/formats/metric-families.ts';
import { writeMetrics } from '../../lib/formats/metrics.ts';
import type { Snapshot } from '../../lib/model.ts';
import { processFamilies } from './process-families.ts';

const WRITERS = { prometheus: writePrometheus, openmetrics: writeOpenMetrics };

/** The metrics of all checks and, behind them, those of this process as they are now. UTF-8. */
export async function metricsText(snapshot: Snapshot, format: ExpositionFormat): Promise<Buffer<ArrayBuffer>> {
  const ours = metricFamilies(snapshot);
  const names = new Set(ours.map(({ name }) => name));
  const families = (await processFamilies()).filter(({ name }) => !names.has(name));
  const { labels } = snapshot.metrics;
  return Buffer.concat([writeMetrics(snapshot, ours, format), Buffer.from(WRITERS[format](families, labels))]);
}
