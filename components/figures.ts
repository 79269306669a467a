/** A ratio as a percentage, truncated: 100% means that nothing was lost, 0% that nothing was up. */
export function percent(ratio: number | null): string {
  if (ratio === null) return '–';
  if (ratio >= 1) return '100%';
  // The addend undoes binary fractions (0.9993 * 10000 is 9992.999…) and must not lift anything to 100.
  const hundredths = Math.min(9_999, Math.floor(ratio * 10_000 + 1e-6));
  if (hundredths === 0 && ratio > 0) return '<0.01%';
  return `${(hundredths / 100).toFixed(2)}%`;
}

/** A length in ms as people read it: `<1 ms`, `142 ms`, `1.24 s`. */
export function latency(ms: number | null): string {
  if (ms === null) return '–';
  if (ms < 1) return '<1 ms';
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  return `${(ms / 1000).toFixed(ms < 9_995 ? 2 : 1)} s`;
}

/** `1 check`, `2 checks`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
