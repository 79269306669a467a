import { describe, expect, test } from 'vitest';
import { HOURS, ResponseHours } from '../../../lib/status/response-hours.ts';

const HOUR = 3_600_000;
/** The beginning of an hour. */
const T0 = Date.parse('2026-03-01T12:00:00.000Z');

function run(at: number, responseTime: number | null, state: 'up' | 'down' = 'up') {
  return { at, state, code: state === 'up' ? null : ('timeout' as const), responseTime };
}

/** The hours that have data, by how long ago they were. */
function told(hours: ResponseHours, now: number): Record<number, number> {
  const means = hours.means(now);
  expect(means).toHaveLength(HOURS);
  return Object.fromEntries(means.flatMap((mean, index) => (mean === null ? [] : [[HOURS - 1 - index, mean]])));
}

describe('the response times of 24 hours', () => {
  test('are means of the successful runs of each hour', () => {
    const hours = new ResponseHours();
    hours.add(run(T0 - 1, 10));
    hours.add(run(T0, 20));
    hours.add(run(T0 + 59 * 60_000, 40));
    hours.add(run(T0 + 59 * 60_000, 9_000, 'down'));
    hours.add(run(T0 + 59 * 60_000, null));
    expect(told(hours, T0 + HOUR - 1)).toEqual({ 0: 30, 1: 10 });
    expect(told(hours, T0 + HOUR)).toEqual({ 1: 30, 2: 10 });
  });

  test('go on where the stored ones end, the open hour in both counted once each', () => {
    const hours = new ResponseHours();
    const counts = Array.from({ length: 25 }, (_, i) => (i === 0 || i === 3 ? 0 : 2));
    hours.load({ check: 'a', from: T0 - 24 * HOUR, counts, sums: counts.map((count) => count * 1_000) });
    hours.add(run(T0 + 1, 4));
    const means = told(hours, T0 + 1);
    expect(means[0]).toBe(2);
    expect(means[21]).toBeUndefined();
    expect(means[23]).toBe(1);
  });

  test('forget what is older than a day, and take a day without a run for one without data', () => {
    const hours = new ResponseHours();
    for (let i = 0; i < 40; i++) hours.add(run(T0 + i * HOUR, i + 1));
    expect(told(hours, T0 + 39 * HOUR)).toMatchObject({ 0: 40, 23: 17 });
    hours.add(run(T0, 1_000));
    expect(told(hours, T0 + 39 * HOUR)[15]).toBe(25);
    expect(told(hours, T0 + 100 * HOUR)).toEqual({});
    hours.add(run(T0 + 100 * HOUR, 7));
    expect(told(hours, T0 + 100 * HOUR)).toEqual({ 0: 7 });
  });

  test('take what comes late into its own hour', () => {
    const hours = new ResponseHours();
    hours.add(run(T0 + 3 * HOUR, 5));
    hours.add(run(T0 + HOUR, 11));
    expect(told(hours, T0 + 3 * HOUR)).toEqual({ 0: 5, 2: 11 });
  });
});
