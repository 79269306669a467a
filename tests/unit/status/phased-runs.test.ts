import { expect, it } from 'vitest';
import { PhasedRuns, PHASED_RUNS } from '../../../lib/status/phased-runs.ts';

it('remembers the latest runs that had phases, the oldest first', () => {
  const runs = new PhasedRuns();
  expect(runs.runs()).toEqual([]);
  runs.add({ at: 1, details: { phases: { dns: 0.2, connect: 0.913 } } });
  runs.add({ at: 2, details: {} });
  runs.add({ at: 3, details: { phases: {} } });
  expect(runs.runs()).toEqual([
    { at: 1, phases: { dns: 0.2, connect: 0.913 } },
    { at: 3, phases: {} },
  ]);
});

it('forgets the oldest when there are too many, and does not mix their phases', () => {
  const runs = new PhasedRuns();
  for (let at = 0; at < PHASED_RUNS; at++) runs.add({ at, details: { phases: { tls: 5 } } });
  runs.add({ at: PHASED_RUNS, details: { phases: { dns: 1 } } });
  const kept = runs.runs();
  expect(kept.map(({ at }) => at)).toEqual(Array.from({ length: PHASED_RUNS }, (_, i) => i + 1));
  expect(kept.at(-1)).toEqual({ at: PHASED_RUNS, phases: { dns: 1 } });
});
