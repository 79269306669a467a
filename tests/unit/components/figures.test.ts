import { describe, expect, it } from 'vitest';
import { addDays, dateRange, formFor, longDate, relative, utc } from '../../../components/calendar.ts';
import { duration } from '../../../components/duration.ts';
import { latency, percent } from '../../../components/figures.ts';

describe('percent', () => {
  it.each([
    [1, '100%'],
    [0.999999999, '99.99%'],
    [0.99996, '99.99%'],
    [0.9993, '99.93%'],
    [0.29, '29.00%'],
    [0.000001, '<0.01%'],
    [0, '0.00%'],
    [null, '–'],
  ])('truncates %s to %s, and never lifts it to 100%%', (ratio, text) => {
    expect(percent(ratio, 'en')).toBe(text);
  });
});

describe('latency', () => {
  it.each([
    [null, '–'],
    [0.04, '<0.1 ms'],
    [0.2, '0.2 ms'],
    [0.96, '1.0 ms'],
    [9.94, '9.9 ms'],
    [9.97, '10 ms'],
    [142.4, '142 ms'],
    [999.7, '1.00 s'],
    [1240, '1.24 s'],
    [12_400, '12.4 s'],
  ])('writes %s as %s', (ms, text) => {
    expect(latency(ms, 'en')).toBe(text);
  });
});

describe('duration', () => {
  it.each([
    [0, '1\u00a0s'],
    [45_900, '45\u00a0s'],
    [21 * 60_000 + 30_000, '21\u00a0min'],
    [8_040_000, '2\u00a0h\u00a014\u00a0min'],
    [3 * 86_400_000, '3\u00a0d'],
    [3 * 86_400_000 + 7_200_000, '3\u00a0d\u00a02\u00a0h'],
    [26.5 * 86_400_000, '26\u00a0d'],
  ])('writes %s ms as %s', (ms, text) => {
    expect(duration(ms, 'en')).toBe(text);
  });
});

describe('moments', () => {
  const at = Date.UTC(2026, 5, 17, 14, 2, 10);

  it('are written in UTC, with as much of the date as they need', () => {
    expect(utc(at, 'time', 'en')).toBe('14:02 UTC');
    expect(utc(at, 'day', 'en')).toBe('17 Jun, 14:02 UTC');
    expect(utc(at, 'full', 'en')).toBe('17 Jun 2026, 14:02 UTC');
    expect(formFor(at, at + 3_600_000)).toBe('time');
    expect(formFor(at, at + 86_400_000)).toBe('day');
    expect(formFor(at, at + 300 * 86_400_000)).toBe('full');
  });

  it('have calendar dates that cross months and years', () => {
    expect(longDate('2026-06-17', 'en')).toBe('Wednesday, 17 June 2026');
    expect(dateRange('2026-06-03', '2026-06-09', 'en')).toBe('3\u2009–\u20099 June');
    expect(dateRange('2026-05-28', '2026-06-02', 'en')).toBe('28 May\u2009–\u20092 June');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
  });
});

describe('in other languages', () => {
  const at = Date.UTC(2026, 5, 17, 14, 2, 10);

  it('lengths of time have the words and the plural forms of the language, number and unit together', () => {
    expect(duration(8_040_000, 'de')).toBe('2\u00a0Std.\u00a014\u00a0Min.');
    expect(duration(8_040_000, 'ja')).toBe('2時間14分');
    expect(duration(8_040_000, 'zh')).toBe('2\u00a0小时\u00a014\u00a0分钟');
    expect(duration(8_040_000, 'ar')).toBe('ساعتين و14\u00a0دقيقة');
    expect([1, 2, 3, 11].map((days) => duration(days * 86_400_000, 'ar', 'alone'))).toEqual([
      'يوم',
      'يومان',
      '3\u00a0أيام',
      '11\u00a0يومًا',
    ]);
  });

  it('lengths of time have the case of where they stand', () => {
    const days = (count: number) => count * 86_400_000;
    expect(duration(days(2), 'de')).toBe('2\u00a0Tagen');
    expect(duration(days(1), 'de')).toBe('1\u00a0Tag');
    expect(duration(days(2), 'de', 'alone')).toBe('2\u00a0Tage');
    for (const [ms, told] of [
      [days(2), 'يومين'],
      [7_200_000, 'ساعتين'],
      [120_000, 'دقيقتين'],
      [3_000, '3\u00a0ثوان'],
    ] as const)
      expect(duration(ms, 'ar')).toBe(told);
  });

  it('figures have its signs, and stay whole where one reads from right to left', () => {
    expect(percent(0.9993, 'de')).toBe('99,93\u00a0%');
    expect(latency(1240, 'fr')).toBe('1,24 s');
    expect(latency(142, 'zh')).toBe('142 毫秒');
    expect(latency(0.02, 'ar')).toBe('\u2066<0.1 ms\u2069');
  });

  it('moments and dates have its order, and say UTC', () => {
    expect(utc(at, 'day', 'de')).toBe('17. Juni, 14:02 UTC');
    expect(utc(at, 'full', 'ja')).toBe('2026年6月17日 14:02 UTC');
    expect(longDate('2026-06-17', 'es')).toBe('miércoles, 17 de\u00a0junio de\u00a02026');
    expect(dateRange('2026-06-03', '2026-06-09', 'zh')).toBe('6月3日～6月9日');
    expect(relative(at - 3 * 3_600_000, at, 'fr')).toBe('il y a 3 heures');
  });
});
