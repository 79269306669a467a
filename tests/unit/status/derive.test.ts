import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Audience, Result, Snapshot } from '../../../lib/model.ts';
import { deriveSnapshot, validityOf } from '../../../lib/status/derive.ts';
import { Memory } from '../../../lib/status/memory.ts';
import { select } from '../../../lib/status/select.ts';
import type { ReaderStore } from '../../../lib/store/store.ts';
import { configOf, configured, DAY, loaded, World, type Crew } from '../engine/world.ts';

const T0 = Date.parse('2026-03-01T12:00:00.000Z');
const VALIDITY = 30_000 + 10_000 + 5_000;
const config = configOf(
  [
    configured('open', { group: 'front' }),
    configured('hidden', { group: 'back', public: false }),
    configured('other', { severity: 'warning', failureThreshold: 3 }),
  ],
  {
    groups: [
      { id: 'front', name: 'Front' },
      { id: 'back', name: 'Back' },
    ],
  },
);

let world: World;
let crew: Crew;
let reader: ReaderStore;
let memory: Memory;

beforeEach(async () => {
  world = new World(T0);
  crew = await world.worker(config);
  reader = await world.reader();
});
afterEach(async () => {
  await crew.end();
  await reader.end();
  world.destroy();
});

async function give(check: string, more: Partial<Result> = {}): Promise<void> {
  crew.recorder.record({
    check,
    at: world.now,
    state: 'up',
    responseTime: 5,
    code: null,
    details: null,
    ...more,
  });
  await crew.recorder.flush();
  memory = new Memory(await loaded(reader, T0 - 92 * DAY));
}

function at(now: number, audience: Audience = 'token'): Snapshot {
  return deriveSnapshot(memory, audience, { revision: 'r', now, validUntil: now, staleSince: null, version: '1' });
}

function view(snapshot: Snapshot, id: string) {
  const found = snapshot.checks.find((check) => check.id === id);
  if (found === undefined) throw new Error(`${id} is not there`);
  return found;
}

describe('validity', () => {
  test('ends exactly interval, timeout and 5 s after the last verdict, without anything written', async () => {
    await give('open');
    const until = T0 + VALIDITY;
    expect(view(at(until), 'open')).toMatchObject({ state: 'up', since: T0 });
    expect(view(at(until + 1), 'open')).toMatchObject({
      state: 'unknown',
      since: until,
      code: null,
      message: 'no current result',
    });
    expect(at(until + 1)).toMatchObject({ overall: 'warn', hasVerdict: false });
  });

  test('a snapshot knows when that will be', async () => {
    await give('open');
    expect(validityOf(memory, T0 + VALIDITY - 10)).toBe(T0 + VALIDITY + 1);
    expect(validityOf(memory, T0 + VALIDITY)).toBe(T0 + VALIDITY + 1);
    expect(validityOf(memory, T0 + VALIDITY + 1)).toBeGreaterThan(T0 + VALIDITY + 1);
  });

  test('is not prolonged by runs that failed by our own fault', async () => {
    await give('open');
    world.now += 40_000;
    await give('open', { state: 'unknown', code: 'internal_stall', responseTime: null });
    expect(view(at(T0 + VALIDITY), 'open').state).toBe('up');
    expect(view(at(T0 + VALIDITY + 1), 'open')).toMatchObject({ state: 'unknown', code: 'internal_stall' });
  });

  test('counts for the time: what comes after it is no data', async () => {
    await give('open');
    const later = view(at(T0 + VALIDITY + 3_600_000), 'open');
    expect(later.uptime['24h']).toBe(1);
    expect(later.days.at(-1)?.time).toMatchObject({ up: VALIDITY, unknown: 3_600_000 });
  });

  test('a worker is alive for 15 s after its last word', async () => {
    await give('open');
    expect(at(T0 + 15_000).worker.alive).toBe(true);
    expect(at(T0 + 15_001).worker.alive).toBe(false);
    expect(validityOf(memory, T0 + 14_999)).toBe(T0 + 15_001);
  });
});

describe('since when', () => {
  const trouble = { state: 'degraded', code: 'slow' } as const;

  test('trouble lasts through time of which nobody knows, as its outage does', async () => {
    await give('open');
    world.now += 10_000;
    await give('open', trouble);
    world.now += 2 * VALIDITY;
    crew.recorder.sweep();
    await give('open', trouble);
    const { state, since, changedAt, outages } = view(at(world.now), 'open');
    expect([state, since, outages[0]?.startedAt]).toEqual(['degraded', T0 + 10_000, T0 + 10_000]);
    expect(changedAt).toBe(world.now);
    expect(memory.check('open').transitions.map(({ to }) => to)).toEqual(['up', 'degraded', 'unknown', 'degraded']);
  });

  test('it is in a worse state since it got worse, and what is well is since it was seen so', async () => {
    await give('open', trouble);
    world.now += 10_000;
    await give('open', { state: 'down', code: 'timeout' });
    expect(view(at(world.now), 'open').since).toBe(T0 + 10_000);
    await give('open');
    world.now += 2 * VALIDITY;
    crew.recorder.sweep();
    await give('open');
    expect(view(at(world.now), 'open').since).toBe(world.now);
  });
});

describe('after the clock was set back by an hour', () => {
  const HOUR = 3_600_000;
  const back = T0 - HOUR;

  test('the word of a worker that died before is as old as now: nothing is valid for an hour more', async () => {
    await give('open');
    memory.noLaterThan(back);
    expect(at(back).worker).toMatchObject({ alive: true, lastSeenAt: back });
    expect(at(back + 15_001).worker).toMatchObject({ alive: false, lastSeenAt: back });
    expect(view(at(back + VALIDITY), 'open').state).toBe('up');
    expect(view(at(back + VALIDITY + 1), 'open').state).toBe('unknown');
    expect(validityOf(memory, back)).toBe(back + 15_001);
  });

  test('no time that is told lies ahead of the snapshot', async () => {
    await give('open', { state: 'down', code: 'timeout' });
    memory.noLaterThan(back);
    const { since, lastRunAt, state } = view(at(back), 'open');
    expect([since, lastRunAt, state]).toEqual([back, back, 'down']);
  });

  test('what the worker says from then on counts by its own time', async () => {
    await give('open');
    memory.noLaterThan(back);
    const changes = await reader.changes({ resultId: 0, transitionId: 0, noticeRevision: 0 });
    if (changes === null) throw new Error('there is no news');
    const result = changes.log.at(-1);
    if (result === undefined) throw new Error('there is no result');
    memory.apply({ ...changes, transitions: [], log: [{ ...result, id: result.id + 1, at: back + 20_000 }] });
    expect(at(back + 30_000).worker).toMatchObject({ alive: true, lastSeenAt: back + 20_000 });
    expect(view(at(back + 20_000 + VALIDITY), 'open').state).toBe('up');
    expect(view(at(back + 20_001 + VALIDITY), 'open').state).toBe('unknown');
  });
});

describe('who sees what', () => {
  test('a private check takes part in nothing that the public sees, its group neither', async () => {
    await give('open');
    await give('other');
    await give('hidden', { state: 'down', code: 'timeout' });
    const open = at(T0, 'public');
    expect(open.checks.map(({ id }) => id)).toEqual(['open', 'other']);
    expect(open.groups).toEqual([{ id: 'front', name: 'Front', checks: ['open'] }]);
    expect([open.overall, open.description]).toEqual(['pass', 'All systems operational']);
    expect(JSON.stringify(open)).not.toContain('hidden');
    expect(select(open, { checks: ['hidden'], groups: ['back'] })).toEqual({
      unknown: { checks: ['hidden'], groups: ['back'] },
    });
    const all = at(T0, 'token');
    expect(all.checks.map(({ id }) => id)).toEqual(['open', 'hidden', 'other']);
    expect(all.groups.map(({ id }) => id)).toEqual(['front', 'back']);
    expect([all.overall, all.description]).toEqual(['fail', 'hidden is down']);
    expect(select(all, { checks: ['open'], groups: [] })).toMatchObject({ snapshot: { overall: 'pass' } });
  });

  test('what failed is told in neutral words to the public, and raw to a token', async () => {
    const raw = 'connect ECONNREFUSED 10.1.2.3:443';
    await give('open', { state: 'down', code: 'connection_refused', responseTime: null, details: { raw } });
    expect(view(at(T0, 'public'), 'open').message).toBe('connection refused');
    expect(JSON.stringify(at(T0, 'public'))).not.toContain('10.1.2.3');
    expect(view(at(T0, 'token'), 'open').message).toBe(`connection refused: ${raw}`);
  });

  test('a check that never ran is unknown, and waits', async () => {
    await give('open');
    expect(view(at(T0), 'other')).toMatchObject({
      state: 'unknown',
      since: null,
      lastRunAt: null,
      message: 'waiting for the first run',
      firstVerdict: null,
    });
    expect(at(T0).overall).toBe('warn');
  });

  test('a failure that has not reached its threshold is no state', async () => {
    await give('other');
    world.now += 1_000;
    await give('other', { state: 'degraded', code: 'timeout' });
    expect(view(at(world.now), 'other')).toMatchObject({ state: 'up', message: null, code: null });
  });
});

describe('a view that is kept', () => {
  /** The same moment from memories that kept nothing. */
  function anew(now: number, audience: Audience): Snapshot {
    for (const id of ['open', 'hidden', 'other']) memory.check(id).views = {};
    return at(now, audience);
  }
  const withoutUptime = (snapshot: Snapshot) => ({
    ...snapshot,
    checks: snapshot.checks.map((check) => ({ ...check, uptime: null, days: null })),
  });

  test('says at every moment what a new one would, but for the uptime of up to a minute', async () => {
    await give('open');
    await give('hidden', { state: 'down', code: 'timeout', details: { raw: 'secret' } });
    for (const audience of ['token', 'public'] as const)
      for (const step of [0, 1, VALIDITY, VALIDITY + 1, VALIDITY + 20_000, 60_000, 60_001, 12 * 3_600_000, DAY]) {
        const kept = at(T0 + step, audience);
        expect(withoutUptime(kept)).toEqual(withoutUptime(anew(T0 + step, audience)));
      }
  });

  test('is the same value while nothing about the check is new', async () => {
    await give('open');
    await give('other');
    const first = at(T0 + 1_000);
    const second = at(T0 + 2_000);
    expect(second.checks).toEqual(first.checks);
    expect(second.checks.map((check, index) => check === first.checks[index])).toEqual([true, true, true]);
    expect(at(T0 + 61_001).checks[0]).not.toBe(first.checks[0]);
    expect(at(T0 + 500).checks[0]).not.toBe(first.checks[0]);
  });

  test('goes when the check has news', async () => {
    await give('open');
    const first = at(T0);
    const [news] = (await reader.load(T0 - DAY))?.log ?? [];
    if (news === undefined) throw new Error('there is no log');
    memory.apply({
      checkpoint: { foldedId: 0, trimmedId: 0, closedUntil: 0 },
      figures: null,
      log: [{ ...news, id: news.id + 1, at: T0 + 1_000, responseTime: 77 }],
      transitions: [],
      outages: [],
      notices: [],
      noticeRevision: 0,
    });
    const second = at(T0 + 1_000);
    expect(view(second, 'open')).toMatchObject({ lastRunAt: T0 + 1_000, responseTime: 77 });
    expect(second.checks.map((check, index) => check === first.checks[index])).toEqual([false, true, true]);
  });
});
