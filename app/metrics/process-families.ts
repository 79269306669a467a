import { collectDefaultMetrics, Registry, type MetricObjectWithValues, type MetricValue } from 'prom-client';
import type { MetricFamily, Sample } from '../../lib/formats/exposition.ts';

const KEY = Symbol.for('allswell.process-metrics');

/** One a process: its event loop and garbage collector are observed once, however often this module is loaded. */
function registry(): Registry {
  const home = globalThis as { [KEY]?: Registry };
  if (home[KEY] === undefined) {
    home[KEY] = new Registry();
    collectDefaultMetrics({ register: home[KEY] });
  }
  return home[KEY];
}

/** The web process's own metrics, `process_*` and `nodejs_*`, those left out that break the naming rules. */
export async function processFamilies(): Promise<MetricFamily[]> {
  const metrics = (await registry().getMetricsAsJSON()) as MetricObjectWithValues<Value>[];
  return metrics.flatMap((metric) => familyOf(metric) ?? []);
}

/** What prom-client gives and its types leave out: numbers as label values, and names of a histogram's samples. */
type Value = Omit<MetricValue<string>, 'labels'> & {
  readonly metricName?: string;
  readonly labels: Readonly<Record<string, string | number>>;
};

function familyOf({ name, type, help, values }: MetricObjectWithValues<Value>): MetricFamily | null {
  const kind = String(type);
  if (kind !== 'gauge' && kind !== 'counter' && kind !== 'histogram') return null;
  // `_total` is for counters, and for them alone.
  if (name.endsWith('_total') !== (kind === 'counter')) return null;
  return {
    name: kind === 'counter' ? name.slice(0, -'_total'.length) : name,
    type: kind,
    help,
    samples: values.flatMap((value) => sampleOf(name, value)),
  };
}

function sampleOf(name: string, { value, labels, metricName = name }: Value): Sample[] {
  // Before its first measurement a delay is NaN, and the least one is what its histogram begins with: 2^63 - 1 ns.
  if (!Number.isFinite(value) || (name === 'nodejs_eventloop_lag_min_seconds' && value > 9e9)) return [];
  const texts = Object.fromEntries(
    Object.entries(labels).map(([label, of]) => [label, label === 'le' ? bound(of) : String(of)]),
  );
  const suffix = (['_bucket', '_sum', '_count'] as const).find((one) => metricName === name + one);
  return [suffix === undefined ? { labels: texts, value } : { suffix, labels: texts, value }];
}

/** OpenMetrics wants a bucket's bound to look like a float. */
function bound(le: string | number): string {
  return Number.isInteger(Number(le)) ? Number(le).toFixed(1) : String(le);
}
