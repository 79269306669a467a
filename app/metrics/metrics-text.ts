import { writeOpenMetrics, writePrometheus } from '../../lib/formats/exposition.ts';
import { metricFamilies } from '../../lib/formats/metric-families.ts';
import type { Snapshot } from '../../lib/model.ts';
import { processFamilies } from './process-families.ts';

const WRITERS = { prometheus: writePrometheus, openmetrics: writeOpenMetrics };
const END_MARK = '# EOF\n';

/** The checks' part, which a snapshot has once, whatever the number of scrapes. */
interface Written {
  readonly text: string;
  readonly names: ReadonlySet<string>;
}

const written = new WeakMap<Snapshot, Map<keyof typeof WRITERS, Written>>();

/** The metrics of all checks and, behind them, those of this process as they are now. */
export async function metricsText(snapshot: Snapshot, format: keyof typeof WRITERS): Promise<string> {
  const ours = checksPart(snapshot, format);
  const families = (await processFamilies()).filter(({ name }) => !ours.names.has(name));
  return ours.text + WRITERS[format](families, snapshot.metrics.labels);
}

function checksPart(snapshot: Snapshot, format: keyof typeof WRITERS): Written {
  const known = written.get(snapshot) ?? new Map<keyof typeof WRITERS, Written>();
  written.set(snapshot, known);
  let part = known.get(format);
  if (part === undefined) {
    const families = metricFamilies(snapshot);
    const text = WRITERS[format](families, snapshot.metrics.labels);
    part = {
      // The end mark comes once, behind the last family of all.
      text: text.endsWith(END_MARK) ? text.slice(0, -END_MARK.length) : text,
      names: new Set(families.map(({ name }) => name)),
    };
    known.set(format, part);
  }
  return part;
}
