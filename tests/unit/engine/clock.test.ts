import { expect, test } from 'vitest';
import { ClockWatch } from '../../../lib/engine/clock.ts';

const SETTING = { asleep: 0, step: 0 };

/** Clocks that only move when told to. */
function watched() {
  const time = { now: 1_000, wall: 1_700_000_000_000, uptime: 5_000 };
  const watch = new ClockWatch({ now: () => time.now, wallClock: () => time.wall, uptime: () => time.uptime });
  const pass = (ms: number) => {
    time.now += ms;
    time.wall += ms;
    time.uptime += ms;
  };
  return { time, watch, pass };
}

test('time that passes on all clocks is nothing', () => {
  const { watch, pass } = watched();
  for (const ms of [50, 3_600_000, 0, 12_000]) {
    pass(ms);
    expect(watch.look()).toEqual(SETTING);
  }
});

test.each([3_600_000, -3_600_000, 1_500, -1_500])('a wall clock set by %i ms is a step, told once', (by) => {
  const { time, watch, pass } = watched();
  pass(50);
  time.wall += by;
  expect(watch.look()).toEqual({ asleep: 0, step: by });
  pass(50);
  expect(watch.look()).toEqual(SETTING);
});

test('a machine that slept: the monotonic clock does not know, the wall clock is right', () => {
  const { time, watch } = watched();
  time.wall += 3_600_000;
  time.uptime += 3_600_000;
  expect(watch.look()).toEqual({ asleep: 3_600_000, step: 0 });
  expect(watch.look()).toEqual(SETTING);
});

test('a machine that slept, and whose clock was set', () => {
  const { time, watch } = watched();
  time.wall += 3_600_000 - 7_200_000;
  time.uptime += 3_600_000;
  expect(watch.look()).toEqual({ asleep: 3_600_000, step: -7_200_000 });
});

test('a clock that is slewed is followed in silence, however far it goes', () => {
  const { time, watch, pass } = watched();
  for (let look = 0; look < 100_000; look++) {
    pass(50);
    time.wall -= 0.5;
    expect(watch.look()).toEqual(SETTING);
  }
});

test('being held up between two readings is no step', () => {
  const readings = { now: [0, 0, 0, 0], wall: [0, 5_000, 5_000], uptime: [0, 5_000] };
  const next = (name: keyof typeof readings, otherwise: number) => () => readings[name].shift() ?? otherwise;
  const watch = new ClockWatch({
    now: next('now', 5_000),
    wallClock: next('wall', 5_000),
    uptime: next('uptime', 5_000),
  });
  expect(watch.look()).toEqual(SETTING);
  expect(watch.look()).toEqual(SETTING);
});
