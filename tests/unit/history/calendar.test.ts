import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calendarDay, dayEdges, dayStart, nextDayStart } from '../../../lib/history/calendar.ts';

const HOUR = 3_600_000;
const at = (text: string) => Date.parse(text);
const hours = ({ start, end }: { start: number; end: number }) => (end - start) / HOUR;

describe('a day begins and ends', () => {
  test.each([
    ['UTC', '2026-05-04T12:00:00Z', '2026-05-04T00:00:00Z', '2026-05-05T00:00:00Z'],
    ['UTC', '2024-02-29T23:59:59.999Z', '2024-02-29T00:00:00Z', '2024-03-01T00:00:00Z'],
    ['UTC', '2024-03-01T00:00:00Z', '2024-03-01T00:00:00Z', '2024-03-02T00:00:00Z'],
    ['Asia/Kolkata', '2026-01-01T18:29:59.999Z', '2025-12-31T18:30:00Z', '2026-01-01T18:30:00Z'],
    ['Asia/Kolkata', '2026-01-01T18:30:00Z', '2026-01-01T18:30:00Z', '2026-01-02T18:30:00Z'],
    ['Asia/Kathmandu', '2026-01-01T12:00:00Z', '2025-12-31T18:15:00Z', '2026-01-01T18:15:00Z'],
    // 23 h and 25 h
    ['Europe/Berlin', '2026-03-29T12:00:00Z', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
    ['Europe/Berlin', '2026-10-25T12:00:00Z', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'],
    // Midnight was skipped: the day began at 01:00.
    ['America/Sao_Paulo', '2018-11-04T12:00:00Z', '2018-11-04T03:00:00Z', '2018-11-05T02:00:00Z'],
    // 23:00 to 24:00 came twice, the second time an hour before midnight.
    ['America/Sao_Paulo', '2018-02-18T02:30:00Z', '2018-02-17T02:00:00Z', '2018-02-18T03:00:00Z'],
    // 00:00 to 01:00 came twice: the first one begins the day.
    ['America/Havana', '2025-11-02T05:30:00Z', '2025-11-02T04:00:00Z', '2025-11-03T05:00:00Z'],
    // Samoa left 2011-12-30 out.
    ['Pacific/Apia', '2011-12-30T09:59:59Z', '2011-12-29T10:00:00Z', '2011-12-30T10:00:00Z'],
    ['Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-30T10:00:00Z', '2011-12-31T10:00:00Z'],
    // Half an hour of summer time.
    ['Australia/Lord_Howe', '2026-04-04T20:00:00Z', '2026-04-04T13:00:00Z', '2026-04-05T13:30:00Z'],
    ['Pacific/Kiritimati', '2026-01-01T09:59:59Z', '2025-12-31T10:00:00Z', '2026-01-01T10:00:00Z'],
    ['Pacific/Pago_Pago', '2026-01-01T11:00:00Z', '2026-01-01T11:00:00Z', '2026-01-02T11:00:00Z'],
    // The clock went back from 00:01 to 23:01 of the day before: the second midnight counts.
    ['America/St_Johns', '2006-10-29T02:30:30Z', '2006-10-28T02:30:00Z', '2006-10-29T03:30:00Z'],
    ['America/St_Johns', '2006-10-29T02:45:00Z', '2006-10-28T02:30:00Z', '2006-10-29T03:30:00Z'],
  ])('%s, %s: %s to %s', (timezone, instant, start, end) => {
    expect(new Date(dayStart(at(instant), timezone)).toISOString()).toBe(new Date(start).toISOString());
    expect(new Date(nextDayStart(at(instant), timezone)).toISOString()).toBe(new Date(end).toISOString());
  });

  test('an unknown time zone is refused', () => {
    expect(() => dayStart(0, 'Europe/Atlantis')).toThrow(RangeError);
  });
});

describe('dayEdges', () => {
  test('Berlin: 23 h and 25 h where the clock changes', () => {
    expect(dayEdges(at('2026-03-30T10:00:00Z'), 'Europe/Berlin', 3).map((day) => [day.date, hours(day)])).toEqual([
      ['2026-03-28', 24],
      ['2026-03-29', 23],
      ['2026-03-30', 24],
    ]);
    expect(dayEdges(at('2026-10-26T10:00:00Z'), 'Europe/Berlin', 3).map((day) => [day.date, hours(day)])).toEqual([
      ['2026-10-24', 24],
      ['2026-10-25', 25],
      ['2026-10-26', 24],
    ]);
  });

  test('Samoa: no 2011-12-30', () => {
    expect(dayEdges(at('2012-01-01T00:00:00Z'), 'Pacific/Apia', 3).map((day) => [day.date, hours(day)])).toEqual([
      ['2011-12-29', 24],
      ['2011-12-31', 24],
      ['2012-01-01', 24],
    ]);
  });

  test('a leap day has its place', () => {
    expect(dayEdges(at('2024-03-01T00:00:00Z'), 'UTC', 3).map((day) => day.date)).toEqual([
      '2024-02-28',
      '2024-02-29',
      '2024-03-01',
    ]);
    expect(dayEdges(at('2025-03-01T00:00:00Z'), 'UTC', 2).map((day) => day.date)).toEqual(['2025-02-28', '2025-03-01']);
  });

  test('today begins at midnight sharp, not a ms before', () => {
    const midnight = at('2026-06-15T22:00:00Z');
    expect(dayEdges(midnight - 1, 'Europe/Berlin', 90).at(-1)?.date).toBe('2026-06-15');
    expect(dayEdges(midnight, 'Europe/Berlin', 90).at(-1)?.date).toBe('2026-06-16');
    expect(dayEdges(midnight - 1, 'Europe/Berlin', 90).at(-1)?.date).toBe('2026-06-15');
  });

  test('keeps the answer for the day, and one a zone and count', () => {
    const noon = at('2026-06-15T12:00:00Z');
    const kept = dayEdges(noon, 'Europe/Berlin', 90);
    expect(dayEdges(noon + 1000, 'Europe/Berlin', 90)).toBe(kept);
    expect(dayEdges(noon, 'Europe/Berlin', 30)).toHaveLength(30);
    expect(dayEdges(noon, 'Asia/Kolkata', 90)).not.toBe(kept);
    expect(dayEdges(noon, 'Europe/Berlin', 90)).toBe(kept);
  });

  test('days follow each other without gap or overlap, each dated once', () => {
    const zones = [
      'UTC',
      'Europe/Berlin',
      'Asia/Kolkata',
      'America/Sao_Paulo',
      'Pacific/Apia',
      'Africa/Cairo',
      'Asia/Beirut',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones, 'America/St_Johns', 'Atlantic/Azores', 'America/Nuuk', 'Africa/Casablanca'),
        fc.integer({ min: at('1990-01-01T00:00:00Z'), max: at('2040-01-01T00:00:00Z') }),
        (timezone, now) => {
          const days = dayEdges(now, timezone, 8);
          days.forEach((day, index) => {
            expect(day.end).toBe(days[index + 1]?.start ?? nextDayStart(now, timezone));
            expect(hours(day)).toBeGreaterThanOrEqual(22);
            expect(hours(day)).toBeLessThanOrEqual(26);
            if (index > 0) expect(day.date > (days[index - 1]?.date ?? '')).toBe(true);
            expect(dayStart(day.end - 1, timezone)).toBe(day.start);
          });
          expect(days.at(-1)?.start).toBe(dayStart(now, timezone));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a date', () => {
  test.each([
    ['UTC', '2026-11-22', '2026-11-22T00:00:00Z', '2026-11-23T00:00:00Z'],
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00Z', '2018-11-05T02:00:00Z'],
  ])('in %s, %s, is that day', (timezone, date, start, end) => {
    expect(calendarDay(date, timezone)).toEqual({ date, start: at(start), end: at(end) });
  });

  test.each(['2026-02-29', '2026-13-01', '2026-1-1', '2026-11-22T00:00', '', '../etc'])('%j is none', (date) => {
    expect(calendarDay(date, 'UTC')).toBeNull();
  });

  test('that a zone left out is none', () => {
    expect(calendarDay('2011-12-30', 'Pacific/Apia')).toBeNull();
    expect(calendarDay('2011-12-29', 'Pacific/Apia')?.end).toBe(calendarDay('2011-12-31', 'Pacific/Apia')?.start);
  });
});
