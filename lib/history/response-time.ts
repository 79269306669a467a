/**
 * A response time as it is stored and counted: whole µs of a result's fractional ms. Null where nothing was
 * measured, and for what can be no duration (negative, not finite): such a bug must not spoil a bucket.
 */
export function toMicroseconds(ms: number | null): number | null {
  return ms === null || !Number.isFinite(ms) || ms < 0 ? null : Math.round(ms * 1000);
}

/** The ms of whole µs. */
export function toMilliseconds(us: number | null): number | null {
  return us === null ? null : us / 1000;
}
