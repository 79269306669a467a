const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** A duration in ms as its two greatest units: `4 minutes 12 seconds`, `2 days`. */
export function durationInWords(ms: number): string {
  let rest = Math.round(ms / 1_000);
  if (rest < 1) return 'less than a second';
  const first = UNITS.findIndex(([, length]) => rest >= length);
  const words: string[] = [];
  for (const [unit, length] of UNITS.slice(first, first + 2)) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count > 0) words.push(`${count} ${unit}${count === 1 ? '' : 's'}`);
  }
  return words.join(' ');
}

/** An instant as people read it, in a time zone by its IANA name: `2 January 2026 at 03:04:05 UTC`. */
export function instantInWords(at: number, timeZone: string): string {
  const part = partsOf(at, timeZone);
  const date = `${part('day')} ${part('month')} ${part('year')}`;
  return `${date} at ${part('hour')}:${part('minute')}:${part('second')} ${part('timeZoneName')}`;
}

/** An instant as Statuspage's feeds write it, to the minute: `Jan 2, 2026, 03:04 UTC`. */
export function minuteInWords(at: number, timeZone: string): string {
  const part = partsOf(at, timeZone);
  return `${part('month').slice(0, 3)} ${part('day')}, ${part('year')}, ${part('hour')}:${part('minute')} ${part('timeZoneName')}`;
}

type Parts = (type: Intl.DateTimeFormatPartTypes) => string;

const FORMATTERS = new Map<string, Intl.DateTimeFormat>();
/** Feeds tell the same instants again and again, and to take one apart is most of their work. */
const TAKEN_APART = new Map<string, Parts>();
const MAX_TAKEN_APART = 4_000;

/** The parts of an instant in a time zone. */
function partsOf(at: number, timeZone: string): Parts {
  const key = `${at} ${timeZone}`;
  const known = TAKEN_APART.get(key);
  if (known !== undefined) return known;
  const parts = new Map(
    formatterOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const made: Parts = (type) => parts.get(type) ?? '';
  if (TAKEN_APART.size >= MAX_TAKEN_APART) TAKEN_APART.clear();
  TAKEN_APART.set(key, made);
  return made;
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = FORMATTERS.get(timeZone);
  if (formatter === undefined)
    FORMATTERS.set(
      timeZone,
      (formatter = new Intl.DateTimeFormat('en-GB', {
        timeZone,
        day: 'numeric',
        month: 'long',
        year: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
        hourCycle: 'h23',
        timeZoneName: 'short',
      })),
    );
  return formatter;
}
