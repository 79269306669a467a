import type { CheckView, Incident, Maintenance, Outage, Past, Snapshot, Verdict } from '../lib/model.ts';
import { addDays, dateIn } from './calendar.ts';
import type { Words } from './words.ts';

/** An outage with the check that had it; null: it is not configured any more. */
export interface NamedOutage {
  readonly outage: Outage;
  readonly check: CheckView | null;
}

/** Something that is told of a day. `startedAt` and `endedAt` place it. */
export type PastEvent = { readonly startedAt: number; readonly endedAt: number | null } & (
  | { readonly kind: 'incident'; readonly incident: Incident }
  | { readonly kind: 'maintenance'; readonly window: Maintenance }
  | ({ readonly kind: 'outage' } & NamedOutage)
);

/** A day on which something happened, or a run of days on which nothing did. */
export interface PastDay {
  readonly first: string;
  readonly last: string;
  /** What people wrote before what the checks found: where there is too much to be told, that is what is left out. */
  readonly events: readonly PastEvent[];
  /** Whether they are from before anything was known. */
  readonly isUnknown?: boolean;
  /** Whether trouble went on that is told of another day. */
  readonly isTroubled?: boolean;
}

/** What of a snapshot tells what happened. */
export type Happened = Pick<Snapshot, 'checks' | 'incidents' | 'maintenance' | 'generatedAt'> &
  Partial<Pick<Past, 'gone'>>;

/**
 * All that happened, what people wrote first, each kind the newest first. Of maintenance, what has begun or should have;
 * of outages, what had not ended before `since`.
 */
export function pastEvents(
  { checks, incidents, maintenance, generatedAt, gone = [] }: Happened,
  since = -Infinity,
): PastEvent[] {
  const named: NamedOutage[] = [];
  const take = (outage: Outage, check: CheckView | null) => {
    if (outage.endedAt === null || outage.endedAt >= since) named.push({ outage, check });
  };
  for (const check of checks) for (const outage of check.outages) take(outage, check);
  for (const outage of gone) take(outage, null);
  return [
    ...incidentEvents(incidents),
    ...maintenance
      .filter((window) => window.startsAt <= generatedAt)
      .map((window): PastEvent => ({
        kind: 'maintenance',
        window,
        startedAt: window.startsAt,
        endedAt: window.status === 'in_progress' ? null : window.endsAt,
      }))
      .sort(newestFirst),
    ...named
      .map(({ outage, check }): PastEvent => ({
        kind: 'outage',
        outage,
        check,
        startedAt: outage.startedAt,
        endedAt: outage.endedAt,
      }))
      .sort(newestFirst),
  ];
}

/** A snapshot with what the store tells of a span in the place of what it tells itself; `null`: nothing. */
export function withPast(snapshot: Snapshot, past: Past | null): Happened {
  if (past === null) return snapshot;
  const outages = new Map<string, Outage[]>();
  for (const outage of past.outages) {
    const known = outages.get(outage.check);
    if (known === undefined) outages.set(outage.check, [outage]);
    else known.push(outage);
  }
  const shown = new Set(snapshot.checks.map(({ id }) => id));
  return {
    ...snapshot,
    checks: snapshot.checks.map((check) => ({ ...check, outages: outages.get(check.id) ?? [] })),
    maintenance: past.maintenance.filter(({ checks }) => checks.length === 0 || checks.some((id) => shown.has(id))),
  };
}

/**
 * What touched a span: what people wrote before what the checks found, each the newest first. `isWhole`: it is not about
 * some checks alone, so that those which are gone have a place in it.
 */
export function eventsOfSpan(
  snapshot: Snapshot,
  past: Past | null,
  span: { readonly from: number; readonly to: number },
  isWhole: boolean,
): PastEvent[] {
  const gone = isWhole ? past?.gone : [];
  return pastEvents({ ...withPast(snapshot, past), gone }).filter(
    ({ startedAt, endedAt }) =>
      startedAt < span.to && (endedAt === null || endedAt > span.from || startedAt >= span.from),
  );
}

/** Incidents as events, the newest first. */
export function incidentEvents(incidents: readonly Incident[]): PastEvent[] {
  return incidents
    .map((incident): PastEvent => ({
      kind: 'incident',
      incident,
      startedAt: incident.startedAt,
      endedAt: incident.resolvedAt,
    }))
    .sort(newestFirst);
}

/** By when they began. */
export function newestFirst(a: PastEvent, b: PastEvent): number {
  return b.startedAt - a.startedAt;
}

/**
 * These dates (`YYYY-MM-DD`, the newest first, without gaps) with their events; quiet ones in a row are one, and so
 * are those on which nothing began, but something went on. An event is told on the day it began; when that is before
 * the oldest date, on the day it ended; when that is behind the newest, or still to come, on the newest.
 */
export function pastDays(events: readonly PastEvent[], dates: readonly string[], timezone: string): PastDay[] {
  const [newest = '', oldest = ''] = [dates[0], dates.at(-1)];
  const byDate = new Map<string, PastEvent[]>();
  for (const event of events) {
    const began = dateIn(event.startedAt, timezone);
    const ended = event.endedAt === null ? newest : dateIn(event.endedAt, timezone);
    const date = began >= oldest ? began : ended < newest ? ended : newest;
    byDate.set(date, [...(byDate.get(date) ?? []), event]);
  }
  const troubles = events
    .filter(({ kind }) => kind !== 'maintenance')
    .map((event) => [
      dateIn(event.startedAt, timezone),
      event.endedAt === null ? newest : dateIn(event.endedAt, timezone),
    ]);
  const told: PastDay[] = [];
  for (const date of dates) {
    const inside = byDate.get(date) ?? [];
    const isTroubled = inside.length === 0 && troubles.some(([from = '', to = '']) => from < date && date <= to);
    const previous = told.at(-1);
    if (inside.length === 0 && previous?.events.length === 0 && previous.isTroubled === isTroubled)
      told[told.length - 1] = { ...previous, first: date };
    else told.push({ first: date, last: date, events: inside, isTroubled });
  }
  return told;
}

/** The last `count` dates in a time zone, the newest first. */
export function lastDates(now: number, count: number, timezone: string): string[] {
  const today = dateIn(now, timezone);
  return Array.from({ length: count }, (_, i) => addDays(today, -i));
}

/** `2 incidents, 1 maintenance window, 3 outages, 1 degradation`; what did not happen is left out. */
export function tallyOf(events: readonly PastEvent[], { t, list }: Words): string {
  const worst = (verdict: Verdict) =>
    events.filter((event) => event.kind === 'outage' && event.outage.worst === verdict).length;
  const parts = [
    ['past.incidents', events.filter(({ kind }) => kind === 'incident').length],
    ['past.maintenance', events.filter(({ kind }) => kind === 'maintenance').length],
    ['past.outages', worst('down')],
    ['past.degradations', worst('degraded')],
  ] as const;
  const told = parts.filter(([, count]) => count > 0).map(([key, count]) => t(key, { count }));
  return told.length === 0 ? t('past.none') : list(told);
}
