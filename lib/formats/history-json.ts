import { iso, type CheckHistory, type HistoryBucket } from '../model.ts';
import { seconds, secondsOrNull } from './decimal.ts';

/** A check's history as JSON. Durations and latencies are seconds. */
export function renderHistoryJson(history: CheckHistory): string {
  const instant = instants();
  const spans = history.spans.map(({ from, to, state }) => ({ from: iso(from), to: iso(to), state }));
  return (
    `{"check":${JSON.stringify(history.check)},"range":"${history.range}","from":"${iso(history.from)}",` +
    `"to":"${iso(history.to)}","bucketSeconds":${seconds(history.bucketMs)},` +
    `"buckets":[${history.buckets.map((bucket) => bucketText(bucket, instant)).join(',')}],` +
    `"spans":${JSON.stringify(spans)},"total":${bucketText(history.total, instant)}}\n`
  );
}

/** The runs of a bucket, of whatever result. */
export function runsOf({ runs }: HistoryBucket): number {
  return runs.up + runs.degraded + runs.down + runs.unknown;
}

/** Written by hand: there are hundreds, and objects to be written for each took longer than to read them all. */
function bucketText(bucket: HistoryBucket, instant: (at: number) => string): string {
  const { runs, time, latency } = bucket;
  return (
    `{"start":"${instant(bucket.start)}","end":"${instant(bucket.end)}","count":${runsOf(bucket)},` +
    `"runs":{"up":${runs.up},"degraded":${runs.degraded},"down":${runs.down},"unknown":${runs.unknown}},` +
    `"seconds":{"up":${seconds(time.up)},"degraded":${seconds(time.degraded)},"down":${seconds(time.down)},` +
    `"unknown":${seconds(time.unknown)},"paused":${seconds(time.paused)},"none":${seconds(time.none)},` +
    `"maintenance":${seconds(time.maintenance)}},"uptime":${bucket.uptime},"successful":${latency.count},` +
    `"min":${secondsOrNull(latency.min)},"mean":${secondsOrNull(latency.mean)},"p50":${secondsOrNull(latency.p50)},` +
    `"p95":${secondsOrNull(latency.p95)},"p99":${secondsOrNull(latency.p99)},"max":${secondsOrNull(latency.max)}}`
  );
}

/** `iso`, which remembers the last instant: where a bucket ends the next one begins. */
function instants(): (at: number) => string {
  let [last, text] = [NaN, ''];
  return (at) => {
    if (at !== last) [last, text] = [at, iso(at)];
    return text;
  };
}
