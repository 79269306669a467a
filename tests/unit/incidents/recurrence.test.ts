import fc from 'fast-check';
import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { ruleProblem, startAfter, startUpTo, startsOf, type Rule } from '../../../lib/incidents/recurrence.ts';

const at = (text: string) => Date.parse(text);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function rule(startsAt: string, rrule: string | null, timezone = 'Europe/Berlin'): Rule {
  return { startsAt: at(startsAt), timezone, rrule };
}

function told(one: Rule, from: string, to: string): string[] {
  return startsOf(one, at(from), at(to)).map((start) => new Date(start).toISOString().slice(0, 16));
}

describe('RFC 5545, 3.3.10: what a rule gives', () => {
  test.each([
    ['FREQ=WEEKLY', ['2026-01-04T09:00', '2026-01-11T09:00', '2026-01-18T09:00']],
    ['FREQ=WEEKLY;INTERVAL=2', ['2026-01-04T09:00', '2026-01-18T09:00']],
    [
      'FREQ=WEEKLY;BYDAY=SU,WE',
      ['2026-01-04T09:00', '2026-01-07T09:00', '2026-01-11T09:00', '2026-01-14T09:00', '2026-01-18T09:00'],
    ],
    ['FREQ=DAILY;COUNT=2', ['2026-01-04T09:00', '2026-01-05T09:00']],
    ['FREQ=DAILY;UNTIL=20260106T090000Z', ['2026-01-04T09:00', '2026-01-05T09:00', '2026-01-06T09:00']],
    ['FREQ=DAILY;UNTIL=20260106T085959Z', ['2026-01-04T09:00', '2026-01-05T09:00']],
    ['FREQ=DAILY;UNTIL=20260105', ['2026-01-04T09:00', '2026-01-05T09:00']],
    ['FREQ=MONTHLY;BYDAY=1SU', ['2026-01-04T09:00']],
    ['freq=weekly;byday=su;count=1', ['2026-01-04T09:00']],
  ])('%s', (rrule, starts) => {
    const one = rule('2026-01-04T09:00:00Z', rrule, 'UTC');
    expect(ruleProblem(one, HOUR)).toBeNull();
    expect(told(one, '2026-01-01T00:00:00Z', '2026-01-20T00:00:00Z')).toEqual(starts);
  });

  test('a span has its beginning and not its end; a single window is a rule of one', () => {
    const one = rule('2026-01-04T09:00:00Z', 'FREQ=DAILY', 'UTC');
    expect(told(one, '2026-01-05T09:00:00Z', '2026-01-06T09:00:00Z')).toEqual(['2026-01-05T09:00']);
    const single = rule('2026-01-04T09:00:00Z', null);
    expect(told(single, '2026-01-04T09:00:00Z', '2026-01-04T09:00:01Z')).toEqual(['2026-01-04T09:00']);
    expect(told(single, '2026-01-03T09:00:00Z', '2026-01-04T09:00:00Z')).toEqual([]);
  });

  test('the 29 February comes every four years, and not in 2100', () => {
    const leap = rule('2024-02-29T10:00:00Z', 'FREQ=YEARLY', 'UTC');
    expect(startAfter(leap, leap.startsAt)).toBe(at('2028-02-29T10:00:00Z'));
    expect(startUpTo(leap, at('2027-12-01T00:00:00Z'))).toBe(leap.startsAt);
    expect(startAfter(leap, at('2096-03-01T00:00:00Z'))).toBe(at('2104-02-29T10:00:00Z'));
    expect(startUpTo(leap, leap.startsAt - 1)).toBeNull();
  });

  test('what COUNT and UNTIL end has nothing after', () => {
    const three = rule('2026-01-04T09:00:00Z', 'FREQ=WEEKLY;COUNT=3');
    expect(startAfter(three, at('2026-01-18T08:59:59Z'))).toBe(at('2026-01-18T09:00:00Z'));
    expect(startAfter(three, at('2026-01-18T09:00:00Z'))).toBeNull();
    expect(startUpTo(three, at('2036-01-01T00:00:00Z'))).toBe(at('2026-01-18T09:00:00Z'));
  });
});

describe('RFC 5545, 3.3.10 and 3.3.5: the clock goes forward and back', () => {
  test('a window keeps its time of day, so its instant moves', () => {
    const sundays = rule('2026-03-22T21:00:00Z', 'FREQ=WEEKLY;BYDAY=SU');
    expect(told(sundays, '2026-03-20T00:00:00Z', '2026-04-06T00:00:00Z')).toEqual([
      '2026-03-22T21:00',
      '2026-03-29T20:00',
      '2026-04-05T20:00',
    ]);
  });

  test('a time of day that a day does not have gives no window and is not counted', () => {
    const nights = rule('2026-03-28T01:30:00Z', 'FREQ=DAILY;COUNT=3');
    expect(told(nights, '2026-03-01T00:00:00Z', '2026-05-01T00:00:00Z')).toEqual([
      '2026-03-28T01:30',
      '2026-03-30T00:30',
      '2026-03-31T00:30',
    ]);
  });

  test('of a time of day that a day has twice, the first is meant', () => {
    const nights = rule('2026-10-24T00:30:00Z', 'FREQ=DAILY');
    expect(told(nights, '2026-10-24T00:00:00Z', '2026-10-27T00:00:00Z')).toEqual([
      '2026-10-24T00:30',
      '2026-10-25T00:30',
      '2026-10-26T01:30',
    ]);
  });

  test('elsewhere the clock is moved on another day, by half an hour, or the date line is crossed', () => {
    const ny = rule('2026-03-07T15:00:00Z', 'FREQ=DAILY', 'America/New_York');
    expect(told(ny, '2026-03-08T00:00:00Z', '2026-03-09T00:00:00Z')).toEqual(['2026-03-08T14:00']);
    const howe = rule('2026-04-04T02:00:00Z', 'FREQ=DAILY', 'Australia/Lord_Howe');
    expect(told(howe, '2026-04-05T00:00:00Z', '2026-04-06T00:00:00Z')).toEqual(['2026-04-05T02:30']);
    const samoa = rule('2011-12-28T22:00:00Z', 'FREQ=DAILY', 'Pacific/Apia');
    expect(told(samoa, '2011-12-28T00:00:00Z', '2012-01-01T00:00:00Z')).toEqual([
      '2011-12-28T22:00',
      '2011-12-29T22:00',
      '2011-12-30T22:00',
      '2011-12-31T22:00',
    ]);
  });
});

describe('a rule that cannot be', () => {
  const sunday = '2026-01-04T09:00:00Z';
  const PARTS =
    'FREQ, INTERVAL, COUNT, UNTIL, BYMONTH, BYMONTHDAY, BYYEARDAY, BYWEEKNO, BYDAY, BYHOUR, BYMINUTE, BYSETPOS, WKST';
  test.each([
    ['', 'must be parts as in FREQ=WEEKLY;BYDAY=SU, without DTSTART: "" is none'],
    ['every sunday', 'must be parts as in FREQ=WEEKLY;BYDAY=SU, without DTSTART: "EVERY SUNDAY" is none'],
    ['RRULE:FREQ=DAILY', 'must be parts as in FREQ=WEEKLY;BYDAY=SU, without DTSTART: "RRULE:FREQ=DAILY" is none'],
    [
      'FREQ=DAILY\nEXDATE:20260102',
      'must be parts as in FREQ=WEEKLY;BYDAY=SU, without DTSTART: "FREQ=DAILY\\nEXDATE:20260102" is none',
    ],
    ['BYDAY=SU', 'must have FREQ'],
    ['FREQ=HOURLY', 'FREQ must be one of DAILY, WEEKLY, MONTHLY, YEARLY, not HOURLY'],
    ['FREQ=DAILY;FREQ=WEEKLY', 'FREQ must be given once'],
    ['FREQ=DAILY;BYSECOND=1', `BYSECOND is not a known part; known are ${PARTS}`],
    ['FREQ=DAILY;CONSTRUCTOR=1', `CONSTRUCTOR is not a known part; known are ${PARTS}`],
    ['FREQ=DAILY;INTERVAL=0', 'INTERVAL must be a whole number from 1 to 1000, not 0'],
    ['FREQ=DAILY;COUNT=1001', 'COUNT must be a whole number from 1 to 1000, not 1001'],
    ['FREQ=DAILY;COUNT=2;UNTIL=20260606', 'must not have both COUNT and UNTIL'],
    [
      'FREQ=DAILY;UNTIL=20260631',
      'UNTIL must be a date or an instant in UTC, as in 20261231 or 20261231T235959Z, not 20260631',
    ],
    [
      'FREQ=DAILY;UNTIL=20260601T000000',
      'UNTIL must be a date or an instant in UTC, as in 20261231 or 20261231T235959Z, not 20260601T000000',
    ],
    ['FREQ=MONTHLY;BYMONTHDAY=32', 'BYMONTHDAY must be days of the month from 1 to 31 or from -31 to -1, not 32'],
    ['FREQ=YEARLY;BYMONTH=13', 'BYMONTH must be months from 1 to 12, not 13'],
    ['FREQ=WEEKLY;BYDAY=SO', 'BYDAY must be days of the week as in MO or 2SU, not SO'],
    ['FREQ=MONTHLY;BYDAY=0SU', 'BYDAY must be days of the week as in MO or 2SU, not 0SU'],
    ['FREQ=DAILY;BYHOUR=24', 'BYHOUR must be hours from 0 to 23, not 24'],
    ['FREQ=DAILY;BYHOUR=9,10,11,12,13;BYMINUTE=0,10,20,30,40', 'must give at most 24 windows a day'],
    ['FREQ=DAILY;BYHOUR=9,12,15', 'must give at most 1000 windows a year'],
    [
      'FREQ=DAILY;BYHOUR=9,10;BYMINUTE=0,30;COUNT=9',
      'must give windows that end before the next begins: that of Sun 2026-01-04 09:00 does not',
    ],
    [
      'FREQ=WEEKLY;BYDAY=WE',
      'must include the first window: startsAt is Sun 2026-01-04 09:00, the first that the rule gives from then on is Wed 2026-01-07 09:00',
    ],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', 'must have a window'],
    ['FREQ=DAILY;UNTIL=20250101', 'must have a window'],
    [
      'FREQ=WEEKLY;BYDAY=2SU',
      'must be an RFC 5545 recurrence: BYDAY with numeric value MUST NOT be used unless FREQ is MONTHLY or YEARLY',
    ],
    ['FREQ=MONTHLY;BYSETPOS=1', 'must be an RFC 5545 recurrence: BYSETPOS MUST be used with another BYxxx rule part'],
  ])('%j', (rrule, problem) => {
    expect(ruleProblem(rule(sunday, rrule, 'UTC'), HOUR)).toBe(problem);
  });

  test('no text makes it throw, or think for long', () => {
    const part = fc.oneof(
      fc.constantFrom(
        'FREQ=YEARLY',
        'FREQ=DAILY',
        'FREQ=MONTHLY',
        'BYWEEKNO=53',
        'BYYEARDAY=-366',
        'BYMONTH=2',
        'INTERVAL=1000',
      ),
      fc.constantFrom('BYMONTHDAY=31', 'BYDAY=5MO', 'BYDAY=MO', 'BYSETPOS=-366', 'COUNT=1000', 'BYHOUR=2', 'WKST=SU'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const start = process.cpuUsage();
        ruleProblem(rule('2026-03-01T01:30:00Z', parts.join(';')), HOUR);
        expect(process.cpuUsage(start).user).toBeLessThan(2_000_000);
      }),
      { numRuns: 150 },
    );
  });
});

/** What the library gives; it throws where a rule gives nothing, as every third month from February in March. */
function allOf(series: RRuleTemporal): readonly { readonly epochMilliseconds: number }[] {
  try {
    return series.all();
  } catch (error) {
    expect((error as Error).message).toBe('Maximum iterations (10000) exceeded in all()');
    return [];
  }
}

test('what COUNT gives is what the library counts', () => {
  const rules = fc.record({
    freq: fc.constantFrom('DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'),
    interval: fc.integer({ min: 1, max: 4 }),
    count: fc.integer({ min: 1, max: 12 }),
    by: fc.constantFrom('', ';BYDAY=SU,TU', ';BYMONTHDAY=1,-1', ';BYMONTH=3,10'),
    hour: fc.integer({ min: 0, max: 23 }),
    timezone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'),
  });
  fc.assert(
    fc.property(rules, ({ freq, interval, count, by, hour, timezone }) => {
      fc.pre(!(freq === 'WEEKLY' && by.includes('MONTHDAY')));
      const rrule = `FREQ=${freq};INTERVAL=${interval};COUNT=${count}${by}`;
      const startsAt = at('2026-03-01T00:30:00Z') + hour * HOUR;
      const dtstart = Temporal.Instant.fromEpochMilliseconds(startsAt).toZonedDateTimeISO(timezone);
      const all = allOf(new RRuleTemporal({ rruleString: rrule, dtstart, strict: true }));
      const ours = startsOf({ startsAt, timezone, rrule }, 0, startsAt + 90 * 366 * DAY);
      expect(ours).toEqual(all.map((start) => start.epochMilliseconds));
    }),
    { numRuns: 60 },
  );
});

test('100 plans are unfolded over 180 days in less than 100 ms', () => {
  const now = at('2026-11-22T00:00:00Z');
  const rules = Array.from({ length: 100 }, (_, index) =>
    rule(new Date(at('2024-01-07T22:00:00Z') + index * 60_000).toISOString(), 'FREQ=WEEKLY;BYDAY=SU'),
  );
  const unfold = () => rules.flatMap((one) => startsOf(one, now - 90 * DAY, now + 90 * DAY)).length;
  const times = Array.from({ length: 5 }, () => {
    const start = process.cpuUsage();
    expect(unfold()).toBe(2_500);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1_000;
  });
  // Processor time, and the least of five: what it takes, whatever else the machine does.
  expect(Math.min(...times)).toBeLessThan(100);
});
