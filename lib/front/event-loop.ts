import { performance } from 'node:perf_hooks';

/** More than this part of the time at work, and there is none for work that nobody waits for. */
const BUSY = 0.85;

/** Tells whether the event loop was busy since it was last asked, over half a second at least. */
export function eventLoopGauge(): () => boolean {
  let last = performance.eventLoopUtilization();
  let since = performance.now();
  let isBusy = false;
  return () => {
    if (performance.now() - since < 500) return isBusy;
    isBusy = performance.eventLoopUtilization(last).utilization > BUSY;
    last = performance.eventLoopUtilization();
    since = performance.now();
    return isBusy;
  };
}
