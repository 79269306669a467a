import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TIERS, bucketStart, type Bucket, type Tier } from '../../../lib/history/bucket.ts';
import {
  codeOfText,
  type ForeignAggregate,
  type ForeignPast,
  type ForeignRun,
  type ForeignState,
} from '../../../lib/history/foreign.ts';
import { importPast, type ImportLimits } from '../../../lib/history/import.ts';
import { stateTime } from '../../../lib/history/uptime.ts';
import { bucketDifference, chainDifferences } from '../../../lib/history/verify.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.parse('2026-03-10T12:35:00.000Z');
const VALIDITY = 75_000;

const state = fc.constantFrom<ForeignState>('up', 'up', 'up', 'down', 'retry', 'maintenance');
/** Runs of some days: stretches of one state at some distance, with gaps between them. */
const runsOfDays = fc
  .array(
    fc.record({ state, count: fc.integer({ min: 1, max: 400 }), gap: fc.constantFrom(0, 0, 0, HOUR, 30 * HOUR) }),
    {
      minLength: 1,
      maxLength: 20,
    },
  )
  .map((stretches) => ({ stretches, toString: () => JSON.stringify(stretches) }));

function runsOf({
  stretches,
}: {
  stretches: readonly { state: ForeignState; count: number; gap: number }[];
}): ForeignRun[] {
  let at = NOW - 5 * DAY;
  const runs: ForeignRun[] = [];
  for (const { state: of, count, gap } of stretches) {
    for (let index = 0; index < count; index++, at += MINUTE)
      runs.push({
        at,
        state: of,
        responseTime: of === 'up' ? (at / MINUTE) % 100 : null,
        code: of === 'down' ? 'timeout' : null,
      });
    at += gap;
  }
  return runs.filter((run) => run.at < NOW + HOUR);
}

function aggregates(runs: readonly ForeignRun[], tier: 1 | 2): ForeignAggregate[] {
  const starts = [...new Set(runs.map(({ at }) => bucketStart(tier, at)))];
  return starts.map((start) => {
    const own = runs.filter(({ at, state: of }) => bucketStart(tier, at) === start && of !== 'maintenance');
    const up = own.filter(({ state: of }) => of === 'up').length;
    return { start, up, down: own.length - up, mean: up === 0 ? null : 40, min: null, max: null };
  });
}

/** A past of which the older runs are gone: figures of hours stand for those before `days`, of days for all before them. */
function pastOf(runs: readonly ForeignRun[], keptRuns: number, keptHours: number): ForeignPast {
  const changes = runs.filter(({ state: of }, index) => of !== 'retry' && of !== runs[index - 1]?.state);
  return {
    interval: MINUTE,
    validity: VALIDITY,
    runs: runs.slice(runs.length - keptRuns),
    changes,
    hours: aggregates(runs, 1).slice(-keptHours),
    days: aggregates(runs, 2),
  };
}

function limitsUntil(until: number): ImportLimits {
  return {
    until,
    closedUntil: NOW,
    fiveMinutesFrom: NOW - 2 * DAY - 35 * MINUTE,
    resultsFrom: NOW - DAY,
    hoursFrom: 0,
  };
}

test('buckets are the sums of their parts, changes lead on from each other, and a second import finds nothing', () => {
  fc.assert(
    fc.property(runsOfDays, fc.nat(), fc.nat(), fc.nat(), (stretches, a, b, c) => {
      const runs = runsOf(stretches);
      const past = pastOf(runs, a % (runs.length + 1), 1 + (b % 100));
      const until = NOW - (c % 4) * 7 * MINUTE;
      const { transitions, buckets, packed } = importPast(past, limitsUntil(until));

      const named = transitions.map((transition, id) => ({ ...transition, id, check: 'x' }));
      expect(chainDifferences('x', named)).toEqual([]);
      expect(named.map(({ at }) => at)).toEqual(named.map(({ at }) => at).toSorted((x, y) => x - y));
      if (named.length > 0) expect([named[0]?.from, named.at(-1)?.to]).toEqual(['unknown', 'unknown']);
      expect(named.every(({ at }) => at <= until)).toBe(true);

      const ofTier = (tier: Tier): Bucket[] => buckets.filter((bucket) => bucket.tier === tier);
      expect(new Set(buckets.map(({ tier, start }) => `${tier} ${start}`)).size).toBe(buckets.length);
      for (const tier of [1, 2] as const)
        for (const bucket of ofTier(tier)) {
          expect(bucket.start + TIERS[tier].ms).toBeLessThanOrEqual(NOW);
          const parts = ofTier((tier - 1) as Tier).filter(({ start }) => bucketStart(tier, start) === bucket.start);
          if (parts.length > 0) expect(bucketDifference('x', bucket, parts, tier, bucket.start)).toBeNull();
        }
      for (const start of packed.keys()) expect(ofTier(0).some((bucket) => bucket.start === start)).toBe(true);

      const first = transitions[0]?.at;
      if (first !== undefined) expect(importPast(past, limitsUntil(first)).transitions).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('with every run kept, up and down are what each run said until the next, or until it lost its validity', () => {
  fc.assert(
    fc.property(runsOfDays, (stretches) => {
      const runs = runsOf(stretches).filter(({ state: of }) => of === 'up' || of === 'down');
      const { transitions } = importPast({ ...pastOf(runs, runs.length, 0), hours: [], days: [] }, limitsUntil(NOW));
      const time = { up: 0, down: 0 };
      const before = runs.filter(({ at }) => at < NOW);
      for (const [index, { at, state: of }] of before.entries())
        if (of === 'up' || of === 'down') time[of] += Math.min(before[index + 1]?.at ?? NOW, at + VALIDITY, NOW) - at;
      const course = { before: 'none' as const, changes: transitions, validUntil: null };
      expect(stateTime(course, NOW - 6 * DAY, NOW)).toMatchObject(time);
    }),
  );
});

test('raw errors become codes, and nothing of them is kept', () => {
  expect(
    [
      'connect ECONNREFUSED 10.0.0.1:443',
      'Get "https://x": dial tcp: lookup x: no such host',
      'Get "https://x": context deadline exceeded (Client.Timeout exceeded)',
      'timeout of 48000ms exceeded',
      'Request failed with status code 503',
      'tls: failed to verify certificate: x509: certificate has expired or is not yet valid',
      '200 - OK, but keyword is not in [body]',
      'something else',
    ].map(codeOfText),
  ).toEqual([
    'connection_refused',
    'dns_not_found',
    'timeout',
    'timeout',
    'http_status',
    'certificate_expired',
    'http_status',
    'reported_down',
  ]);
});
