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

it('marks runs that fell into a standstill of ours, and takes no run twice', () => {
  const runs = new PhasedRuns();
  runs.add({ at: 1, details: { phases: {}, stalled: 900 } });
  runs.add({ at: 1, details: { phases: { dns: 1 } } });
  runs.add({ at: 2, details: { phases: { dns: 1 }, stalled: 1 } });
  expect(runs.runs()).toEqual([
    { at: 1, phases: {}, stalled: true },
    { at: 2, phases: { dns: 1 } },
  ]);
  for (let at = 3; at < 3 + PHASED_RUNS; at++) runs.add({ at, details: { phases: {} } });
  expect(runs.runs().filter(({ stalled }) => stalled === true)).toEqual([]);
});

it('forgets the oldest when there are too many, and does not mix their phases', () => {
  const runs = new PhasedRuns();
  for (let at = 1; at <= PHASED_RUNS; at++) runs.add({ at, details: { phases: { tls: 5 } } });
  runs.add({ at: PHASED_RUNS + 1, details: { phases: { dns: 1 } } });
  const kept = runs.runs();
  expect(kept.map(({ at }) => at)).toEqual(Array.from({ length: PHASED_RUNS }, (_, i) => i + 2));
  expect(kept.at(-1)).toEqual({ at: PHASED_RUNS + 1, phases: { dns: 1 } });
});
