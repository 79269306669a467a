/**
 * The shortest decimal that reads back as the same number, never with an exponent: the formats' numbers are read by
 * shells and spreadsheets, too.
 */
export function decimal(value: number): string {
  const text = String(value);
  const e = text.indexOf('e');
  if (e === -1) return Object.is(value, -0) ? '0' : text;
  const exponent = Number(text.slice(e + 1));
  const sign = text.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = text.slice(sign.length, e).split('.');
  const digits = whole + fraction;
  const point = whole.length + exponent;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, '0')}${point < digits.length ? `.${digits.slice(point)}` : ''}`;
}

/** A duration in ms as seconds, rounded to µs: what is measured is no finer. */
export function seconds(ms: number): number {
  return Math.round(ms * 1_000) / 1_000_000;
}

/** `seconds`, where there may be none. */
export function secondsOrNull(ms: number | null): number | null {
  return ms === null ? null : seconds(ms);
}
