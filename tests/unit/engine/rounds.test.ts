import { afterEach, beforeEach, expect, test } from 'vitest';
import { Rounds } from '../../../lib/engine/rounds.ts';
import { eventually } from './world.ts';

let rounds: Rounds;
beforeEach(() => {
  rounds = new Rounds();
});
afterEach(() => rounds.end());

test('work that still goes on is not begun anew, and that of others is', async () => {
  let [slow, quick] = [0, 0];
  let finish: () => void = () => undefined;
  rounds.every(5, () => {
    slow++;
    return new Promise((resolve) => (finish = resolve));
  });
  rounds.every(5, async () => {
    quick++;
  });
  await eventually(() => quick >= 5);
  expect(slow).toBe(1);
  finish();
  await eventually(() => slow === 2);
});

test('nothing is begun after the end', async () => {
  let turns = 0;
  rounds.every(5, async () => {
    turns++;
  });
  await eventually(() => turns > 0);
  rounds.end();
  const before = turns;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(turns).toBe(before);
});
