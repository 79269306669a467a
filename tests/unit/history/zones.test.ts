import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dayEdges, daysOf, stateTime, type Course } from '../../../lib/history/uptime.ts';
import { STATES, type State, type StateTime } from '../../../lib/model.ts';
import { readCheckHistory } from '../../../lib/status/history.ts';
import { Memory } from '../../../lib/status/memory.ts';
import { openReaderStore } from '../../../lib/store/open.ts';
import type { ReaderStore } from '../../../lib/store/store.ts';
import { configOf, configured, DAY, HOUR, MIGRATIONS, MINUTE, World } from '../engine/world.ts';

const ZONES = ['UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'America/Sao_Paulo', 'Pacific/Apia', 'Pacific/Kiritimati'];
// The zones' midnights lie as far apart as they do anywhere: Beirut and Cairo skip theirs, Lord Howe steps half an hour.
const ODD = ['Asia/Beirut', 'Africa/Cairo', 'Australia/Lord_Howe', 'America/St_Johns', 'America/Havana'];

const KEYS = ['up', 'degraded', 'down', 'unknown', 'paused', 'none', 'maintenance'] as const;

function plus(times: readonly StateTime[]): StateTime {
  const sum = { up: 0, degraded: 0, down: 0, unknown: 0, paused: 0, none: 0, maintenance: 0 };
  for (const time of times) for (const key of KEYS) sum[key] += time[key];
  return sum;
}

describe('the days of any zone', () => {
  const anyNow = fc.integer({ min: Date.parse('2011-12-25T00:00Z'), max: Date.parse('2027-03-01T00:00Z') });
  const anyCourse = (now: number): fc.Arbitrary<Course> =>
    fc.record({
      before: fc.constantFrom<State | 'none'>('none', ...STATES),
      changes: fc
        .array(fc.record({ at: fc.integer({ min: now - 20 * DAY, max: now }), to: fc.constantFrom(...STATES) }), {
          maxLength: 30,
        })
        .map((changes) => changes.sort((a, b) => a.at - b.at)),
      validUntil: fc.option(fc.integer({ min: now - DAY, max: now + DAY })),
    });

  test('hold each ms of the same time once: another zone labels it otherwise, and changes none of it', () => {
    const anyCase = anyNow.chain((now) => fc.tuple(fc.constant(now), anyCourse(now)));
    fc.assert(
      fc.property(anyCase, fc.constantFrom(...ZONES, ...ODD), ([now, course], zone) => {
        const days = dayEdges(now, zone, 14);
        const told = daysOf(course, days, now);
        expect(plus(told.map(({ time }) => time))).toEqual(stateTime(course, days[0]?.start ?? now, now));
        for (const { start, end, time } of told)
          expect(KEYS.reduce((sum, key) => sum + time[key], 0)).toBe(end - start);
        expect(new Set(told.map(({ date }) => date)).size).toBe(told.length);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a site that moves to another zone', () => {
  let world: World;
  let reader: ReaderStore;
  const noon = Date.parse('2026-03-29T12:00:00.000Z');
  const told = new Map<string, { days: ReturnType<Memory['days']>; history: unknown; uptime: StateTime }>();

  beforeAll(async () => {
    world = new World(noon - 3 * DAY);
    for (const timezone of ZONES) {
      const config = configOf([configured('a', { interval: 4 * HOUR })], {
        site: { name: 'Test', url: 'http://localhost:3000', description: null, timezone },
      });
      const crew = await world.worker(config);
      if (told.size === 0)
        for (; world.now < noon; world.now += HOUR) {
          // Down from 23:00 to 01:00 UTC: on either side of midnight, in whatever zone.
          const hour = new Date(world.now).getUTCHours();
          const isDown = hour === 23 || hour === 0;
          const state = isDown ? 'down' : 'up';
          crew.recorder.record({ check: 'a', at: world.now, state, responseTime: 5, code: null, details: null });
          await crew.recorder.flush();
          await crew.recorder.closeDue();
        }
      const opened = await openReaderStore({ path: world.path, migrations: MIGRATIONS });
      if (opened === null) throw new Error('there is no database');
      reader = opened;
      const state = await reader.load(noon - 92 * DAY);
      if (state === null) throw new Error('there is nothing');
      const memory = new Memory(state);
      const [check] = memory.catalogue.checks;
      if (check === undefined) throw new Error('there is no check');
      const history = [];
      for (const range of ['24h', '7d', '90d'] as const)
        history.push(await readCheckHistory(reader, memory, check, range, noon));
      told.set(timezone, {
        days: memory.days(check, dayEdges(noon, timezone, 10), noon),
        history,
        uptime: stateTime(memory.course(check), noon - 3 * DAY, noon),
      });
      await reader.end();
      crew.recorder.end();
      await crew.store.end();
    }
  }, 60_000);
  afterAll(() => world.destroy());

  test('has other days, and the same history and uptime: points of the API are UTC', () => {
    const utc = told.get('UTC');
    for (const timezone of ZONES) {
      const here = told.get(timezone);
      expect(here?.history, timezone).toEqual(utc?.history);
      expect(here?.uptime, timezone).toEqual(utc?.uptime);
      expect(plus(here?.days.map(({ time }) => time) ?? []).down, timezone).toBe(6 * HOUR);
    }
  });

  test('sees its downtime on the days of its own clock', () => {
    const downOn = (timezone: string) =>
      told
        .get(timezone)
        ?.days.filter(({ time }) => time.down > 0)
        .map(({ date, time }) => `${date.slice(5)} ${time.down / MINUTE}`);
    expect(downOn('UTC')).toEqual(['03-26 60', '03-27 120', '03-28 120', '03-29 60']);
    // In Berlin both hours are after midnight.
    expect(downOn('Europe/Berlin')).toEqual(['03-27 120', '03-28 120', '03-29 120']);
    expect(downOn('Asia/Kathmandu')).toEqual(['03-27 120', '03-28 120', '03-29 120']);
    expect(downOn('America/Sao_Paulo')).toEqual(['03-26 120', '03-27 120', '03-28 120']);
  });
});
