import { describe, expect, test } from 'vitest';
import {
  advance,
  type Changes,
  initialStanding,
  type Standing,
  type StandingEvent,
  type Thresholds,
  validUntil,
} from '../../../lib/history/transition.ts';
import type { Code, ResultState } from '../../../lib/model.ts';
import { result } from './results.ts';

const AT_ONCE: Thresholds = { failureThreshold: 1, successThreshold: 1 };
const THREE: Thresholds = { failureThreshold: 3, successThreshold: 3 };

/** `up 10`, `down 20 timeout`, `stale 95 seen 200`, `paused 30`, `resumed 40`: what happens, at what time. */
function eventOf(text: string): StandingEvent {
  const [kind = '', at, ...rest] = text.split(' ');
  if (kind === 'stale') return { kind, at: Number(at), confirmedAt: Number(rest[1] ?? at) };
  if (kind === 'paused' || kind === 'resumed') return { kind, at: Number(at) };
  return {
    kind: 'result',
    result: result({ state: kind as ResultState, at: Number(at), code: (rest[0] ?? null) as Code | null }),
  };
}

/** What changed, a line each, as it happened. */
function told({ transitions, outage }: Changes): string[] {
  return [
    ...transitions.map(
      ({ from, to, at, confirmedAt, code }) =>
        `${from} → ${to} at ${at}, known ${confirmedAt}${code ? `: ${code}` : ''}`,
    ),
    ...outage.map(
      ({ kind, startedAt, endedAt, worst, code, updatedAt }) =>
        `outage ${kind}: ${worst} ${startedAt}–${endedAt ?? ''}, updated ${updatedAt}${code ? `: ${code}` : ''}`,
    ),
  ];
}

function run(events: readonly string[], thresholds: Thresholds): { standing: Standing; lines: string[] } {
  let standing = initialStanding;
  const lines: string[] = [];
  for (const text of events) {
    const step = advance(standing, eventOf(text), thresholds);
    standing = step.standing;
    lines.push(...told(step.changes));
  }
  return { standing, lines };
}

const cases: [name: string, thresholds: Thresholds, events: string[], lines: string[]][] = [
  ['the first verdict needs no threshold', THREE, ['up 10'], ['unknown → up at 10, known 10']],
  [
    'a first verdict that is a failure opens an outage at once',
    THREE,
    ['down 10 timeout'],
    ['unknown → down at 10, known 10: timeout', 'outage opened: down 10–, updated 10: timeout'],
  ],
  ['results that agree change nothing', AT_ONCE, ['up 10', 'up 20', 'up 30'], ['unknown → up at 10, known 10']],
  [
    'threshold 1: each result is confirmed by itself',
    AT_ONCE,
    ['up 10', 'down 20 timeout', 'up 30'],
    [
      'unknown → up at 10, known 10',
      'up → down at 20, known 20: timeout',
      'outage opened: down 20–, updated 20: timeout',
      'down → up at 30, known 30',
      'outage ended: down 20–30, updated 30: timeout',
    ],
  ],
  [
    'threshold 3: two failures are no outage',
    THREE,
    ['up 10', 'down 20 timeout', 'down 30 timeout', 'up 40', 'down 50 timeout', 'down 60 timeout'],
    ['unknown → up at 10, known 10'],
  ],
  [
    'threshold 3: an outage begins and ends with the first result of its streak',
    THREE,
    ['up 10', 'down 20 timeout', 'down 30', 'down 40', 'down 50', 'up 60', 'up 70', 'up 80'],
    [
      'unknown → up at 10, known 10',
      'up → down at 20, known 40: timeout',
      'outage opened: down 20–, updated 40: timeout',
      'down → up at 60, known 80',
      'outage ended: down 20–60, updated 80: timeout',
    ],
  ],
  [
    'a mixed streak is told as it went, and worsens its outage',
    THREE,
    ['up 10', 'degraded 20 slow', 'down 30 timeout', 'down 40 connection_refused'],
    [
      'unknown → up at 10, known 10',
      'up → degraded at 20, known 40: slow',
      'degraded → down at 30, known 40: timeout',
      'outage opened: degraded 20–, updated 40: slow',
      'outage worsened: down 20–, updated 40: timeout',
    ],
  ],
  [
    'a mixed streak may end better than its worst: the last result is the state',
    THREE,
    ['up 10', 'down 20 timeout', 'degraded 30 slow', 'degraded 40 slow'],
    [
      'unknown → up at 10, known 10',
      'up → down at 20, known 40: timeout',
      'down → degraded at 30, known 40: slow',
      'outage opened: down 20–, updated 40: timeout',
    ],
  ],
  [
    'better by one step does not end an outage, better by two does',
    AT_ONCE,
    ['down 10 timeout', 'degraded 20 slow', 'up 30'],
    [
      'unknown → down at 10, known 10: timeout',
      'outage opened: down 10–, updated 10: timeout',
      'down → degraded at 20, known 20: slow',
      'degraded → up at 30, known 30',
      'outage ended: down 10–30, updated 30: timeout',
    ],
  ],
  [
    'a recovery that passes through degraded ends at its first up',
    THREE,
    ['down 10', 'degraded 20 slow', 'up 30', 'up 40'],
    [
      'unknown → down at 10, known 10',
      'outage opened: down 10–, updated 10',
      'down → degraded at 20, known 40: slow',
      'degraded → up at 30, known 40',
      'outage ended: down 10–30, updated 40',
    ],
  ],
  [
    'a recovery that wavers is two outages: each is a maximal run of degraded and down',
    THREE,
    ['down 10', 'up 20', 'degraded 30 slow', 'up 40'],
    [
      'unknown → down at 10, known 10',
      'outage opened: down 10–, updated 10',
      'down → up at 20, known 40',
      'up → degraded at 30, known 40: slow',
      'degraded → up at 40, known 40',
      'outage ended: down 10–20, updated 40',
      'outage opened: degraded 30–, updated 40: slow',
      'outage ended: degraded 30–40, updated 40: slow',
    ],
  ],
  [
    'a result on the other side ends a streak and begins its own',
    { failureThreshold: 2, successThreshold: 2 },
    ['degraded 10 slow', 'up 20', 'down 30', 'up 40', 'up 50'],
    [
      'unknown → degraded at 10, known 10: slow',
      'outage opened: degraded 10–, updated 10: slow',
      'degraded → up at 40, known 50',
      'outage ended: degraded 10–40, updated 50: slow',
    ],
  ],
  [
    'each direction has its own threshold',
    { failureThreshold: 1, successThreshold: 2 },
    ['up 10', 'down 20', 'up 30', 'up 40'],
    [
      'unknown → up at 10, known 10',
      'up → down at 20, known 20',
      'outage opened: down 20–, updated 20',
      'down → up at 30, known 40',
      'outage ended: down 20–30, updated 40',
    ],
  ],
  [
    'warnings alone are an outage, degraded at worst',
    AT_ONCE,
    ['up 10', 'degraded 20 http_status', 'degraded 30 timeout', 'up 40'],
    [
      'unknown → up at 10, known 10',
      'up → degraded at 20, known 20: http_status',
      'outage opened: degraded 20–, updated 20: http_status',
      'degraded → up at 40, known 40',
      'outage ended: degraded 20–40, updated 40: http_status',
    ],
  ],
  [
    'an outage worsens once, and takes the code of its worsening',
    AT_ONCE,
    ['degraded 10 slow', 'down 20 timeout', 'degraded 30 slow', 'down 40 connection_refused', 'up 50'],
    [
      'unknown → degraded at 10, known 10: slow',
      'outage opened: degraded 10–, updated 10: slow',
      'degraded → down at 20, known 20: timeout',
      'outage worsened: down 10–, updated 20: timeout',
      'down → degraded at 30, known 30: slow',
      'degraded → down at 40, known 40: connection_refused',
      'down → up at 50, known 50',
      'outage ended: down 10–50, updated 50: timeout',
    ],
  ],
  [
    'a fault of our own is no verdict: it neither counts, nor resets, nor makes a first one',
    THREE,
    ['unknown 5', 'up 10', 'down 20 timeout', 'unknown 30 internal_error', 'down 40', 'unknown 50', 'down 60'],
    [
      'unknown → up at 10, known 10',
      'up → down at 20, known 60: timeout',
      'outage opened: down 20–, updated 60: timeout',
    ],
  ],
  [
    'silence in an outage neither ends nor touches it',
    THREE,
    ['down 10 timeout', 'stale 85 seen 200', 'down 210 timeout', 'up 220', 'up 230', 'up 240'],
    [
      'unknown → down at 10, known 10: timeout',
      'outage opened: down 10–, updated 10: timeout',
      'down → unknown at 85, known 200',
      'unknown → down at 210, known 210: timeout',
      'down → up at 220, known 240',
      'outage ended: down 10–220, updated 240: timeout',
    ],
  ],
  [
    'what follows silence may worsen an outage or end it, at once',
    THREE,
    ['degraded 10 slow', 'stale 85', 'down 210 timeout', 'stale 285', 'up 300'],
    [
      'unknown → degraded at 10, known 10: slow',
      'outage opened: degraded 10–, updated 10: slow',
      'degraded → unknown at 85, known 85',
      'unknown → down at 210, known 210: timeout',
      'outage worsened: down 10–, updated 210: timeout',
      'down → unknown at 285, known 285',
      'unknown → up at 300, known 300',
      'outage ended: down 10–300, updated 300: timeout',
    ],
  ],
  [
    'silence breaks a streak',
    THREE,
    ['up 10', 'down 20', 'down 30', 'stale 105', 'up 210', 'down 220', 'down 230'],
    ['unknown → up at 10, known 10', 'up → unknown at 105, known 105', 'unknown → up at 210, known 210'],
  ],
  ['there is nothing to lose before the first verdict', AT_ONCE, ['stale 10', 'unknown 20', 'stale 30'], []],
  [
    'validity is lost once',
    AT_ONCE,
    ['up 10', 'stale 85', 'stale 90', 'unknown 95', 'stale 99'],
    ['unknown → up at 10, known 10', 'up → unknown at 85, known 85'],
  ],
  [
    'a pause and its end, with an outage around them',
    THREE,
    ['down 10', 'paused 20', 'paused 21', 'down 25', 'stale 30', 'resumed 40', 'resumed 41', 'up 50'],
    [
      'unknown → down at 10, known 10',
      'outage opened: down 10–, updated 10',
      'down → paused at 20, known 20',
      'paused → unknown at 40, known 40',
      'unknown → up at 50, known 50',
      'outage ended: down 10–50, updated 50',
    ],
  ],
  [
    'a check may be paused before it ever ran',
    AT_ONCE,
    ['resumed 1', 'paused 10', 'up 15', 'resumed 20', 'up 30'],
    ['unknown → paused at 10, known 10', 'paused → unknown at 20, known 20', 'unknown → up at 30, known 30'],
  ],
  [
    'results after the clock went back are moved up to the last transition',
    AT_ONCE,
    ['up 100', 'down 90 timeout', 'up 80', 'paused 70', 'resumed 60', 'up 110'],
    [
      'unknown → up at 100, known 100',
      'up → down at 100, known 100: timeout',
      'outage opened: down 100–, updated 100: timeout',
      'down → up at 100, known 100',
      'outage ended: down 100–100, updated 100: timeout',
      'up → paused at 100, known 100',
      'paused → unknown at 100, known 100',
      'unknown → up at 110, known 110',
    ],
  ],
  [
    'a late streak is moved up only as far as needed',
    { failureThreshold: 2, successThreshold: 2 },
    ['up 100', 'degraded 90 slow', 'down 120 timeout'],
    [
      'unknown → up at 100, known 100',
      'up → degraded at 100, known 120: slow',
      'degraded → down at 120, known 120: timeout',
      'outage opened: degraded 100–, updated 120: slow',
      'outage worsened: down 100–, updated 120: timeout',
    ],
  ],
];

describe('advance', () => {
  test.each(cases)('%s', (_, thresholds, events, lines) => {
    expect(run(events, thresholds).lines).toEqual(lines);
  });

  test('a result of our own fault moves nothing but the last result', () => {
    const { standing } = run(['up 10', 'down 20'], THREE);
    const after = advance(standing, eventOf('unknown 30 internal_error'), THREE);
    expect(after.standing).toEqual({
      ...standing,
      lastResult: result({ state: 'unknown', at: 30, code: 'internal_error' }),
    });
    expect(after.standing.lastVerdictAt).toBe(20);
  });

  test('a result that agrees renews validity', () => {
    expect(run(['up 10', 'up 20'], THREE).standing).toMatchObject({ state: 'up', since: 10, lastVerdictAt: 20 });
  });

  test('so does one of a streak that is not confirmed', () => {
    const { standing } = run(['up 10', 'down 20'], THREE);
    expect(standing).toMatchObject({ state: 'up', since: 10, lastVerdictAt: 20, streak: { side: 'worse', count: 1 } });
  });

  test('a lowered threshold holds from the next result on', () => {
    const { standing } = run(['up 10', 'down 20', 'down 30'], { failureThreshold: 5, successThreshold: 1 });
    const after = advance(standing, eventOf('down 40'), { failureThreshold: 2, successThreshold: 1 });
    expect(told(after.changes)[0]).toBe('up → down at 20, known 40');
  });

  test('tells whether there ever was a verdict', () => {
    expect(run(['unknown 1', 'paused 2', 'up 3', 'resumed 4'], THREE).standing.everHadVerdict).toBe(false);
    expect(run(['up 1', 'paused 2', 'resumed 3'], THREE).standing.everHadVerdict).toBe(true);
  });

  test('takes no standing by its word but returns a new one', () => {
    const { standing } = run(['up 10', 'down 20'], THREE);
    const before = structuredClone(standing);
    advance(standing, eventOf('down 30'), THREE);
    expect(standing).toEqual(before);
  });
});

test('a verdict is valid for an interval, a timeout and five seconds', () => {
  expect(validUntil(1_000_000, 60_000, 10_000)).toBe(1_075_000);
});
