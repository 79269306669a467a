import { iso, type CheckHistory, type HistoryBucket } from '../model.ts';
import { decimal, seconds } from './decimal.ts';
import { runsOf } from './history-json.ts';

const time = (ms: number): string => decimal(seconds(ms));
const latency = (ms: number | null): string => (ms === null ? '' : time(ms));

/** The columns, in order. No value holds a comma, a quote or a line end, so none needs quotes. */
const COLUMNS: readonly (readonly [string, (bucket: HistoryBucket) => string])[] = [
  ['start', (b) => iso(b.start)],
  ['end', (b) => iso(b.end)],
  ['count', (b) => decimal(runsOf(b))],
  ['up_seconds', (b) => time(b.time.up)],
  ['degraded_seconds', (b) => time(b.time.degraded)],
  ['down_seconds', (b) => time(b.time.down)],
  ['unknown_seconds', (b) => time(b.time.unknown)],
  ['paused_seconds', (b) => time(b.time.paused)],
  ['none_seconds', (b) => time(b.time.none)],
  ['maintenance_seconds', (b) => time(b.time.maintenance)],
  ['uptime', (b) => (b.uptime === null ? '' : decimal(b.uptime))],
  ['min', (b) => latency(b.latency.min)],
  ['mean', (b) => latency(b.latency.mean)],
  ['p50', (b) => latency(b.latency.p50)],
  ['p95', (b) => latency(b.latency.p95)],
  ['p99', (b) => latency(b.latency.p99)],
  ['max', (b) => latency(b.latency.max)],
];

/** A check's history as CSV (RFC 4180) with a header row. What has no data is empty. */
export function renderHistoryCsv(history: CheckHistory): string {
  const rows = history.buckets.map((bucket) => COLUMNS.map(([, of]) => of(bucket)).join(','));
  return [COLUMNS.map(([name]) => name).join(','), ...rows, ''].join('\r\n');
}
