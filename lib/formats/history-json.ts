import { iso, type CheckHistory, type HistoryBucket, type StateTime } from '../model.ts';
import { seconds, secondsOrNull } from './decimal.ts';

/** A check's history as JSON. Durations and latencies are seconds. */
export function renderHistoryJson(history: CheckHistory): string {
  return `${JSON.stringify({
    check: history.check,
    range: history.range,
    from: iso(history.from),
    to: iso(history.to),
    bucketSeconds: seconds(history.bucketMs),
    buckets: history.buckets.map(bucketJson),
    spans: history.spans.map(({ from, to, state }) => ({ from: iso(from), to: iso(to), state })),
    total: bucketJson(history.total),
  })}\n`;
}

/** The runs of a bucket, of whatever result. */
export function runsOf({ runs }: HistoryBucket): number {
  return runs.up + runs.degraded + runs.down + runs.unknown;
}

function bucketJson(bucket: HistoryBucket): Record<string, unknown> {
  const { latency } = bucket;
  return {
    start: iso(bucket.start),
    end: iso(bucket.end),
    count: runsOf(bucket),
    runs: bucket.runs,
    seconds: timeJson(bucket.time),
    uptime: bucket.uptime,
    successful: latency.count,
    min: secondsOrNull(latency.min),
    mean: secondsOrNull(latency.mean),
    p50: secondsOrNull(latency.p50),
    p95: secondsOrNull(latency.p95),
    p99: secondsOrNull(latency.p99),
    max: secondsOrNull(latency.max),
  };
}

function timeJson(time: StateTime): Record<keyof StateTime, number> {
  return {
    up: seconds(time.up),
    degraded: seconds(time.degraded),
    down: seconds(time.down),
    unknown: seconds(time.unknown),
    paused: seconds(time.paused),
    none: seconds(time.none),
    maintenance: seconds(time.maintenance),
  };
}
