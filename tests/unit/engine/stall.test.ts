import { afterEach, expect, test } from 'vitest';
import { StallMeter } from '../../../lib/engine/stall.ts';

let meter: StallMeter | null = null;
afterEach(() => meter?.end());

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

/** A meter of this process, with what it told. Its wall clock and uptime are ahead by what `ahead` says. */
function begin() {
  const ahead = { wall: 0, uptime: 0 };
  const told = { stalls: [] as number[], steps: [] as number[] };
  const clocks = {
    now: () => performance.now(),
    wallClock: () => performance.now() + ahead.wall,
    uptime: () => performance.now() + ahead.uptime,
  };
  meter = new StallMeter(clocks, {
    onStall: (lost) => told.stalls.push(lost),
    onStep: (by) => told.steps.push(by),
  });
  return { ahead, told, meter };
}

test('a blocked loop is seen by who asks first after it, and by nobody who began later', async () => {
  const { meter, told } = begin();
  await wait(120);
  const before = performance.now();
  block(400);
  const lost = meter.since(before);
  expect(lost).toBeGreaterThan(300);
  // The machine may be busy beside it; it cannot have lost less.
  expect(lost).toBeLessThan(performance.now() - before + 1);
  expect(meter.since(performance.now())).toBe(0);
  expect(Math.max(...told.stalls)).toBeGreaterThan(300);
  expect(told.steps).toEqual([]);
});

test('stalls within a span are added up, one that it begins in is cut', async () => {
  const { meter } = begin();
  const first = performance.now();
  block(300);
  const second = performance.now();
  await wait(120);
  block(300);
  const both = meter.since(first);
  const one = meter.since(second);
  expect(both - one).toBeGreaterThan(200);
  expect(one).toBeGreaterThan(200);
});

test('a sleep of the machine counts for the runs that it fell into, though no clock of ours went on', async () => {
  const { meter, ahead, told } = begin();
  const before = performance.now();
  ahead.wall = 3_600_000;
  ahead.uptime = 3_600_000;
  expect(Math.round(meter.since(before) / 60_000)).toBe(60);
  expect(Math.round((told.stalls.at(-1) ?? 0) / 60_000)).toBe(60);
  expect(told.steps).toEqual([]);
  await wait(5);
  expect(meter.since(performance.now())).toBe(0);
});

test('a clock that is set is no stall', async () => {
  const { meter, ahead, told } = begin();
  const before = performance.now();
  ahead.wall = -3_600_000;
  await wait(150);
  expect(meter.since(before)).toBeLessThan(1_800_000);
  expect(told.steps.map((by) => Math.round(by / 60_000))).toEqual([-60]);
});
