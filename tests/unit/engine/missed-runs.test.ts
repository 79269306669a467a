import { expect, test } from 'vitest';
import { MissedRuns } from '../../../lib/engine/missed-runs.ts';

test('missed runs are told together, each once, and nothing is told of none', () => {
  const told: unknown[] = [];
  const fail = () => expect.unreachable();
  const missed = new MissedRuns({ info: fail, error: fail, warn: (_text, more) => told.push(more) });
  missed.tell();
  missed.note('a', 1);
  missed.note('a', 2);
  missed.tell();
  missed.note('b', 4);
  missed.note('c', 1);
  missed.tell();
  missed.tell();
  expect(told).toEqual([
    { check: 'a', slots: 3 },
    { checks: 2, first: 'b', slots: 5 },
  ]);
});
