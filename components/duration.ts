const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** A length of time in ms in its two greatest units, as in `2 h 14 min`; never less than `1 s`. */
export function duration(ms: number): string {
  const whole = Math.max(1_000, ms);
  const index = UNITS.findIndex(([, length]) => whole >= length);
  const [unit, length] = UNITS[index] ?? UNITS[3];
  const count = Math.floor(whole / length);
  const [smaller, part] = UNITS[index + 1] ?? UNITS[3];
  const rest = Math.floor((whole - count * length) / part);
  // Past ten units the smaller one says nothing, and seconds beside minutes only flicker.
  if (rest === 0 || count >= 10 || unit === 'min' || unit === 's') return `${count} ${unit}`;
  return `${count} ${unit} ${rest} ${smaller}`;
}
