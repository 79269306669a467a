import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  advance,
  type Changes,
  initialStanding,
  type OpenOutage,
  restoreStanding,
  type Standing,
  type StandingEvent,
  type Thresholds,
} from '../../../lib/history/transition.ts';
import { RESULT_STATES, type Result, type ResultState, type Verdict, VERDICTS } from '../../../lib/model.ts';
import { anyCode, result } from './results.ts';

type NewTransition = Changes['transitions'][number];
type Outage = OpenOutage & { endedAt: number | null };

const anyThresholds: fc.Arbitrary<Thresholds> = fc.record({
  failureThreshold: fc.integer({ min: 1, max: 4 }),
  successThreshold: fc.integer({ min: 1, max: 4 }),
});
const anyState = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...VERDICTS) },
  { weight: 1, arbitrary: fc.constantFrom(...RESULT_STATES) },
);
const anyKind = fc.oneof(
  { weight: 12, arbitrary: fc.constant('result' as const) },
  { weight: 1, arbitrary: fc.constantFrom('stale' as const, 'paused' as const, 'resumed' as const) },
);

/** Events of which `at` goes on by `steps`; a step below zero is a late result or a clock set back. */
function events(steps: fc.Arbitrary<number>): fc.Arbitrary<StandingEvent[]> {
  return fc.array(fc.tuple(anyKind, anyState, steps, fc.option(anyCode)), { maxLength: 40 }).map((parts) => {
    let at = 10_000;
    return parts.map(([kind, state, step, code]): StandingEvent => {
      at += step;
      if (kind === 'result') return { kind, result: result({ state, at, code: state === 'up' ? null : code }) };
      return kind === 'stale' ? { kind, at, confirmedAt: at + 7 } : { kind, at };
    });
  });
}
const anyEvents = events(fc.integer({ min: -50, max: 200 }));
const orderlyEvents = events(fc.integer({ min: 1, max: 200 }));

function fold(standing: Standing, list: readonly StandingEvent[], thresholds: Thresholds) {
  const transitions: NewTransition[] = [];
  const outage: Changes['outage'][number][] = [];
  for (const event of list) {
    const step = advance(standing, event, thresholds);
    standing = step.standing;
    transitions.push(...step.changes.transitions);
    outage.push(...step.changes.outage);
  }
  return { standing, transitions, outage };
}

function resultsOf(list: readonly StandingEvent[]): Result[] {
  return list.flatMap((event) => (event.kind === 'result' ? [event.result] : []));
}

/** The vocabulary's own words: maximal runs of degraded and down, whatever unknown and paused lie inside. */
function outagesOf(transitions: readonly NewTransition[]): Outage[] {
  const outages: Outage[] = [];
  let open: Outage | null = null;
  for (const { at, to, code } of transitions) {
    if (to === 'up' && open !== null) {
      open.endedAt = at;
      open = null;
    } else if ((to === 'degraded' || to === 'down') && open === null) {
      outages.push((open = { startedAt: at, endedAt: null, worst: to, code }));
    } else if (to === 'down' && open?.worst === 'degraded') {
      Object.assign(open, { worst: to, code });
    }
  }
  return outages;
}

test('transitions chain, go forward, and are known no earlier than they happen', () => {
  fc.assert(
    fc.property(anyEvents, anyThresholds, (list, thresholds) => {
      const { transitions, standing } = fold(initialStanding, list, thresholds);
      let [state, since]: [string, number] = ['unknown', -Infinity];
      for (const { from, to, at, confirmedAt } of transitions) {
        expect(from).toBe(state);
        expect(to).not.toBe(from);
        expect(at).toBeGreaterThanOrEqual(since);
        expect(confirmedAt).toBeGreaterThanOrEqual(at);
        [state, since] = [to, at];
      }
      expect(standing.state).toBe(state);
      expect(standing.since).toBe(transitions.at(-1)?.at ?? null);
    }),
  );
});

test('outages are the maximal runs of degraded and down in the transitions', () => {
  fc.assert(
    fc.property(anyEvents, anyThresholds, (list, thresholds) => {
      const { transitions, outage, standing } = fold(initialStanding, list, thresholds);
      const written: Outage[] = [];
      for (const { kind, startedAt, endedAt, worst, code } of outage) {
        if (kind === 'opened') written.push({ startedAt, endedAt, worst, code });
        else written[written.length - 1] = { startedAt, endedAt, worst, code };
      }
      const expected = outagesOf(transitions);
      expect(written).toEqual(expected);
      const open = expected.find((one) => one.endedAt === null);
      expect(standing.outage).toEqual(
        open === undefined ? null : { startedAt: open.startedAt, worst: open.worst, code: open.code },
      );
    }),
  );
});

test('a state is confirmed exactly when enough results in a row lie on one side of it', () => {
  const onlyResults = orderlyEvents.map((list) => list.filter((event) => event.kind === 'result'));
  fc.assert(
    fc.property(onlyResults, anyThresholds, (list, thresholds) => {
      const verdicts: Verdict[] = [];
      let confirmed: ResultState = 'unknown';
      let standing = initialStanding;
      for (const event of list) {
        standing = advance(standing, event, thresholds).standing;
        const { state } = event.result;
        if (state === 'unknown') continue;
        verdicts.push(state);
        const sides = verdicts.map((one) => (confirmed === 'unknown' ? 0 : rank(one) - rank(confirmed)));
        const trailing = (side: number) => sides.length - 1 - sides.findLastIndex((one) => Math.sign(one) !== side);
        if (
          confirmed === 'unknown' ||
          trailing(1) >= thresholds.failureThreshold ||
          trailing(-1) >= thresholds.successThreshold
        )
          confirmed = state;
        expect(standing.state).toBe(confirmed);
      }
    }),
  );
});

test('at threshold 1 the transitions are the results', () => {
  fc.assert(
    fc.property(orderlyEvents, (list) => {
      const results = resultsOf(list).filter((one) => one.state !== 'unknown');
      const { transitions } = fold(
        initialStanding,
        results.map((one) => ({ kind: 'result', result: one })),
        { failureThreshold: 1, successThreshold: 1 },
      );
      const expected = results.filter((one, index) => one.state !== results[index - 1]?.state);
      expect(transitions.map(({ at, to, code }) => ({ at, to, code }))).toEqual(
        expected.map(({ at, state, code }) => ({ at, to: state, code })),
      );
    }),
  );
});

test('each change to a verdict is at a result of that state and code', () => {
  fc.assert(
    fc.property(orderlyEvents, anyThresholds, (list, thresholds) => {
      const known = new Set(resultsOf(list).map(({ at, state, code }) => `${at} ${state} ${code}`));
      for (const { at, to, code } of fold(initialStanding, list, thresholds).transitions) {
        if (to !== 'unknown' && to !== 'paused') expect(known).toContain(`${at} ${to} ${code}`);
      }
    }),
  );
});

test('a restart in between changes nothing', () => {
  fc.assert(
    fc.property(anyEvents, anyEvents, anyThresholds, (first, second, thresholds) => {
      const before = fold(initialStanding, first, thresholds);
      const recent = resultsOf(first);
      const restored = restoreStanding({
        transition: before.transitions.at(-1) ?? null,
        outage: before.standing.outage,
        lastResult: recent.at(-1) ?? null,
        recent,
        everHadVerdict: before.transitions.some(({ to }) => to !== 'unknown' && to !== 'paused'),
      });
      // What the last verdict was matters only while there is one.
      const isVerdict = VERDICTS.some((verdict) => verdict === restored.state);
      expect({ ...restored, lastVerdictAt: isVerdict ? restored.lastVerdictAt : null }).toEqual({
        ...before.standing,
        lastVerdictAt: isVerdict ? before.standing.lastVerdictAt : null,
      });
      const [on, again] = [fold(before.standing, second, thresholds), fold(restored, second, thresholds)];
      expect(again.transitions).toEqual(on.transitions);
      expect(again.outage).toEqual(on.outage);
    }),
    { numRuns: 300 },
  );
});

test('a standing is restored from the last transition and result alone, but for the streak', () => {
  const lastResult = result({ at: 500, state: 'unknown', code: 'internal_error' });
  expect(
    restoreStanding({
      transition: { at: 100, confirmedAt: 120, from: 'up', to: 'down' },
      outage: { startedAt: 100, worst: 'down', code: 'timeout' },
      lastResult,
    }),
  ).toEqual({
    state: 'down',
    since: 100,
    streak: null,
    lastVerdictAt: 120,
    lastResult,
    outage: { startedAt: 100, worst: 'down', code: 'timeout' },
    everHadVerdict: true,
  });
  expect(restoreStanding({ transition: null, outage: null, lastResult: null })).toEqual(initialStanding);
  const transition = { at: 100, confirmedAt: 100, from: 'unknown', to: 'up' } as const;
  expect(restoreStanding({ transition, outage: null, lastResult: result({ at: 300 }), recent: [] })).toMatchObject({
    lastVerdictAt: 300,
  });
});

function rank(verdict: Verdict): number {
  return VERDICTS.indexOf(verdict);
}
