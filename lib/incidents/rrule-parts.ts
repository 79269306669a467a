const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'];
/** Windows within a day, at most. */
const MOST_A_DAY = 24;
const MOST_COUNTED = 1_000;

/** The parts that a rule may have, and what their values may be. */
const PARTS: Readonly<Record<string, { readonly rule: string; readonly allows: (value: string) => boolean }>> = {
  FREQ: { rule: `must be one of ${FREQUENCIES.join(', ')}`, allows: (value) => FREQUENCIES.includes(value) },
  INTERVAL: { rule: 'must be a whole number from 1 to 1000', allows: (value) => isWhole(value, 1, 1_000) },
  COUNT: {
    rule: `must be a whole number from 1 to ${MOST_COUNTED}`,
    allows: (value) => isWhole(value, 1, MOST_COUNTED),
  },
  UNTIL: { rule: 'must be a date or an instant in UTC, as in 20261231 or 20261231T235959Z', allows: isUntil },
  BYMONTH: list('months from 1 to 12', (value) => isWhole(value, 1, 12)),
  BYMONTHDAY: list('days of the month from 1 to 31 or from -31 to -1', (value) => isPosition(value, 31)),
  BYYEARDAY: list('days of the year from 1 to 366 or from -366 to -1', (value) => isPosition(value, 366)),
  BYWEEKNO: list('weeks from 1 to 53 or from -53 to -1', (value) => isPosition(value, 53)),
  BYDAY: list('days of the week as in MO or 2SU', isWeekday),
  BYHOUR: list('hours from 0 to 23', (value) => isWhole(value, 0, 23)),
  BYMINUTE: list('minutes from 0 to 59', (value) => isWhole(value, 0, 59)),
  BYSETPOS: list('positions from 1 to 366 or from -366 to -1', (value) => isPosition(value, 366)),
  WKST: { rule: 'must be a day of the week as in MO', allows: (value) => /^(MO|TU|WE|TH|FR|SA|SU)$/.test(value) },
};

/**
 * What is wrong with the text of a rule, in plain words; null when nothing is. The library is lenient: it lets through
 * parts that it does not know and days that no month has.
 */
export function rrulePartsProblem(text: string): string | null {
  const seen = new Map<string, string>();
  for (const part of text.toUpperCase().split(';')) {
    const [, name = '', value = ''] = /^([A-Z]+)=([A-Z0-9,+-]+)$/.exec(part) ?? [];
    if (name === '')
      return `must be parts as in FREQ=WEEKLY;BYDAY=SU, without DTSTART: ${JSON.stringify(part)} is none`;
    const known = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
    if (known === undefined) return `${name} is not a known part; known are ${Object.keys(PARTS).join(', ')}`;
    if (seen.has(name)) return `${name} must be given once`;
    if (!known.allows(value)) return `${name} ${known.rule}, not ${value}`;
    seen.set(name, value);
  }
  if (!seen.has('FREQ')) return 'must have FREQ';
  if (seen.has('COUNT') && seen.has('UNTIL')) return 'must not have both COUNT and UNTIL';
  const times = (seen.get('BYHOUR')?.split(',').length ?? 1) * (seen.get('BYMINUTE')?.split(',').length ?? 1);
  return times > MOST_A_DAY ? `must give at most ${MOST_A_DAY} windows a day` : null;
}

function list(what: string, allows: (value: string) => boolean): { rule: string; allows: (value: string) => boolean } {
  return { rule: `must be ${what}`, allows: (value) => value.split(',').every(allows) };
}

function isWhole(value: string, least: number, most: number): boolean {
  return /^\d{1,4}$/.test(value) && Number(value) >= least && Number(value) <= most;
}

/** Counted from the beginning, or with a minus from the end. */
function isPosition(value: string, most: number): boolean {
  return isWhole(value.replace(/^[+-]/, ''), 1, most);
}

function isWeekday(value: string): boolean {
  const position = /^([+-]?\d{1,2}|)(?:MO|TU|WE|TH|FR|SA|SU)$/.exec(value)?.[1];
  return position === '' || (position !== undefined && isPosition(position, 53));
}

function isUntil(value: string): boolean {
  const [, year, month, day, hour = '00', minute = '00', second = '00'] =
    /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})Z)?$/.exec(value) ?? [];
  const text = `${year ?? ''}-${month ?? ''}-${day ?? ''}T${hour}:${minute}:${second}.000Z`;
  const at = Date.parse(text);
  // A 31 June would be taken for a 1 July.
  return !Number.isNaN(at) && new Date(at).toISOString() === text;
}
