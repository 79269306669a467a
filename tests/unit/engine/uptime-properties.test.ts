import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Config } from '../../../lib/config/config.ts';
import { dayEdges, daysOf, stateTime, uptimeRatio, type Interval } from '../../../lib/history/uptime.ts';
import type { ResultState, State, StateTime } from '../../../lib/model.ts';
import { Memory } from '../../../lib/status/memory.ts';
import { openReaderStore } from '../../../lib/store/open.ts';
import { configOf, configured, DAY, HOUR, MIGRATIONS, MINUTE, World, type Crew } from './world.ts';

// Everything happens at whole minutes, so that a painter with a cell a minute can hold all of time: a validity of
// whole minutes is interval + 15 s + 5 s.
const TIMEOUT = 15_000;
const intervalOf = (minutes: number) => minutes * MINUTE - TIMEOUT - 5_000;
const CHECKS = { plain: 1, patient: 2 } as const;
type Name = keyof typeof CHECKS;
const NAMES = Object.keys(CHECKS) as Name[];
const TIME_LIMIT = Number(process.env['LIMIT'] ?? 30_000);
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Africa/Cairo', 'Asia/Beirut', 'Australia/Lord_Howe'];
const ZERO: StateTime = { up: 0, degraded: 0, down: 0, unknown: 0, paused: 0, none: 0, maintenance: 0 };

function configWith(minutes: number, paused: boolean): Config {
  return configOf(
    NAMES.map((name) =>
      configured(name, {
        interval: intervalOf(minutes),
        timeout: TIMEOUT,
        failureThreshold: CHECKS[name],
        successThreshold: CHECKS[name],
        paused: paused && name === 'plain',
      }),
    ),
  );
}

/** What came to pass, in order; results by the id under which they were committed. */
type Fact =
  | { readonly kind: 'result'; readonly id: number; readonly minutes: number }
  | { readonly kind: 'look'; readonly now: number; readonly minutes: number }
  | { readonly kind: 'start'; readonly now: number; readonly minutes: number; readonly paused: boolean };

interface Seen {
  readonly check: string;
  readonly at: number;
  readonly state: ResultState;
}

/**
 * The oracle: paints time, a cell a minute, over and over, as each fact comes. It knows neither transitions nor
 * courses; what was painted ahead is painted over.
 */
class Painter {
  readonly #check: Name;
  readonly #origin: number;
  readonly #cells: (State | 'none')[];
  #state: State = 'unknown';
  #edge = -Infinity;
  /** Verdicts since the confirmed one was last seen. */
  #disagreeing: Seen[] = [];
  #lastVerdict: number | null = null;

  constructor(check: Name, origin: number, end: number) {
    this.#check = check;
    this.#origin = origin;
    this.#cells = new Array<State | 'none'>(Math.max(0, (end - origin) / MINUTE)).fill('none');
  }

  take(fact: Fact, results: ReadonlyMap<number, Seen>): void {
    if (fact.kind === 'result') {
      const seen = results.get(fact.id);
      if (seen === undefined) throw new Error(`the result ${fact.id} is not known`);
      if (seen.check !== this.#check) return;
      this.#expire(seen.at, fact.minutes);
      this.#judge(seen);
      return;
    }
    if (fact.kind === 'start' && this.#lastVerdict !== null) this.#lastVerdict = Math.min(this.#lastVerdict, fact.now);
    this.#expire(fact.now, fact.minutes);
    if (fact.kind !== 'start') return;
    const isPaused = fact.paused && this.#check === 'plain';
    if (isPaused !== (this.#state === 'paused')) this.#paint(fact.now, isPaused ? 'paused' : 'unknown');
  }

  /** The time of a span, without what lies in a window. */
  time(from: number, to: number, windows: readonly Interval[]): StateTime {
    const time = { ...ZERO } as Record<keyof StateTime, number>;
    for (let at = from; at < to; at += MINUTE) {
      const isIn = windows.some((window) => window.from <= at && at < window.to);
      time[isIn ? 'maintenance' : (this.#cells[(at - this.#origin) / MINUTE] ?? 'none')] += MINUTE;
    }
    return time;
  }

  /** What a reader sees who comes at `now`. */
  expire(now: number, minutes: number): void {
    this.#expire(now, minutes);
  }

  #judge(seen: Seen): void {
    if (seen.state === 'unknown' || this.#state === 'paused') return;
    this.#lastVerdict = seen.at;
    if (this.#state === 'unknown') {
      this.#paint(seen.at, seen.state);
      return;
    }
    const order = ['up', 'degraded', 'down'];
    const side = (one: Seen) => Math.sign(order.indexOf(one.state) - order.indexOf(this.#state));
    this.#disagreeing.push(seen);
    if (side(seen) === 0) this.#disagreeing = [];
    while (this.#disagreeing.some((one) => side(one) !== side(seen))) this.#disagreeing.shift();
    if (this.#disagreeing.length < CHECKS[this.#check]) return;
    for (const one of [...this.#disagreeing]) if (one.state !== this.#state) this.#paint(one.at, one.state);
  }

  #expire(now: number, minutes: number): void {
    if (this.#lastVerdict === null || this.#state === 'unknown' || this.#state === 'paused') return;
    const until = this.#lastVerdict + minutes * MINUTE;
    if (until < now) this.#paint(until, 'unknown');
  }

  #paint(at: number, state: State): void {
    this.#edge = Math.max(this.#edge, at);
    this.#cells.fill(state, Math.max(0, (this.#edge - this.#origin) / MINUTE));
    this.#state = state;
    this.#disagreeing = [];
  }
}

type Act =
  | { readonly kind: 'result'; readonly check: Name; readonly state: ResultState; readonly late: number }
  | { readonly kind: 'time'; readonly minutes: number }
  /** Time of which the worker knows nothing until it hears of a result, or looks again. */
  | { readonly kind: 'stall'; readonly minutes: number }
  | { readonly kind: 'flush' | 'close' | 'trim' | 'kill' }
  | { readonly kind: 'restart'; readonly minutes: number; readonly paused: boolean; readonly away: number };

const anyMinutes = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 4 }) },
  { weight: 3, arbitrary: fc.integer({ min: 5, max: 90 }) },
  { weight: 1, arbitrary: fc.integer({ min: 20 * 60, max: 30 * 60 }) },
  { weight: 2, arbitrary: fc.constantFrom(60, -60, 30, -30, -1, -7) },
);
const anyAct: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('result' as const),
      check: fc.constantFrom(...NAMES),
      state: fc.constantFrom<ResultState>('up', 'up', 'down', 'degraded', 'unknown'),
      late: fc.constantFrom(0, 0, 0, 0, 1, 3, 90),
    }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('time' as const), minutes: anyMinutes }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('stall' as const), minutes: anyMinutes }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('flush', 'close', 'trim', 'kill' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('restart' as const),
      minutes: fc.constantFrom(1, 2, 5, 60, 1440),
      paused: fc.boolean(),
      away: fc.oneof(fc.constant(0), anyMinutes, fc.constantFrom(-60, -7)),
    }),
  },
);

const anyBegin = fc.constantFrom(
  ...['2026-03-28T22:10Z', '2026-10-24T21:30Z', '2024-02-28T22:00Z', '2026-04-23T20:00Z', '2026-12-31T23:00Z'],
  ...['2026-04-04T13:00Z', '2026-10-31T18:00Z'],
);

/** A verdict from beyond a clock that was set back grows no younger with the next restart. */
const SET_BACK_TWICE: Act[] = [
  { kind: 'result', check: 'plain', state: 'up', late: 3 },
  { kind: 'restart', minutes: 5, paused: false, away: -7 },
  { kind: 'time', minutes: 2 },
  { kind: 'restart', minutes: 1, paused: false, away: 1 },
];

interface Lived {
  readonly facts: readonly Fact[];
  readonly results: ReadonlyMap<number, Seen>;
  readonly minutes: number;
}

/** Lives through the acts, one worker after another, and notes what was committed. */
async function live(world: World, acts: readonly Act[]): Promise<Lived> {
  const results = new Map<number, Seen>();
  let facts: Fact[] = [];
  let [minutes, paused] = [2, false];
  let crew: Crew = await world.worker(configWith(minutes, paused));
  let next = 1;
  const begin = () => facts.push({ kind: 'start', now: world.now, minutes, paused });
  const look = () => {
    for (const { id, check, at, state } of world.log()) results.set(id, { check, at, state });
  };
  const leave = async () => {
    look();
    crew.recorder.end();
    await crew.store.end();
  };
  begin();
  for (const act of acts) {
    switch (act.kind) {
      case 'result':
        // As a run that ended a while ago, and is only heard of now.
        crew.recorder.record({
          check: act.check,
          at: world.now - act.late * MINUTE,
          state: act.state,
          responseTime: null,
          code: null,
          details: null,
        });
        facts.push({ kind: 'result', id: next++, minutes });
        break;
      case 'stall':
        world.now += act.minutes * MINUTE;
        break;
      case 'time':
        world.now += act.minutes * MINUTE;
        crew.recorder.sweep();
        // A minute is long enough for what a look finds to be committed: a kill cannot take it back.
        await crew.recorder.flush();
        facts.push({ kind: 'look', now: world.now, minutes });
        break;
      case 'flush':
        await crew.recorder.flush();
        break;
      case 'close':
        await crew.recorder.flush();
        look();
        await crew.recorder.closeDue();
        break;
      case 'trim':
        await crew.store.trim({ results: world.now, fiveMinutes: world.now, hours: world.now }, 1_000);
        break;
      case 'kill': {
        world.freeze();
        await leave();
        const last = Math.max(0, ...results.keys());
        facts = facts.filter((fact) => fact.kind !== 'result' || fact.id <= last);
        next = last + 1;
        crew = await world.worker(configWith(minutes, paused));
        begin();
        break;
      }
      case 'restart':
        await crew.recorder.committed(5_000);
        await leave();
        world.now += act.away * MINUTE;
        [minutes, paused] = [act.minutes, act.paused];
        crew = await world.worker(configWith(minutes, paused));
        begin();
    }
  }
  await crew.recorder.committed(5_000);
  await leave();
  return { facts, results, minutes };
}

test(
  'whatever comes, the time of every span is what painting it minute by minute from the results gives',
  async () => {
    let spans = 0;
    await fc.assert(
      fc.asyncProperty(
        anyBegin,
        fc.constantFrom(...ZONES),
        fc.array(anyAct, { minLength: 10, maxLength: 70 }),
        fc.array(fc.tuple(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 600 })), { maxLength: 3 }),
        async (begin, timezone, acts, maintenance) => {
          const origin = Date.parse(begin);
          const world = new World(origin);
          try {
            const { facts, results, minutes } = await live(world, acts);
            const first = origin - 2 * DAY;
            const windows = maintenance.map(([start, length]) => {
              return { from: first + start * MINUTE, to: first + (start + length) * MINUTE };
            });
            const now = world.now + 3 * MINUTE;
            const end = Math.max(now, ...[...results.values()].map(({ at }) => at)) + 2 * DAY;
            const reader = await openReaderStore({ path: world.path, migrations: MIGRATIONS });
            for (const horizon of [origin - 90 * DAY, now - HOUR]) {
              const state = await reader?.load(horizon);
              if (state === null || state === undefined) throw new Error('there is nothing');
              const memory = new Memory(state);
              memory.noLaterThan(now);
              for (const check of memory.catalogue.checks) {
                const painter = new Painter(check.id as Name, first, end);
                for (const fact of facts) painter.take(fact, results);
                painter.expire(now, minutes);
                const course = memory.course(check);
                const from = Math.max(first, horizon);
                for (const [a, b] of [
                  [from, now],
                  [now - 7 * MINUTE, now],
                  [now - HOUR, now],
                  [from + 3 * HOUR, now - 2 * MINUTE],
                ] as const) {
                  if (a < from || b <= a) continue;
                  spans++;
                  const painted = painter.time(a, b, windows);
                  expect(stateTime(course, a, b, windows), `${check.id} from ${a} to ${b}`).toEqual(painted);
                  const judged = painted.up + painted.degraded + painted.down;
                  expect(uptimeRatio(stateTime(course, a, b, windows))).toBe(
                    judged === 0 ? null : (painted.up + painted.degraded) / judged,
                  );
                }
                if (horizon > first) continue;
                const days = dayEdges(now, timezone, 4).filter(({ start }) => start >= first);
                for (const day of daysOf(course, days, now, windows)) {
                  expect(day.time, `${check.id} on ${day.date} in ${timezone}`).toEqual(
                    painter.time(day.start, day.end, windows),
                  );
                }
              }
            }
            await reader?.end();
          } finally {
            world.destroy();
          }
        },
      ),
      {
        numRuns: Number(process.env['RUNS'] ?? 25),
        interruptAfterTimeLimit: TIME_LIMIT,
        examples: [['2026-03-28T22:10Z', 'UTC', SET_BACK_TWICE, []]],
      },
    );
    expect(spans).toBeGreaterThan(0);
  },
  TIME_LIMIT + 90_000,
);
