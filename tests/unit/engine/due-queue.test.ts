import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DueQueue } from '../../../lib/engine/due-queue.ts';

interface Entry {
  due: number;
  readonly interval: number;
}

test('the first is always the one that is due next, however often entries move back', () => {
  const entries = fc.array(fc.record({ due: fc.nat(1_000), interval: fc.integer({ min: 1, max: 500 }) }), {
    minLength: 1,
    maxLength: 40,
  });
  fc.assert(
    fc.property(entries, (made) => {
      const queue = new DueQueue<Entry>();
      queue.reset(made);
      for (let step = 0; step < 200; step++) {
        const { first } = queue;
        expect(first?.due).toBe(Math.min(...made.map(({ due }) => due)));
        if (first !== undefined) first.due += first.interval;
        queue.sink();
      }
    }),
  );
});

test('an empty one has no first', () => {
  const queue = new DueQueue<Entry>();
  queue.sink();
  expect(queue.first).toBeUndefined();
  queue.reset([{ due: 1, interval: 1 }]);
  queue.reset([]);
  expect(queue.first).toBeUndefined();
});
