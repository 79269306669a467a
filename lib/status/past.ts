import { daysOf, type CalendarDay, type Interval } from '../history/uptime.ts';
import type { Audience, Day, Past, Transition } from '../model.ts';
import type { ReaderStore } from '../store/store.ts';
import type { Memory } from './memory.ts';

/** Of a span, no more outages than these are read. */
const MOST_OUTAGES = 10_000;

/** What happened in a span to the checks that an audience sees. */
export async function readPast(
  store: ReaderStore,
  memory: Memory,
  audience: Audience,
  span: Interval,
  now: number,
): Promise<Past> {
  const checks = memory.checksFor(audience);
  const ids = checks.map(({ id }) => id);
  const { outages, count } = await store.outagesBetween(ids, span, MOST_OUTAGES);
  const retired = await store.outagesBetween(memory.retired, span, MOST_OUTAGES);
  // Nobody saw the end of one that went on when its check was taken out: it is told of where it began.
  const gone = retired.outages.filter(({ startedAt, endedAt }) => endedAt !== null || startedAt >= span.from);
  const { maintenance } = memory.notices.seenBy(audience, checks, memory.notices.between(span, now));
  return { outages, outageCount: count, gone, maintenance };
}

/** The time of a day by check, of those that an audience sees. */
export async function readDay(
  store: ReaderStore,
  memory: Memory,
  audience: Audience,
  day: CalendarDay,
  now: number,
): Promise<ReadonlyMap<string, Day>> {
  const checks = memory.checksFor(audience);
  const span = { from: day.start, to: Math.min(day.end, now) };
  const changes = new Map<string, Transition[]>();
  for (const transition of await store.transitionsBetween(
    checks.map(({ id }) => id),
    span,
  )) {
    const known = changes.get(transition.check);
    if (known === undefined) changes.set(transition.check, [transition]);
    else known.push(transition);
  }
  return new Map(
    checks.flatMap((check): [string, Day][] => {
      const course = { ...memory.course(check), changes: changes.get(check.id) ?? [] };
      const [one] = daysOf(course, [day], now, memory.excluded(check, day.start, day.end));
      return one === undefined ? [] : [[check.id, one]];
    }),
  );
}
